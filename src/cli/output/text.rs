//! Text for a terminal: pieces that are safe to show, each with its style.

use std::fmt::{self, Display};

use anstyle::Style;

use super::safe;
use dateline_core::text::{column_width, columns};

/// Text for a terminal.
///
/// All that is put in is made safe to show, and styles are kept apart from it: no text of an article
/// can be taken for one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::cli) struct Text {
    pieces: Vec<Piece>,
}

/// A part of a text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    style: Style,
    text: String,
}

impl Text {
    pub(in crate::cli) fn new() -> Text {
        Text::default()
    }

    /// Adds text in the style of the terminal.
    pub(in crate::cli) fn plain(self, text: impl Display) -> Text {
        self.styled(Style::new(), text)
    }

    /// Adds text in a style, on one line.
    pub(in crate::cli) fn styled(self, style: Style, text: impl Display) -> Text {
        let text = text.to_string();
        self.with(style, safe::one_line(&text).into_owned())
    }

    /// Adds text in a style with its line breaks.
    pub(in crate::cli) fn paragraphs(self, style: Style, text: &str) -> Text {
        self.with(style, safe::paragraphs(text).into_owned())
    }

    /// Adds text in a style with spaces after it, so that at least this many columns are filled.
    pub(in crate::cli) fn left(self, style: Style, text: impl Display, width: usize) -> Text {
        let before = self.columns();
        let text = self.styled(style, text);
        let used = text.columns() - before;
        text.spaces(width.saturating_sub(used))
    }

    /// Adds text in a style with spaces before it, so that at least this many columns are filled.
    pub(in crate::cli) fn right(self, style: Style, text: impl Display, width: usize) -> Text {
        let text = Text::new().styled(style, text);
        self.spaces(width.saturating_sub(text.columns())).then(text)
    }

    /// Adds spaces.
    pub(in crate::cli) fn spaces(self, count: usize) -> Text {
        self.with(Style::new(), " ".repeat(count))
    }

    /// Adds a text on one line, with spans of it in one style and the rest in another.
    pub(in crate::cli) fn marked(
        mut self,
        text: &str,
        spans: &[[usize; 2]],
        hit: Style,
        rest: Style,
    ) -> Text {
        let mut at = 0;
        for &[start, end] in spans {
            let (Some(before), Some(marked)) = (text.get(at..start), text.get(start..end)) else { continue };
            self = self.styled(rest, before).styled(hit, marked);
            at = end;
        }
        self.styled(rest, &text[at..])
    }

    /// Adds another text.
    pub(in crate::cli) fn then(mut self, other: Text) -> Text {
        self.pieces.extend(other.pieces);
        self
    }

    /// The columns it fills on one line.
    pub(in crate::cli) fn columns(&self) -> usize {
        self.pieces.iter().map(|piece| columns(&piece.text)).sum()
    }

    /// The text within so many columns; where it is longer, `…` takes the place of the rest.
    pub(in crate::cli) fn cut(mut self, width: usize) -> Text {
        if self.columns() <= width {
            return self;
        }
        let mut left = width.saturating_sub(1);
        for piece in &mut self.pieces {
            let fits = fitting(&piece.text, left);
            left -= columns(&piece.text[..fits]);
            if fits < piece.text.len() {
                left = 0;
            }
            piece.text.truncate(fits);
        }
        self.plain('…')
    }

    /// Lines of at most this many columns, broken at spaces; a word that is longer has a line of its own.
    pub(in crate::cli) fn wrapped(self, width: usize) -> Vec<Text> {
        let mut lines = Lines { width, done: Vec::new(), line: Text::new(), used: 0, word: Text::new() };
        for piece in self.pieces {
            for (number, word) in piece.text.split(' ').enumerate() {
                if number > 0 {
                    lines.end_word();
                }
                lines.word = std::mem::take(&mut lines.word).with(piece.style, word.to_owned());
            }
        }
        lines.end()
    }

    /// With the styles as escape sequences.
    pub(super) fn coloured(&self) -> impl Display + '_ {
        Coloured(self)
    }

    /// Without styles.
    pub(in crate::cli) fn uncoloured(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    /// True if a part of it is this text in this style.
    #[cfg(test)]
    pub(in crate::cli) fn marks(&self, style: Style, text: &str) -> bool {
        self.pieces.iter().any(|piece| piece.style == style && piece.text == text)
    }

    fn with(mut self, style: Style, text: String) -> Text {
        if !text.is_empty() {
            self.pieces.push(Piece { style, text });
        }
        self
    }
}

impl<T: AsRef<str>> From<T> for Text {
    fn from(text: T) -> Text {
        Text::new().plain(text.as_ref())
    }
}

struct Coloured<'a>(&'a Text);

impl Display for Coloured<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.pieces.iter().try_for_each(|Piece { style, text }| write!(f, "{style}{text}{style:#}"))
    }
}

/// The bytes of the head of a text that fits in this many columns.
fn fitting(text: &str, width: usize) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += column_width(c);
        if used > width {
            return at;
        }
    }
    text.len()
}

/// Words on their way into lines.
struct Lines {
    width: usize,
    done: Vec<Text>,
    line: Text,
    used: usize,
    word: Text,
}

impl Lines {
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let columns = word.columns();
        if self.used > 0 && self.used + 1 + columns > self.width {
            self.done.push(std::mem::take(&mut self.line));
            self.used = 0;
        }
        if self.used > 0 {
            self.line = std::mem::take(&mut self.line).plain(' ');
            self.used += 1;
        }
        self.line = std::mem::take(&mut self.line).then(word);
        self.used += columns;
    }

    fn end(mut self) -> Vec<Text> {
        self.end_word();
        self.done.push(self.line);
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::super::HIT;
    use super::*;

    fn lines(text: Text, width: usize) -> Vec<String> {
        text.wrapped(width).iter().map(Text::uncoloured).collect()
    }

    #[test]
    fn only_styles_become_escape_sequences() {
        let text = Text::new().styled(HIT, "a\x1b[0mb").plain("\u{9b}31m");
        assert_eq!(text.coloured().to_string(), format!("{HIT}a\u{fffd}[0mb{HIT:#}\u{fffd}31m"));
        assert_eq!(text.uncoloured(), "a\u{fffd}[0mb\u{fffd}31m");
    }

    #[test]
    fn spans_are_those_of_the_text_as_it_came() {
        let text =
            Text::new().marked("\x1b\u{202e}talks in Vienna", &[[12, 18], [20, 99]], HIT, Style::new());
        assert_eq!(text.uncoloured(), "\u{fffd}talks in Vienna");
        assert!(text.coloured().to_string().contains(&format!("{HIT} Vienn{HIT:#}")));
    }

    #[test]
    fn lines_break_at_spaces_and_styles_take_no_room() {
        assert_eq!(lines("one two three".into(), 8), ["one two", "three"]);
        let lit = Text::new().marked("one two three", &[[4, 7]], HIT, Style::new());
        assert_eq!(lines(lit, 8), ["one two", "three"]);
        assert_eq!(lines("北京 北京".into(), 8), ["北京", "北京"]);
        assert_eq!(lines("".into(), 8), [""]);
    }

    #[test]
    fn columns_are_filled_and_cut() {
        let text = Text::new().left(HIT, "北", 4).right(HIT, "7", 3);
        assert_eq!(text.uncoloured(), "北    7");
        assert_eq!(Text::from("北京 talks").cut(5).uncoloured(), "北京…");
        assert_eq!(Text::from("talks").cut(5).uncoloured(), "talks");
        assert_eq!(Text::from("talks").cut(0).uncoloured(), "…");
    }
}
