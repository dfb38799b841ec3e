//! Texts that are longer than any page: the head is read like a page, and what follows is body.
//!
//! Measuring a line takes ten times the memory of the line, and no menu, caption or comment is behind the
//! first megabyte of what is one text: that is a book, a log or a mailbox.

use dateline_core::article::Article;

use super::lines;

/// This many bytes at the head of a text are read like a page; a longer text is read window by window behind them.
const WINDOW: usize = 1 << 20;

/// The head of a text and what follows it; `None` for a text that is read as a whole.
pub(super) fn split(text: &str) -> Option<(&str, Rest<'_>)> {
    if text.len() <= WINDOW {
        return None;
    }
    let (head, rest) = text.split_at(window_end(text));
    Some((head, Rest(rest)))
}

/// What is behind the head of a text.
pub(super) struct Rest<'a>(&'a str);

impl Rest<'_> {
    /// Adds it to the body that was found in the head.
    pub(super) fn add_to(self, head: &str, article: &mut Article) {
        let mut rest = self.0;
        let mut before = head;
        article.body.reserve_exact(rest.len() + 2);
        while !rest.is_empty() {
            let (window, more) = rest.split_at(window_end(rest));
            let mut is_first = true;
            for line in lines::split(window) {
                // A window may have to end within a line.
                let goes_on = is_first && !before.ends_with(['\n', '\r', '\u{2028}', '\u{2029}']);
                if !article.body.is_empty() {
                    article.body.push_str(if goes_on { " " } else { "\n\n" });
                }
                article.body.push_str(&line.text);
                is_first = false;
            }
            (before, rest) = (window, more);
        }
        article.body.shrink_to_fit();
    }
}

/// Where the window ends with which a text begins: behind a line, else behind a word.
fn window_end(text: &str) -> usize {
    let end = (0..=WINDOW.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    if end == text.len() {
        return end;
    }
    let behind = |mark: &str| text[..end].rfind(mark).map(|at| at + mark.len()).filter(|at| *at > WINDOW / 2);
    ["\n\n", "\n", " "].into_iter().find_map(behind).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use crate::from_text;

    #[test]
    fn the_whole_of_a_long_text_is_read() {
        let sentence = "The council voted on Monday to keep the ferry, as its members had long asked. ";
        let paragraph = |n: usize| format!("{}That was vote {n}.\n\n", sentence.repeat(60));
        let mut text = String::from("Ferry stays\n\nBy Jane Roe\n\n");
        text.extend((0..400).map(paragraph));
        text.push_str("The end was   near.\n");
        let article = from_text(&text);
        assert_eq!(
            (article.headline.as_deref(), article.byline.as_slice()),
            (Some("Ferry stays"), &["Jane Roe".into()][..])
        );
        assert_eq!(article.body.matches("The council voted").count(), 400 * 60);
        assert!(article.body.ends_with(&format!("{}The end was near.", paragraph(399))));
        assert!(!article.body.contains("\n\n\n"));
    }

    #[test]
    fn a_long_line_stays_one() {
        let line = "The council voted on Monday to keep the ferry. ".repeat(60_000);
        assert_eq!(from_text(&line).body, line.trim_end());
        let word = from_text(&"x".repeat(3 << 20));
        // A line without a sentence is considered a headline.
        assert_eq!(word.headline.unwrap_or_default().len() + word.body.replace(' ', "").len(), 3 << 20);
    }
}
