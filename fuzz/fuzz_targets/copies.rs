#![no_main]

use dateline_fuzz::copies;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| copies::check(bytes));
