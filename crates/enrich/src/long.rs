//! Articles that are longer than any article: window by window, so that memory does not grow with the text.
//!
//! A book, a log or a mailbox that was saved as one text has a million names, and looking at all of them at once takes
//! thirty times the memory of the text. The text is cut into windows at the end of a paragraph, or of a sentence where
//! a paragraph is longer; names and countries are found in each window separately and merged: what has the
//! same name is one entity, and a person named by the surname alone is the one who was named in full before. What
//! the article is about is decided by the first window, which holds the headline; countries of the others are
//! mentioned. Of each entity and each country only the first mentions are kept.

use std::collections::HashMap;
use std::ops::Range;

use dateline_core::article::{Article, Country, Entity, EntityKind, Mention, Role, TextField};

use super::{enrich_window, whole_length};

/// No window is longer; an article of no more text is looked at as a whole.
pub(super) const WINDOW: usize = 1 << 20;

/// At most this many mentions of an entity, and pieces of evidence for a country, are kept: the first ones.
const MENTIONS: usize = 1_000;

/// At most this many mentions of entities are kept in all; after that only the first of each.
const ALL_MENTIONS: usize = 100_000;

/// At most this many entities are kept: the first ones.
const ENTITIES: usize = 20_000;

/// A country that only later windows name keeps this share of its score there.
const LATER: f32 = 0.5;

/// Fills in the entities and the countries of an article that is longer than a window.
pub(super) fn enrich(article: &mut Article) {
    let mut merged = Merged::default();
    let mut first = true;
    for part in parts(article) {
        let mut window = part.article(article, first);
        enrich_window(&mut window);
        if first {
            (article.dateline_country, article.source_country) =
                (window.dateline_country.take(), window.source_country.take());
            article.found.extend(window.found.remove("entities").map(|rule| ("entities".to_owned(), rule)));
        }
        merged.add(window, &part, first);
        first = false;
    }
    (article.entities, article.countries) = merged.finish();
}

/// The first window of a long article with the entities named in it; `None` for one that is processed as a whole.
pub(super) fn first_window(article: &Article) -> Option<Article> {
    if !is_long(article) {
        return None;
    }
    let part = Part { body: 0..window_end(&article.body, 0), captions: 0..0 };
    let mut window = part.article(article, true);
    let is_within = |mention: &Mention| match mention.field {
        TextField::Body => mention.end <= part.body.end,
        TextField::Captions => false,
        TextField::Headline | TextField::Standfirst | TextField::Dateline => true,
    };
    window.entities = article.entities.clone();
    window.entities.iter_mut().for_each(|entity| entity.mentions.retain(is_within));
    window.entities.retain(|entity| !entity.mentions.is_empty());
    Some(window)
}

/// A part of an article that is looked at by itself.
struct Part {
    body: Range<usize>,
    /// The captions by their numbers.
    captions: Range<usize>,
}

impl Part {
    /// The part as an article; the first one has the headline and the other fields.
    fn article(&self, whole: &Article, first: bool) -> Article {
        let beside =
            |text: &Option<String>| text.as_deref().filter(|_| first).map(|text| head(text).to_owned());
        Article {
            headline: beside(&whole.headline),
            standfirst: beside(&whole.standfirst),
            dateline: beside(&whole.dateline),
            source: whole.source.clone(),
            url: whole.url.clone(),
            language: whole.language.clone(),
            body: whole.body[self.body.clone()].to_owned(),
            captions: whole.captions[self.captions.clone()]
                .iter()
                .map(|text| head(text).to_owned())
                .collect(),
            ..Article::default()
        }
    }

    /// Where in the whole article a mention stands.
    fn placed(&self, mut mention: Mention) -> Mention {
        match mention.field {
            TextField::Body => {
                mention.start += self.body.start;
                mention.end += self.body.start;
            }
            TextField::Captions => mention.item = mention.item.map(|item| item + self.captions.start),
            TextField::Headline | TextField::Standfirst | TextField::Dateline => {}
        }
        mention
    }
}

/// The windows of the body one after the other, then the captions, as many at a time as fit.
fn parts(article: &Article) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut start = 0;
    while start < article.body.len() || parts.is_empty() {
        let end = window_end(&article.body, start);
        parts.push(Part { body: start..end, captions: 0..0 });
        start = end;
    }
    let end = article.body.len();
    let (mut from, mut length) = (0, 0);
    for (number, caption) in article.captions.iter().enumerate() {
        length += caption.len().min(WINDOW);
        if length > WINDOW {
            parts.push(Part { body: end..end, captions: from..number });
            (from, length) = (number, caption.len().min(WINDOW));
        }
    }
    parts.push(Part { body: end..end, captions: from..article.captions.len() });
    parts
}

/// Where the window ends that begins here: behind a paragraph, else a sentence, else a word.
fn window_end(text: &str, start: usize) -> usize {
    let window = first_bytes(&text[start..], WINDOW);
    if start + window.len() == text.len() {
        return text.len();
    }
    // What ends in the first half would make the windows too many.
    let behind = |mark: &str| window.rfind(mark).map(|at| at + mark.len()).filter(|end| *end > WINDOW / 2);
    let end = ["\n\n", ".\n", ". ", "\n", " "].into_iter().find_map(behind);
    start + end.unwrap_or(window.len())
}

/// The part of a headline, standfirst or caption that is looked at.
fn head(text: &str) -> &str {
    first_bytes(text, WINDOW)
}

