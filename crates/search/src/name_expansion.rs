//! Name expansion: the names in a query of plain words are also looked for under their other spellings.
//!
//! Somebody who types `Sergey Lavrov` means the man, whom an archive may call Sergei. An engine says which
//! neighbouring words are a name that its articles also write in another way; the tree then asks for the
//! words as they are or for the name. Nothing that the words alone find is lost.
//!
//! ```
//! use dateline_search::query::{Field, ParseOptions, parse};
//! use dateline_search::name_expansion::{NameVariants, expand_names};
//! let query = parse("lavrov kerry", &ParseOptions::default()).unwrap().query;
//! let known = |words: &[&str]| -> Result<Option<NameVariants>, ()> {
//!     let lavrow = NameVariants { field: Field::Person, also: vec!["S. Lavrow".into()], spellings: vec!["Lavrow".into()] };
//!     Ok((words == ["lavrov"]).then_some(lavrow))
//! };
//! let read = expand_names(&query, "lavrov kerry", known).unwrap().unwrap();
//! assert_eq!(read.query.to_string(), "(lavrov OR (+person:lavrov OR Lavrow)) kerry");
//! ```
//!
//! Not for: queries with operators, fields or quotes, which say exactly what is meant.

use serde::Serialize;

use super::query::{Field, Query};
use dateline_core::text;

/// A name has at most this many words.
const LONGEST: usize = 5;

/// A query has at most this many words that are looked up; a longer one is a text and not a question.
const MOST_WORDS: usize = 40;

/// This many other spellings are looked for as words of their own.
const MOST_OTHERS: usize = 8;

/// The other spellings of a name, by an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameVariants {
    /// The field that holds names of its kind: person, organisation or place.
    pub field: Field,
    /// How articles write it that lack the words of the query, most frequent first; never empty.
    pub also: Vec<String>,
    /// The same without the words that the query leaves out: `Qaddafi` of `Muammar Qaddafi` for Gaddafi.
    pub spellings: Vec<String>,
}

/// A name in a query that has other spellings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NameInQuery {
    /// The words of the query.
    pub words: String,
    /// What it is the name of: `person`, `organisation` or `place`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// How articles also write it.
    pub also: Vec<String>,
    /// The same without the words that the query leaves out.
    #[serde(skip)]
    pub spellings: Vec<String>,
}

/// A query with its names expanded.
#[derive(Debug, Clone, PartialEq)]
pub struct ExpandedNames {
    /// What is looked for: the words, or the names that they are.
    pub query: Query,
    /// The names, in the order of the query.
    pub names: Vec<NameInQuery>,
}

/// Expands the names in a query, which was read from `text`; `None` if there are none.
///
/// `known` returns what the engine knows about some neighbouring words. The query has to have its stop words still,
/// as names may hold some.
///
/// # Errors
/// What `known` fails with.
pub fn expand_names<E>(
    query: &Query,
    text: &str,
    mut known: impl FnMut(&[&str]) -> Result<Option<NameVariants>, E>,
) -> Result<Option<ExpandedNames>, E> {
    let Some((words, all)) = plain_words(query, text) else { return Ok(None) };
    let mut names: Vec<(std::ops::Range<usize>, NameVariants)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let found = longest(&words, at, &mut known)?;
        at = found.as_ref().map_or(at + 1, |(range, _)| range.end);
        names.extend(found);
    }
    if names.is_empty() {
        return Ok(None);
    }
    let query = rewritten(&words, all, &names);
    let names = names.into_iter().map(|(range, name)| NameInQuery {
        words: joined(&words[range]),
        kind: kind_name(name.field),
        also: name.also,
        spellings: name.spellings,
    });
    Ok(Some(ExpandedNames { query, names: names.collect() }))
}

/// A word of a query, or several that punctuation joins.
struct Piece<'q> {
    query: &'q Query,
    text: &'q str,
}

impl Piece<'_> {
    /// True for what never decides a match, and so neither begins nor ends a name.
    fn is_stop_word(&self) -> bool {
        text::is_stop_word(&text::fold(self.text))
    }
}

