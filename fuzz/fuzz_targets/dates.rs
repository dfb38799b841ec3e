#![no_main]

use dateline_fuzz::dates;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dates::check(bytes));
