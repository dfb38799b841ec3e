//! The places of an article with where they stand, once names of people are set aside.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{address, aside, context, longer};
use crate::places::{self, MatchKind, PlaceMatch};
use dateline_core::article::{Article, Entity, EntityKind, Mention, Piece, Span, TextField};
use dateline_core::text;

/// The places that the gazetteer found in one piece of an article.
#[derive(Debug, Clone)]
pub struct PieceMatches<'a> {
    /// The piece.
    pub piece: Piece<'a>,
    /// What was found in it.
    pub matches: &'a [PlaceMatch],
    /// The exchanges at which companies are listed.
    listings: Vec<PlaceMatch>,
}

impl<'a> PieceMatches<'a> {
    /// What the gazetteer found in a piece.
    pub fn new(piece: Piece<'a>, matches: &'a [PlaceMatch]) -> Self {
        Self { piece, matches, listings: places::listings(piece.text) }
    }

    /// Where those places begin that are part of a longer name which speaks of something else.
    fn others(&self) -> FxHashSet<usize> {
        let is_other = |at: &usize| longer::is_something_else(self.piece.text, self.matches, *at);
        (0..self.matches.len()).filter(is_other).map(|at| self.matches[at].span.start).collect()
    }

    /// All places in order; what the gazetteer found first where they overlap.
    fn in_order(&self) -> impl Iterator<Item = (&PlaceMatch, bool)> {
        let mut named = self.matches.iter().peekable();
        let mut listed = self.listings.iter().peekable();
        std::iter::from_fn(move || {
            let before = |listing: &&PlaceMatch, place: &&PlaceMatch| listing.span.start < place.span.start;
            match (named.peek(), listed.peek()) {
                (Some(place), Some(listing)) if before(listing, place) => {
                    listed.next().map(|place| (place, true))
                }
                (Some(_), _) => named.next().map(|place| (place, false)),
                (None, _) => listed.next().map(|place| (place, true)),
            }
        })
    }
}

/// Where in the article a place stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Position {
    Dateline,
    Headline,
    Standfirst,
    FirstSentence,
    /// The second and third sentence.
    Lead,
    Rest,
    Caption,
}

/// A place in the article.
pub(super) struct Hit<'a> {
    pub piece: Piece<'a>,
    pub place: &'a PlaceMatch,
    pub position: Position,
    /// Where in its piece it stands, from 0 to 1.
    pub depth: f32,
    /// It says little: it lies within the name of an organisation, is a currency, or is named in comparison or as where
    /// someone is from who is asked.
    pub is_weak: bool,
    /// It is the code of a share listed there.
    pub is_listing: bool,
    /// A preposition of place stands before it.
    pub is_located: bool,
    /// It is named as a place where something is or happens.
    pub is_in: bool,
    /// Its government, army or people is spoken of.
    pub is_agent: bool,
    /// Something of it is spoken of: "Turkey's".
    pub is_possessive: bool,
    /// It is the town in which a meeting is held.
    pub is_venue: bool,
    /// The article writes it in lower case too: it may be a word.
    pub is_word: bool,
}

impl<'a> Hit<'a> {
    /// The name as it is written.
    pub fn text(&self) -> &'a str {
        &self.piece.text[self.place.span.start..self.place.span.end]
    }

    pub fn mention(&self) -> Mention {
        self.piece.mention(self.place.span)
    }
}

/// Names of one kind by where they stand, for looking up what covers a span.
#[derive(Default)]
struct Covers<'a> {
    mentions: Vec<(&'a Mention, bool)>,
}

impl<'a> Covers<'a> {
    fn of(names: &'a [Entity], kind: EntityKind) -> Self {
        let of_kind = names.iter().filter(|entity| entity.kind == kind);
        let mut mentions: Vec<_> = of_kind
            .flat_map(|entity| {
                let has_full_name = entity.mentions.iter().any(|mention| mention.text.contains(' '));
                entity.mentions.iter().map(move |mention| (mention, has_full_name))
            })
            .collect();
        mentions.sort_by_key(|(mention, _)| (mention.field, mention.item, mention.start));
        Self { mentions }
    }

    /// The name in which this span of this piece lies, and whether its entity has a full name.
    fn over(&self, piece: &Piece<'_>, span: Span) -> Option<(&'a Mention, bool)> {
        let place = (piece.field, piece.item, span.start);
        let after = self.mentions.partition_point(|(m, _)| (m.field, m.item, m.start) <= place);
        let &(mention, full) = self.mentions.get(after.checked_sub(1)?)?;
        let is_same = mention.field == piece.field && mention.item == piece.item;
        (is_same && mention.span().overlaps(span)).then_some((mention, full))
    }
}

