//! Joins the lines of a text that was wrapped at a fixed width.
//!
//! A text counts as wrapped when no line is longer than a screen is wide and nearly every
//! long line ends where the next word would not have fitted. Menus and headings, which
//! end before the margin, stay lines of their own.

use std::borrow::Cow;

use crate::{byline, patterns};

/// The widest margin that a wrapped text has.
const MAX_WIDTH: usize = 100;
/// The narrowest margin that a wrapped text has.
const MIN_WIDTH: usize = 40;
/// How many long lines must be there before a margin is believed.
const MIN_LONG_LINES: usize = 4;
/// How many lines have to break off where they are full, among others, for a margin to be believed.
const MIN_BROKEN_LINES: usize = 3;

/// The lines of the text, with wrapped lines joined to paragraphs; empty lines stay.
pub fn paragraphs<'a>(raw: &[&'a str]) -> Vec<Cow<'a, str>> {
    match margin(raw) {
        Some(width) => join(raw, width),
        None => raw.iter().map(|line| Cow::Borrowed(*line)).collect(),
    }
}

/// The column at which the text was wrapped, if it was.
fn margin(raw: &[&str]) -> Option<usize> {
    let mut lengths: Vec<usize> = raw.iter().map(|line| columns(line)).filter(|&n| n > 0).collect();
    lengths.sort_unstable();
    let total: usize = lengths.iter().sum();
    let over: usize = lengths.iter().filter(|&&n| n > MAX_WIDTH).sum();
    if over * 50 > total {
        return None;
    }
    let fitting = lengths.partition_point(|&n| n <= MAX_WIDTH);
    let width = shared_length(&lengths[..fitting])?;
    (width >= MIN_WIDTH && is_filled(raw, width)).then_some(width)
}

/// The greatest length that other lines come close to, so that one long line makes no margin.
fn shared_length(sorted: &[usize]) -> Option<usize> {
    let backed = |&i: &usize| i >= 2 && sorted[i - 2] + 6 >= sorted[i];
    (0..sorted.len()).rev().find(backed).map(|i| sorted[i])
}

/// True if nearly every line close to the margin ends where the next word would not have fitted, and its sentence
/// goes on in the next line; or, where line ends are ragged, if most long lines go on in the next; or, where menus and
/// titles are around a short text, if some lines do both.
fn is_filled(raw: &[&str], width: usize) -> bool {
    let close = Filling::of(pairs(raw).filter(|(line, _)| columns(line) + 12 > width), width);
    let long = Filling::of(pairs(raw).filter(|(line, _)| columns(line) * 2 > width), width);
    close.lines >= MIN_LONG_LINES
        && close.full * 10 >= close.lines * 8
        && close.running * 10 >= close.lines * 4
        || long.lines >= MIN_LONG_LINES && long.running * 2 >= long.lines && long.full * 10 >= long.lines * 4
        || close.broken >= MIN_BROKEN_LINES && close.broken * 5 >= close.lines
}

/// How the lines of a text end.
#[derive(Default)]
struct Filling {
    /// How many lines there are.
    lines: usize,
    /// How many end where the next word would not have fitted.
    full: usize,
    /// How many go on in the next line.
    running: usize,
    /// How many do both.
    broken: usize,
}

impl Filling {
    fn of<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, width: usize) -> Filling {
        let mut filling = Filling::default();
        for (line, next) in pairs {
            let (full, running) =
                (overflows(line, next, width), runs_on(line, next) || is_uncased(line, next));
            filling.lines += 1;
            filling.full += usize::from(full);
            filling.running += usize::from(running);
            filling.broken += usize::from(full && running);
        }
        filling
    }
}

fn pairs<'a, 'b>(raw: &'b [&'a str]) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a, 'b> {
    raw.windows(2).map(|pair| (pair[0].trim_end(), pair[1])).filter(|(_, next)| !next.trim().is_empty())
}

/// True if the first word of the next line would not have fitted into this line.
fn overflows(line: &str, next: &str, width: usize) -> bool {
    let word = next.split_whitespace().next().map_or(0, columns);
    let length = columns(line);
    if word * 2 > width { length + 3 > width } else { length + 1 + word > width }
}

/// True if the sentence of this line goes on in the next.
fn runs_on(line: &str, next: &str) -> bool {
    next.trim_start().starts_with(char::is_lowercase) && !line.ends_with(['.', '!', '?', ':', '。'])
}

/// True if this line does not end a sentence and the next starts with a letter without capitals.
fn is_uncased(line: &str, next: &str) -> bool {
    let first = next.trim_start().chars().next();
    let uncased = first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase());
    uncased && !line.ends_with(super::shape::is_stop)
}

/// Counts characters; a line is compared only with lines of the same text, so their width does not matter.
fn columns(line: &str) -> usize {
    line.trim_end().chars().count()
}

fn join<'a>(raw: &[&'a str], width: usize) -> Vec<Cow<'a, str>> {
    let mut paragraphs: Vec<Cow<'a, str>> = Vec::new();
    let mut previous: Option<&str> = None;
    for &line in raw {
        let goes_on = previous.is_some_and(|previous| belongs(previous, line, width));
        match paragraphs.last_mut().filter(|_| goes_on) {
            Some(paragraph) => append(paragraph.to_mut(), line.trim()),
            None => paragraphs.push(Cow::Borrowed(line)),
        }
        previous = (!line.trim().is_empty()).then_some(line);
    }
    paragraphs
}

/// True if the line continues the paragraph of the line before it.
fn belongs(previous: &str, line: &str, width: usize) -> bool {
    let is_apart = || indent(line) > indent(previous) || opens_item(line) || is_credit(line);
    let is_copy = line.trim() == previous.trim();
    if line.trim().is_empty() || is_copy || is_apart() || is_bare_name(previous, line) {
        return false;
    }
    let long_enough = columns(previous) * 2 > width;
    long_enough && (overflows(previous, line, width) || runs_on(previous.trim_end(), line))
}

