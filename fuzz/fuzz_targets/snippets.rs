#![no_main]

use dateline_fuzz::snippets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| snippets::check(bytes));
