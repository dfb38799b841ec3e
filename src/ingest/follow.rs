//! Articles that were edited: what the user says of them by their id goes along to the id that they have now.
//!
//! A record without an id of its own is known by the hash of its bytes, so an edited one has another id. It is the
//! same article if it is in the same file, is new there, and has the address, the headline or most of the words of the
//! one that is gone.

use std::collections::BTreeSet;
use std::path::Path;

use rustc_hash::FxHashSet;

use dateline_core::article::Article;
use dateline_core::text::{fold, units};
use dateline_search::curation::Curation;
use dateline_search::store::{StoreError, StoredRecord, View, file_hash};

/// The share of the words of two texts that both have, from which on one is the other edited.
const SAME_TEXT: f64 = 0.5;
/// No more new records of a file are looked at for one that is gone.
const MOST_RECORDS: usize = 10_000;
/// No more words of an article are compared.
const MOST_WORDS: usize = 20_000;

/// The ids of which the user says something and that are gone since `before`, each with the id of what it was edited to.
///
/// # Errors
/// If the store cannot be read.
pub(super) fn followed<V: View>(
    before: &V,
    now: &V,
    curation: &Curation,
) -> Result<Vec<(String, String)>, StoreError> {
    let ids: BTreeSet<&str> = curation.ids().collect();
    let mut followed: Vec<(String, String)> = Vec::new();
    for id in ids {
        if !now.with_id(id)?.is_empty() || curation.forgets_id(id) {
            continue;
        }
        for (_, record) in before.with_id(id)? {
            let old = before.article(record.place)?;
            let taken = |new: &str| followed.iter().any(|(_, other)| other == new);
            if let Some(new) = edited(before, now, &old)?.filter(|new| !taken(new)) {
                followed.push((id.to_owned(), new));
                break;
            }
        }
    }
    Ok(followed)
}

/// The id of the article that an article was edited to.
fn edited<V: View>(before: &V, now: &V, old: &Article) -> Result<Option<String>, StoreError> {
    let file = file_hash(Path::new(&old.path));
    let known: FxHashSet<u64> = before.records(file)?.iter().map(|record| record.key).collect();
    let mut new: Vec<StoredRecord> = now.records(file)?;
    new.retain(|record| !known.contains(&record.key));
    new.sort_by_key(|record| record.record.abs_diff(old.record));
    let words = words(old);
    let mut best: Option<(f64, String)> = None;
    for record in new.into_iter().take(MOST_RECORDS) {
        let article = now.article(record.place)?;
        let likeness = likeness(old, &words, &article);
        if likeness >= SAME_TEXT && best.as_ref().is_none_or(|(least, _)| likeness > *least) {
            best = Some((likeness, article.id));
        }
    }
    Ok(best.map(|(_, id)| id))
}

/// How much an article is another one edited: from 0 to 3.
fn likeness(old: &Article, words: &FxHashSet<String>, new: &Article) -> f64 {
    if old.member != new.member && !(old.url.is_some() && old.url == new.url) {
        return 0.0;
    }
    let same = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    let facts = [same(&old.url, &new.url), same(&old.headline, &new.headline)];
    let facts = facts.into_iter().filter(|same| *same).count() as f64;
    facts + shared(words, &self::words(new))
}

fn words(article: &Article) -> FxHashSet<String> {
    units(&article.body).take(MOST_WORDS).map(|unit| fold(unit.text).into_owned()).collect()
}

/// The share of the words of both that are in both.
fn shared(one: &FxHashSet<String>, other: &FxHashSet<String>) -> f64 {
    let both = one.intersection(other).count();
    let all = one.len() + other.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(headline: &str, body: &str) -> Article {
        Article { headline: Some(headline.into()), body: body.into(), ..Article::default() }
    }

    fn is_edited(old: &Article, new: &Article) -> bool {
        likeness(old, &words(old), new) >= SAME_TEXT
    }

    #[test]
    fn an_edited_text_is_the_same_article_and_another_is_not() {
        let old = article("Ferry stays", "The ferry between the islands stays, the council said on Monday.");
        let longer =
            article("Ferry to stay", "The ferry between the islands stays, the council has said on Monday.");
        let other = article("Bridge opens", "A new bridge was opened yesterday by the mayor of the town.");
        assert!(is_edited(&old, &longer) && !is_edited(&old, &other));
        assert!(is_edited(&old, &article("Ferry stays", "Rewritten from its first word.")));
        let elsewhere = Article { member: Some("b.txt".into()), ..old.clone() };
        assert!(!is_edited(&old, &elsewhere));
    }

    #[test]
    fn nothing_is_like_nothing() {
        assert!(!is_edited(&Article::default(), &Article::default()));
    }
}