/// True for a byline or a date on a line of its own, as it is right below a headline.
fn is_credit(line: &str) -> bool {
    let line = line.trim();
    let alone = line.len() <= 80 && !line.ends_with(['.', ',', '。']);
    let opens = !line.starts_with(char::is_lowercase);
    alone
        && (byline::in_line(line).is_some()
            || opens && patterns::PUBLISHED.is_match(line)
            || opens && line.split_whitespace().nth(6).is_none() && patterns::DATE.is_match(line))
}

/// True for a name on a line of its own below a line that writes most words small, as bylines are below headlines.
fn is_bare_name(previous: &str, line: &str) -> bool {
    let words = || previous.split_whitespace().skip(1).filter(|word| word.len() > 3);
    let capitals = words().filter(|word| word.starts_with(char::is_uppercase)).count();
    byline::is_name(line.trim()) && capitals * 2 < words().count()
}

fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

fn opens_item(line: &str) -> bool {
    line.trim_start().starts_with(['•', '●', '▪', '*'])
}

/// Appends a line; a hyphen at the end of a line and scripts without spaces take no space.
fn append(paragraph: &mut String, line: &str) {
    paragraph.truncate(paragraph.trim_end().len());
    let before = paragraph.chars().next_back();
    let hyphenated = paragraph.ends_with('-') && !paragraph.ends_with(" -") && !paragraph.ends_with("--");
    let unspaced = before.is_some_and(is_unspaced) && line.starts_with(is_unspaced);
    if !hyphenated && !unspaced {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

/// True for the scripts that write no spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff01}'..='\u{ff9f}'
        | '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{20000}'..='\u{2ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wraps a paragraph as `fmt` does.
    fn wrap(text: &str, width: usize) -> String {
        let mut out = String::new();
        let mut column = 0;
        for word in text.split_whitespace() {
            if column > 0 && column + 1 + word.chars().count() > width {
                out.push('\n');
                column = 0;
            } else if column > 0 {
                out.push(' ');
                column += 1;
            }
            out.push_str(word);
            column += word.chars().count();
        }
        out
    }

    fn unwrapped(text: &str) -> Vec<String> {
        let raw: Vec<&str> = text.lines().collect();
        paragraphs(&raw).into_iter().map(Cow::into_owned).collect()
    }

    const FIRST: &str = "The council of the small harbour town voted on Monday evening to keep the old ferry running \
        through the winter, although the ferry costs more than it earns and a bridge is to be built next year.";
    const SECOND: &str = "Fishermen and pupils had asked for it in a letter that more than nine hundred people signed, \
        which is every second inhabitant, and the mayor said that nobody could have said no to such a letter.";

    #[test]
    fn wrapped_paragraphs_come_back_whole() {
        for width in [60, 72, 80] {
            let text = format!("Ferry stays\n\n{}\n\n{}", wrap(FIRST, width), wrap(SECOND, width));
            assert_eq!(unwrapped(&text), ["Ferry stays", "", FIRST, "", SECOND]);
        }
    }

    #[test]
    fn indented_paragraphs_stay_apart() {
        let text = format!("    {}\n    {}", wrap(FIRST, 72), wrap(SECOND, 72));
        let lines = unwrapped(&text);
        assert_eq!(lines.iter().map(|l| l.trim()).collect::<Vec<_>>(), [FIRST, SECOND]);
    }

    #[test]
    fn menus_and_long_lines_are_left_alone() {
        let menu = "News\nSport\nWeather\nOpinion";
        assert_eq!(unwrapped(menu).len(), 4);
        let long = format!("{FIRST}\n{SECOND}");
        assert_eq!(unwrapped(&long), [FIRST, SECOND]);
    }

    #[test]
    fn a_short_text_among_titles_is_joined_and_its_byline_is_not() {
        let titles = "Storm expected on the coast before the end of the week, says office\nNews\n\
            Bridge is to be built a year later than planned, council confirms\nSport";
        let text = format!(
            "{titles}\n\nCouncil keeps the old ferry for another winter after pupils' plea\nJane Roe\n\n{}\n\n{}\n\n{titles}",
            wrap(FIRST, 72),
            wrap(SECOND, 72)
        );
        let lines = unwrapped(&text);
        for line in [FIRST, SECOND, "Jane Roe"] {
            assert!(lines.contains(&line.to_owned()), "{line}: {lines:?}");
        }
    }

    #[test]
    fn texts_without_capitals_are_joined() {
        let korean = "시의회는 월요일 저녁 표결에서 낡은 나룻배를 겨울에도 계속 운항하기로 결정했는데 이 배는 버는 것보다 더 많은 돈이 들고 \
            내년에는 다리가 놓일 예정이지만 주민 구백 명이 서명한 편지에 아무도 반대할 수 없었다고 시장은 기자들에게 말했다. 나룻배 회사는 \
            화요일에 늙은 선장이 은퇴하려 하므로 두 번째 선장이 필요하다고 밝혔으며 아직 아무도 구하지 못했다고 덧붙였다.";
        let text = format!("나룻배 남는다\n\n{}", wrap(korean, 60));
        assert_eq!(unwrapped(&text).last().unwrap(), korean);
    }

    #[test]
    fn hyphens_and_chinese_take_no_space() {
        let mut text = "a well-".to_owned();
        append(&mut text, "known man");
        assert_eq!(text, "a well-known man");
        let mut text = "会谈".to_owned();
        append(&mut text, "结束");
        assert_eq!(text, "会谈结束");
    }
}
