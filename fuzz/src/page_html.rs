//! Pages of HTML.

use dateline_page::{Options, from_html, read_html};

use crate::article;
use crate::input::Input;
use crate::page_text::{check_explained, is_explained};

/// Checks that any page is read, the same with and without explanations.
pub fn check(bytes: &[u8]) {
    let html = Input(bytes).rest();
    let article = from_html(&html);
    article::check_fields(&article);
    // A named character reference of three bytes (`&gt`) can give six at the most.
    assert!(
        article.body.len() <= 4 * html.len(),
        "a body of {} bytes from {}",
        article.body.len(),
        html.len()
    );
    if is_explained(html.len()) {
        check_explained(&article, read_html(&html, &Options { explain: true, ..Options::default() }));
    }
}
