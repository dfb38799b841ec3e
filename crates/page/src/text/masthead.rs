//! The outlet's name where a newspaper prints it: at the head of the page, or beside the date of a cutting.

use super::reading::Reading;
use super::source::plain_name;
use super::topic::line_key;
use super::unwrap::is_unspaced;
use crate::outlets::is_outlet_name;
use crate::patterns;

/// How many of the first lines may hold the name.
const HEAD: usize = 12;

/// A masthead has no more words than this.
const MAX_WORDS: usize = 5;

/// The shortest name, in bytes, that a claim of rights may confirm: shorter ones occur within other words.
const MIN_CONFIRMED: usize = 6;

/// A claim of rights that confirms a name has no more words than this.
const MAX_CLAIM: usize = 14;

/// The name at the head of the page: one that is made like an outlet's, or that a claim of rights below repeats.
pub fn at_head(reading: &Reading) -> Option<String> {
    let end = reading.headline.or(reading.body_start()).unwrap_or(0).min(HEAD);
    let names =
        (0..end).filter(|&line| is_label(reading, line)).filter_map(|line| plain_line(reading.text(line)));
    let mut names = names.collect::<Vec<_>>().into_iter();
    names
        .find(|name| is_outlet_name(name) || is_confirmed(reading, name))
        .map(|name| best_cased(reading, name))
}

/// The name in a line of its own below the headline, alone or before the date: `Northgate Tribune, Nov. 10, 1989`.
pub fn beside_date(reading: &Reading) -> Option<String> {
    let headline = reading.headline?;
    let lines = headline + 1..reading.front().end;
    lines.filter(|&line| !reading.shape(line).is_prose()).find_map(|line| {
        let text = reading.text(line);
        let name = match text.split_once(", ") {
            Some((name, _)) if reading.marks(line).date => plain_name(name)?,
            Some(_) => return None,
            None => plain_line(text)?,
        };
        is_outlet_name(&name).then_some(name)
    })
}

/// True for a short line without any mark of a menu, a date or a button.
fn is_label(reading: &Reading, line: usize) -> bool {
    let marks = reading.marks(line);
    reading.kinds(line).is_empty()
        && reading.shape(line).words <= MAX_WORDS
        && !marks.date
        && !marks.published
}

/// A line that is a name and nothing else.
fn plain_line(text: &str) -> Option<String> {
    let name = plain_name(text)?;
    (name.len() == text.trim().len()).then_some(name)
}

/// True if a short line that claims rights or credits a picture holds the name, which is more than a word that may be
/// any section's.
fn is_confirmed(reading: &Reading, name: &str) -> bool {
    let lower = name.to_lowercase();
    let is_more_than_a_word = lower.contains(' ') || name.starts_with(is_unspaced);
    let below = reading.body_end().unwrap_or(0)..reading.len();
    is_more_than_a_word
        && name.len() >= MIN_CONFIRMED
        && below
            .filter(|&line| {
                reading.shape(line).words <= MAX_CLAIM && patterns::CLAIM.is_match(reading.text(line))
            })
            .chain((0..reading.len()).filter(|&line| reading.marks(line).credit_end))
            .any(|line| reading.text(line).to_lowercase().contains(&lower))
}

/// A masthead in capitals as the name is written elsewhere on the page, where it is.
fn best_cased(reading: &Reading, name: String) -> String {
    if name.chars().any(char::is_lowercase) {
        return name;
    }
    let key = line_key(&name);
    let lines = (0..reading.len()).filter(|&line| reading.shape(line).words <= MAX_WORDS);
    let mut same = lines.map(|line| reading.text(line)).filter(|text| line_key(text) == key);
    same.find(|text| text.chars().any(char::is_lowercase)).map_or(name, str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::from_text as read;
    use crate::text::tests::STORY;

    fn source(above: &str, credit: &str, below: &str) -> Option<String> {
        read(&format!("{above}\n\nOld ferry stays through the winter\n\n{credit}\n\n{STORY}\n\n{below}"))
            .source
    }

    #[test]
    fn the_masthead_names_the_outlet() {
        let menu = "Sign in\nNews\nWorld";
        assert_eq!(
            source(&format!("The Harbour Courier\n{menu}"), "", "").as_deref(),
            Some("The Harbour Courier")
        );
        let claim = "All rights reserved to Baltic Lantern";
        assert_eq!(source(&format!("Baltic Lantern\n{menu}"), "", claim).as_deref(), Some("Baltic Lantern"));
        assert_eq!(source(&format!("Baltic Lantern\n{menu}"), "", ""), None);
    }

    #[test]
    fn a_masthead_in_capitals_is_written_as_elsewhere() {
        let found = source("THE RIFT HERALD\nNews   Sport", "By Jane Roe\nThe Rift Herald", "");
        assert_eq!(found.as_deref(), Some("The Rift Herald"));
    }

    #[test]
    fn a_cutting_names_the_outlet_before_its_date() {
        let found = source("", "By Jane Roe\nNorthgate Tribune, Nov. 10, 1989", "");
        assert_eq!(found.as_deref(), Some("Northgate Tribune"));
        assert_eq!(source("", "By Jane Roe\nTrieste, Nov. 10, 1989", ""), None);
    }
}
