//! JSON as programs write it that do not keep to the standard: `NaN` and `Infinity` as Python has them, a comma
//! after the last element, control characters within strings, halves of characters.
//!
//! Only what a strict parser has refused comes here.

/// The numbers that JSON does not have, and what is left of them.
const NO_NUMBERS: [&str; 6] = ["-Infinity", "+Infinity", "Infinity", "-NaN", "NaN", "undefined"];

/// The text as strict JSON, as far as it differs from that in these ways; `None` if it does not.
pub(super) fn strict(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    let mut changed = false;
    while !rest.is_empty() {
        let special =
            rest.find(|c: char| c == '"' || c == ',' || c == '-' || c == '+' || c.is_ascii_alphabetic());
        let (before, after) = rest.split_at(special.unwrap_or(rest.len()));
        out.push_str(before);
        let Some(first) = after.bytes().next() else { break };
        rest = match first {
            b'"' => string(after, &mut out, &mut changed),
            b',' => comma(after, &mut out, &mut changed),
            _ => word(after, &mut out, &mut changed),
        };
    }
    changed.then_some(out)
}

/// Copies a comma unless the list or object ends behind it.
fn comma<'t>(text: &'t str, out: &mut String, changed: &mut bool) -> &'t str {
    let rest = &text[1..];
    if rest.trim_start().starts_with([']', '}']) {
        *changed = true;
    } else {
        out.push(',');
    }
    rest
}

/// Copies a word, `null` for one that is no value of JSON but of a number.
fn word<'t>(text: &'t str, out: &mut String, changed: &mut bool) -> &'t str {
    let end = text[1..].find(|c: char| !c.is_ascii_alphabetic()).map_or(text.len(), |at| at + 1);
    let (word, rest) = text.split_at(end);
    if NO_NUMBERS.contains(&word) {
        *changed = true;
        out.push_str("null");
    } else {
        out.push_str(word);
    }
    rest
}

/// Copies a string with its quotes.
fn string<'t>(text: &'t str, out: &mut String, changed: &mut bool) -> &'t str {
    out.push('"');
    let mut rest = &text[1..];
    loop {
        let special = rest.find(|c: char| c == '"' || c == '\\' || (c as u32) < 0x20).unwrap_or(rest.len());
        out.push_str(&rest[..special]);
        rest = &rest[special..];
        match rest.bytes().next() {
            None => return rest,
            Some(b'"') => {
                out.push('"');
                return &rest[1..];
            }
            Some(b'\\') => rest = escape(rest, out, changed),
            Some(control) => {
                *changed = true;
                out.push_str(&format!("\\u{control:04x}"));
                rest = &rest[1..];
            }
        }
    }
}

/// Copies an escape; half a character becomes the mark for one that is damaged.
fn escape<'t>(text: &'t str, out: &mut String, changed: &mut bool) -> &'t str {
    let unit = |text: &str| u32::from_str_radix(text.strip_prefix("\\u")?.get(..4)?, 16).ok();
    let Some(first) = unit(text) else {
        let end = text[1..].chars().next().map_or(1, |next| 1 + next.len_utf8());
        out.push_str(&text[..end]);
        return &text[end..];
    };
    let is_pair = (0xd800..0xdc00).contains(&first)
        && text.get(6..).and_then(unit).is_some_and(|second| (0xdc00..0xe000).contains(&second));
    let end = if is_pair { 12 } else { 6 };
    if !is_pair && (0xd800..0xe000).contains(&first) {
        *changed = true;
        out.push_str("\\ufffd");
    } else {
        out.push_str(&text[..end]);
    }
    &text[end..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    fn read(text: &str) -> Value {
        serde_json::from_str(&strict(text).unwrap()).unwrap()
    }

    #[test]
    fn what_other_programs_write_is_read() {
        assert_eq!(
            read(r#"{"a":NaN,"b":-Infinity,"c":[Infinity],"d":"NaN"}"#),
            json!({"a": null, "b": null, "c": [null], "d": "NaN"})
        );
        assert_eq!(read("{\"a\":[1,2,],\n \"b\": \"x, ]\" , }"), json!({"a": [1, 2], "b": "x, ]"}));
        assert_eq!(read("{\"a\":\"one\ttwo\\n\"}"), json!({"a": "one\ttwo\n"}));
        assert_eq!(
            read(r#"["\ud83d", "\ude00", "\ud83d\ude00", "\"\\"]"#),
            json!(["\u{fffd}", "\u{fffd}", "😀", "\"\\"])
        );
    }

    #[test]
    fn what_is_strict_or_wrong_in_other_ways_is_left_alone() {
        for text in [r#"{"a": -1.5e+3, "b": true}"#, "{\"a\": nope}", "{\"a", "{\"a\":}", "", "\\", "\"\\u12"]
        {
            assert_eq!(strict(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in r#"["\\ud83{},:NaInfity é\t-]{0,40}"#) {
            strict(&text);
        }

        #[test]
        fn strict_json_stays_as_it_is(text in "\\PC{0,30}", number: f64) {
            prop_assume!(number.is_finite());
            prop_assert_eq!(strict(&json!({"a": text, "b": [number, true, null]}).to_string()), None);
        }
    }
}
