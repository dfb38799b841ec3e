//! Names in languages the model was not trained on: places the gazetteer knows, people whose names
//! show by their form, and organisations by well-known acronyms. Nothing else becomes a name.
//!
//! Where a script has capitals, a person is a given name with what follows it, a Russian patronymic with
//! what is around it, or what follows a title; and then every bare surname of a person so found. In Arabic
//! letters and in Chinese and Japanese it is a name that is listed.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::places::{MatchKind, PlaceMatch};
use dateline_core::article::{EntityKind, Piece, Span};
use dateline_core::dates::is_month;
use dateline_core::text::fold;

use super::aliases::kind_of_acronym;
use super::lexicon::class;
use super::listed_people;
use super::mentions::{Gender, Name, gender, span};
use super::slavic;
use super::tokens::{Gap, Shape, Token, tokens};

/// What is before a person's name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Title {
    Address(Gender),
    Office,
}

/// Titles by language and word.
static TITLES: LazyLock<HashMap<(&'static str, &'static str), Title>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for line in include_str!("../../data/foreign-titles.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let mut column = || columns.next().unwrap_or_default();
        let (languages, kind, words) = (column(), column(), column());
        let title = match kind {
            "male" => Title::Address(Gender::Male),
            "female" => Title::Address(Gender::Female),
            _ => Title::Office,
        };
        for language in languages.split(',') {
            map.extend(words.split(' ').map(|word| ((language, word), title)));
        }
    }
    map
});

/// The names of all pieces, in reading order.
pub(super) fn by_form<'a>(pieces: &[Piece<'a>], places: &[Vec<PlaceMatch>], language: &str) -> Vec<Name> {
    let known = |number: usize| places.get(number).map_or(&[][..], Vec::as_slice);
    let text = |(number, piece): (usize, &Piece<'a>)| Text::new(piece.text, language, known(number));
    let texts: Vec<Text<'_>> = pieces.iter().enumerate().map(text).collect();
    let mut people: Vec<Vec<Found>> = texts.iter().map(Text::people).collect();
    let surnames: HashSet<String> =
        texts.iter().zip(&people).flat_map(|(text, found)| text.surnames(found)).collect();
    let mut out = Vec::new();
    for (number, text) in texts.iter().enumerate() {
        text.add_surnames(&surnames, &mut people[number]);
        out.extend(text.names(number, &people[number], known(number)));
    }
    out
}

/// A person's name by its words.
struct Found {
    words: Range<usize>,
    gender: Option<Gender>,
}

/// A piece of text in one language.
struct Text<'a> {
    text: &'a str,
    language: &'a str,
    tokens: Vec<Token>,
    /// Which words are in a place's name.
    of_places: Vec<bool>,
    /// Which words may stand in a person's name.
    name_words: Vec<bool>,
    /// Where the run of such words begins that ends with a word; of any other word, itself.
    runs: Vec<usize>,
}

