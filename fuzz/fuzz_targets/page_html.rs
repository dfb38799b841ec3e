#![no_main]

use dateline_fuzz::page_html;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| page_html::check(bytes));
