#![no_main]

use dateline_fuzz::names;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| names::check(bytes));
