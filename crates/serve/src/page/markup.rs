//! Text with something lit in it, as HTML in which nothing of the text is markup.

use std::borrow::Cow;

/// Text that can stand anywhere in HTML, in a quoted attribute too.
pub fn escaped(text: &str) -> Cow<'_, str> {
    html_escape::encode_quoted_attribute(text)
}

/// The text with its highlights marked.
pub fn lit(text: &str, highlights: &[[usize; 2]]) -> String {
    let mut out = String::with_capacity(text.len() + 16 * highlights.len());
    let mut at = 0;
    for &[start, end] in highlights {
        let (Some(before), Some(hit)) = (text.get(at..start), text.get(start..end)) else { continue };
        out.push_str(&escaped(before));
        out.push_str("<mark>");
        out.push_str(&escaped(hit));
        out.push_str("</mark>");
        at = end;
    }
    out.push_str(&escaped(text.get(at..).unwrap_or_default()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_text_is_markup() {
        assert_eq!(lit("<b>\"x\" &", &[[4, 5]]), "&lt;b&gt;&quot;<mark>x</mark>&quot; &amp;");
    }

    #[test]
    fn highlights_that_do_not_fit_are_left_out() {
        assert_eq!(lit("é a", &[[1, 2], [3, 4]]), "é <mark>a</mark>");
        assert_eq!(lit("ab", &[[1, 9]]), "ab");
    }
}
