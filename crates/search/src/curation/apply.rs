//! Correcting an article, and taking corrections back.
//!
//! What was corrected before is taken back first, so that an article that is stored can be brought up to date with what
//! is said now. Countries and names are found again in its text then, because a correction of them keeps no copy.

use dateline_core::article::{Article, Corrected, Country, EntityKind, Note, Role};
use dateline_core::dates::Day;
use dateline_core::text::fold;
use dateline_enrich::names::variants::facet_key_of;
use dateline_enrich::{countries, enrich};

use super::{Change, Curation, Field, Rule, Target};

/// The rule of a field that was corrected.
const BY_HAND: &str = "corrected by the user";

impl Curation {
    /// Gives an article what is said of it, in place of what was said before.
    pub fn apply(&self, article: &mut Article) {
        let corrected = std::mem::take(&mut article.corrected);
        let rules = self.rules_for(article);
        let mut found_again = !corrected.is_empty();
        take_back(article, corrected);
        let changes =
            || rules.iter().flat_map(|rule| rule.changes.iter().map(|change| (change, &rule.target)));
        for (change, target) in changes() {
            if let Change::Set(field, value) = change {
                found_again |= set(article, *field, value, target);
            }
        }
        if found_again {
            enrich(article);
        }
        changes().for_each(|(change, target)| enriched(article, change, target));
        self.annotate(article);
    }

    /// The rules for an article, those for fewer articles last.
    fn rules_for(&self, article: &Article) -> Vec<&Rule> {
        let wide = self.wide.iter().filter_map(|&number| self.corrections.rule(number));
        let wide = wide.filter(|rule| rule.target.fits(article));
        wide.chain(self.rules_for_id(&article.id)).collect()
    }

    fn annotate(&self, article: &mut Article) {
        article.tags.clear();
        article.notes.clear();
        for id in self.ids_of(&article.id) {
            for tag in self.notes.tags(id) {
                if !article.tags.iter().any(|held| fold(held) == fold(tag)) {
                    article.tags.push(tag.to_owned());
                }
            }
            article.notes.extend(self.notes.notes(id).iter().cloned());
        }
        article.tags.sort_by(|one, other| fold(one).cmp(&fold(other)));
        article.notes.sort_by(|one: &Note, other| one.at.cmp(&other.at));
    }
}

/// Gives the fields the values that were read, the last correction first.
fn take_back(article: &mut Article, corrected: Vec<Corrected>) {
    for correction in corrected.into_iter().rev() {
        let Some(field) = Field::named(&correction.field) else { continue };
        *slot(article, field) = correction.was;
        match correction.rule {
            Some(rule) => drop(article.found.insert(correction.field, rule)),
            None => drop(article.found.remove(&correction.field)),
        }
    }
}

fn slot(article: &mut Article, field: Field) -> &mut Option<String> {
    match field {
        Field::Headline => &mut article.headline,
        Field::Published => &mut article.published,
        Field::Source => &mut article.source,
        Field::Section => &mut article.section,
        Field::Language => &mut article.language,
    }
}

/// Sets a field; true if its names and countries may be others now.
fn set(article: &mut Article, field: Field, value: &str, target: &Target) -> bool {
    let before = slot(article, field).clone();
    let value = Some(value.to_owned()).filter(|value| !value.is_empty());
    let is_kept = field == Field::Published && is_within(before.as_deref(), value.as_deref());
    // Without a headline and a text it would be no article.
    let is_last = field == Field::Headline && value.is_none() && article.body.trim().is_empty();
    if before == value || is_kept || is_last {
        return false;
    }
    *slot(article, field) = value.clone();
    let rule = article.found.insert(field.name().to_owned(), BY_HAND.to_owned());
    let correction =
        Corrected { field: field.name().to_owned(), value, was: before, rule, by: target.to_string() };
    article.corrected.push(correction);
    matches!(field, Field::Headline | Field::Source | Field::Language | Field::Published)
}

/// True if a date lies within a year or a month that is said, so that it says more.
fn is_within(published: Option<&str>, said: Option<&str>) -> bool {
    let (Some(published), Some(said)) = (published, said) else { return false };
    said.len() < 10
        && Day::of_published(published).is_some_and(|day| {
            Day::first_of(said).is_ok_and(|first| first <= day)
                && Day::last_of(said).is_ok_and(|last| day <= last)
        })
}