fn first_bytes(text: &str, most: usize) -> &str {
    let end = (0..=most.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// What was found in the windows so far.
#[derive(Default)]
struct Merged {
    entities: Vec<Entity>,
    by_name: HashMap<(EntityKind, String), usize>,
    /// By the surname of people who were named in full: their number; nothing where several have it.
    by_surname: HashMap<String, Option<usize>>,
    /// How many mentions of entities are kept.
    mentions: usize,
    countries: Vec<Country>,
}

impl Merged {
    fn add(&mut self, window: Article, part: &Part, first: bool) {
        for entity in window.entities {
            self.add_entity(entity, part);
        }
        for country in window.countries {
            self.add_country(country, part, first);
        }
    }

    fn add_entity(&mut self, mut entity: Entity, part: &Part) {
        let mentions = std::mem::take(&mut entity.mentions).into_iter().map(|mention| part.placed(mention));
        let number = match self.known(&entity) {
            Some(number) => number,
            None if self.entities.len() >= ENTITIES => return,
            None => self.begin(entity),
        };
        let kept = &mut self.entities[number].mentions;
        let before = kept.len();
        let room = MENTIONS.saturating_sub(before).min(ALL_MENTIONS.saturating_sub(self.mentions));
        kept.extend(mentions.take(room.max(usize::from(before == 0))));
        self.mentions += kept.len() - before;
    }

    fn known(&self, entity: &Entity) -> Option<usize> {
        let same = self.by_name.get(&(entity.kind, entity.name.clone())).copied();
        let is_surname = entity.kind == EntityKind::Person && !entity.name.contains(' ');
        same.or_else(|| self.by_surname.get(&entity.name).copied().flatten().filter(|_| is_surname))
    }

    fn begin(&mut self, entity: Entity) -> usize {
        let number = self.entities.len();
        self.by_name.insert((entity.kind, entity.name.clone()), number);
        if entity.kind == EntityKind::Person
            && let Some((_, surname)) = entity.name.rsplit_once(' ')
        {
            let known = self.by_surname.entry(surname.to_owned());
            known.and_modify(|known| *known = None).or_insert(Some(number));
        }
        self.entities.push(entity);
        number
    }

    fn add_country(&mut self, mut country: Country, part: &Part, first: bool) {
        let evidence = std::mem::take(&mut country.evidence).into_iter().map(|mention| part.placed(mention));
        let known = self.countries.iter().position(|known| known.code == country.code);
        let number = known.unwrap_or(self.countries.len());
        if known.is_none() {
            if !first {
                country.role = Role::Mentioned;
                country.score *= LATER;
            }
            self.countries.push(country);
        }
        let kept = &mut self.countries[number].evidence;
        let room = MENTIONS.saturating_sub(kept.len());
        kept.extend(evidence.take(room));
    }

    fn finish(mut self) -> (Vec<Entity>, Vec<Country>) {
        self.countries
            .sort_by(|a, b| a.role.cmp(&b.role).then(b.score.total_cmp(&a.score)).then(a.code.cmp(&b.code)));
        (self.entities, self.countries)
    }
}

/// True for an article that is looked at window by window.
pub(super) fn is_long(article: &Article) -> bool {
    whole_length(article) > WINDOW
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::enrich;

    /// An article of so many paragraphs about other things between its head and its end.
    fn article(paragraphs: usize) -> Article {
        let filling = "Foreign ministers met in Vienna on Friday, said John Kerry of the United States.\n\n";
        Article {
            headline: Some("Syria talks open".into()),
            body: format!(
                "Sergei Lavrov spoke on Syria.\n\n{}Lavrov then left for Peru, said Ana Torres.",
                filling.repeat(paragraphs)
            ),
            captions: vec!["A hall".into(), "Peru’s Ana Torres".into()],
            language: Some("en".into()),
            ..Article::default()
        }
    }

    #[test]
    fn windows_end_behind_paragraphs_and_hold_all_of_the_text() {
        let article = article(40_000);
        let parts = parts(&article);
        assert!(parts.len() >= 4);
        let mut at = 0;
        for part in parts.iter().filter(|part| !part.body.is_empty()) {
            assert_eq!(part.body.start, at);
            assert!(part.body.len() <= WINDOW);
            at = part.body.end;
            assert!(at == article.body.len() || article.body[..at].ends_with("\n\n"));
        }
        assert_eq!(at, article.body.len());
        assert_eq!(window_end(&"é".repeat(WINDOW), 0), WINDOW);
        assert_eq!(window_end(&"x".repeat(3 * WINDOW), WINDOW), 2 * WINDOW);
    }

    #[test]
    fn a_long_article_has_the_entities_and_countries_of_all_its_windows() {
        let mut long = article(20_000);
        enrich(&mut long);
        let entity = |name: &str| long.entities.iter().find(|entity| entity.name == name).unwrap();
        let lavrov = entity("Sergei Lavrov");
        assert_eq!(lavrov.mentions.len(), 2);
        assert_eq!(entity("John Kerry").mentions.len(), MENTIONS);
        assert_eq!(entity("Ana Torres").mentions.len(), 2);
        for mention in long.entities.iter().flat_map(|entity| &entity.mentions) {
            let text = long.text_of(mention.field, mention.item).unwrap();
            assert_eq!(&text[mention.start..mention.end], mention.text);
        }
        let country = |code: &str| long.countries.iter().find(|country| country.code == code).unwrap();
        assert_eq!((country("SY").role, country("PE").role), (Role::About, Role::Mentioned));
        assert!(country("PE").evidence.iter().all(|mention| mention.text.starts_with("Peru")));
    }

    #[test]
    fn an_article_that_fits_into_a_window_is_looked_at_as_a_whole() {
        let (mut whole, mut same) = (article(3_000), article(3_000));
        assert!(!is_long(&whole));
        enrich(&mut whole);
        enrich_window(&mut same);
        assert_eq!(whole, same);
    }
}
