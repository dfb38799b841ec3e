//! The query language, the keys of the keyboard and the addresses, explained.

use askama::Template;

use crate::fault::Fault;
use crate::page::frame::Frame;

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    frame: Frame,
    examples: &'static [(&'static str, &'static str)],
}

/// What can be typed, and what it finds.
const EXAMPLES: [(&str, &str); 16] = [
    ("peace talks", "articles with both words, in any inflection"),
    ("\"peace talks\"", "the words next to each other"),
    ("\"talks Vienna\"~5", "the words near each other"),
    ("truce OR ceasefire", "either word"),
    ("talks -Geneva", "without a word"),
    ("negotiat*", "words that begin with negotiat"),
    ("\"prime min* said\"", "a phrase with a word that begins with min"),
    ("/organi[sz]ation/", "words that a regular expression matches"),
    ("Erdoan~1", "words that differ by one letter"),
    ("=Talks", "the word as written, in no other inflection"),
    ("headline:truce", "in the headline; also standfirst, body, by, section, source, url, path"),
    ("person:\"Sergei Lavrov\"", "naming a person, however it is spelled; also org, place"),
    ("country:SY", "about a country; also mentions, dateline, source_country"),
    ("date:2015-10..2015-11", "published in a period; also date:>=2015-10-01"),
    ("date:last-month", "published last month; also 7d.., yesterday, 2022-W30, \"18 July 2022\""),
    ("language:fr", "in a language"),
];

/// The page.
///
/// # Errors
/// None so far.
pub fn page(frame: Frame) -> Result<String, Fault> {
    Ok(HelpPage { frame, examples: &EXAMPLES }.render()?)
}
