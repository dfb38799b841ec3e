//! The pages before and after one.

use dateline_search::request::Copies;
use dateline_search::response::Response;

use crate::address::Address;
use crate::page::results::PAGE;

/// How many hits there are on all pages: stories, where copies are shown together.
fn places(address: &Address, response: &Response) -> u64 {
    response.stories.filter(|_| address.copies() == Copies::Together).unwrap_or(response.total)
}

/// The last page, for someone who is beyond it.
pub fn last_page(address: &Address, response: &Response) -> Option<String> {
    let all = places(address, response);
    let is_beyond = response.hits.is_empty() && response.total > 0;
    is_beyond.then(|| address.at_page((all as usize).div_ceil(PAGE)).link("/"))
}

/// The next page, if there is one.
pub fn next(address: &Address, response: &Response) -> Option<String> {
    let page = address.page_number();
    let is_full = response.hits.len() == PAGE;
    let end = (page * PAGE) as u64;
    (is_full && end < places(address, response)).then(|| address.at_page(page + 1).link("/"))
}