/// The words of a query that is nothing but words, and whether all of them have to occur.
fn plain_words<'q>(query: &'q Query, text: &str) -> Option<(Vec<Piece<'q>>, bool)> {
    const QUOTES: [char; 6] = ['"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{ab}', '\u{bb}'];
    if text.contains(QUOTES) {
        return None;
    }
    let (list, all) = match query {
        Query::Bool { must, should, must_not } if must_not.is_empty() && should.is_empty() => {
            (must.as_slice(), true)
        }
        Query::Bool { must, should, must_not } if must_not.is_empty() && must.is_empty() => {
            (should.as_slice(), false)
        }
        single => (std::slice::from_ref(single), true),
    };
    let piece = |query: &'q Query| match query {
        Query::Word { field: Field::Any, text } | Query::Phrase { field: Field::Any, text, slop: 0 } => {
            Some(Piece { query, text })
        }
        _ => None,
    };
    // Words that OR joins are alternatives and no name, unless it is --any that joins all of them.
    let has_or = text.split_whitespace().any(|word| matches!(word, "OR" | "||"));
    let words: Vec<Piece<'q>> = list.iter().map(piece).collect::<Option<_>>()?;
    (!has_or && (1..=MOST_WORDS).contains(&words.len())).then_some((words, all))
}

