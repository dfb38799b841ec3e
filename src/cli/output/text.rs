//! Text for a terminal: pieces that are safe to show, each with its style.

use std::fmt::{self, Display};

use anstyle::Style;
use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;

use super::safe;
use dateline_core::text::{columns, head_within};

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
            let fits = head_within(&piece.text, left).len();
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
        let mut words = vec![Word::default()];
        for piece in self.pieces {
            for (number, part) in piece.text.split(' ').enumerate() {
                if number > 0 {
                    words.push(Word::default());
                }
                if let Some(Word(word)) = words.last_mut() {
                    *word = std::mem::take(word).with(piece.style, part.to_owned());
                }
            }
        }
        wrap_first_fit(&words, &[width as f64]).into_iter().map(joined).collect()
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

/// A word in its styles, with a space after it.
#[derive(Debug, Default)]
struct Word(Text);

impl Fragment for Word {
    fn width(&self) -> f64 {
        self.0.columns() as f64
    }

    fn whitespace_width(&self) -> f64 {
        1.0
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// The words as a line.
fn joined(words: &[Word]) -> Text {
    let with = |line: Text, Word(word): &Word| {
        let gap = usize::from(!line.pieces.is_empty());
        line.spaces(gap).then(word.clone())
    };
    words.iter().fold(Text::new(), with)
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
        assert_eq!(lines("一 二 three 四".into(), 1), ["一", "二", "three", "四"]);
        assert_eq!(lines("two  spaces".into(), 20), ["two  spaces"]);
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