/// Corrects what was found in the text.
fn enriched(article: &mut Article, change: &Change, target: &Target) {
    let was = match change {
        Change::Country(code) => about(article, code),
        Change::NotCountry(code) => not_about(article, code),
        Change::NotMentions(code) => not_mentioned(article, code),
        Change::NotName(kind, name) => not_named(article, *kind, name),
        Change::Set(..) | Change::Forget => None,
    };
    let Some(was) = was else { return };
    let was = Some(was).filter(|was| !was.is_empty());
    article.corrected.push(Corrected {
        field: change.key().to_owned(),
        value: Some(change.value().to_owned()),
        was,
        rule: None,
        by: target.to_string(),
    });
}

const ABOUT: &str = "about";
const MENTIONED: &str = "mentioned";

/// What a country was before, if it is not about it already; empty if it was nothing.
fn about(article: &mut Article, code: &str) -> Option<String> {
    let best = article.countries.iter().map(|country| country.score).fold(0.0, f32::max);
    let held = article.countries.iter().position(|country| country.code == code);
    let was = match held.map(|at| article.countries.remove(at)) {
        Some(country) if country.role == Role::About => {
            article.countries.insert(held.unwrap_or_default(), country);
            return None;
        }
        Some(country) => {
            insert(article, Country { role: Role::About, ..country });
            MENTIONED.to_owned()
        }
        None => {
            let name = countries::name(code).unwrap_or(code).to_owned();
            let score = if best > 0.0 { best } else { 1.0 };
            insert(
                article,
                Country { code: code.to_owned(), name, role: Role::About, score, evidence: vec![] },
            );
            String::new()
        }
    };
    Some(was)
}

/// Puts a country behind those of its role with no lower score, and those that it is about before the others.
fn insert(article: &mut Article, country: Country) {
    let is_before = |held: &Country| (held.role, -held.score) <= (country.role, -country.score);
    let at = article.countries.iter().take_while(|held| is_before(held)).count();
    article.countries.insert(at, country);
}

fn not_about(article: &mut Article, code: &str) -> Option<String> {
    let at = article.countries.iter().position(|c| c.code == code && c.role == Role::About)?;
    let country = article.countries.remove(at);
    if !country.evidence.is_empty() {
        insert(article, Country { role: Role::Mentioned, ..country });
    }
    Some(ABOUT.to_owned())
}

fn not_mentioned(article: &mut Article, code: &str) -> Option<String> {
    let at = article.countries.iter().position(|country| country.code == code)?;
    let was = if article.countries[at].role == Role::About { ABOUT } else { MENTIONED };
    article.countries.remove(at);
    for entity in article.entities.iter_mut().filter(|entity| entity.country.as_deref() == Some(code)) {
        entity.country = None;
    }
    Some(was.to_owned())
}

