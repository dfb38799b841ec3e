//! Corrections for single sites: what is accepted as such can be used on any page.

use dateline_page::sites::{Site, Sites};
use dateline_page::{Options, read_html, read_text};

use crate::article;
use crate::input::Input;

/// Checks that a file of corrections is refused in words or works.
pub fn check(bytes: &[u8]) {
    let mut input = Input(bytes);
    let toml = input.text();
    let page = input.rest();
    match Site::parse("site", &toml) {
        Err(error) => assert!(!error.to_string().is_empty()),
        Ok(site) => {
            let sites = Sites::of(vec![site]);
            let options = Options {
                sites: Some(&sites),
                url: Some("https://harbourpost.example/a"),
                ..Options::default()
            };
            article::check_fields(&read_html(&page, &options));
            article::check_fields(&read_text(&page, &options));
        }
    }
}
