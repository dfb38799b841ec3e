#![no_main]

use dateline_fuzz::words;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| words::check(bytes));
