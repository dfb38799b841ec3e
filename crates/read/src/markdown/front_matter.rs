//! Front matter: the lines of YAML or TOML between two marks at the head of a text.
//!
//! What people and programs write there are names with a text or a list each, and this much is read, leniently:
//! `title: Talks: day two` is no YAML and means what it says. Deeper structures are kept as they are written.

use serde_json::{Map, Value};

/// Front matter is looked for within so many lines, beyond which a mark is a rule in a text.
const MAX_LINES: usize = 2_000;

/// The lines between the marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FrontMatter<'a> {
    lines: &'a str,
    /// What stands between a name and its value: a colon in YAML, an equals sign in TOML.
    separator: char,
}

/// The front matter of a text and the text after it.
pub(super) fn split(text: &str) -> Option<(FrontMatter<'_>, &str)> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let (first, rest) = text.split_once('\n')?;
    let (separator, ends): (char, &[&str]) = match first.trim_end() {
        "---" => (':', &["---", "..."]),
        "+++" => ('=', &["+++"]),
        _ => return None,
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n').take(MAX_LINES) {
        if ends.contains(&line.trim_end()) {
            let front = FrontMatter { lines: &rest[..at], separator };
            return front.is_plausible().then_some((front, &rest[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

/// True if a text with this head, which may end within the front matter, has some.
pub(super) fn begins(head: &str) -> bool {
    if !head.trim_start_matches('\u{feff}').trim_start().starts_with(['-', '+']) {
        return false;
    }
    let closed = format!("{head}\n---\n");
    let toml = format!("{head}\n+++\n");
    split(head).is_some() || split(&closed).is_some() || split(&toml).is_some()
}

impl FrontMatter<'_> {
    /// True if the first line gives a name a value: a rule at the head of a text is followed by sentences.
    fn is_plausible(&self) -> bool {
        let is_content = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
        let first = self.lines.lines().find(is_content).unwrap_or_default();
        entry(first, self.separator).is_some() || (self.separator == '=' && first.starts_with('['))
    }

    /// The values by their names.
    pub fn parse(&self) -> Map<String, Value> {
        let mut map = Map::new();
        let mut lines = self.lines.lines().peekable();
        while let Some(line) = lines.next() {
            let Some((name, first)) = entry(line, self.separator) else {
                continue;
            };
            let mut block = vec![];
            while let Some(next) = lines.next_if(|next| self.continues(next, first, &block)) {
                block.push(next);
            }
            map.insert(name, value(first, &block));
        }
        map
    }

    /// True for a line that belongs to the value before it.
    fn continues(&self, line: &str, first: &str, block: &[&str]) -> bool {
        if is_open(first, block) {
            return true;
        }
        let is_item = line.starts_with("- ") || line.trim_end() == "-";
        line.starts_with([' ', '\t']) || (self.separator == ':' && (is_item || line.trim().is_empty()))
    }
}

/// The name at the head of a line and what stands behind the separator.
fn entry(line: &str, separator: char) -> Option<(String, &str)> {
    let (name, rest) = line.split_once(separator)?;
    // In YAML a colon within a word separates nothing.
    if separator == ':' && !rest.is_empty() && !rest.starts_with([' ', '\t']) {
        return None;
    }
    let name = name.trim_end().trim_matches(['"', '\'']);
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/');
    let is_plain = !name.is_empty() && name.split(' ').count() <= 3 && name.chars().all(is_name);
    (is_plain && !name.starts_with([' ', '-'])).then(|| (name.to_owned(), rest.trim()))
}

/// True if a list or a quoted text that the value begins with is not closed by its first line or the lines after it.
fn is_open(first: &str, block: &[&str]) -> bool {
    let lines = || std::iter::once(first).chain(block.iter().copied());
    if let Some(mark) = ["\"\"\"", "'''"].into_iter().find(|mark| first.starts_with(mark)) {
        return lines().map(|line| line.matches(mark).count()).sum::<usize>() < 2;
    }
    first.starts_with('[') && !lines().any(|line| line.trim_end().ends_with(']'))
}

fn value(first: &str, block: &[&str]) -> Value {
    if first.starts_with(['|', '>']) && first.len() <= 3 {
        return scalar_block(first.starts_with('|'), block).into();
    }
    if first.starts_with("\"\"\"") || first.starts_with("'''") {
        let whole = [&[first], block].concat().join("\n");
        return whole[3..].split(&first[..3]).next().unwrap_or_default().trim_start_matches('\n').into();
    }
    if first.starts_with('[') {
        return items(&[&[first], block].concat().join(" "));
    }
    let has_items = block
        .iter()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| line.trim_start().starts_with('-'));
    if first.is_empty() && has_items {
        return list(block);
    }
    if first.is_empty() {
        return if block.iter().all(|line| line.trim().is_empty()) {
            Value::Null
        } else {
            dedented(block).into()
        };
    }
    let words = block.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    scalar(&std::iter::once(first).chain(words).collect::<Vec<_>>().join(" "))
}

/// A text of several lines, which are kept or joined.
fn scalar_block(keeps_lines: bool, block: &[&str]) -> String {
    let text = dedented(block);
    if keeps_lines {
        return text;
    }
    let paragraphs = text.split("\n\n").map(|paragraph| paragraph.replace('\n', " "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn dedented(block: &[&str]) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let common =
        block.iter().filter(|line| !line.trim().is_empty()).map(|line| indent(line)).min().unwrap_or(0);
    let lines: Vec<_> = block.iter().map(|line| line.get(common..).unwrap_or_default().trim_end()).collect();
    lines.join("\n").trim_end().to_owned()
}

/// A list with an item a line; a line that begins none goes on with the item before it.
fn list(block: &[&str]) -> Value {
    let mut items: Vec<String> = vec![];
    for line in block.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        match (line.strip_prefix('-'), items.last_mut()) {
            (Some(item), _) => items.push(item.trim().to_owned()),
            (None, Some(last)) => *last = format!("{last} {line}"),
            (None, None) => items.push(line.to_owned()),
        }
    }
    items.iter().map(|item| scalar(item)).collect()
}

/// The items of `[a, "b, c"]`.
fn items(written: &str) -> Value {
    let inner = written.trim().trim_start_matches('[').trim_end().trim_end_matches(']');
    let mut items = vec![];
    let (mut start, mut quote) = (0, None);
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') if inner[start..at].trim().is_empty() => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (None, ',') => {
                items.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(&inner[start..]);
    items.into_iter().map(str::trim).filter(|item| !item.is_empty()).map(scalar).collect()
}

/// A text with or without quotes. Numbers and truths stay as they are written; nothing is nothing.
fn scalar(written: &str) -> Value {
    let written = written.trim();
    if let Some(text) = in_quotes(written, '"') {
        return unescaped(text).into();
    }
    if let Some(text) = in_quotes(written, '\'') {
        return text.replace("''", "'").into();
    }
    let text = written.split(" #").next().unwrap_or_default().trim();
    if matches!(text, "" | "~" | "null") { Value::Null } else { text.into() }
}

fn in_quotes(written: &str, quote: char) -> Option<&str> {
    let rest = written.strip_prefix(quote)?;
    // What stands behind the closing quote is a comment.
    let end = rest.rfind(quote)?;
    let tail = rest[end + 1..].trim();
    (tail.is_empty() || tail.starts_with('#')).then(|| &rest[..end])
}

/// The escapes that both YAML and TOML know.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match rest.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('u') => plain.extend(code_point(&mut rest, 4)),
            Some('x') => plain.extend(code_point(&mut rest, 2)),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    plain
}

fn code_point(rest: &mut std::str::Chars, digits: usize) -> Option<char> {
    let hex = rest.as_str().get(..digits)?;
    let code = u32::from_str_radix(hex, 16).ok()?;
    rest.nth(digits - 1);
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn parsed(text: &str) -> Value {
        Value::Object(split(text).unwrap().0.parse())
    }

    #[test]
    fn yaml_of_every_common_form() {
        let text = "---\ntitle: Talks: day two # really\n\"author\": 'Ann O''Hara'\ndate: 2015-10-23 18:04:00 +0200\ntags: [a, \"b, c\"]\n\
                    authors:\n  - Jane Roe\n  - \"Ann \\\"Bell\\\"\"\nplaces:\n- Oslo\n\nsummary: >\n  One\n  two.\n\nnote: |\n  a\n   b\nimage:\n  src: x.png\n  alt: y\n\
                    description: a long\n  line\ndraft: false\nempty:\nnone: ~\n# a comment\nlink: https://example.org/1#top\n---\nBody";
        assert_eq!(
            parsed(text),
            json!({"title": "Talks: day two", "author": "Ann O'Hara", "date": "2015-10-23 18:04:00 +0200", "tags": ["a", "b, c"],
                "authors": ["Jane Roe", "Ann \"Bell\""], "places": ["Oslo"], "summary": "One two.", "note": "a\n b", "image": "src: x.png\nalt: y",
                "description": "a long line", "draft": "false", "empty": null, "none": null, "link": "https://example.org/1#top"})
        );
        assert_eq!(split(text).unwrap().1, "Body");
    }

    #[test]
    fn toml_of_every_common_form() {
        let text = "+++\ntitle = \"Talks \\u00e9\"\ndate = 2015-10-23T18:04:00+02:00 # local\ntags = [\n  'a',\n  \"b\",\n]\ntext = \"\"\"\nOne\ntwo\"\"\"\n\n[params]\nauthor = \"Ann\"\n+++\nBody";
        assert_eq!(
            parsed(text),
            json!({"title": "Talks é", "date": "2015-10-23T18:04:00+02:00", "tags": ["a", "b"], "text": "One\ntwo", "author": "Ann"})
        );
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in [
            "---\n\nWords. More words.\n---\n",
            "---\nWords\n---\n",
            "---\ntitle: x\n",
            "title: x\n---\n",
            "---\nHe said that it was: so\n---\n",
        ] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
