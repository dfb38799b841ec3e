//! The outer form of a line, in any script: how long it is, how it starts and ends.

use super::unwrap::is_unspaced;

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As a statement ends.
    Stop,
    /// As a question or a call ends.
    Call,
    /// With an ellipsis: cut off.
    Ellipsis,
    /// With a colon.
    Colon,
    /// With anything else.
    Open,
}

/// How a line starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// With a small letter.
    Lower,
    /// With a figure.
    Digit,
    /// With a quotation mark.
    Quote,
    /// With another sign.
    Sign,
    /// With a capital, or a letter of a script that has none.
    Letter,
}

/// The outer form of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// How many words there are; scripts without spaces count by characters.
    pub words: usize,
    /// How it ends.
    pub end: End,
    /// How it starts.
    pub start: Start,
    /// How many sentences end inside the line.
    pub inner_stops: usize,
    /// How many commas there are.
    pub commas: usize,
    /// The share of words after the first that start with a capital.
    pub capitals: f32,
    /// True if the line has small or capital letters at all.
    pub cased: bool,
    /// True if it has capitals and no small letters.
    pub shouted: bool,
    /// The share of characters that are digits.
    pub digits: f32,
}

impl Shape {
    /// Measures a line.
    pub fn of(text: &str) -> Shape {
        let counts = Counts::of(text);
        let (words, capital, lower) = words(text);
        let words = words + counts.unspaced.div_ceil(2);
        let end = match end(text) {
            End::Open if counts.without_stops * 2 > counts.chars && words >= PARAGRAPH => End::Stop,
            end => end,
        };
        Shape {
            words,
            end,
            start: start(text),
            inner_stops: counts.inner_stops,
            commas: counts.commas,
            capitals: capital as f32 / (capital + lower).max(1) as f32,
            cased: counts.upper + counts.lower > 0,
            shouted: counts.upper > 1 && counts.lower == 0,
            digits: counts.digits as f32 / counts.chars.max(1) as f32,
        }
    }

    /// True if the line reads like a sentence or more of running text.
    pub fn is_prose(&self) -> bool {
        self.words >= 12 && matches!(self.end, End::Stop | End::Call | End::Colon)
            || self.words >= 25 && self.inner_stops > 0
    }
}

/// A line of this many words of a script without full stops is taken for a sentence.
const PARAGRAPH: usize = 25;

#[derive(Default)]
struct Counts {
    chars: usize,
    upper: usize,
    lower: usize,
    digits: usize,
    unspaced: usize,
    /// Characters of scripts that end no sentence with a sign: Thai and Lao.
    without_stops: usize,
    commas: usize,
    inner_stops: usize,
}

impl Counts {
    fn of(text: &str) -> Counts {
        let mut counts = Counts::default();
        let mut stopped = false;
        for c in text.chars() {
            counts.chars += 1;
            counts.upper += usize::from(c.is_uppercase());
            counts.lower += usize::from(c.is_lowercase());
            counts.digits += usize::from(c.is_numeric());
            counts.unspaced += usize::from(is_unspaced(c) && c.is_alphanumeric());
            counts.without_stops += usize::from(matches!(c, '\u{e00}'..='\u{eff}'));
            counts.commas += usize::from(matches!(c, ',' | '，' | '、' | '،' | ';' | '；' | '؛'));
            counts.inner_stops += usize::from(stopped && (c.is_whitespace() || is_unspaced(c)));
            stopped = is_stop(c) || stopped && is_closing(c);
        }
        counts
    }
}

/// Words with spaces around them, and how many after the first start with a capital or a small letter.
fn words(text: &str) -> (usize, usize, usize) {
    let (mut words, mut capital, mut lower) = (0, 0, 0);
    for word in text.split_whitespace() {
        let Some(first) = word.chars().find(|c| c.is_alphanumeric()) else { continue };
        if is_unspaced(first) {
            continue;
        }
        words += 1;
        capital += usize::from(words > 1 && first.is_uppercase());
        lower += usize::from(words > 1 && first.is_lowercase());
    }
    (words, capital, lower)
}

/// True for the marks that end a sentence in any script.
pub fn is_stop(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '．' | '؟' | '।' | '۔' | '።' | '։' | '။' | '។')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '»' | '›' | '“' | ')' | ']' | '」' | '』' | '）' | '】' | '«')
}

fn end(text: &str) -> End {
    let text = text.trim_end_matches(|c: char| is_closing(c) || c.is_whitespace());
    if text.ends_with('…') || text.ends_with("...") || text.ends_with("[…") {
        return End::Ellipsis;
    }
    match text.chars().next_back() {
        Some('?' | '!' | '？' | '！' | '؟') => End::Call,
        Some(':' | '：') => End::Colon,
        Some(c) if is_stop(c) => End::Stop,
        _ => End::Open,
    }
}

fn start(text: &str) -> Start {
    match text.chars().next() {
        Some(c) if c.is_lowercase() => Start::Lower,
        Some(c) if c.is_numeric() => Start::Digit,
        Some(c) if c.is_alphabetic() => Start::Letter,
        Some('"' | '\'' | '“' | '„' | '«' | '»' | '‘' | '「' | '『' | '‹') => Start::Quote,
        _ => Start::Sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_prose_in_any_script() {
        for text in [
            "The ministers met for three hours in a hotel by the lake and agreed on nothing at all.",
            "Министры встретились на три часа в гостинице у озера и ни о чём не договорились, сообщил источник.",
            "三国外长星期五在湖畔一家酒店举行了三个小时的会谈，但没有达成任何协议，只同意下周再次会面。",
            "รัฐมนตรีพบกันสามชั่วโมงในโรงแรมริมทะเลสาบ และไม่ได้ตกลงเรื่องใดเลย แหล่งข่าวกล่าว",
            "اجتمع الوزراء ثلاث ساعات في فندق على ضفاف البحيرة ولم يتفقوا على أي شيء، كما قال مصدر.",
        ] {
            assert!(Shape::of(text).is_prose(), "{text}");
        }
        for text in ["Home", "Sign in to your account", "Ministers meet by the lake", "最新新闻"] {
            assert!(!Shape::of(text).is_prose(), "{text}");
        }
    }

    #[test]
    fn ends_see_through_quotation_marks() {
        assert_eq!(Shape::of("“We are done.”").end, End::Stop);
        assert_eq!(Shape::of("Who said so?").end, End::Call);
        assert_eq!(Shape::of("More to come...").end, End::Ellipsis);
        assert_eq!(Shape::of("He said:").end, End::Colon);
        assert_eq!(Shape::of("No end").end, End::Open);
    }

    #[test]
    fn capitals_are_counted_after_the_first_word() {
        let shape = Shape::of("Talks End In Oslo");
        assert_eq!(shape.capitals, 1.0);
        assert!(Shape::of("SKIP NAVIGATION").shouted);
        assert!(!Shape::of("会谈").cased);
    }
}
