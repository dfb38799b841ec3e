//! Pages of plain text.

use dateline_core::article::Article;
use dateline_page::{Options, from_text, read_text};

use crate::article;
use crate::input::Input;

/// Checks that any text is read, the same with and without explanations.
pub fn check(bytes: &[u8]) {
    let text = Input(bytes).rest();
    let article = from_text(&text);
    article::check_fields(&article);
    assert!(
        article.body.len() <= 2 * text.len(),
        "a body of {} bytes from {}",
        article.body.len(),
        text.len()
    );
    if is_explained(text.len()) {
        check_explained(&article, read_text(&text, &Options { explain: true, ..Options::default() }));
    }
}

/// Every fourth page is read with explanations, too, which takes as long again.
pub(crate) fn is_explained(length: usize) -> bool {
    length % 4 == 0
}

/// Explaining changes no field.
pub(crate) fn check_explained(article: &Article, explained: Article) {
    assert_eq!(&Article { explain: Default::default(), ..explained }, article);
}
