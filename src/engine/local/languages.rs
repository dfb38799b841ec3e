//! The languages of the articles, and what they make of a query: how its words are read and which decide.

use std::borrow::Cow;

use tantivy::Searcher;
use tantivy::schema::Field as IndexField;

use dateline_core::text::{Analyses, Analysis, StopWords, fold};
use dateline_search::query::{Field, Query, text_words, without_words};
use dateline_search::request::{Request, TypedNames};

use super::Local;
use super::translate::Translator;

/// A language by its ISO 639-1 code; none where it is not known.
type Code = Option<String>;

/// The languages of the articles of an index.
pub(super) struct Languages {
    codes: Vec<Code>,
    analyses: Analyses,
}

impl Languages {
    /// The languages that the index has articles in.
    pub(super) fn of(searcher: &Searcher, field: IndexField) -> tantivy::Result<Languages> {
        let mut codes: Vec<String> = Vec::new();
        let (mut labelled, mut articles) = (0, 0);
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().stream()?;
            while stream.advance() {
                labelled += u64::from(stream.value().doc_freq);
                codes.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
            }
            articles += u64::from(segment.max_doc());
        }
        codes.sort_unstable();
        codes.dedup();
        let analyses = Analyses::of(&codes);
        let mut codes: Vec<Code> = codes.into_iter().map(Some).collect();
        if labelled < articles {
            codes.push(None);
        }
        Ok(Languages { codes, analyses })
    }

    /// The analyses of all the articles.
    pub(super) fn analyses(&self) -> &Analyses {
        &self.analyses
    }
}

impl Local {
    /// The analyses of the articles that a request can find.
    pub(super) fn analyses(&self, request: &Request) -> Cow<'_, Analyses> {
        match asked_for(request) {
            Some(codes) => Cow::Owned(Analyses::of(codes)),
            None => Cow::Borrowed(self.languages.analyses()),
        }
    }

    /// The request without words that do not decide in its language.
    ///
    /// A word goes if it is a stop word in each of the languages that the query can be in: those asked for, and of
    /// these the ones in which most of its other words stand in articles. `die Regierung` is German where no other
    /// article has "Regierung"; `die hard` keeps both its words where English articles have "hard".
    pub(super) fn without_stop_words<'r>(
        &self,
        translator: &Translator<'_>,
        request: &'r Request,
    ) -> Cow<'r, Request> {
        let lists = self.stop_words(request);
        if lists.iter().all(|(code, _)| code.as_deref().is_none_or(|code| code == "en")) {
            return Cow::Borrowed(request);
        }
        let words = text_words(&request.query);
        let (common, telling): (Vec<&str>, Vec<&str>) =
            words.into_iter().partition(|word| lists.iter().any(|(_, list)| list.contains(word)));
        if common.is_empty() || telling.is_empty() {
            return Cow::Borrowed(request);
        }
        let likely = likeliest(translator, &lists, &telling);
        let goes = |word: &str| !likely.is_empty() && likely.iter().all(|list| list.contains(word));
        let Some(names) = &request.names else {
            let query = without_words(request.query.clone(), &goes);
            return Cow::Owned(Request { query, ..request.clone() });
        };
        let typed = without_words(names.typed.clone(), &goes);
        let names = Some(TypedNames { typed, names: names.names.clone() });
        Cow::Owned(Request { query: without_bare_words(&request.query, &goes), names, ..request.clone() })
    }

    /// The stop words of the languages of the articles that a request can find.
    fn stop_words(&self, request: &Request) -> Vec<(Code, StopWords)> {
        let of_index = || self.languages.codes.clone();
        let codes = asked_for(request).map_or_else(of_index, |codes| codes.into_iter().map(Some).collect());
        let with_list = |code: Code| {
            let list = StopWords::of(code.as_deref());
            (code, list)
        };
        codes.into_iter().map(with_list).collect()
    }
}

/// The query without words that stand by themselves; those that a name may stand for stay.
///
/// Without its word, `(de OR person:…)` would ask for the person.
fn without_bare_words(query: &Query, goes: &dyn Fn(&str) -> bool) -> Query {
    let stays = |query: &&Query| !matches!(query, Query::Word { field: Field::Any, text } if goes(text));
    let left = |queries: &[Query]| queries.iter().filter(stays).cloned().collect::<Vec<Query>>();
    match query {
        Query::Bool { must, should, must_not } => {
            Query::Bool { must: left(must), should: left(should), must_not: must_not.clone() }
        }
        other => other.clone(),
    }
}

/// The stop words of the languages in which most of the words stand in articles; of none where no word does.
fn likeliest(translator: &Translator<'_>, lists: &[(Code, StopWords)], words: &[&str]) -> Vec<StopWords> {
    let standing = |code: &Code| {
        let analysis = Analysis::of(code.as_deref());
        words.iter().filter(|word| translator.stands(analysis, word)).count()
    };
    let counts: Vec<usize> = lists.iter().map(|(code, _)| standing(code)).collect();
    let most = counts.iter().copied().max().unwrap_or_default();
    let likely = lists.iter().zip(counts).filter(|(_, count)| *count == most && most > 0);
    likely.map(|((_, list), _)| *list).collect()
}

/// The languages that a request asks for, by its filter or by a clause that has to match.
fn asked_for(request: &Request) -> Option<Vec<String>> {
    let of_filter = &request.filters.language;
    if !of_filter.is_empty() {
        return Some(of_filter.iter().map(|code| fold(code).into_owned()).collect());
    }
    let language = |query: &Query| match query {
        Query::Word { field: Field::Language, text } => Some(vec![fold(text).into_owned()]),
        _ => None,
    };
    match &request.query {
        Query::Bool { must, .. } => must.iter().find_map(language),
        query => language(query),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_search::query::{ParseOptions, parse};
    use dateline_search::request::Filters;

    fn asked(query: &str, filter: &[&str]) -> Option<Vec<String>> {
        let query = parse(query, &ParseOptions::default()).unwrap().query;
        let language = filter.iter().map(|code| (*code).to_owned()).collect();
        let filters = Filters { language, ..Filters::default() };
        asked_for(&Request { query, filters, ..Request::default() })
    }

    #[test]
    fn words_that_a_name_may_stand_for_stay() {
        let read = |query: &str| parse(query, &ParseOptions::default()).unwrap().query;
        let goes = |word: &str| word == "de";
        let named = read("(Banque OR org:x) (de OR org:x) (France OR org:x) de taux");
        assert_eq!(
            without_bare_words(&named, &goes).to_string(),
            "(Banque OR org:x) (de OR org:x) (France OR org:x) taux"
        );
    }

    #[test]
    fn filters_and_needed_clauses_ask_for_languages() {
        assert_eq!(asked("paix", &["FR", "de"]), Some(vec!["fr".into(), "de".into()]));
        assert_eq!(asked("paix language:fr", &[]), Some(vec!["fr".into()]));
        assert_eq!(asked("language:fr", &[]), Some(vec!["fr".into()]));
        assert_eq!(asked("paix OR language:fr", &[]), None);
        assert_eq!(asked("paix -language:fr", &[]), None);
    }
}
