//! The evidence for what a stretch of words names, as features for the model.

use std::ops::Range;

use super::gazetteer::PlaceMarks;
use super::hash::{finish, mix};
use super::lexicon::class;
use super::tokens::{Gap, Shape, Token};

/// Templates of features; each keeps its features apart from those of the others.
#[derive(Clone, Copy)]
enum Kind {
    Bias = 1,
    Length,
    First,
    Last,
    Inner,
    Phrase,
    Before,
    Before2,
    After,
    After2,
    BeforeAndClasses,
    AfterAndClasses,
    LastAndLength,
    ClassPattern,
    ShapePattern,
    GapBefore,
    GapAfter,
    StartAndClasses,
    Suffix,
    Prefix,
    Place,
    PlaceAndBefore,
    Acronym,
    Shouted,
    BeforePair,
    FirstAndPattern,
    Single,
    SingleAndBefore,
    SingleAndAfter,
    AcronymFollows,
}

/// A piece of text ready to be scored.
pub(super) struct Context<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub places: &'a PlaceMarks,
}

/// Gives the hash of every feature of the words `span` to `take`.
pub(super) fn features(context: &Context<'_>, span: Range<usize>, mut take: impl FnMut(u64)) {
    let mut put = |kind: Kind, value: u64| take(finish(mix(mix(0x5eed, kind as u64), value)));
    let words = &context.tokens[span.clone()];
    let around = Around::of(context.tokens, &span);
    let pattern = pattern(words);
    let length = words.len() as u64;

    put(Kind::Bias, 0);
    put(Kind::Length, length);
    put(Kind::ClassPattern, pattern);
    put(Kind::ShapePattern, mix(shape_pattern(words), u64::from(around.starts)));
    neighbours(&around, pattern, &mut put);
    inside(context, words, pattern, &mut put);
    place_evidence(context, &span, &around, &mut put);
    acronym_evidence(context, &span, &mut put);
    if let [word] = words {
        put(Kind::Single, mix(word.hash, u64::from(around.starts)));
        put(Kind::SingleAndBefore, mix(around.before, word_class(word)));
        put(Kind::SingleAndAfter, mix(around.after, word_class(word)));
    }
    if words[0].shouted {
        put(Kind::Shouted, pattern);
    }
}

/// The words and gaps around a stretch of words.
struct Around {
    before: u64,
    before2: u64,
    before_class: u64,
    after: u64,
    after2: u64,
    after_class: u64,
    gap_before: u64,
    gap_after: u64,
    starts: bool,
}

/// Stands for a word that does not exist or lies beyond a break.
const NOTHING: u64 = 1;

impl Around {
    fn of(tokens: &[Token], span: &Range<usize>) -> Around {
        let first = &tokens[span.start];
        let before = (first.gap != Gap::Start && span.start > 0).then(|| &tokens[span.start - 1]);
        let before2 =
            before.filter(|b| b.gap != Gap::Start && span.start > 1).map(|_| &tokens[span.start - 2]);
        let after = tokens.get(span.end).filter(|t| t.gap != Gap::Start);
        let after2 = after.and_then(|_| tokens.get(span.end + 1)).filter(|t| t.gap != Gap::Start);
        let possessive = u64::from(tokens[span.end - 1].possessive);
        Around {
            before: before.map_or(NOTHING, |t| t.hash),
            before2: before2.map_or(NOTHING, |t| t.hash),
            before_class: before.map_or(NOTHING, word_class),
            after: after.map_or(NOTHING, |t| t.hash),
            after2: after2.map_or(NOTHING, |t| t.hash),
            after_class: after.map_or(NOTHING, word_class),
            gap_before: first.gap as u64 * 2 + u64::from(before.is_some_and(|t| t.possessive)),
            gap_after: after.map_or(NOTHING, |t| t.gap as u64 + 2) * 2 + possessive,
            starts: matches!(first.gap, Gap::Start | Gap::Quote),
        }
    }
}

fn neighbours(around: &Around, pattern: u64, put: &mut impl FnMut(Kind, u64)) {
    put(Kind::Before, around.before);
    put(Kind::Before2, around.before2);
    put(Kind::After, around.after);
    put(Kind::After2, around.after2);
    put(Kind::BeforePair, mix(around.before2, around.before));
    put(Kind::BeforeAndClasses, mix(mix(around.before_class, around.gap_before), pattern));
    put(Kind::AfterAndClasses, mix(mix(around.after_class, around.gap_after), pattern));
    put(Kind::GapBefore, mix(around.gap_before, around.before_class));
    put(Kind::GapAfter, mix(around.gap_after, around.after_class));
    if around.starts {
        put(Kind::StartAndClasses, pattern);
    }
}

