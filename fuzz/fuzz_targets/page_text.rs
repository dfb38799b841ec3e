#![no_main]

use dateline_fuzz::page_text;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| page_text::check(bytes));
