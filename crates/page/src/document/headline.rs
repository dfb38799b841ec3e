//! Which paragraph of a document is its headline.
//!
//! In this order: the paragraph that is marked as the title; the title of the file's properties, if somebody gave it
//! one; the first heading; the largest type near the top of the first page; a line that certainly reads like the
//! headline of the story below it.

use super::title;
use dateline_core::document::{Paragraph, Role};

/// A headline is looked for among this many paragraphs.
const TOP: usize = 25;

/// Type this many times as large as that of the text is that of a headline.
const LARGER: f32 = 1.15;

/// Of two sizes, one that is less than this part of the other is another size.
const SAME_SIZE: f32 = 0.93;

/// A headline has no more words than this.
const MAX_WORDS: usize = 40;

/// A paragraph of this many words is running text.
const LONG: usize = 30;

/// A printed title is at least this part of the one in the properties, which may have the name of the site behind it.
const LEAST_PART: f64 = 0.35;

/// A headline and where it is.
pub struct Headline {
    pub text: String,
    /// The paragraph that it is; none for a title that is not printed as a paragraph of its own.
    pub line: Option<usize>,
    /// The paragraph around which the author and the date are.
    pub place: Option<usize>,
    pub rule: &'static str,
}

/// The headline of a document; `guess` is asked for a line that reads like one only if nothing else tells it.
pub fn choose(
    title: Option<&str>,
    paragraphs: &[&Paragraph],
    front: usize,
    guess: impl FnOnce() -> Option<usize>,
) -> Option<Headline> {
    let front = &paragraphs[..front];
    let top = &front[..front.len().min(TOP)];
    let printed = |line: usize, rule| Headline {
        text: one_line(&paragraphs[line].text),
        line: Some(line),
        place: Some(line),
        rule,
    };
    if let Some(line) = front.iter().position(|paragraph| paragraph.role == Role::Title) {
        return Some(printed(line, "style Title"));
    }
    let real = title.map(one_line).filter(|title| title::is_real(title));
    if let Some(line) = real.as_ref().and_then(|title| printed_title(title, front)) {
        return Some(printed(line, "title of the document"));
    }
    // A heading below the first long paragraph is one of a part of the document.
    let above = top.iter().take_while(|paragraph| paragraph.text.split_whitespace().count() < LONG);
    let heading = above.into_iter().position(|paragraph| matches!(paragraph.role, Role::Heading(_)));
    if let Some(line) = heading {
        return Some(printed(line, "first heading"));
    }
    if let Some(title) = real.filter(|title| title::says_something(title)) {
        let text = without_site(&title).to_owned();
        return Some(Headline {
            place: place_of(&text, front),
            text,
            line: None,
            rule: "title of the document",
        });
    }
    if let Some(line) = largest(paragraphs, top) {
        return Some(printed(line, "largest type of the first page"));
    }
    let guess = guess().filter(|&line| paragraphs[line].role != Role::Row);
    guess.map(|line| printed(line, "line above the text"))
}

