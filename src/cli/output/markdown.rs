//! Markdown in which text from outside stays text.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::safe;

/// Where a link may lead; others, `javascript:` among them, are shown without their link.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// Markdown in the making: markup is written in the program, text from outside is escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::cli) struct Markdown(String);

impl Markdown {
    pub(in crate::cli) fn new() -> Markdown {
        Markdown::default()
    }

    /// Adds markup that is part of the program.
    pub(in crate::cli) fn markup(mut self, markup: &'static str) -> Markdown {
        self.0.push_str(markup);
        self
    }

    /// Adds text on one line.
    pub(in crate::cli) fn text(mut self, text: &str) -> Markdown {
        self.0.push_str(&escaped(text));
        self
    }

    /// Adds a number.
    pub(in crate::cli) fn number(mut self, number: u64) -> Markdown {
        self.0.push_str(&number.to_string());
        self
    }

    /// Adds text that links to an address, or the text alone where no link may lead there.
    pub(in crate::cli) fn link(self, text: &str, url: Option<&str>) -> Markdown {
        match url.and_then(target) {
            Some(target) => {
                let mut linked = self.markup("[").text(text).markup("](<");
                linked.0.push_str(&target);
                linked.markup(">)")
            }
            None => self.text(text),
        }
    }

    /// Adds a text with spans of it in bold.
    pub(in crate::cli) fn marked(mut self, text: &str, spans: &[[usize; 2]]) -> Markdown {
        let mut at = 0;
        for &[start, end] in spans {
            let (Some(before), Some(hit)) = (text.get(at..start), text.get(start..end)) else { continue };
            self.0.push_str(&if at == 0 { escaped(before) } else { inline(before) });
            self = self.markup("**");
            self.0.push_str(&inline(hit));
            self = self.markup("**");
            at = end;
        }
        self.0.push_str(&if at == 0 { escaped(&text[at..]) } else { inline(&text[at..]) });
        self
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text as it may be at the beginning of a line.
fn escaped(text: &str) -> String {
    let text = inline(text);
    let line = text.trim_start();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let marker = match line.as_bytes().get(digits) {
        Some(b'-' | b'+' | b'=' | b':') if digits == 0 => 0,
        Some(b'.' | b')') if digits > 0 => digits,
        _ => return line.to_owned(),
    };
    format!("{}\\{}", &line[..marker], &line[marker..])
}

/// The text on one line, with a backslash before what Markdown would take for markup; HTML shows as it is written.
fn inline(text: &str) -> String {
    let text = safe::one_line(text);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '~' | '$' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' if begins_entity(&text[at + 1..]) => out.push_str("&amp;"),
            _ => out.push(c),
        }
    }
    out
}

/// True for `lt;` and `#60;`, which after an `&` would be another character.
fn begins_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

/// The address as the target of a link; `None` if a link may not lead there.
fn target(url: &str) -> Option<String> {
    let url = url.trim();
    let begins = |scheme: &str| url.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    if !SCHEMES.into_iter().any(begins) {
        return None;
    }
    let mut out = String::with_capacity(url.len());
    for (at, c) in url.char_indices() {
        match c {
            '&' if begins_entity(&url[at + 1..]) => out.push_str("&amp;"),
            '<' | '>' | '\\' | '(' | ')' | '`' | '|' | '"' => percent(&mut out, c),
            _ if c.is_whitespace() || safe::is_unsafe(c) => percent(&mut out, c),
            _ => out.push(c),
        }
    }
    Some(out)
}

/// A character that would end the link, as its bytes in hexadecimal.
fn percent(out: &mut String, c: char) {
    out.extend(utf8_percent_encode(c.encode_utf8(&mut [0; 4]), NON_ALPHANUMERIC));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> String {
        Markdown::new().text(text).0
    }

    fn link(url: &str) -> String {
        Markdown::new().link("a]b", Some(url)).0
    }

    #[test]
    fn markup_in_text_is_shown_as_text() {
        assert_eq!(text("a*b_[c](d) `e` |f| ~g~"), "a\\*b\\_\\[c\\](d) \\`e\\` \\|f\\| \\~g\\~");
        assert_eq!(text("<b>AT&T &lt; &#60; &x"), "&lt;b&gt;AT&T &amp;lt; &amp;\\#60; &x");
        assert_eq!(text("a\\\n\n# b\x1b[0m"), "a\\\\  \\# b\u{fffd}\\[0m");
    }

    #[test]
    fn no_text_begins_a_list_or_a_heading() {
        assert_eq!(text("- a"), "\\- a");
        assert_eq!(text("    + a"), "\\+ a");
        assert_eq!(text("12. a"), "12\\. a");
        assert_eq!(text("==="), "\\===");
        assert_eq!(text("9 out of 10"), "9 out of 10");
    }

    #[test]
    fn links_lead_to_the_web_and_cannot_be_left() {
        assert_eq!(link("https://a.example/b?c=1&d=2"), "[a\\]b](<https://a.example/b?c=1&d=2>)");
        assert_eq!(link("HTTP://a/>)[x](<javascript:y"), "[a\\]b](<HTTP://a/%3E%29[x]%28%3Cjavascript:y>)");
        assert_eq!(link("http://a/\n\u{202e}é`&copy;"), "[a\\]b](<http://a/%0A%E2%80%AEé%60&amp;copy;>)");
        for url in
            ["javascript:alert(1)", " JaVaScript:x", "data:text/html,x", "//a.example", "/a", "file:///x", ""]
        {
            assert_eq!(link(url), "a\\]b");
        }
    }

    #[test]
    fn spans_are_bold() {
        let marked = Markdown::new().marked("- talks in *Oslo*", &[[2, 7], [11, 17]]).0;
        assert_eq!(marked, "\\- **talks** in **\\*Oslo\\***");
        assert_eq!(Markdown::new().marked("a b", &[]).0, "a b");
    }
}
