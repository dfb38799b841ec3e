//! Years, months, weeks and days as the steps of a timeline.
//!
//! ```
//! use std::collections::BTreeMap;
//! use dateline_core::dates::Day;
//! use dateline_search::periods::{Step, timeline};
//! let day = |text| Day::first_of(text).unwrap();
//! let counts = BTreeMap::from([(day("2015-10-23"), 2), (day("2015-12-01"), 1)]);
//! let rows: Vec<(String, u64)> = timeline(&counts, Step::Month)
//!     .unwrap()
//!     .into_iter()
//!     .map(|(period, count)| (period.value(), count))
//!     .collect();
//! assert_eq!(rows, [("2015-10".into(), 2), ("2015-11".into(), 0), ("2015-12".into(), 1)]);
//! ```
//!
//! Not for: reading dates that people write, which is [`dateline_core::dates`].

use std::collections::BTreeMap;

use dateline_core::dates::Day;

/// A timeline has at most this many rows, so that one wrong date does not make millions of empty ones.
pub const MAX_ROWS: u64 = 10_000;

/// How long the periods of a timeline are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A day.
    Day,
    /// A week from Monday to Sunday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

/// Why there is no timeline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "a timeline by {} from {first} to {last} has {rows} rows, more than {MAX_ROWS}; narrow it with --since and --until, \
     or count by longer periods",
    step.name()
)]
pub struct TooLong {
    /// The step that was requested.
    pub step: Step,
    /// The first day that has something.
    pub first: Day,
    /// The last day that has something.
    pub last: Day,
    /// How many rows there would be.
    pub rows: u64,
}

/// One year, month, week or day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    step: Step,
    first: Day,
}

impl Step {
    /// The name of the step in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Step::Day => "day",
            Step::Week => "week",
            Step::Month => "month",
            Step::Year => "year",
        }
    }

    /// The period that a day lies in.
    pub fn period(self, day: Day) -> Period {
        let first = match self {
            Step::Day => Some(day),
            Step::Week => Some(day.monday()),
            Step::Month => Day::new(day.year(), day.month(), 1),
            Step::Year => Day::new(day.year(), 1, 1),
        };
        Period { step: self, first: first.unwrap_or(day) }
    }

    /// The shortest step with which the time from one day to another has at most this many periods; else the year.
    pub fn finest(first: Day, last: Day, most: u64) -> Step {
        let steps = [Step::Day, Step::Month];
        steps.into_iter().find(|step| step.periods(first, last) <= most).unwrap_or(Step::Year)
    }

    /// How many periods there are from that of one day to that of another.
    fn periods(self, first: Day, last: Day) -> u64 {
        let number = |day: Day| match self {
            Step::Day => u64::from(day.ordinal()),
            // The first day of the calendar was a Monday.
            Step::Week => u64::from(day.ordinal() - 1) / 7,
            Step::Month => u64::from(day.year()) * 12 + u64::from(day.month()),
            Step::Year => u64::from(day.year()),
        };
        (number(last) + 1).saturating_sub(number(first))
    }
}

impl Period {
    /// The period as a query writes it: `2015`, `2015-10`, `2015-W43` or `2015-10-23`.
    pub fn value(self) -> String {
        let whole = self.first.to_string();
        let length = match self.step {
            Step::Day => 10,
            Step::Week => return self.first.week(),
            Step::Month => 7,
            Step::Year => 4,
        };
        whole[..length].to_owned()
    }

    /// The period as people write it: `2015`, `October 2015`, `week 43 of 2015` or `23 October 2015`.
    pub fn name(self) -> String {
        let (year, month) = (self.first.year(), self.first.month_name());
        match self.step {
            Step::Day => format!("{} {month} {year}", self.first.day()),
            Step::Week => {
                let week = self.first.week();
                let (year, week) = week.split_once("-W").unwrap_or((week.as_str(), ""));
                format!("week {} of {year}", week.trim_start_matches('0'))
            }
            Step::Month => format!("{month} {year}"),
            Step::Year => self.value(),
        }
    }

    /// The period after this one; `None` at the end of the calendar.
    fn next(self) -> Option<Period> {
        let (year, month) = (self.first.year(), self.first.month());
        let first = match self.step {
            Step::Day => self.first.next(),
            Step::Week => self.first.next_monday(),
            Step::Month => Day::new(year, month + 1, 1).or_else(|| Day::new(year + 1, 1, 1)),
            Step::Year => Day::new(year + 1, 1, 1),
        };
        first.map(|first| Period { first, ..self })
    }
}

