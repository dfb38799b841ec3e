#![no_main]

use dateline_fuzz::corrections;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| corrections::check(bytes));