fn one_line(text: impl AsRef<str>) -> String {
    text.as_ref().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letters and figures of a text in small letters, by which a printed title is known again.
fn key(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The paragraph near the head that prints the title, or the part of it before the name of a site.
fn printed_title(title: &str, front: &[&Paragraph]) -> Option<usize> {
    let title = key(title);
    let is_printed = |text: &str| {
        let text = key(text);
        title == text || title.starts_with(&text) && text.len() as f64 >= LEAST_PART * title.len() as f64
    };
    let found = front
        .iter()
        .enumerate()
        .filter(|(_, paragraph)| paragraph.text.len() <= 2 * title.len() + 40 && is_printed(&paragraph.text));
    // Of a running head and the headline itself, the headline is set in larger type.
    found.rev().max_by(|(_, one), (_, other)| one.size.total_cmp(&other.size)).map(|(line, _)| line)
}

/// The paragraph that holds the title beside a few other words, as a kicker.
fn place_of(title: &str, front: &[&Paragraph]) -> Option<usize> {
    let title = key(title);
    front.iter().position(|paragraph| {
        paragraph.text.len() <= 2 * title.len() + 40 && key(&paragraph.text).contains(&title)
    })
}

/// The title without the name of the site behind a bar.
fn without_site(title: &str) -> &str {
    let head = title.split(" | ").next().unwrap_or(title);
    if title::says_something(head) { head } else { title }
}

/// The paragraph in the largest type near the top of the first page, if that is larger than the type of the text.
fn largest(all: &[&Paragraph], top: &[&Paragraph]) -> Option<usize> {
    let usual = usual_size(all);
    let first_page = top.first()?.page;
    let may_be = |paragraph: &Paragraph| {
        paragraph.page == first_page
            && paragraph.role != Role::Row
            && paragraph.size >= LARGER * usual
            && (1..=MAX_WORDS).contains(&paragraph.text.split_whitespace().count())
            && is_in_words(&paragraph.text)
    };
    let mut candidates: Vec<usize> = (0..top.len()).filter(|&line| may_be(top[line])).collect();
    let largest = candidates.iter().map(|&line| top[line].size).fold(0.0, f32::max);
    let second = candidates
        .iter()
        .map(|&line| top[line].size)
        .filter(|size| *size < SAME_SIZE * largest)
        .fold(0.0, f32::max);
    if second > 0.0
        && is_name_of_paper(
            top,
            candidates.iter().copied().find(|&line| top[line].size >= SAME_SIZE * largest)?,
        )
    {
        candidates.retain(|&line| top[line].size < SAME_SIZE * largest);
    }
    let largest = candidates.iter().map(|&line| top[line].size).fold(0.0, f32::max);
    candidates.into_iter().find(|&line| top[line].size >= SAME_SIZE * largest)
}

/// True for a text that is neither a number, an address nor a single letter.
fn is_in_words(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let figures = text.chars().filter(|c| c.is_numeric()).count();
    let is_amid_sentence = text.starts_with(char::is_lowercase);
    letters >= 3
        && letters > figures
        && !text.contains("://")
        && !text.starts_with("www.")
        && !is_amid_sentence
        && !is_date(text)
}

/// True for a date with hardly a word beside it.
fn is_date(text: &str) -> bool {
    let rest = |found: dateline_core::dates::FoundDate| text.len() - (found.end - found.start);
    dateline_core::dates::find_in_line(text).is_some_and(|found| rest(found) <= 12)
}

/// A few words in the largest type at the very top are the name of the paper if a date is beside them.
fn is_name_of_paper(top: &[&Paragraph], line: usize) -> bool {
    let is_dated = |line: Option<usize>| {
        line.and_then(|line| top.get(line)).is_some_and(|paragraph| {
            paragraph.text.len() < 120 && dateline_core::dates::find_in_line(&paragraph.text).is_some()
        })
    };
    let has_few_words = top[line].text.split_whitespace().count() <= 5;
    has_few_words
        && line <= 3
        && (is_dated(line.checked_sub(1)) || is_dated(Some(line)) || is_dated(Some(line + 1)))
}

/// The size of type in which most of the document is set.
fn usual_size(paragraphs: &[&Paragraph]) -> f32 {
    let mut sizes: Vec<(i64, usize)> = vec![];
    for paragraph in paragraphs.iter().filter(|paragraph| paragraph.size > 0.0) {
        sizes.push(((paragraph.size * 2.0).round() as i64, paragraph.text.len()));
    }
    sizes.sort_unstable();
    let mut most = (0, 0);
    for run in sizes.chunk_by(|one, other| one.0 == other.0) {
        let weight = run.iter().map(|(_, length)| length).sum();
        if weight > most.1 {
            most = (run[0].0, weight);
        }
    }
    (most.0 as f32 / 2.0).max(0.5)
}