impl<'a> Text<'a> {
    fn new(text: &'a str, language: &'a str, places: &[PlaceMatch]) -> Text<'a> {
        let tokens = tokens(&without_elisions(text, language));
        let spans: Vec<Span> = places.iter().filter(|m| stands_alone(m)).map(|m| m.span).collect();
        let is_in_one = |token: &Token| {
            let at = spans.partition_point(|span| span.end <= token.start);
            spans.get(at).is_some_and(|span| span.start < token.end)
        };
        let of_places = tokens.iter().map(is_in_one).collect();
        let mut new = Text { text, language, tokens, of_places, name_words: Vec::new(), runs: Vec::new() };
        new.name_words = (0..new.tokens.len()).map(|at| new.may_be_in_name(at)).collect();
        for at in 0..new.tokens.len() {
            new.runs.push(new.run_before(at).unwrap_or(at));
        }
        new
    }

    /// Where the run of name words begins that ends before the word at `at` and goes on with it.
    ///
    /// A list of thousands of names is one run: it is not to be walked along for each of them.
    fn run_before(&self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let joins = self.tokens[at].gap == Gap::Space && self.tokens[before].gap != Gap::Start;
        (joins && self.name_words[before]).then(|| self.runs[before])
    }

    fn word(&self, at: usize) -> &'a str {
        &self.text[self.tokens[at].start..self.tokens[at].end]
    }

    /// The people whose names show by their form.
    fn people(&self) -> Vec<Found> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let found =
                self.after_title(at).or_else(|| self.patronymic(at)).or_else(|| self.after_given_name(at));
            at = found.as_ref().map_or(at + 1, |found| found.words.end);
            out.extend(found);
        }
        out
    }

    /// The name after a title at `at`: `Frau Merkel`, `le président Macron`.
    fn after_title(&self, at: usize) -> Option<Found> {
        let title = *TITLES.get(&(self.language, fold(self.word(at)).as_ref()))?;
        let start = at + 1;
        if !self.continues(start) || !self.is_name_word(start) || self.holds_given_name(start) {
            return None;
        }
        let gender = match title {
            Title::Address(gender) => Some(gender),
            // German writes all nouns with a capital, so that a surname has to be known.
            Title::Office if self.language == "de" && !self.tokens[start].is(class::SURNAME) => return None,
            Title::Office => None,
        };
        Some(Found { words: start..self.surname_end(start), gender })
    }

    /// True if a known given name is in the run of names that begins at `start`.
    fn holds_given_name(&self, start: usize) -> bool {
        let run = (start..start + 4).take_while(|&at| self.continues(at) && self.is_name_word(at));
        run.into_iter().any(|at| self.is_given(at))
    }

    /// The name that begins with a given name at `at`.
    fn after_given_name(&self, at: usize) -> Option<Found> {
        if !self.is_given(at) {
            return None;
        }
        let mut end = at + 1;
        while self.continues(end) && (self.is_given(end) || self.tokens[end].shape == Shape::Letter) {
            end += 1;
        }
        let particles = self.particles(end);
        if self.continues(end + particles) && self.is_name_word(end + particles) {
            end = self.surname_end(end + particles);
        }
        let start = self.first_name(at);
        (end > start + 1 && self.tokens[end - 1].shape != Shape::Letter)
            .then(|| Found { words: start..end, gender: gender(&self.tokens, start) })
    }

    /// Where a name begins whose given name at `at` has others before it that are not known: `Luiz Inácio Lula`.
    fn first_name(&self, at: usize) -> usize {
        // German writes all nouns with a capital.
        self.run_before(at).filter(|_| self.language != "de").unwrap_or(at)
    }

    /// Given name, patronymic and surname of a Russian.
    fn patronymic(&self, at: usize) -> Option<Found> {
        let second = at + 1;
        let is_one =
            self.is_name_word(at) && self.continues(second) && slavic::is_patronymic(self.word(second));
        is_one.then(|| {
            let third = second + 1;
            let end = if self.continues(third) && self.is_name_word(third) { third + 1 } else { third };
            Found { words: at..end, gender: None }
        })
    }

    /// Just past the surname that begins at `start`: with what a hyphen joins to it, and with a second one where the
    /// language knows two.
    fn surname_end(&self, start: usize) -> usize {
        let mut end = start + 1;
        let joined = |end: usize| {
            let hyphen = self.tokens.get(end).is_some_and(|t| t.gap == Gap::Hyphen);
            hyphen || (self.continues(end) && self.tokens[end - 1].is(class::PARTICLE))
        };
        while joined(end) && self.is_name_word(end) {
            end += 1;
        }
        let particles = self.particles(end);
        let two_surnames = matches!(self.language, "es" | "pt");
        // What follows `von der` in German is where someone works or comes from.
        if (two_surnames || particles > 0 && self.language != "de")
            && self.continues(end + particles)
            && self.is_name_word(end + particles)
        {
            return end + particles + 1;
        }
        end
    }

    /// How many particles in lower case are at `at`, with a name after them.
    fn particles(&self, at: usize) -> usize {
        let is_particle = |i: &usize| {
            self.continues(*i) && self.tokens[*i].is(class::PARTICLE) && self.tokens[*i].shape == Shape::Lower
        };
        let count = (at..at + 3).take_while(|i| is_particle(i)).count();
        if self.continues(at + count) && self.is_name_word(at + count) { count } else { 0 }
    }

    /// True if a word is at `at` that belongs to the one before it.
    fn continues(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|t| matches!(t.gap, Gap::Space | Gap::Hyphen | Gap::Stop))
    }

    fn is_given(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        if token.shape != Shape::Capital || token.is(class::DATE | class::TITLE) || self.of_places[at] {
            return false;
        }
        if token.is(class::PARTICLE) && token.gap == Gap::Start {
            return false;
        }
        let word = self.word(at);
        let known = token.is(class::GIVEN) || slavic::is_given_name(word);
        known && word.chars().count() > 2 && !is_month(&fold(word))
    }

    /// True if the word at `at` may stand in a person's name.
    fn is_name_word(&self, at: usize) -> bool {
        self.name_words.get(at).is_some_and(|&is_one| is_one)
    }

    fn may_be_in_name(&self, at: usize) -> bool {
        const NO_NAME: u16 = class::DATE | class::ORG | class::SITE | class::DEMONYM | class::TITLE;
        let token = &self.tokens[at];
        let title = || TITLES.contains_key(&(self.language, fold(self.word(at)).as_ref()));
        matches!(token.shape, Shape::Capital | Shape::Mixed)
            && !self.of_places[at]
            && !token.is(NO_NAME)
            && !is_month(&fold(self.word(at)))
            && !title()
    }

    /// The last words of the people found.
    fn surnames<'b>(&'b self, found: &'b [Found]) -> impl Iterator<Item = String> + 'b {
        found.iter().map(|found| self.plain(found.words.end - 1))
    }

    /// A word as it is compared, without the ending of its case.
    fn plain(&self, at: usize) -> String {
        let word = self.word(at);
        if slavic::is_cyrillic(word) { slavic::nominative(word) } else { fold(word).into_owned() }
    }

    /// Adds every bare word that is the surname of a person.
    fn add_surnames(&self, surnames: &HashSet<String>, found: &mut Vec<Found>) {
        let mut taken = vec![false; self.tokens.len()];
        for words in found.iter().map(|found| found.words.clone()) {
            taken[words].fill(true);
        }
        for at in (0..self.tokens.len()).filter(|&at| !taken[at] && self.is_name_word(at)) {
            if surnames.contains(&self.plain(at)) {
                found.push(Found { words: at..at + 1, gender: gender(&self.tokens, at) });
            }
        }
    }

    /// All names of the piece, in reading order.
    fn names(&self, piece: usize, people: &[Found], places: &[PlaceMatch]) -> Vec<Name> {
        let name = |span, kind, gender| Name { piece, span, kind, gender, abbreviates_last: false };
        let by_form = people.iter().map(|found| {
            name(span(self.text, &self.tokens[found.words.clone()]), EntityKind::Person, found.gender)
        });
        let listed =
            listed_people::find(self.text).into_iter().map(|span| name(span, EntityKind::Person, None));
        let acronyms = self.acronyms().map(|span| name(span, EntityKind::Organisation, None));
        let places = places.iter().filter(|m| stands_alone(m)).map(|m| name(m.span, EntityKind::Place, None));
        let mut names: Vec<Name> = by_form.chain(listed).chain(acronyms).collect();
        names.sort_by_key(|name| (name.span.start, name.span.end));
        names.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
        let free: Vec<Name> = places.filter(|place| !covered(&names, place.span)).collect();
        names.extend(free);
        names.sort_by_key(|name| (name.span.start, name.span.end));
        names.dedup_by(|later, earlier| later.span.overlaps(earlier.span));
        names
    }

    /// Well-known acronyms of organisations.
    fn acronyms(&self) -> impl Iterator<Item = Span> + '_ {
        let is_one = |at: &usize| {
            let token = &self.tokens[*at];
            token.shape == Shape::Upper
                && !token.shouted
                && kind_of_acronym(self.word(*at)) == Some(EntityKind::Organisation)
        };
        (0..self.tokens.len()).filter(is_one).map(|at| span(self.text, &self.tokens[at..=at]))
    }
}

