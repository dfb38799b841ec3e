//! The places of an article with where they stand, once names of people are set aside.

use crate::article::{Article, Entity, EntityKind, Mention, Piece, Span, TextField};
use crate::enrich::places::{MatchKind, PlaceMatch};
use crate::text;

/// The places that the gazetteer found in one piece of an article.
#[derive(Debug, Clone)]
pub struct PieceMatches<'a> {
    /// The piece.
    pub piece: Piece<'a>,
    /// What was found in it.
    pub matches: &'a [PlaceMatch],
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
    /// It says little: it lies within the name of an organisation, or is a currency.
    pub is_weak: bool,
    /// A preposition of place stands before it.
    pub is_located: bool,
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
    let mut hits = Vec::new();
    for found in pieces {
        let zones = Zones::of(article, &found.piece);
        for place in found.matches {
            let position = zones.position(place.span);
            let is_other = is_person(&people, &found.piece, place)
                || is_language(found.piece.text, place)
                || is_agency(found.piece.text, place, position);
            if place.candidates.is_empty() || is_other {
                continue;
            }
            let over = organisations.over(&found.piece, place.span);
            hits.push(Hit {
                piece: found.piece,
                place,
                position,
                depth: place.span.start as f32 / found.piece.text.len().max(1) as f32,
                is_weak: over.is_some_and(|(mention, _)| mention.span() != place.span)
                    || is_currency(found.piece.text, place),
                is_located: is_located(found.piece.text, place.span.start),
            });
        }
    }
    hits
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

const PREPOSITIONS: [&str; 22] = [
    "across",
    "around",
    "at",
    "between",
    "beyond",
    "from",
    "in",
    "inside",
    "into",
    "leave",
    "leaving",
    "left",
    "near",
    "of",
    "outside",
    "through",
    "throughout",
    "to",
    "toward",
    "towards",
    "visit",
    "within",
];

fn is_located(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '\n']);
    let word_start = before.char_indices().rev().take(12).take_while(|(_, c)| c.is_alphabetic()).last();
    let Some((at, _)) = word_start else { return false };
    PREPOSITIONS.binary_search(&before[at..].to_lowercase().as_str()).is_ok()
}

/// Words after the name of a people that make it the name of a currency.
const CURRENCIES: [&str; 30] = [
    "bond", "cents", "crown", "crowns", "dinar", "dinars", "dlr", "dlrs", "dollar", "dollars", "franc",
    "francs", "krona", "krone", "kroner", "lira", "liras", "lire", "mark", "marks", "peso", "pesos", "pound",
    "pounds", "real", "riyal", "rouble", "roubles", "ruble", "rubles",
];

/// True for the likes of "Swiss francs".
fn is_currency(text: &str, place: &PlaceMatch) -> bool {
    if !matches!(place.kind, MatchKind::Demonym | MatchKind::Country) {
        return false;
    }
    let Some(rest) = text[place.span.end..].strip_prefix([' ', '-']) else { return false };
    let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.len() <= 8 && CURRENCIES.binary_search(&word.to_lowercase().as_str()).is_ok()
}

/// True for the likes of "in French": a people after "in" is its language.
fn is_language(text: &str, place: &PlaceMatch) -> bool {
    if place.kind != MatchKind::Demonym {
        return false;
    }
    let after = &text[place.span.end..];
    let ends =
        !after.starts_with([' ', '-']) || after.starts_with("-language") || after.starts_with(" language");
    ends && text[..place.span.start].ends_with(" in ")
        || after.starts_with("-language")
        || after.starts_with("-speaking")
}

/// True for what stands in brackets in a dateline, which is the agency: "VIENNA (Baltic News)".
fn is_agency(text: &str, place: &PlaceMatch, position: Position) -> bool {
    let before = &text[..place.span.start];
    let is_in_brackets =
        before.rfind('(').is_some_and(|open| before.rfind(')').is_none_or(|close| close < open));
    position == Position::Dateline && is_in_brackets
}

/// The parts of a piece that count differently.
struct Zones {
    whole: Option<Position>,
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
            return Self { whole, dateline_end: 0, first_end: 0, lead_end: 0 };
        }
        let dateline_end = super::dateline::end_in_body(article).unwrap_or(0);
        let head_end = (0..=(dateline_end + HEAD).min(piece.text.len()))
            .rev()
            .find(|&at| piece.text.is_char_boundary(at));
        let head = &piece.text[dateline_end..head_end.unwrap_or(dateline_end).max(dateline_end)];
        let ends: Vec<usize> =
            text::sentences(head).iter().map(|range| dateline_end + range.end).take(3).collect();
        let first_end = ends.first().copied().unwrap_or(dateline_end);
        Self { whole, dateline_end, first_end, lead_end: ends.last().copied().unwrap_or(first_end) }
    }

    fn position(&self, span: Span) -> Position {
        match self.whole {
            Some(position) => position,
            None if span.start < self.dateline_end => Position::Dateline,
            None if span.start < self.first_end => Position::FirstSentence,
            None if span.start < self.lead_end => Position::Lead,
            None => Position::Rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prepositions_are_sorted() {
        assert!(PREPOSITIONS.is_sorted() && CURRENCIES.is_sorted());
        assert!(is_located("a fire in Nice", 10));
        assert!(!is_located("a Nice", 2));
    }
}