fn inside(context: &Context<'_>, words: &[Token], pattern: u64, put: &mut impl FnMut(Kind, u64)) {
    let (first, last) = (&words[0], &words[words.len() - 1]);
    put(Kind::First, first.hash);
    put(Kind::Last, last.hash);
    put(Kind::LastAndLength, mix(last.hash, (words.len() > 1).into()));
    put(Kind::FirstAndPattern, mix(first.hash, pattern));
    for word in words {
        put(Kind::Inner, word.hash);
    }
    put(Kind::Phrase, words.iter().fold(0, |hash, word| mix(hash, word.hash)));
    let text = &context.text[last.start..last.end];
    put(Kind::Suffix, mix(ending(text, 3), (words.len() > 1).into()));
    put(Kind::Suffix, mix(ending(text, 2), (words.len() > 1).into()));
    put(Kind::Prefix, mix(beginning(&context.text[first.start..first.end], 3), (words.len() > 1).into()));
}

fn place_evidence(
    context: &Context<'_>,
    span: &Range<usize>,
    around: &Around,
    put: &mut impl FnMut(Kind, u64),
) {
    let mark = context.places.mark(context.tokens, span);
    put(Kind::Place, mark);
    put(Kind::PlaceAndBefore, mix(mark, around.before));
}

/// Whether the words are followed or preceded by their own acronym in brackets.
fn acronym_evidence(context: &Context<'_>, span: &Range<usize>, put: &mut impl FnMut(Kind, u64)) {
    let tokens = context.tokens;
    if let Some(next) = tokens.get(span.end).filter(|t| t.gap == Gap::Open && t.shape == Shape::Upper) {
        let fits = spells(context.text, &tokens[span.clone()], next);
        put(Kind::AcronymFollows, u64::from(fits));
    }
    if span.len() == 1 && tokens[span.start].gap == Gap::Open && tokens[span.start].shape == Shape::Upper {
        put(Kind::Acronym, 1);
    }
}

/// True if the capitals of `acronym` are the first letters of the words, joining words aside.
pub(super) fn spells(text: &str, words: &[Token], acronym: &Token) -> bool {
    let mut initials = words
        .iter()
        .filter(|w| w.is_nameish())
        .filter_map(|w| text[w.start..w.end].chars().next())
        .flat_map(char::to_uppercase);
    let mut letters = text[acronym.start..acronym.end].chars().filter(|c| c.is_alphabetic());
    words.len() > 1 && letters.all(|letter| initials.next() == Some(letter)) && initials.next().is_none()
}

/// What kind of word it is, coarsely.
fn word_class(word: &Token) -> u64 {
    const TELLING: u16 = class::TITLE
        | class::SUFFIX
        | class::ORG
        | class::SITE
        | class::DEMONYM
        | class::DATE
        | class::OTHER
        | class::PARTICLE
        | class::JOINER;
    let telling = word.classes & TELLING;
    let rest = if telling == 0 { word.classes } else { telling };
    let shape = if word.shouted { Shape::Capital } else { word.shape };
    mix(u64::from(rest), shape as u64)
}

/// The kinds of the words in order.
fn pattern(words: &[Token]) -> u64 {
    words.iter().fold(7, |hash, word| mix(hash, word_class(word)))
}

fn shape_pattern(words: &[Token]) -> u64 {
    words.iter().skip(1).fold(words[0].shape as u64, |hash, w| mix(mix(hash, w.shape as u64), w.gap as u64))
}

fn ending(text: &str, length: usize) -> u64 {
    let letters = text.chars().rev().take(length).map(|c| c.to_lowercase().next().unwrap_or(c));
    letters.fold(length as u64, |hash, c| mix(hash, u64::from(c)))
}

fn beginning(text: &str, length: usize) -> u64 {
    let letters = text.chars().take(length).map(|c| c.to_lowercase().next().unwrap_or(c));
    letters.fold(length as u64, |hash, c| mix(hash, u64::from(c)))
}
