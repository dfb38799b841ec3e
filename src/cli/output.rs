//! Standard output: buffered, with styles only where they are wanted.

use std::io::{self, BufWriter, StdoutLock, Write};

use anstream::AutoStream;
use anstyle::AnsiColor;
pub(super) use anstyle::Style;

/// A headline.
pub(super) const HEADLINE: Style = AnsiColor::Cyan.on_default().bold();
/// Facts about an article.
pub(super) const FACT: Style = Style::new().dimmed();
/// A word that matched, or a name.
pub(super) const HIT: Style = AnsiColor::Yellow.on_default().bold();
/// The name of a person.
pub(super) const PERSON: Style = AnsiColor::Yellow.on_default().bold();
/// The name of an organisation.
pub(super) const ORGANISATION: Style = AnsiColor::Magenta.on_default().bold();
/// The name of a place, or a word that speaks for a country.
pub(super) const PLACE: Style = AnsiColor::Green.on_default().bold();
/// The title of a block.
pub(super) const TITLE: Style = Style::new().bold();
/// The bar of a count.
pub(super) const BAR: Style = AnsiColor::Blue.on_default();

/// Standard output; styles are taken out where it is no terminal or `--color` says so.
pub(super) struct Output {
    inner: BufWriter<AutoStream<StdoutLock<'static>>>,
}

impl Output {
    pub(super) fn stdout() -> Output {
        let lock = io::stdout().lock();
        Output { inner: BufWriter::new(AutoStream::auto(lock)) }
    }

    /// Writes a JSON value on a line of its own.
    pub(super) fn json(&mut self, value: &impl serde::Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.inner, value)?;
        self.inner.write_all(b"\n")
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.inner.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The columns of the terminal, or a readable default.
pub(super) fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    columns.unwrap_or(100).clamp(40, 120)
}

/// A text with parts of it in another style.
pub(super) fn styled(text: &str, spans: &[[usize; 2]], style: Style) -> String {
    let mut out = String::with_capacity(text.len() + spans.len() * 16);
    let mut at = 0;
    for &[start, end] in spans {
        let (Some(before), Some(hit)) = (text.get(at..start), text.get(start..end)) else { continue };
        out.push_str(before);
        out.push_str(&format!("{style}{hit}{style:#}"));
        at = end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_wrap_the_spans_and_lose_nothing() {
        let shown = styled("talks in Vienna", &[[9, 15]], HIT);
        assert_eq!(anstream::adapter::strip_str(&shown).to_string(), "talks in Vienna");
        assert!(shown.contains(&format!("{HIT}Vienna{HIT:#}")));
        assert_eq!(styled("ab", &[[1, 9]], HIT), "ab");
    }
}
