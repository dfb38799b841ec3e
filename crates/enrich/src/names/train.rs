//! Training the tagger's weights.
//!
//! Each text is cut into runs as the tagger does it; `learn` then finds weights with which the
//! marked names are the likeliest cut of each run. Deterministic: the same texts in the same order give
//! the same weights.

use std::ops::Range;

use crate::places::PlaceMatch;
use dateline_core::article::{Article, EntityKind, Piece, Span};

use super::chunks::chunks;
use super::decode::{PERSON, is_titled, stretches};
use super::features::{Context, features};
use super::gazetteer::PlaceMarks;
use super::learn::{Run, Stretch, weights};
use super::lexicon::{ByHash, class};
use super::mend::mend;
use super::mentions::{Tagged, english_by};
use super::model::{KINDS, Model, key};
use super::tokens::{Shape, Token, tokens};

/// A text with the names in it.
#[derive(Debug, Clone)]
pub struct Example {
    /// The text.
    pub text: String,
    /// The places the gazetteer finds in it.
    pub places: Vec<PlaceMatch>,
    /// The names that people marked in it.
    pub gold: Vec<(Span, EntityKind)>,
}

/// A feature that is in fewer stretches than this is left out, so that what is learnt about rare
/// names is learnt by features that new names have too.
const FEWEST: u32 = 4;

/// The names that a model with these bytes finds in an article's body, so that weights can be measured that are not
/// built in.
pub struct Trial(Model);

impl Trial {
    /// A trial of the weights that [`train`] gave.
    pub fn new(weights: &[u8]) -> Trial {
        Trial(Model::from_bytes(weights))
    }

    /// The names in `body`, where `places` are what the gazetteer finds in it.
    pub fn names(&self, body: &str, places: Vec<PlaceMatch>) -> Vec<(Span, EntityKind)> {
        let article = Article { body: body.into(), ..Article::default() };
        let pieces: Vec<Piece<'_>> = article.pieces().collect();
        let places = [places];
        let names = mend(&pieces, english_by(&self.0, &pieces, &places), &places);
        names.into_iter().map(|name| (name.span, name.kind)).collect()
    }
}

/// Trains on the examples and gives the bytes of the model's file.
pub fn train(examples: &[Example]) -> Vec<u8> {
    let mut numbers = Numbers::default();
    let mut runs: Vec<Run> = examples.iter().flat_map(|example| runs(example, &mut numbers)).collect();
    numbers.leave_out_rare(&mut runs);
    let learnt = weights(&runs, numbers.keys.len());
    let named: Vec<_> = numbers.keys.into_iter().zip(learnt).collect();
    Model::to_bytes(&named)
}

/// Trains on the examples and on what can be believed of carelessly marked ones.
///
/// A model trained on the examples alone judges the careless ones first.
pub fn train_with_careless(examples: &[Example], careless: &[Example]) -> Vec<u8> {
    let judge = Model::from_bytes(&train(examples));
    let believed = careless.iter().filter_map(|example| reconcile(example, &judge));
    train(&examples.iter().cloned().chain(believed).collect::<Vec<_>>())
}

/// The keys of features by the numbers that stand for them while training.
#[derive(Default)]
struct Numbers {
    by_key: ByHash<u32>,
    keys: Vec<u32>,
    counts: Vec<u32>,
}

impl Numbers {
    fn of(&mut self, key: u32) -> u32 {
        let next = self.keys.len() as u32;
        let number = *self.by_key.entry(u64::from(key)).or_insert(next);
        if number == next {
            self.keys.push(key);
            self.counts.push(0);
        }
        self.counts[number as usize] += 1;
        number
    }

    fn leave_out_rare(&self, runs: &mut [Run]) {
        for stretch in runs.iter_mut().flat_map(|run| &mut run.stretches) {
            stretch.features.retain(|&number| self.counts[number as usize] >= FEWEST);
        }
    }
}

fn runs(example: &Example, numbers: &mut Numbers) -> Vec<Run> {
    let tokens = tokens(&example.text);
    let places = PlaceMarks::new(&example.places);
    let context = Context { text: &example.text, tokens: &tokens, places: &places };
    let gold = gold_words(example, &tokens);
    chunks(&tokens).into_iter().map(|chunk| run(&context, chunk, &gold, numbers)).collect()
}

fn run(
    context: &Context<'_>,
    chunk: Range<usize>,
    gold: &[(Range<usize>, usize)],
    numbers: &mut Numbers,
) -> Run {
    let stretch = |words: Range<usize>| {
        let mut known = Vec::new();
        features(context, words.clone(), |hash| known.push(numbers.of(key(hash))));
        Stretch {
            start: words.start - chunk.start,
            end: words.end - chunk.start,
            no_person: is_titled(&context.tokens[words.clone()]),
            gold: gold.iter().find(|(g, _)| *g == words).map(|&(_, kind)| kind),
            features: known,
        }
    };
    Run { words: chunk.len(), stretches: stretches(context, chunk.clone()).map(stretch).collect() }
}

