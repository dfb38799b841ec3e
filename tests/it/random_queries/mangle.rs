//! Queries with slips of the pen, and worse.

use crate::random_queries::random::Random;

/// What falls into queries.
const JUNK: [&str; 32] = [
    "\"", "(", ")", "((", "))", "“", "”", "„", "«", "*", "~", "^", ":", "-", "+", "!", "\\", "&&", "||",
    " AND ", " OR ", " NOT ", "\u{0}", "\u{7}", "\t", "\n", "\u{301}", "🙂", "北京", "ﬁ", "\u{200b}", "=",
];

/// The query with some random edits.
pub fn mangled(query: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = query.chars().collect();
    for _ in 0..random.between(1, 6) {
        edit(&mut chars, random);
    }
    let text: String = chars.into_iter().collect();
    if random.percent(4) { grown(&text, random) } else { text }
}

fn edit(chars: &mut Vec<char>, random: &mut Random) {
    let at = random.below(chars.len() + 1);
    match random.below(6) {
        0 if at < chars.len() => {
            chars.remove(at);
        }
        1 if at < chars.len() => chars.insert(at, chars[at]),
        2 if at + 1 < chars.len() => chars.swap(at, at + 1),
        3 if chars.len() > 8 && random.percent(30) => chars.truncate(at),
        _ => {
            let junk: Vec<char> = random.one_of(&JUNK).chars().collect();
            chars.splice(at..at, junk);
        }
    }
}

/// The query as part of a very long one.
fn grown(query: &str, random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("{query} ").repeat(400),
        1 => format!("{}{query}", "(".repeat(random.between(60, 300))),
        2 => format!("{query} {}", "x".repeat(20_000)),
        3 => format!("{query} {}", "-(a OR b ".repeat(100)),
        _ => format!("\"{query} {}", "word ".repeat(900)),
    }
}
