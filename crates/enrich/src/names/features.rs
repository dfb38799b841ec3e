//! The evidence for what a stretch of words names, as features for the model.

use std::ops::Range;

use super::gazetteer::PlaceMarks;
use super::hash::{finish, mix};
use super::lexicon::class;
use super::listed;
use super::tokens::{Gap, Shape, Token};

/// Templates of features; each keeps its features apart from those of the others.
#[derive(Clone, Copy)]
enum Kind {
    Length = 1,
    First,
    Last,
    Inner,
    Phrase,
    Before,
    Before2,
    BeforePair,
    After,
    After2,
    BeforeAndClasses,
    AfterAndClasses,
    ClassPattern,
    ShapePattern,
    FirstAndPattern,
    LastOfSeveral,
    GapBefore,
    GapAfter,
    Prefix,
    Suffix,
    Place,
    PlaceAndBefore,
    Single,
    SingleAndBefore,
    SingleAndAfter,
    Acronym,
    AcronymFollows,
    Shouted,
    FineFirst,
    FineLast,
    FineInner,
    FineBefore,
    FineAfter,
    FineBeforeAndClasses,
    FineAfterAndClasses,
    FineSingleAndBefore,
    FineSingleAndAfter,
    FineFirstOfSeveral,
    FineLastOfSeveral,
    CoarsePattern,
    CoarseEnds,
    CoarseAround,
    CoarseLastAndAfter,
    SuffixOfSingle,
    Joined,
    JoinedFirst,
    BreaksBehind,
    BreaksBefore,
    Listed,
    ListedAndShape,
    ListedAndBefore,
    FineBefore2,
    FineAfter2,
    FinePairBefore,
    FinePairAfter,
    Beginning4,
    Ending4,
    FineLastAndAfter,
}

/// A piece of text ready to be scored.
pub(super) struct Context<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    pub places: &'a PlaceMarks,
}

/// What is before a word that a stretch begins with.
pub(super) struct Left {
    before: u64,
    before2: u64,
    fine: u64,
    fine2: u64,
    coarse: u64,
    /// The class of the word before, and what is between.
    join: u64,
    starts: bool,
}

/// What is behind a word that a stretch ends with.
pub(super) struct Right {
    after: u64,
    after2: u64,
    fine: u64,
    fine2: u64,
    coarse: u64,
    join: u64,
}

/// Stands for a word that does not exist or lies beyond a break.
const NOTHING: u64 = 1;
/// Stands for its cluster.
const NO_CLUSTER: u64 = 2000;

impl Left {
    pub fn of(tokens: &[Token], start: usize) -> Left {
        let first = &tokens[start];
        let before = (first.gap != Gap::Start && start > 0).then(|| &tokens[start - 1]);
        let before2 = before.filter(|b| b.gap != Gap::Start && start > 1).map(|_| &tokens[start - 2]);
        let gap = first.gap as u64 * 2 + u64::from(before.is_some_and(|t| t.possessive));
        Left {
            before: before.map_or(NOTHING, |t| t.hash),
            before2: before2.map_or(NOTHING, |t| t.hash),
            fine: before.map_or(NO_CLUSTER, |t| t.fine.into()),
            fine2: before2.map_or(NO_CLUSTER, |t| t.fine.into()),
            coarse: before.map_or(NO_CLUSTER, |t| t.coarse.into()),
            join: mix(before.map_or(NOTHING, word_class), gap),
            starts: matches!(first.gap, Gap::Start | Gap::Quote),
        }
    }
}

impl Right {
    pub fn of(tokens: &[Token], end: usize) -> Right {
        let after = tokens.get(end).filter(|t| t.gap != Gap::Start);
        let after2 = after.and_then(|_| tokens.get(end + 1)).filter(|t| t.gap != Gap::Start);
        let possessive = u64::from(tokens[end - 1].possessive);
        let gap = after.map_or(NOTHING, |t| t.gap as u64 + 2) * 2 + possessive;
        Right {
            after: after.map_or(NOTHING, |t| t.hash),
            after2: after2.map_or(NOTHING, |t| t.hash),
            fine: after.map_or(NO_CLUSTER, |t| t.fine.into()),
            fine2: after2.map_or(NO_CLUSTER, |t| t.fine.into()),
            coarse: after.map_or(NO_CLUSTER, |t| t.coarse.into()),
            join: mix(after.map_or(NOTHING, word_class), gap),
        }
    }
}

/// Takes the hash of a feature.
struct Put<F>(F);

impl<F: FnMut(u64)> Put<F> {
    fn put(&mut self, kind: Kind, value: u64) {
        (self.0)(finish(mix(mix(0x5eed, kind as u64), value)));
    }
}