/// The longest name that begins at a word.
fn longest<E>(
    words: &[Piece<'_>],
    start: usize,
    known: &mut impl FnMut(&[&str]) -> Result<Option<NameVariants>, E>,
) -> Result<Option<(std::ops::Range<usize>, NameVariants)>, E> {
    if words[start].is_stop_word() {
        return Ok(None);
    }
    for end in (start + 1..=words.len().min(start + LONGEST)).rev() {
        let run = &words[start..end];
        if run[run.len() - 1].is_stop_word() {
            continue;
        }
        let texts: Vec<&str> = run.iter().map(|piece| piece.text).collect();
        if let Some(name) = known(&texts)? {
            return Ok(Some((start..end, name)));
        }
    }
    Ok(None)
}

fn joined(words: &[Piece<'_>]) -> String {
    words.iter().map(|piece| piece.text).collect::<Vec<_>>().join(" ")
}

/// The query in which each word of a name may also be met by the name.
///
/// `(a OR name) (b OR name)` finds what `(a b) OR name` finds, and gives an article that writes the name
/// in another way a score like that of one which writes it as the query does.
fn rewritten(words: &[Piece<'_>], all: bool, names: &[(std::ops::Range<usize>, NameVariants)]) -> Query {
    let mut clauses: Vec<Query> = words.iter().map(|piece| piece.query.clone()).collect();
    let mut further = Vec::new();
    for (range, name) in names {
        let run = &words[range.clone()];
        let named = name_query(name.field, joined(run));
        let with_others =
            Query::Bool { must: vec![named.clone()], should: others(run, name), must_not: Vec::new() };
        if !all {
            further.push(with_others);
            continue;
        }
        let mut alternative = Some(with_others);
        for at in range.clone().filter(|&at| !words[at].is_stop_word()) {
            let should = vec![clauses[at].clone(), alternative.take().unwrap_or_else(|| named.clone())];
            clauses[at] = Query::Bool { must: Vec::new(), should, must_not: Vec::new() };
        }
    }
    match (all, clauses.len() + further.len()) {
        (true, 1) => clauses.remove(0),
        (true, _) => Query::Bool { must: clauses, should: Vec::new(), must_not: Vec::new() },
        (false, _) => {
            clauses.extend(further);
            Query::Bool { must: Vec::new(), should: clauses, must_not: Vec::new() }
        }
    }
}

fn name_query(field: Field, text: String) -> Query {
    match text.contains(' ') {
        true => Query::Phrase { field, text, slop: 0 },
        false => Query::Word { field, text },
    }
}

/// The words of the other ways to write a name, which add to the score and are shown where they are.
fn others(run: &[Piece<'_>], name: &NameVariants) -> Vec<Query> {
    let mut known: Vec<String> = run.iter().flat_map(|piece| text::terms(piece.text)).collect();
    let mut out = Vec::new();
    for word in name.spellings.iter().flat_map(|form| text::words(form)) {
        let terms = text::terms(word.text);
        let telling = word.text.chars().nth(1).is_some() && !text::is_stop_word(&text::fold(word.text));
        if !telling || terms.iter().all(|term| known.contains(term)) || out.len() == MOST_OTHERS {
            continue;
        }
        known.extend(terms);
        out.push(Query::Word { field: Field::Any, text: word.text.to_owned() });
    }
    out
}

fn kind_name(field: Field) -> &'static str {
    match field {
        Field::Org => "organisation",
        Field::Place => "place",
        _ => "person",
    }
}

#[cfg(test)]
mod tests {
    use super::super::query::{ParseOptions, parse, without_stop_words};
    use super::*;

    /// Names of the tests, as a test's engine knows them.
    fn known(words: &[&str]) -> Result<Option<NameVariants>, ()> {
        let (field, also) = match words.join(" ").to_lowercase().as_str() {
            "sergey lavrov" => (Field::Person, "Sergei Lavrov"),
            "kim jong un" => (Field::Person, "Kim Jong-eun"),
            "lavrov" => (Field::Person, "Lavrow"),
            "bank of england" => (Field::Org, "BoE"),
            _ => return Ok(None),
        };
        Ok(Some(NameVariants { field, also: vec![also.to_owned()], spellings: vec![also.to_owned()] }))
    }

    fn read(text: &str, any: bool) -> Option<ExpandedNames> {
        let query = parse(text, &ParseOptions { any, ..ParseOptions::default() }).unwrap().query;
        expand_names(&query, text, known).unwrap()
    }

    fn rewritten(text: &str) -> String {
        read(text, false).map_or_else(String::new, |read| without_stop_words(read.query).to_string())
    }

    #[test]
    fn each_word_of_a_name_may_be_met_by_the_name() {
        assert_eq!(
            rewritten("talks Sergey Lavrov Vienna"),
            "talks (Sergey OR (+person:\"Sergey Lavrov\" OR Sergei)) (Lavrov OR person:\"Sergey Lavrov\") Vienna"
        );
        assert_eq!(rewritten("lavrov"), "lavrov OR (+person:lavrov OR Lavrow)");
        assert_eq!(
            rewritten("the Bank of England"),
            "(Bank OR (+org:\"Bank of England\" OR BoE)) (England OR org:\"Bank of England\")"
        );
    }

    #[test]
    fn names_with_a_hyphen_are_names() {
        assert_eq!(
            rewritten("Kim Jong-un"),
            "(Kim OR (+person:\"Kim Jong un\" OR eun)) (\"Jong un\" OR person:\"Kim Jong un\")"
        );
    }

    #[test]
    fn any_word_is_still_enough() {
        let read = read("talks Sergey Lavrov", true).unwrap();
        assert_eq!(
            read.query.to_string(),
            "talks OR Sergey OR Lavrov OR (+person:\"Sergey Lavrov\" OR Sergei)"
        );
        assert_eq!(read.names[0].words, "Sergey Lavrov");
    }

    #[test]
    fn what_says_exactly_what_is_meant_stays() {
        for text in [
            "\"Sergey Lavrov\"",
            "Sergey Lavrov -talks",
            "Sergey OR Lavrov",
            "Lavrov || Kerry",
            "headline:Lavrov",
            "Lavrov country:syria",
            "lavrov~1",
            "lavrov^2",
            "talks vienna",
            "",
            "the of",
        ] {
            assert_eq!(read(text, false), None, "{text}");
        }
    }

    #[test]
    fn long_texts_are_no_questions() {
        assert_eq!(read(&"Lavrov ".repeat(MOST_WORDS + 1), false), None);
        assert_eq!(read(&"Lavrov ".repeat(3), false).unwrap().names.len(), 3);
    }
}
