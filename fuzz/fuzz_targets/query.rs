#![no_main]

use dateline_fuzz::query;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| query::check(bytes));
