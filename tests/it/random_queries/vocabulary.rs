//! What random queries are made of: words, phrases, names and facts of the articles they are asked of.

use dateline_core::article::{Article, EntityKind, Piece, TextField};
use dateline_core::text::words;

use crate::random_queries::random::Random;

/// Words and names that stand in no article.
const ABSENT: [&str; 6] = ["zzyzx", "Quixplorian", "blorf", "тарабарщина", "xyzzyish", "Ürgülgül"];

/// Names for countries and regions as people type them.
const COUNTRIES: [&str; 16] = [
    "syria",
    "SY",
    "gb",
    "UK",
    "us",
    "Germany",
    "france",
    "Brasil",
    "Burma",
    "ru",
    "GRC",
    "\"Ivory Coast\"",
    "\"Middle East\"",
    "\"Southern Europe\"",
    "\"Korea, North\"",
    "africa",
];

/// Words of an article's texts.
pub struct Vocabulary<'a> {
    articles: &'a [Article],
    /// Where the words come from; any article where it is `None`.
    pub focus: Option<usize>,
    /// The part of the article that the words come from; any part where it is `None`.
    pub part: Option<TextField>,
}

impl<'a> Vocabulary<'a> {
    pub fn new(articles: &'a [Article]) -> Vocabulary<'a> {
        Vocabulary { articles, focus: None, part: None }
    }

    /// From now on, most things come from one article, so that they meet.
    pub fn choose_focus(&mut self, random: &mut Random) {
        self.focus = random.percent(85).then(|| random.below(self.articles.len()));
    }

    pub fn article(&self, random: &mut Random) -> &'a Article {
        match self.focus {
            Some(at) if random.percent(92) => &self.articles[at],
            _ => &self.articles[random.below(self.articles.len())],
        }
    }

    /// A word as it stands in a text; now and then one that stands nowhere.
    pub fn word(&self, random: &mut Random) -> String {
        if random.percent(4) {
            return random.one_of(&ABSENT).to_owned();
        }
        let text = self.text(random);
        let all: Vec<&str> = words(text).map(|word| word.text).collect();
        let found = random.any(&all).copied().unwrap_or("news");
        recased(found, random)
    }

    /// A word of some length.
    pub fn long_word(&self, random: &mut Random) -> String {
        let tries: Vec<String> = (0..5).map(|_| self.word(random)).collect();
        tries.into_iter().max_by_key(|word| word.chars().count()).unwrap_or_default()
    }

    /// A headline, a standfirst, a body or a caption.
    pub fn text(&self, random: &mut Random) -> &'a str {
        let article = self.article(random);
        let in_part = |piece: &Piece| self.part.is_none_or(|part| part == piece.field);
        let pieces: Vec<&str> = article.pieces().filter(in_part).map(|piece| piece.text).collect();
        random.any(&pieces).copied().unwrap_or_default()
    }

    /// Some words that follow each other, as the text has them, with what stands between them.
    pub fn passage(&self, random: &mut Random, most: usize) -> String {
        let text = self.text(random);
        let all: Vec<_> = words(text).collect();
        if all.is_empty() {
            return "no words".to_owned();
        }
        let first = random.below(all.len());
        let last = (first + random.below(most)).min(all.len() - 1);
        let raw = &text[all[first].start..all[last].end];
        raw.chars().map(|c| if is_special_in_quotes(c) { ' ' } else { c }).collect()
    }

    /// Some words from within a few words of each other, often not in their order.
    pub fn scattered(&self, random: &mut Random) -> String {
        let text = self.text(random);
        let all: Vec<&str> = words(text).map(|word| word.text).collect();
        let Some(first) = (!all.is_empty()).then(|| random.below(all.len())) else {
            return "no words".into();
        };
        let window = &all[first..(first + 10).min(all.len())];
        let count = random.between(2, 4);
        let mut places: Vec<usize> = (0..count).map(|_| random.below(window.len())).collect();
        if random.percent(60) {
            places.sort_unstable();
        }
        places.into_iter().map(|at| window[at]).collect::<Vec<_>>().join(" ")
    }

    pub fn name(&self, random: &mut Random, kind: EntityKind) -> String {
        let of_kind: Vec<&str> = self
            .article(random)
            .entities
            .iter()
            .filter(|entity| entity.kind == kind)
            .flat_map(|entity| {
                std::iter::once(entity.name.as_str()).chain(entity.mentions.iter().map(|m| m.text.as_str()))
            })
            .collect();
        let name = random.any(&of_kind).copied().unwrap_or("John Smith");
        name.chars().map(|c| if is_special_in_quotes(c) { ' ' } else { c }).collect()
    }

    /// A country as `country:` takes it.
    pub fn country(&self, random: &mut Random) -> String {
        let article = self.article(random);
        match random.any(&article.countries) {
            Some(country) if random.percent(70) => {
                let name = format!("\"{}\"", country.name.replace('"', ""));
                if random.percent(40) { name } else { recased(&country.code, random) }
            }
            _ => random.one_of(&COUNTRIES).to_owned(),
        }
    }

    /// A day that articles were published on or near, as `2015-10-23`.
    pub fn day(&self, random: &mut Random) -> String {
        let published = self.article(random).published.as_deref().and_then(|date| date.get(..10));
        published.unwrap_or("2015-10-23").to_owned()
    }
}

/// The word in its own capitals, or in others.
fn recased(word: &str, random: &mut Random) -> String {
    match random.below(10) {
        0 => word.to_uppercase(),
        1 | 2 => word.to_lowercase(),
        _ => word.to_owned(),
    }
}

fn is_special_in_quotes(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' | '\\' | '*')
}