/// The text with spaces for what French and Italian write together with the next word (`l'ONU`), of the same length.
fn without_elisions<'a>(text: &'a str, language: &str) -> Cow<'a, str> {
    const SHORT: [&str; 14] =
        ["l", "d", "s", "n", "c", "j", "m", "t", "qu", "dell", "all", "nell", "sull", "dall"];
    if !matches!(language, "fr" | "it" | "ca") || !text.contains(['\'', '\u{2019}']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let elided = matches!(c, '\'' | '\u{2019}') && {
            let word = out.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            word.len() <= 4 && SHORT.contains(&word.to_lowercase().as_str())
        };
        match elided {
            true => out.extend(std::iter::repeat_n(' ', c.len_utf8())),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// A language of the script of a text, if that is not the Latin one.
pub(super) fn language_of_script(text: &str) -> Option<&'static str> {
    match text.chars().find(|c| c.is_alphabetic())? {
        '\u{400}'..='\u{4ff}' => Some("ru"),
        '\u{590}'..='\u{5ff}' => Some("he"),
        '\u{600}'..='\u{6ff}' => Some("ar"),
        '\u{3040}'..='\u{30ff}' => Some("ja"),
        '\u{4e00}'..='\u{9fff}' => Some("zh"),
        _ => None,
    }
}

/// True for a match that is a place whatever is around it.
fn stands_alone(found: &PlaceMatch) -> bool {
    !found.doubtful && !found.ambiguous && !matches!(found.kind, MatchKind::Demonym | MatchKind::Institution)
}

fn covered(names: &[Name], span: Span) -> bool {
    let at = names.partition_point(|name| name.span.end <= span.start);
    names.get(at).is_some_and(|name| name.span.overlaps(span))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_core::article::TextField;

    #[track_caller]
    fn check(language: &str, text: &str, wanted: &[&str]) {
        let piece = Piece { field: TextField::Body, item: None, text };
        let names = by_form(&[piece], &[], language);
        let found: Vec<&str> = names.iter().map(|name| &text[name.span.start..name.span.end]).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn people_in_german() {
        check(
            "de",
            "Bundeskanzler Olaf Scholz hat am Montag Ursula von der Leyen getroffen. Frau Merkel war nicht dabei, \
             sagte Scholz. Die Gespräche über die Regierung dauerten bis April.",
            &["Olaf Scholz", "Ursula von der Leyen", "Merkel", "Scholz"],
        );
    }

    #[test]
    fn people_in_romance_languages() {
        check(
            "fr",
            "Le président Macron a reçu Jean-Luc Mélenchon. M. Hollande, lui, est resté à l’ONU.",
            &["Macron", "Jean-Luc Mélenchon", "Hollande", "ONU"],
        );
        check(
            "es",
            "El presidente Pedro Sánchez Castejón habló con la ministra Robles. Sánchez dijo que la OTAN está de acuerdo.",
            &["Pedro Sánchez Castejón", "Robles", "OTAN"],
        );
    }

    #[test]
    fn people_in_russian() {
        check(
            "ru",
            "Президент Владимир Путин встретился с Сергеем Лавровым. Владимир Владимирович Путин сказал, что ООН ждёт.",
            &["Владимир Путин", "Сергеем Лавровым", "Владимир Владимирович Путин", "ООН"],
        );
    }

    #[test]
    fn a_long_list_of_names_takes_linear_time() {
        let text = "Владимир Путин ".repeat(30_000);
        let begun = std::time::Instant::now();
        by_form(&[Piece { field: TextField::Body, item: None, text: &text }], &[], "ru");
        assert!(begun.elapsed().as_secs() < 20);
    }

    #[test]
    fn people_in_scripts_without_capitals() {
        check("ar", "قال بشار الأسد إن محمود عباس سيأتي", &["بشار الأسد", "محمود عباس"]);
        check("ja", "岸田文雄首相は東京で蔡英文と会談した。", &["岸田文雄", "蔡英文"]);
    }
}
