//! Names in languages the model was not trained on: places the gazetteer knows, and people whose
//! names show by their form. Nothing else is taken for a name.

use crate::article::{EntityKind, Piece, Span};
use crate::enrich::places::{MatchKind, PlaceMatch};

use super::chunks::chunks;
use super::lexicon::class;
use super::mentions::{Name, gender, span};
use super::tokens::{Shape, Token, tokens};

/// The names of all pieces, in reading order.
pub(super) fn by_form(pieces: &[Piece<'_>], places: &[Vec<PlaceMatch>]) -> Vec<Name> {
    let mut out = Vec::new();
    for (number, piece) in pieces.iter().enumerate() {
        let mut names = people(piece.text, number);
        let known = places.get(number).into_iter().flatten().filter(|m| stands_alone(m));
        let free: Vec<Name> =
            known.filter(|m| !covered(&names, m.span)).map(|m| place(number, m.span)).collect();
        names.extend(free);
        names.sort_by_key(|name| (name.span.start, name.span.end));
        out.extend(names);
    }
    out
}

/// True for a match that is a place whatever stands around it.
fn stands_alone(found: &PlaceMatch) -> bool {
    !found.doubtful && !found.ambiguous && !matches!(found.kind, MatchKind::Demonym | MatchKind::Institution)
}

fn covered(people: &[Name], span: Span) -> bool {
    let at = people.partition_point(|p| p.span.end <= span.start);
    people.get(at).is_some_and(|p| p.span.overlaps(span))
}

fn place(piece: usize, span: Span) -> Name {
    Name { piece, span, kind: EntityKind::Place, gender: None, abbreviates_last: false }
}

/// People by form: two to four words written like names, of which the first is a given name.
fn people(text: &str, piece: usize) -> Vec<Name> {
    let tokens = tokens(text);
    let mut out = Vec::new();
    for chunk in chunks(&tokens) {
        let Some(start) = chunk.clone().find(|&i| is_given(&tokens[i])) else { continue };
        let end =
            (start..chunk.end).take_while(|&i| is_name_word(&tokens[i])).last().map_or(start, |i| i + 1);
        let words = &tokens[start..end];
        if (2..=4).contains(&words.len()) && words.last().is_some_and(Token::is_nameish) {
            let gender = gender(&tokens, start);
            let span = span(text, words);
            out.push(Name { piece, span, kind: EntityKind::Person, gender, abbreviates_last: false });
        }
    }
    out
}

fn is_given(token: &Token) -> bool {
    token.is(class::GIVEN)
        && token.shape == Shape::Capital
        && !token.is(class::COMMON | class::DATE | class::TITLE)
}

fn is_name_word(token: &Token) -> bool {
    const NO_NAME: u16 = class::DATE | class::ORG | class::SITE | class::DEMONYM | class::TITLE;
    match token.shape {
        Shape::Capital | Shape::Mixed => !token.is(NO_NAME),
        Shape::Letter => true,
        Shape::Lower => token.is(class::PARTICLE),
        _ => false,
    }
}
