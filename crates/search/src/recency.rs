//! Recency: a bonus for newer articles, if requested.
//!
//! A score is multiplied by `(1 - share) + share * 2^(-age / half-life)`: the newest article keeps its
//! score, one that is a half-life old loses half of the share, and a very old or undated one all of it.
//!
//! ```
//! use dateline_search::recency::{HalfLife, Decay};
//! let decay = Decay { share: 0.5, half_life: "30d".parse::<HalfLife>()? };
//! assert_eq!(decay.factor(Some(0.0)), 1.0);
//! assert_eq!(decay.factor(Some(30.0)), 0.75);
//! assert_eq!(decay.factor(None), 0.5);
//! # Ok::<(), dateline_search::recency::BadHalfLife>(())
//! ```
//!
//! Not for: sorting by date, which leaves relevance out of account.

use std::fmt;
use std::str::FromStr;

/// The options of recency.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Recency {
    /// The age that halves the bonus; if none is given, the engine takes one that fits the articles.
    pub half_life: Option<HalfLife>,
}

/// A length of time in days; more than nothing.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct HalfLife(f64);

/// A text that is not a half-life.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid age {0}; write it like 30d, 8w, 6m or 2y")]
pub struct BadHalfLife(String);

impl HalfLife {
    /// This many days, but at least one.
    pub fn of_days(days: f64) -> HalfLife {
        HalfLife(days.max(1.0))
    }

    /// The number of days.
    pub fn days(self) -> f64 {
        self.0
    }
}

impl FromStr for HalfLife {
    type Err = BadHalfLife;

    /// Reads a whole number of days, weeks, months or years: `30d`, `8w`, `6m`, `2y`.
    fn from_str(text: &str) -> Result<Self, BadHalfLife> {
        let bad = || BadHalfLife(text.to_owned());
        let trimmed = text.trim();
        let unit = trimmed.chars().next_back().ok_or_else(bad)?;
        let days = match unit.to_ascii_lowercase() {
            'd' => 1.0,
            'w' => 7.0,
            'm' => 365.25 / 12.0,
            'y' => 365.25,
            _ => return Err(bad()),
        };
        let count: u16 = trimmed[..trimmed.len() - 1].trim_end().parse().map_err(|_| bad())?;
        if count == 0 { Err(bad()) } else { Ok(HalfLife(f64::from(count) * days)) }
    }
}

impl fmt::Display for HalfLife {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0.round();
        write!(f, "{days} {}", if days == 1.0 { "day" } else { "days" })
    }
}

/// How a score falls with age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decay {
    /// The share of the score that age can take away, between 0 and 1.
    pub share: f32,
    /// The age that takes away half of the share.
    pub half_life: HalfLife,
}

impl Decay {
    /// What a score is multiplied by at an age in days; an article without a date counts as very old.
    pub fn factor(&self, age: Option<f64>) -> f32 {
        let left = age.map_or(0.0, |age| (-age.max(0.0) / self.half_life.days()).exp2());
        1.0 - self.share + self.share * left as f32
    }
}

/// The age that `part` of the articles do not exceed, as a half-life; one day if there are none.
pub fn fitting_half_life(mut ages: Vec<f64>, part: f64) -> HalfLife {
    if ages.is_empty() {
        return HalfLife::of_days(1.0);
    }
    let at = ((ages.len() as f64 * part) as usize).min(ages.len() - 1);
    let (_, age, _) = ages.select_nth_unstable_by(at, f64::total_cmp);
    HalfLife::of_days(*age)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_of_time() {
        let days = |text: &str| text.parse::<HalfLife>().map(HalfLife::days);
        assert_eq!(days("30d"), Ok(30.0));
        assert_eq!(days("2W"), Ok(14.0));
        assert_eq!(days("12m"), days("1y"));
        assert_eq!(days("1y"), Ok(365.25));
        for text in ["", "d", "0d", "-1d", "1.5y", "30", "99999d", "ü", "3ü", "2 years"] {
            let refused = format!("invalid age {text}; write it like 30d, 8w, 6m or 2y");
            assert_eq!(days(text).map_err(|bad| bad.to_string()), Err(refused), "{text}");
        }
        assert_eq!(HalfLife::of_days(0.2).to_string(), "1 day");
        assert_eq!("6m".parse::<HalfLife>().unwrap().to_string(), "183 days");
    }

    #[test]
    fn the_half_life_fits_the_articles() {
        let ages = |most: i32| (0..=most).map(f64::from).collect::<Vec<f64>>();
        assert_eq!(fitting_half_life(ages(1000), 0.1).days(), 100.0);
        assert_eq!(fitting_half_life(ages(3), 0.1).days(), 1.0);
        assert_eq!(fitting_half_life(vec![], 0.1).days(), 1.0);
        assert_eq!(fitting_half_life(vec![7.0], 1.0).days(), 7.0);
    }

    proptest! {
        #[test]
        fn factors_fall_with_age_and_stay_within_the_share(a in 0f64..1e6, b in 0f64..1e6, days in 1f64..5000.0, share in 0f32..=1.0) {
            let decay = Decay { share, half_life: HalfLife::of_days(days) };
            let (young, old) = (decay.factor(Some(a.min(b))), decay.factor(Some(a.max(b))));
            prop_assert!(young >= old && young <= 1.0 + 1e-6 && old >= decay.factor(None));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,6}") {
            let _ = text.parse::<HalfLife>();
        }
    }
}