/// Gives the hash of every feature of the words `span` to `take`.
pub(super) fn features(context: &Context<'_>, span: Range<usize>, mut take: impl FnMut(u64)) {
    let left = Left::of(context.tokens, span.start);
    let right = Right::of(context.tokens, span.end);
    start_features(context, span.start, &left, &mut take);
    end_features(context, span.end, &right, &mut take);
    if span.len() > 1 {
        span.clone().for_each(|word| word_features(&context.tokens[word], &mut take));
    }
    stretch_features(context, span, &left, &right, &mut take);
}

/// The features that all stretches share that begin with the same word.
pub(super) fn start_features(context: &Context<'_>, start: usize, left: &Left, take: impl FnMut(u64)) {
    let first = &context.tokens[start];
    let mut out = Put(take);
    out.put(Kind::Before, left.before);
    out.put(Kind::Before2, left.before2);
    out.put(Kind::BeforePair, mix(left.before2, left.before));
    out.put(Kind::GapBefore, left.join);
    out.put(Kind::FineBefore, left.fine);
    out.put(Kind::First, first.hash);
    out.put(Kind::FineFirst, first.fine.into());
    out.put(Kind::Prefix, beginning(&context.text[first.start..first.end]));
    out.put(Kind::FineBefore2, left.fine2);
    out.put(Kind::FinePairBefore, mix(left.fine2, left.fine));
    out.put(Kind::Beginning4, four(context.text[first.start..first.end].chars()));
}

/// The features that all stretches share that end with the same word.
pub(super) fn end_features(context: &Context<'_>, end: usize, right: &Right, take: impl FnMut(u64)) {
    let last = &context.tokens[end - 1];
    let mut out = Put(take);
    out.put(Kind::After, right.after);
    out.put(Kind::After2, right.after2);
    out.put(Kind::GapAfter, right.join);
    out.put(Kind::FineAfter, right.fine);
    out.put(Kind::Last, last.hash);
    out.put(Kind::FineLast, last.fine.into());
    out.put(Kind::CoarseLastAndAfter, mix(last.coarse.into(), right.coarse));
    let (two, three) = endings(&context.text[last.start..last.end]);
    out.put(Kind::Suffix, two);
    out.put(Kind::Suffix, three);
    out.put(Kind::FineAfter2, right.fine2);
    out.put(Kind::FinePairAfter, mix(right.fine2, right.fine));
    out.put(Kind::Ending4, four(context.text[last.start..last.end].chars().rev()));
    out.put(Kind::FineLastAndAfter, mix(last.fine.into(), right.fine));
}

/// The features of a word in stretches of several words.
pub(super) fn word_features(word: &Token, take: impl FnMut(u64)) {
    let mut out = Put(take);
    out.put(Kind::Inner, word.hash);
    out.put(Kind::FineInner, if word.shape == Shape::Lower { NO_CLUSTER } else { word.fine.into() });
}

/// The features of the stretch as a whole.
pub(super) fn stretch_features(
    context: &Context<'_>,
    span: Range<usize>,
    left: &Left,
    right: &Right,
    take: impl FnMut(u64),
) {
    let words = &context.tokens[span.clone()];
    let mut out = Put(take);
    let pattern = pattern(words);
    let mark = context.places.mark(context.tokens, &span);
    out.put(Kind::Length, words.len() as u64);
    out.put(Kind::ClassPattern, pattern);
    out.put(Kind::ShapePattern, mix(shape_pattern(words), left.starts.into()));
    out.put(Kind::BeforeAndClasses, mix(left.join, pattern));
    out.put(Kind::AfterAndClasses, mix(right.join, pattern));
    out.put(Kind::FineBeforeAndClasses, mix(left.fine, pattern));
    out.put(Kind::FineAfterAndClasses, mix(right.fine, pattern));
    out.put(Kind::CoarsePattern, words.iter().fold(3, |h, w| mix(h, w.coarse.into())));
    out.put(Kind::CoarseAround, mix(mix(left.coarse, right.coarse), pattern));
    out.put(Kind::Place, mix(mark, u64::from(words.len() > 1)));
    out.put(Kind::PlaceAndBefore, mix(mark, left.before));
    if words[0].shouted {
        out.put(Kind::Shouted, pattern);
    }
    breaks(context.tokens, &span, &mut out);
    listed_features(words, left, &mut out);
    match words {
        [word] => single_features(context, word, left, right, &mut out),
        _ => several_features(words, pattern, &mut out),
    }
    acronym_evidence(context, &span, &mut out);
}

/// What the words are known to be before they are read.
fn listed_features<F: FnMut(u64)>(words: &[Token], left: &Left, out: &mut Put<F>) {
    let mut kinds = listed::kinds(words);
    if kinds == 0 {
        return;
    }
    let shape = if words.len() > 1 { 0 } else { words[0].shape as u64 + 1 };
    while kinds != 0 {
        let kind = u64::from(kinds.trailing_zeros());
        out.put(Kind::Listed, mix(kind, u64::from(words.len() > 1)));
        out.put(Kind::ListedAndShape, mix(mix(kind, shape), left.starts.into()));
        out.put(Kind::ListedAndBefore, mix(kind, left.before));
        kinds &= kinds - 1;
    }
}

