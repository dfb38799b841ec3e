//! Corrects the kind and the bounds of names by the whole article and the tables.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::places::{MatchKind, PlaceMatch};
use dateline_core::article::{EntityKind, Piece, Span};

use super::aliases::{is_place, kind_of_acronym, plain};
use super::hash;
use super::lexicon::{self, class};
use super::mentions::{Gender, Name};
use super::place_groups::at;

/// Titles that are more often given names before a surname.
const NAMES_TOO: [&str; 9] = ["dean", "earl", "duke", "don", "dona", "major", "son", "star", "lady"];
/// Legal forms that make a company of any word before them.
const COMPANY: &str = " inc corp corporation co company ltd plc llc ag group holdings ";
/// Words of saying that lines in capitals run together with the name of the speaker.
const SAYING: [&str; 10] =
    ["SAID", "SAYS", "SAY", "TOLD", "ADDED", "ASKED", "CRIED", "DECLARED", "REPORTED", "WARNED"];

/// The names without titles, with the kind that the article as a whole is evidence for; what is not a name is left out.
pub(super) fn mend(pieces: &[Piece<'_>], names: Vec<Name>, places: &[Vec<PlaceMatch>]) -> Vec<Name> {
    let mut kept: Vec<Name> = names.into_iter().filter_map(|name| trimmed(pieces, name)).collect();
    let plain: Vec<String> = kept.iter().map(|name| plain(text(pieces, name))).collect();
    let kinds = Kinds::of(&kept, &plain, places);
    for (name, plain) in kept.iter_mut().zip(&plain) {
        name.kind = kinds.best(text(pieces, name), plain, name, places);
    }
    let mut plain = plain.iter();
    kept.retain(|name| {
        let is_no_person = plain.next().is_some_and(|plain| kinds.is_no_person(plain));
        name.kind != EntityKind::Person || !is_no_person
    });
    kept
}

fn text<'a>(pieces: &[Piece<'a>], name: &Name) -> &'a str {
    &pieces[name.piece].text[name.span.start..name.span.end]
}

/// The name with the right bounds; `None` if nothing is left of it.
fn trimmed(pieces: &[Piece<'_>], mut name: Name) -> Option<Name> {
    let whole = pieces[name.piece].text;
    if name.kind == EntityKind::Person {
        without_titles(whole, &mut name);
        name.span = without_saying(whole, name.span);
    }
    name.span = with_last_stop(whole, name.span);
    let text = &whole[name.span.start..name.span.end];
    text.chars().any(char::is_alphabetic).then_some(name)
}

/// Removes titles from the start of a person's name, and keeps what they show about the person.
fn without_titles(whole: &str, name: &mut Name) {
    while let Some((title, next)) = first_word(whole, name.span) {
        let classes = lexicon::classes(hash::word(title));
        let folded = plain(title);
        let followed = whole[next..name.span.end].starts_with(char::is_uppercase);
        if classes & class::TITLE == 0 || NAMES_TOO.contains(&folded.as_str()) || !followed {
            return;
        }
        let of_title = match classes & (class::MALE | class::FEMALE) {
            class::MALE => Some(Gender::Male),
            class::FEMALE => Some(Gender::Female),
            _ => None,
        };
        name.gender = name.gender.or(of_title);
        name.span = Span::new(next, name.span.end);
    }
}

/// The first word of a span and where the next begins, if there is one.
fn first_word(whole: &str, span: Span) -> Option<(&str, usize)> {
    let text = &whole[span.start..span.end];
    let end = text.find(char::is_whitespace)?;
    let rest = text[end..].trim_start();
    (!rest.is_empty()).then(|| (&text[..end], span.end - rest.len()))
}

/// The span without a verb of saying before or after a name in capitals: `SAID LEE`.
fn without_saying(whole: &str, span: Span) -> Span {
    let text = &whole[span.start..span.end];
    if text.chars().any(char::is_lowercase) {
        return span;
    }
    if let Some((word, next)) = first_word(whole, span)
        && SAYING.contains(&word)
    {
        return Span::new(next, span.end);
    }
    match text.rsplit_once(char::is_whitespace) {
        Some((rest, last)) if SAYING.contains(&last) => {
            Span::new(span.start, span.start + rest.trim_end().len())
        }
        _ => span,
    }
}

/// The span with the full stop after its last letter, if all its words are letters with full stops: `U. S.`
fn with_last_stop(whole: &str, span: Span) -> Span {
    let text = &whole[span.start..span.end];
    let letters: Vec<&str> = text.split(['.', ' ']).filter(|word| !word.is_empty()).collect();
    let is_letter = |word: &&str| word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
    let dotted = letters.len() > 1 && text.contains('.') && letters.iter().all(is_letter);
    let stop = dotted && !text.ends_with('.') && whole[span.end..].starts_with('.');
    Span::new(span.start, span.end + usize::from(stop))
}

/// What the names of an article show about each other's kinds.
#[derive(Default)]
struct Kinds<'a> {
    /// How often a name occurs as each kind, by its plain form.
    counts: FxHashMap<&'a str, [usize; 3]>,
    /// The words of people's full names.
    of_people: FxHashSet<&'a str>,
    /// Names of companies without their legal form, and the first words of these.
    of_companies: FxHashSet<&'a str>,
}