/// What was counted by day, counted by period.
pub fn by_period(counts: &BTreeMap<Day, u64>, step: Step) -> BTreeMap<Period, u64> {
    let mut out = BTreeMap::new();
    for (&day, count) in counts {
        *out.entry(step.period(day)).or_default() += count;
    }
    out
}

/// What was counted by day, counted by period in the order of time, with the empty periods between.
///
/// # Errors
/// If there are more than [`MAX_ROWS`] periods from the first to the last.
pub fn timeline(counts: &BTreeMap<Day, u64>, step: Step) -> Result<Vec<(Period, u64)>, TooLong> {
    let ends = counts.first_key_value().zip(counts.last_key_value());
    let Some(((&first, _), (&last, _))) = ends else { return Ok(Vec::new()) };
    let rows = step.periods(first, last);
    if rows > MAX_ROWS {
        return Err(TooLong { step, first, last, rows });
    }
    let counted = by_period(counts, step);
    let periods = std::iter::successors(Some(step.period(first)), |period| period.next());
    let row = |period: Period| (period, counted.get(&period).copied().unwrap_or_default());
    Ok(periods.take_while(|period| *period <= step.period(last)).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::first_of(text).unwrap()
    }

    #[test]
    fn periods_are_written_for_queries_and_for_people() {
        let shown =
            |step: Step| (step.period(day("2015-02-03")).value(), step.period(day("2015-02-03")).name());
        assert_eq!(shown(Step::Day), ("2015-02-03".into(), "3 February 2015".into()));
        assert_eq!(shown(Step::Week), ("2015-W06".into(), "week 6 of 2015".into()));
        assert_eq!(Step::Week.period(day("2016-01-03")).value(), "2015-W53");
        assert_eq!(shown(Step::Month), ("2015-02".into(), "February 2015".into()));
        assert_eq!(shown(Step::Year), ("2015".into(), "2015".into()));
    }

    #[test]
    fn the_shortest_step_that_fits_is_taken() {
        let step = |last| Step::finest(day("2015-01-01"), day(last), 60);
        assert_eq!(step("2015-01-01"), Step::Day);
        assert_eq!(step("2015-03-01"), Step::Day);
        assert_eq!(step("2015-03-02"), Step::Month);
        assert_eq!(step("2019-12-31"), Step::Month);
        assert_eq!(step("2020-01-01"), Step::Year);
        assert_eq!(step("2999-01-01"), Step::Year);
    }

    #[test]
    fn too_many_rows_are_refused_with_what_to_do() {
        let counts = BTreeMap::from([(day("0206-01-03"), 1), (day("2015-10-23"), 1)]);
        let refused = timeline(&counts, Step::Day).unwrap_err().to_string();
        assert!(
            refused.starts_with("a timeline by day from 0206-01-03 to 2015-10-23 has 661018 rows"),
            "{refused}"
        );
        assert_eq!(timeline(&counts, Step::Year).unwrap().len(), 1810);
        assert_eq!(timeline(&BTreeMap::new(), Step::Day), Ok(vec![]));
    }

    #[test]
    fn the_end_of_the_calendar_ends_a_timeline() {
        let counts = BTreeMap::from([(day("9999-12-30"), 1), (day("9999-12-31"), 1)]);
        for (step, rows) in [(Step::Day, 2), (Step::Week, 1), (Step::Month, 1), (Step::Year, 1)] {
            assert_eq!(timeline(&counts, step).unwrap().len(), rows);
        }
    }

    fn days() -> impl Strategy<Value = Day> {
        let day = (1990u32..2020, 1u32..=12, 1u32..=28);
        day.prop_filter_map("a day", |(year, month, day)| Day::new(year, month, day))
    }

    proptest! {
        #[test]
        fn a_timeline_has_every_period_once_and_loses_nothing(counts in prop::collection::btree_map(days(), 1u64..9, 1..20)) {
            for step in [Step::Day, Step::Week, Step::Month, Step::Year] {
                let Ok(rows) = timeline(&counts, step) else { continue };
                let (first, last) = (*counts.keys().next().unwrap(), *counts.keys().last().unwrap());
                prop_assert_eq!(rows.len() as u64, step.periods(first, last));
                prop_assert_eq!(rows.iter().map(|row| row.1).sum::<u64>(), counts.values().sum::<u64>());
                prop_assert!(rows.windows(2).all(|pair| pair[0].0.next() == Some(pair[1].0)));
                prop_assert!(rows.first().unwrap().1 > 0 && rows.last().unwrap().1 > 0);
            }
        }
    }
}
