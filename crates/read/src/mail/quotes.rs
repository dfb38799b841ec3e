//! What an answer repeats of the mail that it answers.
//!
//! The text of an answer is what its writer wrote; what is quoted is kept beside it. A mail that is passed on is not an
//! answer: what it quotes is what it says.

use std::sync::LazyLock;

use regex::Regex;

use super::super::xml::{Element, Tree, prose};

/// A text without its quotes, and these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Split {
    pub own: String,
    pub quoted: String,
}

/// A line like `-----Original Message-----`, in any language.
static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:-{3,}\s*\p{L}[\p{L}'’ ]{4,38}\s*-{3,}|_{10,})\s*$").expect("the pattern is valid")
});

/// A line of a header that a program has put into the text: `From: Ann Bell <ann@example.org>`.
static HEADER_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*\*?\p{Lu}[\p{L} -]{1,20}\s?:\*?\s+\S").expect("the pattern is valid"));

/// A line before a quote: `On Friday Ann Bell wrote:`. It names a time or an address.
static ATTRIBUTION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)^.{4,300}[:：]\s*$").expect("the pattern is valid"));

/// Parts the quotes of a text from it; `None` if nothing is quoted, or nothing is left.
pub(super) fn split_text(text: &str) -> Option<Split> {
    let lines: Vec<&str> = text.lines().collect();
    let tail = (0..lines.len()).find(|&at| begins_tail(&lines, at)).unwrap_or(lines.len());
    let (mut own, mut quoted) = (vec![], vec![]);
    for &line in &lines[..tail] {
        let is_quote = line.trim_start().starts_with('>');
        if is_quote && quoted.last().is_none_or(|last: &&str| !last.starts_with('>')) {
            move_attribution(&mut own, &mut quoted);
        }
        if is_quote { quoted.push(line.trim_start()) } else { own.push(line) }
    }
    quoted.extend(&lines[tail..]);
    split(&own.join("\n"), &quoted.iter().map(|line| without_marks(line)).collect::<Vec<_>>().join("\n"))
}

fn split(own: &str, quoted: &str) -> Option<Split> {
    let (own, quoted) = (own.trim(), quoted.trim());
    let has_letters = own.chars().any(char::is_alphanumeric);
    (has_letters && !quoted.is_empty()).then(|| Split { own: own.to_owned(), quoted: quoted.to_owned() })
}

/// True if all that follows repeats another mail: behind a separator, or a header within the text.
fn begins_tail(lines: &[&str], at: usize) -> bool {
    let is_header_at = |at: usize| {
        let block: Vec<&&str> =
            lines[at..].iter().take(6).take_while(|line| HEADER_LINE.is_match(line)).collect();
        block.len() >= 3
            && block.iter().any(|line| line.contains('@') || line.contains(|c: char| c.is_ascii_digit()))
    };
    let line = lines[at];
    if SEPARATOR.is_match(line) {
        let next = (at + 1..lines.len()).find(|&next| !lines[next].trim().is_empty());
        return line.trim_start().starts_with('-') || next.is_some_and(is_header_at);
    }
    // A header at the head of the text is what the writer put there.
    at > 0 && HEADER_LINE.is_match(line) && lines[at - 1].trim().is_empty() && is_header_at(at)
}

/// Moves the lines that say who is quoted, which are directly before the quote.
fn move_attribution<'t>(own: &mut Vec<&'t str>, quoted: &mut Vec<&'t str>) {
    let end = own.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |at| at + 1);
    let start = own[..end].iter().rposition(|line| line.trim().is_empty()).map_or(0, |at| at + 1);
    let lines = &own[start..end];
    let said = lines.join(" ");
    let names_somebody = said.contains('@') || said.chars().any(|c| c.is_ascii_digit());
    if (1..=3).contains(&lines.len()) && ATTRIBUTION.is_match(&said) && names_somebody {
        quoted.extend(own.drain(start..));
    }
}

fn without_marks(line: &str) -> &str {
    line.trim_start_matches(['>', ' '])
}