/// What is evidence for or against an end at a joining word: `Ministry of Health` before `and Welfare`.
fn breaks<F: FnMut(u64)>(tokens: &[Token], span: &Range<usize>, out: &mut Put<F>) {
    if let [joiner, next, ..] = &tokens[span.end..]
        && joins(joiner, next)
    {
        let ends = mix(word_class(&tokens[span.start]), word_class(&tokens[span.end - 1]));
        out.put(Kind::BreaksBefore, mix(mix(joiner.hash, word_class(next)), ends));
    }
    if let [.., last, joiner] = &tokens[..span.start]
        && joins(joiner, &tokens[span.start])
    {
        let ends = mix(word_class(&tokens[span.start]), word_class(&tokens[span.end - 1]));
        out.put(Kind::BreaksBehind, mix(mix(joiner.hash, word_class(last)), ends));
    }
}

/// True for a joining word between two that are in one run with it.
fn joins(joiner: &Token, next: &Token) -> bool {
    let within = |gap| matches!(gap, Gap::Space | Gap::Hyphen | Gap::Stop);
    joiner.shape == Shape::Lower && joiner.is(class::JOINER) && within(joiner.gap) && within(next.gap)
}

fn single_features<F: FnMut(u64)>(
    context: &Context<'_>,
    word: &Token,
    left: &Left,
    right: &Right,
    out: &mut Put<F>,
) {
    out.put(Kind::SuffixOfSingle, endings(&context.text[word.start..word.end]).1);
    out.put(Kind::Single, mix(word.hash, left.starts.into()));
    out.put(Kind::SingleAndBefore, mix(left.before, word_class(word)));
    out.put(Kind::SingleAndAfter, mix(right.after, word_class(word)));
    out.put(Kind::FineSingleAndBefore, mix(word.fine.into(), left.fine));
    out.put(Kind::FineSingleAndAfter, mix(word.fine.into(), right.fine));
}

fn several_features<F: FnMut(u64)>(words: &[Token], pattern: u64, out: &mut Put<F>) {
    let (first, last) = (&words[0], &words[words.len() - 1]);
    for joined in words.windows(3).filter(|w| w[1].shape == Shape::Lower) {
        let (before, behind) = (word_class(&joined[0]), word_class(&joined[2]));
        out.put(Kind::Joined, mix(mix(joined[1].hash, before), behind));
        out.put(Kind::JoinedFirst, mix(mix(joined[1].hash, word_class(first)), word_class(last)));
    }
    out.put(Kind::FirstAndPattern, mix(first.hash, pattern));
    out.put(Kind::LastOfSeveral, last.hash);
    out.put(Kind::FineLastOfSeveral, last.fine.into());
    out.put(Kind::FineFirstOfSeveral, first.fine.into());
    out.put(Kind::Phrase, words.iter().fold(0, |hash, word| mix(hash, word.hash)));
    out.put(Kind::CoarseEnds, mix(mix(first.coarse.into(), last.coarse.into()), words.len() as u64));
}

/// Whether the words are followed or preceded by their own acronym in brackets.
fn acronym_evidence<F: FnMut(u64)>(context: &Context<'_>, span: &Range<usize>, out: &mut Put<F>) {
    let tokens = context.tokens;
    if let Some(next) = tokens.get(span.end).filter(|t| t.gap == Gap::Open && t.shape == Shape::Upper) {
        let fits = spells(context.text, &tokens[span.clone()], next);
        out.put(Kind::AcronymFollows, u64::from(fits));
    }
    if span.len() == 1 && tokens[span.start].gap == Gap::Open && tokens[span.start].shape == Shape::Upper {
        out.put(Kind::Acronym, 1);
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

/// Hashes of the last two and the last three letters.
fn endings(word: &str) -> (u64, u64) {
    let mut letters = word.chars().rev().map(lower);
    let two = letters.by_ref().take(2).fold(2, |hash, c| mix(hash, c.into()));
    (two, letters.next().map_or(two, |c| mix(two, c.into())))
}

/// A hash of the first three letters.
fn beginning(word: &str) -> u64 {
    word.chars().take(3).map(lower).fold(3, |hash, c| mix(hash, c.into()))
}

/// A hash of the first four letters.
fn four(letters: impl Iterator<Item = char>) -> u64 {
    letters.take(4).map(lower).fold(4, |hash, c| mix(hash, c.into()))
}

fn lower(c: char) -> char {
    if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) }
}
