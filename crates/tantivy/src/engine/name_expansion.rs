//! Which words of a query are a name that the index also has in another way of writing.
//!
//! A name counts only if it widens the search: some article names it and lacks the words. That keeps
//! every other query as it is, and is found out from dictionaries, postings and columns, without
//! reading an article.

use std::collections::BTreeMap;

use tantivy::columnar::StrColumn;
use tantivy::query::{EnableScoring, Query as TantivyQuery, Weight};
use tantivy::schema::Field as IndexField;
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

use crate::index::{FacetValue, columns};
use dateline_core::article::EntityKind;
use dateline_core::text;
use dateline_enrich::names::variants::{
    facet_key_of, finds, has_other_names, has_surname, name_keys, query_keys,
};
use dateline_search::budget::Budget;
use dateline_search::engine::EngineError;
use dateline_search::name_expansion::NameVariants;
use dateline_search::query::Field;
use dateline_search::request::FacetField;

use super::Local;
use super::translate::{Boxed, Translator, boxed_all};

/// This many articles that have a name are looked at for one that lacks its words.
const LOOKED_AT: usize = 2_000;

/// This many articles that lack the words are asked how they write the name.
const ASKED: usize = 8;

/// This many ways of writing a name are reported.
const TOLD: usize = 4;

/// The fields of queries that hold names, a kind each.
const FIELDS: [Field; 3] = [Field::Person, Field::Org, Field::Place];

/// Words that may be a name of one kind.
struct Candidate<'a> {
    words: &'a [&'a str],
    name: String,
    kind: EntityKind,
    field: Field,
}

impl Candidate<'_> {
    /// The column of the names that articles have.
    fn column(&self) -> &'static str {
        columns::of_facet(FacetField::of_names(self.kind))
    }

    /// A form without the words that the query leaves out.
    fn spelling(&self, form: &str) -> String {
        if self.kind != EntityKind::Person {
            return form.to_owned();
        }
        let own = name_keys(&self.name);
        let is_asked = |word: &&str| name_keys(word).iter().any(|key| own.contains(key));
        let words: Vec<&str> = text::words(form).map(|word| word.text).filter(is_asked).collect();
        if words.is_empty() { form.to_owned() } else { words.join(" ") }
    }
}

/// The name that neighbouring words of a query are, where an article also writes it in another way.
pub(super) fn name_variants(
    local: &Local,
    words: &[&str],
    budget: &Budget,
) -> Result<Option<NameVariants>, EngineError> {
    NameExpansion { local, translator: local.translator(local.languages.analyses(), budget) }.of(words)
}

/// Finds how articles write a name, by the words of a query.
struct NameExpansion<'a> {
    local: &'a Local,
    translator: Translator<'a>,
}