/// The elements in which programs put what is quoted.
fn is_quote(element: &Element) -> bool {
    let has = |name: &str, values: &[&str]| {
        element.attribute(name).is_some_and(|value| {
            value.split_whitespace().any(|word| values.iter().any(|known| word.eq_ignore_ascii_case(known)))
        })
    };
    (element.is("blockquote") && has("type", &["cite"]))
        || has(
            "class",
            &[
                "gmail_quote",
                "gmail_attr",
                "moz-cite-prefix",
                "yahoo_quoted",
                "protonmail_quote",
                "WordSection1_quote",
            ],
        )
        || has("id", &["divRplyFwdMsg", "yahoo_quoted"])
}

/// Parts the quotes of a page from it; the page keeps its markup.
pub(super) fn split_html(html: &str) -> Option<Split> {
    let tree = Tree::new(html);
    let (mut own, mut quoted) = (String::new(), vec![]);
    let mut at = 0;
    for element in tree.all() {
        let range = element.range();
        if range.start < at || !is_quote(&element) {
            continue;
        }
        own.push_str(&html[at..range.start]);
        quoted.push(prose(element.inner()).body());
        // Outlook begins with a header in an element of its own, behind which all is quoted.
        at = if element.attribute("id").as_deref() == Some("divRplyFwdMsg") { html.len() } else { range.end };
        if at == html.len() {
            quoted.push(prose(&html[range.end..]).body());
        }
    }
    own.push_str(&html[at..]);
    let has_text = prose(&own).body().chars().any(char::is_alphanumeric);
    quoted.retain(|text| !text.is_empty());
    if !has_text || quoted.is_empty() {
        return None;
    }
    Some(Split { own, quoted: quoted.join("\n\n") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_of_a_text_are_parted_with_the_line_before_them() {
        let text = "The ferry stays.\n\nOn Fri, 23 Oct 2015, Ann Bell <ann@example.org> wrote:\n\n> Will it stay?\n> Ann\n\nSee you.\n";
        let found = split_text(text).unwrap();
        assert_eq!(found.own, "The ferry stays.\n\n\nSee you.");
        assert!(
            found.quoted.starts_with("On Fri") && found.quoted.ends_with("Will it stay?\nAnn"),
            "{found:?}"
        );
    }

    #[test]
    fn all_behind_a_separator_or_a_header_is_quoted() {
        for separator in [
            "-----Original Message-----\nFrom: Ann",
            "----- Ursprüngliche Nachricht -----\nVon: Ann",
            "________________________________\nFrom: Ann <a@example.org>\nSent: Friday, 1 March 2024\nSubject: Ferry",
            "\nVon: Ann <a@example.org>\nGesendet: Freitag, 1. März 2024\nBetreff: Fähre",
        ] {
            let found = split_text(&format!("It stays.\n{separator}\n\nWill it stay?\n")).unwrap();
            assert_eq!(
                (found.own.as_str(), found.quoted.contains("Will it")),
                ("It stays.", true),
                "{separator}"
            );
        }
    }

    #[test]
    fn a_text_without_an_answer_is_left_as_it_is() {
        assert_eq!(split_text("> Only a quote.\n"), None);
        assert_eq!(split_text("The mayor said:\n\nIt stays.\n---\nTwo: words\n"), None);
    }

    #[test]
    fn quotes_of_a_page_are_parted() {
        let page = "<html><p>It stays.</p><div class=\"gmail_quote\"><div>On Friday:</div><blockquote>Will <b>it</b>?</blockquote></div><p>Bye.</p></html>";
        let found = split_html(page).unwrap();
        assert_eq!(found.own, "<html><p>It stays.</p><p>Bye.</p></html>");
        assert!(found.quoted.contains("On Friday:") && found.quoted.contains("Will it?"), "{found:?}");
        let outlook = "<p>It stays.</p><hr><div id=divRplyFwdMsg>From: Ann</div><p>Will it?</p>";
        assert_eq!(split_html(outlook).unwrap().quoted, "From: Ann\n\nWill it?");
        assert_eq!(split_html("<blockquote type=cite>All.</blockquote>"), None);
        assert_eq!(split_html("<blockquote>A saying.</blockquote><p>x"), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(>|x|: |\n|-----|____________|On 1 é@x:|<blockquote type=cite>|</blockquote>|<p>){0,30}") {
            split_text(&text);
            split_html(&text);
        }
    }
}
