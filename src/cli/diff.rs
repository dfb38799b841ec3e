//! `dateline diff`: how two articles differ, word by word.

use std::path::PathBuf;

use anstyle::AnsiColor;
use anyhow::Result;
use clap::Args;

use dateline_search::differences::{Change, FieldDifference, differences};

use super::output::{Output, Style, TITLE, Text};
use super::{Global, Outcome, show};

const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();
/// So many words that are the same are shown on either side of a difference.
const AROUND: usize = 8;

/// Show how two articles differ, word by word
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// Id of the first article, or a unique prefix of 6 characters or more
    #[arg(allow_hyphen_values = true)]
    first: String,
    /// Id of the second article
    #[arg(allow_hyphen_values = true)]
    second: String,
    /// File of the first article, if several share its id; given twice, also that of the second
    #[arg(long, value_name = "PATH")]
    path: Vec<PathBuf>,
}

impl DiffArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let engine = global.engine()?;
        let mut articles = Vec::new();
        for (number, id) in [&self.first, &self.second].into_iter().enumerate() {
            match show::one(global, &engine, id, &show::Choice::at(self.path.get(number).cloned()))? {
                Ok(article) => articles.push(article),
                Err(outcome) => return Ok(outcome),
            }
        }
        let [first, second] = articles.as_slice() else { return Ok(Outcome::NothingFound) };
        let found = differences(first, second);
        let mut out = global.output();
        for difference in &found {
            match global.json {
                true => out.json(&difference.json())?,
                false => print(&mut out, difference)?,
            }
        }
        out.flush()?;
        if found.is_empty() {
            global.say("the two articles say the same");
            return Ok(Outcome::NothingFound);
        }
        Ok(Outcome::Done)
    }
}

fn print(out: &mut Output, difference: &FieldDifference) -> Result<()> {
    let percent = (difference.same * 100.0).floor();
    out.line(Text::new().styled(TITLE, difference.field).plain(format!(" ({percent} % the same)")))?;
    let last = difference.parts.len().saturating_sub(1);
    let mut line = Text::new();
    for (at, part) in difference.parts.iter().enumerate() {
        line = match part.change {
            Change::Same => line.plain(shortened(&part.text, at == 0, at == last)),
            Change::Removed => line.styled(REMOVED, format!("[-{}-]", part.text)),
            Change::Added => line.styled(ADDED, format!("{{+{}+}}", part.text)),
        };
        if at < last {
            line = line.plain(' ');
        }
    }
    Ok(out.wrapped(Text::new().spaces(2), line)?)
}

/// The words of a part that are next to a difference.
fn shortened(text: &str, is_first: bool, is_last: bool) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (before, after) = (if is_last { 0 } else { AROUND }, if is_first { 0 } else { AROUND });
    if words.len() <= before + after {
        return words.join(" ");
    }
    let head = words[..after].iter().copied();
    let tail = words[words.len() - before..].iter().copied();
    head.chain(std::iter::once("…")).chain(tail).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_next_to_a_difference_are_shown() {
        let text: String = (1..=30).map(|number| format!("{number} ")).collect();
        assert_eq!(shortened(&text, true, false), "… 23 24 25 26 27 28 29 30");
        assert_eq!(shortened(&text, false, true), "1 2 3 4 5 6 7 8 …");
        assert_eq!(shortened(&text, false, false), "1 2 3 4 5 6 7 8 … 23 24 25 26 27 28 29 30");
        assert_eq!(shortened("a b", false, false), "a b");
    }
}
