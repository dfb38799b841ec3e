//! Texts whose lines are broken by hand, as the archives of the time before the web keep them.

use super::tree::one_line;

/// A line indented this far begins a paragraph.
const INDENT: usize = 3;

/// Words this far apart stand in the columns of a table.
const COLUMN_GAP: &str = "   ";

/// Texts with more paragraphs are made to do harm; what is beyond goes on in the last one.
const MAX_PARAGRAPHS: usize = 100_000;

/// The paragraphs of a text, each on one line. Lines of tables stay lines.
///
/// A paragraph begins after a blank line and with an indented one.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs: Vec<String> = vec![];
    let mut begins = true;
    for line in text.lines() {
        let words = one_line(line);
        if words.is_empty() {
            begins = true;
            continue;
        }
        begins |= line.len() - line.trim_start().len() >= INDENT;
        begins &= paragraphs.len() < MAX_PARAGRAPHS;
        match paragraphs.last_mut().filter(|_| !begins) {
            None => paragraphs.push(words),
            Some(paragraph) => {
                paragraph.push(if line.trim().contains(COLUMN_GAP) { '\n' } else { ' ' });
                paragraph.push_str(&words);
            }
        }
        begins = false;
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn indents_and_blank_lines_part_paragraphs() {
        assert_eq!(
            paragraphs("   One\ntwo.\n   Three.\n\n Four\n five.").join("|"),
            "One two.|Three.|Four five."
        );
    }

    #[test]
    fn tables_keep_their_lines() {
        assert_eq!(
            paragraphs("Prices were\nwheat      12\nrye        9\n\nEnd").join("|"),
            "Prices were\nwheat 12\nrye 9|End"
        );
    }

    proptest! {
        #[test]
        fn every_word_is_kept(text in "[a-z \n]{0,80}") {
            let joined = paragraphs(&text).join("\n");
            prop_assert!(joined.split_whitespace().eq(text.split_whitespace()));
        }
    }
}