/// Collects the hits of an article: places that are no part of a person's name.
pub(super) fn collect<'a>(
    article: &Article,
    pieces: &'a [PieceMatches<'a>],
    names: &[Entity],
) -> Vec<Hit<'a>> {
    let people = Covers::of(names, EntityKind::Person);
    let organisations = Covers::of(names, EntityKind::Organisation);
    let surnames = surnames(names);
    let mut words = WordsOf::new(article);
    let mut hits = Vec::new();
    for found in pieces {
        let zones = Zones::of(article, &found.piece);
        let text = found.piece.text;
        let others = found.others();
        for (place, is_listing) in found.in_order() {
            let Some(position) = zones.position(place.span) else { continue };
            let written = &text[place.span.start..place.span.end];
            let is_located = context::is_located(text, place.span.start);
            let is_other = is_person(&people, &found.piece, place)
                || (!is_located && place.kind != MatchKind::Demonym && surnames.contains(written))
                || context::is_language(text, place)
                || (position == Position::Dateline && context::is_in_brackets(text, place))
                || context::is_money(text, place)
                || others.contains(&place.span.start);
            if place.candidates.is_empty() || is_other {
                continue;
            }
            let over = organisations.over(&found.piece, place.span);
            if over.is_some_and(|(mention, _)| longer::is_newspaper(mention)) {
                continue;
            }
            hits.push(Hit {
                piece: found.piece,
                place,
                position,
                depth: place.span.start as f32 / text.len().max(1) as f32,
                is_weak: over.is_some_and(|(mention, _)| mention.span() != place.span)
                    || context::is_currency(text, place)
                    || aside::is_aside(text, place),
                is_listing,
                is_located,
                is_in: context::is_in(text, place.span.start),
                is_agent: context::is_agent(text, place),
                is_possessive: context::is_possessive(text, place.span.end),
                is_venue: context::is_venue(text, place),
                is_word: !is_located && words.has_in_lower_case(written),
            });
        }
    }
    hits
}

/// The last words of the full names of people.
fn surnames(names: &[Entity]) -> FxHashSet<&str> {
    let people = names.iter().filter(|entity| entity.kind == EntityKind::Person);
    people.filter_map(|person| person.name.rsplit_once(' ')).map(|(_, surname)| surname).collect()
}

/// The words that the article writes in lower case.
struct WordsOf<'a> {
    /// The head of the body; empty in languages whose adjectives are written in lower case.
    text: &'a str,
    known: FxHashMap<&'a str, bool>,
}

/// Only the head of a body is searched for words.
const WORDS: usize = 20_000;

impl<'a> WordsOf<'a> {
    fn new(article: &'a Article) -> Self {
        let is_english = article.language.as_deref().is_none_or(|language| language == "en");
        let text = if is_english { head(&article.body, WORDS) } else { "" };
        Self { text, known: FxHashMap::default() }
    }

    /// True if a name of one plain word stands in the text as a word in lower case.
    fn has_in_lower_case(&mut self, name: &'a str) -> bool {
        if name.len() < 4 || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return false;
        }
        let text = self.text;
        *self.known.entry(name).or_insert_with(|| address::has_word(text, &name.to_ascii_lowercase()))
    }
}

/// The longest head of a text of no more than so many bytes.
fn head(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// True if the place is really a person: part of a person's name, or all of it if the article has the fuller name.
fn is_person(people: &Covers<'_>, piece: &Piece<'_>, place: &PlaceMatch) -> bool {
    match people.over(piece, place.span) {
        None => false,
        Some((mention, full)) if mention.span() == place.span => {
            full || place.doubtful || place.kind == MatchKind::City
        }
        Some((mention, _)) => mention.span().contains(place.span) && place.kind != MatchKind::Demonym,
    }
}

/// The parts of a piece that count differently.
struct Zones {
    whole: Option<Position>,
    /// Where the text begins, after an address.
    start: usize,
    dateline_end: usize,
    first_end: usize,
    lead_end: usize,
}

/// Only the head of a body is cut into sentences.
const HEAD: usize = 3_000;

impl Zones {
    fn of(article: &Article, piece: &Piece<'_>) -> Self {
        let whole = match piece.field {
            TextField::Headline => Some(Position::Headline),
            TextField::Standfirst => Some(Position::Standfirst),
            TextField::Dateline => Some(Position::Dateline),
            TextField::Captions => Some(Position::Caption),
            TextField::Body => None,
        };
        if whole.is_some() {
            return Self { whole, start: 0, dateline_end: 0, first_end: 0, lead_end: 0 };
        }
        let start = address::end_in(&article.body);
        let dateline_end = super::dateline::end_in_body(article).unwrap_or(start);
        let head = head(&piece.text[dateline_end..], HEAD);
        let ends: Vec<usize> =
            text::sentences(head).iter().map(|range| dateline_end + range.end).take(3).collect();
        let first_end = ends.first().copied().unwrap_or(dateline_end);
        Self { whole, start, dateline_end, first_end, lead_end: ends.last().copied().unwrap_or(first_end) }
    }

    /// Where a place stands; `None` in the address of the article.
    fn position(&self, span: Span) -> Option<Position> {
        if let Some(whole) = self.whole {
            return Some(whole);
        }
        (span.start >= self.start).then(|| self.position_in_body(span))
    }

    fn position_in_body(&self, span: Span) -> Position {
        let zones = [
            (self.dateline_end, Position::Dateline),
            (self.first_end, Position::FirstSentence),
            (self.lead_end, Position::Lead),
        ];
        zones.into_iter().find(|(end, _)| span.start < *end).map_or(Position::Rest, |(_, zone)| zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_end_at_a_character() {
        assert_eq!(head("aé", 2), "a");
    }
}