/// Takes a name out; the form that it has in the article is what was there before.
fn not_named(article: &mut Article, kind: EntityKind, name: &str) -> Option<String> {
    let key = facet_key_of(kind, name);
    let is_it = |entity: &dateline_core::article::Entity| {
        entity.kind == kind && (fold(&entity.name) == fold(name) || facet_key_of(kind, &entity.name) == key)
    };
    let at = article.entities.iter().position(is_it)?;
    let was = article.entities[at].name.clone();
    article.entities.retain(|entity| !is_it(entity));
    Some(was)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read() -> Article {
        let mut article = Article {
            id: "a".into(),
            path: "/news/bbc/1.txt".into(),
            headline: Some("Ferry talks open in Oslo".into()),
            published: Some("2019-03-01".into()),
            source: Some("Post".into()),
            body: "President Bonnie Rask met ministers in Oslo. Rask then left for Paris.".into(),
            language: Some("en".into()),
            ..Article::default()
        };
        article.note("source", "meta");
        enrich(&mut article);
        article
    }

    fn corrected(rules: &str) -> Article {
        let mut article = read();
        let curation = Curation::of(rules, "");
        assert_eq!(curation.faults(), []);
        curation.apply(&mut article);
        article
    }

    fn abouts(article: &Article) -> Vec<&str> {
        let about = article.countries.iter().filter(|country| country.role == Role::About);
        about.map(|country| country.code.as_str()).collect()
    }

    /// Everything comes back when nothing is said any more, and nothing changes when the same is said again.
    fn assert_taken_back(mut article: Article, rules: &str) {
        let before = article.clone();
        Curation::of(rules, "").apply(&mut article);
        assert_eq!(article, before);
        Curation::default().apply(&mut article);
        assert_eq!(article, read());
    }

    #[test]
    fn every_kind_of_correction_is_made_and_taken_back() {
        let rules = "[[correct]]\nid = 'a'\ncountry = 'FR'\nnot-country = 'NO'\nnot-person = 'Bonnie Rask'\n\
                     published = '2018-01-02'\nsource = 'Herald'\nheadline = 'Oslo talks end'\nsection = 'World'\n";
        let article = corrected(rules);
        assert_eq!(abouts(&article), ["FR"]);
        assert_eq!(article.headline.as_deref(), Some("Oslo talks end"));
        assert_eq!((article.source.as_deref(), article.section.as_deref()), (Some("Herald"), Some("World")));
        assert!(article.entities.iter().all(|entity| entity.kind != EntityKind::Person));
        let of = |field: &str| {
            article
                .corrected
                .iter()
                .find(|corrected| corrected.field == field)
                .unwrap_or_else(|| panic!("{field}: {:?}", article.corrected))
        };
        assert_eq!((of("source").was.as_deref(), of("source").rule.as_deref()), (Some("Post"), Some("meta")));
        assert_eq!((of("not-country").was.as_deref(), of("section").was.as_deref()), (Some("about"), None));
        assert_eq!(
            (of("not-person").was.as_deref(), of("country").by.as_str()),
            (Some("Bonnie Rask"), "article")
        );
        assert_eq!(article.countries.iter().filter(|country| country.code == "NO").count(), 1);
        assert_taken_back(article, rules);
    }

    #[test]
    fn a_country_that_is_not_named_is_taken_out() {
        let rules = "[[correct]]\nid = 'a'\nnot-mentions = ['FR', 'NO']\n";
        let article = corrected(rules);
        assert!(article.countries.is_empty() && !article.entities.is_empty());
        assert_taken_back(article, rules);
    }

    #[test]
    fn what_is_said_of_fewer_articles_counts_more() {
        let rules = "[[correct]]\nid = 'a'\nsource = 'One'\n[[correct]]\nfiles = '*.txt'\nsource = 'Two'\n\
                     [[correct]]\nfolder = '/news/bbc'\nsource = 'Three'\nsection = 'News'\n";
        let article = corrected(rules);
        assert_eq!((article.source.as_deref(), article.section.as_deref()), (Some("One"), Some("News")));
        assert_eq!(article.corrected.iter().find(|c| c.field == "section").unwrap().by, "folder /news/bbc");
        assert_taken_back(article, rules);
    }

    #[test]
    fn a_year_replaces_dates_outside_it_alone() {
        let within = "[[correct]]\nfolder = '/news'\nyear = 2019\n";
        assert_eq!(corrected(within), read());
        let outside = "[[correct]]\nfolder = '/news'\nyear = 2004\n";
        let article = corrected(outside);
        assert_eq!(article.published.as_deref(), Some("2004"));
        assert_taken_back(article, outside);
    }

    #[test]
    fn what_no_longer_concerns_an_article_is_taken_back() {
        let rules = "[[correct]]\nfolder = '/news/bbc'\nsource = 'BBC'\n";
        let mut article = corrected(rules);
        article.path = "/news/cbc/1.txt".into();
        Curation::of(rules, "").apply(&mut article);
        assert_eq!(article.source.as_deref(), Some("Post"));
    }

    #[test]
    fn tags_and_notes_follow_an_id_that_changed() {
        let notes = "{\"id\":\"b\",\"tag\":\"z\"}\n{\"id\":\"b\",\"became\":\"a\"}\n{\"id\":\"a\",\"tag\":\"Y\"}\n\
                     {\"id\":\"b\",\"note\":\"one\",\"at\":\"2026-01-01T00:00:00Z\"}\n";
        let mut article = read();
        Curation::of("", notes).apply(&mut article);
        assert_eq!((article.tags.join(" "), article.notes.len()), ("Y z".to_owned(), 1));
        Curation::default().apply(&mut article);
        assert_eq!(article, read());
    }
}
