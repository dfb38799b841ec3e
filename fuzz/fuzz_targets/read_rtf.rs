#![no_main]

use dateline_fuzz::read;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| read::check(&read::RTF, bytes));
