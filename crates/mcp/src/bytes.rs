//! What an answer may take on the wire, where each structured answer is sent twice: as itself and as text.

use serde_json::Value;

/// The bytes of an answer where a call does not say.
pub const DEFAULT: usize = 64 << 10;
/// The most bytes of an answer.
pub const MOST: usize = 256 << 10;
/// The fewest.
pub const LEAST: usize = 4 << 10;
/// What the protocol adds around an answer, with room for the keys that tell how it goes on.
const AROUND: usize = 1 << 10;
/// The most characters of a text, and the most items of a list, in a value that is too large for an answer.
const SHORT: (usize, usize) = (100, 5);
/// Keys whose values mean nothing once they are cut.
const WHOLE: [&str; 3] = ["id", "path", "cursor"];

/// The bytes of a value in an answer.
pub fn cost(value: &Value) -> usize {
    let text = value.to_string();
    text.len() + in_json(&text)
}

/// The bytes of a text within JSON, without quotes.
fn in_json(text: &str) -> usize {
    text.chars().map(in_json_char).sum()
}

fn in_json_char(char: char) -> usize {
    match char {
        '"' | '\\' | '\n' | '\r' | '\t' | '\u{8}' | '\u{c}' => 2,
        '\0'..='\u{1f}' => 6,
        char => char.len_utf8(),
    }
}

/// The bytes of a character of a text that is within JSON, and in that JSON within a text.
fn twice(char: char) -> usize {
    let once = in_json_char(char);
    // Each backslash of the first becomes two in the second, and a quote too.
    let again = match char {
        '"' | '\\' => 4,
        _ if once > char.len_utf8() => once + 1,
        _ => once,
    };
    once + again
}

/// What is left of an answer's bytes.
#[derive(Debug, Clone)]
pub struct Room(usize);

/// Items that fit.
#[derive(Debug, Default)]
pub struct Fitted {
    /// Those that did.
    pub items: Vec<Value>,
    /// How many were taken, with those that no answer has room for.
    pub taken: usize,
    /// How many no answer of this size has room for.
    pub left_out: usize,
    /// True if more would have come.
    pub is_cut: bool,
}

impl Room {
    /// For an answer of so many bytes.
    pub fn new(bytes: usize) -> Room {
        Room(bytes.saturating_sub(AROUND))
    }

    /// Takes what a value needs, shortened if necessary so that half of the room is left.
    pub fn head(&mut self, value: Value) -> Value {
        let value = if cost(&value) > self.0 / 2 { shortened(value, &WHOLE) } else { value };
        let value = if cost(&value) > self.0 { shortened(value, &[]) } else { value };
        self.0 = self.0.saturating_sub(cost(&value));
        value
    }

    /// As many items as fit, in their order.
    pub fn fit(&mut self, items: impl IntoIterator<Item = Value>) -> Fitted {
        let mut fitted = Fitted::default();
        for item in items {
            if self.take(&item) {
                fitted.items.push(item);
            } else if !fitted.items.is_empty() {
                fitted.is_cut = true;
                break;
            } else {
                let item = shortened(item, &WHOLE);
                match self.take(&item) {
                    true => fitted.items.push(item),
                    false => fitted.left_out += 1,
                }
            }
            fitted.taken += 1;
        }
        fitted
    }

    /// The end of the part of a text, from a byte on, that fits; where a word ends if one does nearby.
    pub fn end_of(&self, text: &str, from: usize) -> usize {
        let rest = text.get(from..).unwrap_or_default();
        let mut used = 0;
        let over = rest.char_indices().find(|&(_, char)| {
            used += twice(char);
            used > self.0
        });
        let Some((over, _)) = over else { return text.len() };
        let near = rest[..over].char_indices().rev().take(100).find(|(_, char)| char.is_whitespace());
        from + near.map_or(over, |(at, space)| at + space.len_utf8())
    }

    fn take(&mut self, value: &Value) -> bool {
        let cost = cost(value) + 2;
        let fits = cost <= self.0;
        if fits {
            self.0 -= cost;
        }
        fits
    }
}

/// A value with the beginnings of its long texts and lists, but for the values of some keys. It says that it was
/// shortened.
fn shortened(value: Value, whole: &[&str]) -> Value {
    match short(value, whole) {
        Value::Object(mut fields) => {
            fields.insert("shortened".into(), true.into());
            fields.into()
        }
        other => other,
    }
}

fn short(value: Value, whole: &[&str]) -> Value {
    let (characters, items) = SHORT;
    match value {
        Value::String(text) => match text.char_indices().nth(characters) {
            Some((end, _)) => format!("{}…", &text[..end]).into(),
            None => text.into(),
        },
        Value::Array(list) => list.into_iter().take(items).map(|item| short(item, whole)).collect(),
        Value::Object(fields) => {
            let field = |(key, value): (String, Value)| {
                let value = if whole.contains(&key.as_str()) { value } else { short(value, whole) };
                (key, value)
            };
            Value::Object(fields.into_iter().map(field).collect())
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What a value takes as itself and as text.
    fn on_the_wire(value: &Value) -> usize {
        let text = value.to_string();
        text.len() + Value::String(text).to_string().len() - 2
    }

    #[test]
    fn a_cost_is_what_is_sent() {
        for value in [json!({"a": ["ü\n\"\\\t\u{1}/", 1, null]}), json!("x"), json!({"\"": {}})] {
            assert_eq!(cost(&value), on_the_wire(&value), "{value}");
        }
    }

    #[test]
    fn a_text_is_cut_where_it_stops_to_fit() {
        for text in
            ["plain words ".repeat(50), "\"\\\n\u{1}\t".repeat(50), "和平".repeat(100), "é".repeat(300)]
        {
            let room = Room(400);
            let end = room.end_of(&text, 0);
            assert!(end > 0 && end < text.len());
            assert!(on_the_wire(&json!(text[..end])) <= 400 + 6, "{end}");
            assert!(room.end_of(&text, end) > end);
        }
        assert_eq!(Room(100).end_of("short", 0), 5);
        assert_eq!(Room(100).end_of("short", 9), 5);
    }

    #[test]
    fn items_that_are_too_large_are_shortened_or_left_out() {
        let mut room = Room(1000);
        let long = json!({"id": "a", "title": "word ".repeat(1000)});
        let endless = json!({"id": "b".repeat(5000), "title": "short"});
        let fitted = room.fit([endless, long, json!({"id": "c"})]);
        assert_eq!((fitted.taken, fitted.left_out, fitted.is_cut), (3, 1, false));
        assert_eq!(fitted.items[0]["shortened"], true);
        assert!(fitted.items[0]["title"].as_str().unwrap().len() < 120);
        assert_eq!(fitted.items[1], json!({"id": "c"}));
    }

    #[test]
    fn what_does_not_fit_is_for_the_next_answer() {
        let mut room = Room(200);
        let fitted = room.fit((0..100).map(|number| json!({"id": number})));
        assert!(fitted.is_cut && fitted.taken == fitted.items.len());
        assert!(fitted.items.iter().map(|item| cost(item) + 2).sum::<usize>() <= 200);
    }
}