impl NameExpansion<'_> {
    fn of(&self, words: &[&str]) -> Result<Option<NameVariants>, EngineError> {
        for field in FIELDS {
            self.translator.budget.look(&words.join(" "))?;
            let Some(kind) = field.kind_of_names() else { continue };
            let candidate = Candidate { words, name: words.join(" "), kind, field };
            if !self.may_be(&candidate).map_err(|e| self.local.failed(e))? {
                continue;
            }
            let also = self.other_forms(&candidate)?;
            if !also.is_empty() {
                let spellings = also.iter().map(|form| candidate.spelling(form)).collect();
                return Ok(Some(NameVariants { field, also, spellings }));
            }
        }
        Ok(None)
    }

    /// True if the index knows the words as a name of the kind.
    fn may_be(&self, candidate: &Candidate<'_>) -> tantivy::Result<bool> {
        let Candidate { words, name, kind, .. } = candidate;
        if self.translator.names.of(*kind).group_named(name).is_some() {
            return Ok(true);
        }
        let single = words.len() == 1 && !name.contains(' ');
        match kind {
            EntityKind::Person if single => self.is_mostly_a_name(name),
            EntityKind::Person => Ok(self.has_name_words(words)? && self.has_key_of_person(name)?),
            EntityKind::Organisation if !single => self.has_other_form(candidate),
            _ => Ok(has_other_names(*kind, name) && self.has_other_form(candidate)?),
        }
    }

    /// True if the first or the last word is in names of people: a cheap look before a thorough one.
    fn has_name_words(&self, words: &[&str]) -> tantivy::Result<bool> {
        for word in words.first().into_iter().chain(words.last()) {
            let keys = name_keys(word);
            if let Some(key) = keys.last()
                && self.frequency_of(self.translator.fields.person, key)? > 0
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn has_key_of_person(&self, name: &str) -> tantivy::Result<bool> {
        let person = self.translator.fields.person;
        let mut keys = query_keys(EntityKind::Person, name).into_iter().flatten();
        keys.try_fold(false, |known, key| Ok(known || self.frequency_of(person, &key)? > 0))
    }

    /// True if the index has a place or organisation of that name in words other than these.
    fn has_other_form(&self, candidate: &Candidate<'_>) -> tantivy::Result<bool> {
        let (from, until) = FacetValue::range(&facet_key_of(candidate.kind, &candidate.name));
        let own = text::terms(&candidate.name);
        for segment in self.translator.searcher.segment_readers() {
            let Some(column) = segment.fast_fields().str(candidate.column())? else { continue };
            let mut values = column.dictionary().range().ge(&from).lt(&until).into_stream()?;
            while values.advance() {
                let value = std::str::from_utf8(values.key()).map(FacetValue::decode);
                if value.is_ok_and(|value| value.names.iter().any(|form| text::terms(form) != own)) {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// True for a word that is at least half as often in names of people as it stands anywhere.
    ///
    /// `Rice` and `May` are words before they are names.
    fn is_mostly_a_name(&self, word: &str) -> tantivy::Result<bool> {
        let keys = query_keys(EntityKind::Person, word);
        let [keys] = keys.as_slice() else { return Ok(false) };
        let [key] = keys.as_slice() else { return Ok(false) };
        let named = self.frequency_of(self.translator.fields.person, key)?;
        if named == 0 {
            return Ok(false);
        }
        let mut written = 0;
        for term in self.translator.terms(Field::Any, word).iter().flatten() {
            written += self.frequency_of(self.translator.fields.combined, term)?;
        }
        Ok(named * 2 >= written)
    }

    fn frequency_of(&self, field: IndexField, term: &str) -> tantivy::Result<u64> {
        self.translator.searcher.doc_freq(&Term::from_field_text(field, term))
    }

    /// How articles write a name that lack the words of the query, most frequent first.
    fn other_forms(&self, candidate: &Candidate<'_>) -> Result<Vec<String>, EngineError> {
        let named = self.translator.words_or_name(candidate.field, &candidate.name, 0)?;
        let words = candidate.words.iter().map(|word| self.translator.words(Field::Any, word, 0));
        let words = boxed_all(words.collect());
        self.forms_without(candidate, &named, &words).map_err(|e| self.local.failed(e))
    }

    fn forms_without(
        &self,
        candidate: &Candidate<'_>,
        named: &Boxed,
        words: &Boxed,
    ) -> tantivy::Result<Vec<String>> {
        let weight =
            |query: &Boxed| query.weight(EnableScoring::disabled_from_searcher(self.translator.searcher));
        let (named, words) = (weight(named)?, weight(words)?);
        let mut forms: BTreeMap<String, usize> = BTreeMap::new();
        let mut left = LOOKED_AT;
        for segment in self.translator.searcher.segment_readers() {
            let docs = articles_without(segment, &*named, &*words, &mut left)?;
            let Some(column) = segment.fast_fields().str(candidate.column())? else { continue };
            for doc in docs {
                self.add_forms(candidate, &column, doc, &mut forms)?;
            }
            if forms.values().sum::<usize>() >= ASKED {
                break;
            }
        }
        let mut forms: Vec<(String, usize)> = forms.into_iter().collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(forms.into_iter().take(TOLD).map(|(form, _)| form).collect())
    }

    /// Counts the forms in which an article has the name.
    fn add_forms(
        &self,
        candidate: &Candidate<'_>,
        column: &StrColumn,
        doc: DocId,
        forms: &mut BTreeMap<String, usize>,
    ) -> tantivy::Result<()> {
        let mut text = String::new();
        for number in column.term_ords(doc) {
            text.clear();
            column.ord_to_str(number, &mut text)?;
            let value = FacetValue::decode(&text);
            for form in value.names.iter().filter(|form| self.is_form_of(candidate, value.key, form)) {
                *forms.entry((*form).to_owned()).or_default() += 1;
            }
        }
        Ok(())
    }

    /// True if a name of an article is the one that the words are.
    fn is_form_of(&self, candidate: &Candidate<'_>, key: &str, form: &str) -> bool {
        let Candidate { words, name, kind, .. } = candidate;
        let groups = self.translator.names.of(*kind);
        if let Some(group) = groups.group_named(name) {
            return groups.group_of(key, form) == Some(group);
        }
        match kind {
            EntityKind::Person if words.len() == 1 => has_surname(form, name),
            EntityKind::Person => {
                let own = facet_key_of(*kind, name);
                own == key || (shares_a_word(&own, key) && finds(name, form))
            }
            _ => facet_key_of(*kind, name) == key,
        }
    }
}

fn shares_a_word(a: &str, b: &str) -> bool {
    a.split(' ').any(|word| b.split(' ').any(|other| other == word))
}

/// The first articles of a segment that have a name and lack its words.
fn articles_without(
    segment: &SegmentReader,
    named: &dyn Weight,
    words: &dyn Weight,
    left: &mut usize,
) -> tantivy::Result<Vec<DocId>> {
    let mut named = named.scorer(segment, 1.0)?;
    let mut words = words.scorer(segment, 1.0)?;
    let mut out = Vec::new();
    while named.doc() != TERMINATED && *left > 0 && out.len() < ASKED {
        *left -= 1;
        let doc = named.doc();
        if words.doc() < doc {
            words.seek(doc);
        }
        if words.doc() != doc && segment.alive_bitset().is_none_or(|alive| alive.is_alive(doc)) {
            out.push(doc);
        }
        named.advance();
    }
    Ok(out)
}