/// The marked names as ranges of words; those that cut through a word are left out.
fn gold_words(example: &Example, tokens: &[Token]) -> Vec<(Range<usize>, usize)> {
    let words = |span: &Span| {
        let start = tokens.iter().position(|t| t.start == span.start)?;
        let end = tokens.iter().position(|t| t.end == span.end || t.end + 1 == span.end)? + 1;
        (start < end).then_some(start..end)
    };
    let index = |kind| KINDS.iter().position(|&k| k == kind);
    let marked = example.gold.iter().filter_map(|(span, kind)| Some((words(span)?, index(*kind)?)));
    marked.map(|(words, kind)| (without_title(words, kind, tokens), kind)).collect()
}

/// A person's name without the title that some texts mark as a part of it.
fn without_title(mut words: Range<usize>, kind: usize, tokens: &[Token]) -> Range<usize> {
    while kind == PERSON && is_titled(&tokens[words.clone()]) {
        words.start += 1;
    }
    words
}

/// The labels of a carelessly annotated text that can be believed, judged by a model trained on better ones.
///
/// Where both see the same name the model decides its kind, and what only the model finds is a name too. What
/// only the text marks is believed if it looks like its label; `None` if it does not, or where
/// both see names that overlap: nothing is to be learnt from such a text.
fn reconcile(example: &Example, model: &Model) -> Option<Example> {
    let found = Tagged::new(model, &example.text, &example.places).names();
    let mut gold = Vec::new();
    for &(span, kind) in &found {
        let clashes = example.gold.iter().any(|(g, _)| *g != span && g.overlaps(span));
        if clashes {
            return None;
        }
        gold.push((span, kind));
    }
    for &(span, kind) in &example.gold {
        if found.iter().any(|(f, _)| f.overlaps(span)) {
            continue;
        }
        if !is_credible(&example.text[span.start..span.end], kind) {
            return None;
        }
        gold.push((span, kind));
    }
    Some(Example { gold, ..example.clone() })
}

/// True for an organisation with a word of organisations' names or in capitals, and for a person's name of
/// several words.
fn is_credible(name: &str, kind: EntityKind) -> bool {
    let words = tokens(name);
    match (kind, words.as_slice()) {
        (EntityKind::Organisation, [word]) => word.shape == Shape::Upper,
        (EntityKind::Organisation, words) => words.iter().any(|w| w.is(class::ORG)),
        (EntityKind::Person, words) => words.len() > 1,
        (EntityKind::Place, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::decode::{Scorer, best};
    use super::*;

    fn examples() -> Vec<Example> {
        let met = |name: &str| {
            let text = format!("Yesterday Mr. {name} met reporters.");
            let start = text.find(name).unwrap_or(0);
            let gold = vec![(Span::new(start, start + name.len()), EntityKind::Person)];
            Example { text, places: Vec::new(), gold }
        };
        [
            "Adam Wend",
            "Berta Holm",
            "Carl Ost",
            "Dora Bell",
            "Emil Rask",
            "Fritz Gorm",
            "Gerd Lund",
            "Hans Frey",
        ]
        .map(met)
        .into()
    }

    #[test]
    fn training_is_deterministic_and_learns() {
        let bytes = train(&examples());
        assert_eq!(bytes, train(&examples()));
        let model = Model::from_bytes(&bytes);
        let text = "Yesterday Mr. Ivan Klee met reporters.";
        let tokens = tokens(text);
        let places = PlaceMarks::default();
        let context = Context { text, tokens: &tokens, places: &places };
        let mut candidates = Vec::new();
        Scorer::new(&model).score(&context, 0..4, &mut candidates);
        let found = best(0..4, &candidates);
        assert!(found.iter().any(|f| f.words == (2..4) && KINDS[f.kind] == EntityKind::Person), "{found:?}");
    }

    #[test]
    fn nothing_to_learn_from_gives_an_empty_model() {
        assert_eq!(train(&[]).len(), 4);
    }

    #[test]
    fn a_doubtful_mark_spoils_its_text_and_a_credible_one_does_not() {
        let model = train(&examples());
        let marked = |text: &str, name: &str, kind| {
            let start = text.find(name).unwrap_or(0);
            let gold = vec![(Span::new(start, start + name.len()), kind)];
            Example { text: text.into(), places: Vec::new(), gold }
        };
        let bank = marked("It was the Bank of Wend.", "Bank of Wend", EntityKind::Organisation);
        assert_eq!(reconcile(&bank, &Model::from_bytes(&model)).map(|e| e.gold.len()), Some(1));
        let bare = marked("It was Wednesday.", "Wednesday", EntityKind::Place);
        assert!(reconcile(&bare, &Model::from_bytes(&model)).is_none());
    }
}