impl<'a> Kinds<'a> {
    fn of(names: &[Name], plain: &'a [String], places: &[Vec<PlaceMatch>]) -> Kinds<'a> {
        let mut kinds = Kinds::default();
        for (name, plain) in names.iter().zip(plain) {
            match name.kind {
                EntityKind::Person if plain.contains(' ') && !is_country(plain, name, places) => {
                    kinds.of_people.extend(plain.split(' '));
                }
                EntityKind::Organisation => kinds.add_company(plain),
                _ => {}
            }
            kinds.counts.entry(plain).or_default()[number(name.kind)] += 1;
        }
        kinds
    }

    fn add_company(&mut self, plain: &'a str) {
        let Some((name, form)) = plain.rsplit_once(' ') else { return };
        if COMPANY.contains(&format!(" {form} ")) {
            let name = name.strip_suffix("'s").unwrap_or(name);
            self.of_companies.extend(name.split(' ').next());
            self.of_companies.insert(name);
            if let Some(partners) = name.strip_suffix(" and") {
                self.of_companies.extend(partners.split(' '));
            }
        }
    }

    /// The kind of a name.
    fn best(&self, text: &str, plain: &str, name: &Name, places: &[Vec<PlaceMatch>]) -> EntityKind {
        if name.kind == EntityKind::Person && self.of_people.contains(plain) {
            return name.kind;
        }
        if let Some(kind) = kind_of_acronym(text) {
            return kind;
        }
        if is_country(plain, name, places) {
            return EntityKind::Place;
        }
        match self.most_frequent(plain).unwrap_or(name.kind) {
            EntityKind::Person if self.of_companies.contains(plain) => EntityKind::Organisation,
            kind => kind,
        }
    }

    /// The kind as which a name occurs more often than as all others together.
    fn most_frequent(&self, plain: &str) -> Option<EntityKind> {
        let counts = self.counts.get(plain)?;
        let total: usize = counts.iter().sum();
        let kinds = [EntityKind::Person, EntityKind::Organisation, EntityKind::Place];
        kinds.into_iter().find(|&kind| counts[number(kind)] * 2 > total)
    }

    /// True for a month, weekday, people or role that no person of the article is called by.
    fn is_no_person(&self, plain: &str) -> bool {
        const NO_NAME: u16 = class::DATE | class::DEMONYM | class::TITLE;
        let is_word = |word: &str| {
            let classes = lexicon::classes(hash::word(word));
            classes & NO_NAME != 0 && !self.of_people.contains(word)
        };
        if plain.contains(' ') {
            return plain.split(' ').all(|w| lexicon::classes(hash::word(w)) & NO_NAME != 0 && !is_given(w));
        }
        is_word(plain) && !is_given(plain)
    }
}

fn is_given(word: &str) -> bool {
    lexicon::classes(hash::word(word)) & (class::GIVEN | class::SURNAME) != 0
}

fn number(kind: EntityKind) -> usize {
    match kind {
        EntityKind::Person => 0,
        EntityKind::Organisation => 1,
        EntityKind::Place => 2,
    }
}

/// True for the name in use of a country, in the gazetteer or among the aliases.
fn is_country(plain_text: &str, name: &Name, places: &[Vec<PlaceMatch>]) -> bool {
    at(name, places).filter(|m| !m.doubtful).is_some_and(|m| match m.kind {
        MatchKind::Country => is_place(plain_text) || plain_text == plain(m.name),
        MatchKind::FormerCountry => is_place(plain_text),
        _ => false,
    })
}
