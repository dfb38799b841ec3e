//! Who wrote the article.

use serde_json::{Map, Value};

use super::jsonld::string;
use super::survey::Survey;
use super::trim::letters;
use crate::trace::Trace;
use crate::{byline, patterns};

/// `meta` elements that name the author.
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "dc:creator",
    "dc.creator.name",
    "cxenseparse:author",
    "article:author_name",
    "authors",
    "citation_author",
    "rbauthors",
    "article.author",
    "creator",
    "weibo:article:author",
    "articleauthor",
];

/// This many lines below the headline may hold the byline.
const LINES: usize = 10;

/// The people and agencies credited, with the rule that gave them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Credits {
    pub people: Vec<String>,
    pub agencies: Vec<String>,
    pub rule: String,
}

impl Credits {
    fn is_empty(&self) -> bool {
        self.people.is_empty() && self.agencies.is_empty()
    }

    fn note(&self, trace: &mut Trace) {
        for (field, names) in [("byline", &self.people), ("agency", &self.agencies)] {
            if !names.is_empty() {
                trace.note(field, &self.rule, &names.join(", "));
            }
        }
    }
}

/// The credits of a page; `source` is the outlet, which is not an author. `lines` are those below the headline.
pub(super) fn credits(survey: &Survey, source: Option<&str>, lines: &[&str], trace: &mut Trace) -> Credits {
    let rules: [&dyn Fn() -> Option<Credits>; 4] =
        [&|| json(survey, source), &|| meta(survey, source), &|| marked(survey, source), &|| visible(lines)];
    if trace.is_noting() {
        rules.iter().filter_map(|rule| rule()).for_each(|credits| credits.note(trace));
    }
    rules.iter().find_map(|rule| rule()).unwrap_or_default()
}

fn json(survey: &Survey, source: Option<&str>) -> Option<Credits> {
    let article = survey.json.article()?;
    let value = article.get("author").or_else(|| article.get("creator"))?;
    let mut names = Vec::new();
    collect(survey, value, &mut names);
    let found = sorted(names, "JSON-LD author", source.filter(|source| !is_eponym(value, source)));
    found.or_else(|| in_small_letters(value))
}

/// The one author, if it is a person whose name is written in small letters.
fn in_small_letters(author: &Value) -> Option<Credits> {
    let author = author.as_array().map_or(author, |authors| authors.first().unwrap_or(author));
    let is_person = author.get("@type").and_then(Value::as_str) == Some("Person");
    let name = author.get("name").and_then(Value::as_str)?.trim();
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_small = name.chars().all(|c| c.is_lowercase() || matches!(c, ' ' | '-' | '\''));
    let is_name = is_person && is_small && (2..=3).contains(&words.len());
    let capital = |word: &&str| -> String {
        let mut chars = word.chars();
        chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
    };
    // A desk or a role in small letters is none either.
    let is_nobody = byline::parse(&words.iter().map(capital).collect::<Vec<_>>().join(" ")).people.is_empty();
    (is_name && !is_nobody).then(|| Credits {
        people: vec![name.to_owned()],
        agencies: Vec::new(),
        rule: "JSON-LD author".to_owned(),
    })
}

/// True if the one author is a person after whom the outlet is named.
fn is_eponym(author: &Value, source: &str) -> bool {
    let is = |key: &str, text: &str| {
        author.get(key).and_then(Value::as_str).is_some_and(|value| letters(value) == text)
    };
    is("@type", "person") && is("name", &letters(source))
}

fn collect(survey: &Survey, value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(survey, item, names)),
        Value::Object(object) => names.extend(name(survey, object)),
        _ => names.extend(string(value)),
    }
}

fn name(survey: &Survey, author: &Map<String, Value>) -> Option<String> {
    let name = author.get("name").and_then(string);
    name.or_else(|| survey.json.by_id(author.get("@id")?.as_str()?)?.get("name").and_then(string))
}

fn meta(survey: &Survey, source: Option<&str>) -> Option<Credits> {
    AUTHORS.iter().find_map(|key| {
        let names = survey.metas(key).map(str::to_owned).collect();
        sorted(names, &format!("meta {key}"), source)
    })
}

/// Elements that the markup calls the byline; what they hold has to look like a name.
fn marked(survey: &Survey, source: Option<&str>) -> Option<Credits> {
    survey.bylines.iter().find_map(|line| {
        let mut credits = sorted(vec![line.clone()], "byline element", source)?;
        credits.people.retain(|name| byline::is_name(name) || byline::is_unspaced_name(name));
        Some(credits).filter(|credits| !credits.is_empty())
    })
}

/// A line near the headline that is marked as a byline.
fn visible(lines: &[&str]) -> Option<Credits> {
    // A line may give the date, too: `25.04.24 | 14:07 | Von Jane Roe`.
    let in_parts = |line: &str| line.split('|').skip(1).find_map(|part| byline::in_line(part.trim()));
    let found = lines.iter().take(LINES).find_map(|line| byline::in_line(line).or_else(|| in_parts(line)))?;
    Some(Credits {
        people: found.people,
        agencies: found.agencies,
        rule: "byline near the headline".to_owned(),
    })
}

/// People and agencies of raw author fields; `None` if nothing usable is among them.
fn sorted(raw: Vec<String>, rule: &str, source: Option<&str>) -> Option<Credits> {
    let mut credits = Credits { rule: rule.to_owned(), ..Credits::default() };
    for raw in raw.iter().filter(|raw| is_text(raw)) {
        let byline = byline::parse(without_title(raw));
        push_new(&mut credits.people, byline.people, source);
        push_new(&mut credits.agencies, byline.agencies, source);
    }
    Some(credits).filter(|credits| !credits.is_empty())
}

/// A name without the Korean word for reporter behind it.
fn without_title(raw: &str) -> &str {
    raw.trim().strip_suffix("기자").map_or(raw, str::trim_end)
}

/// Adds names that are new and are not the outlet itself.
fn push_new(list: &mut Vec<String>, names: Vec<String>, source: Option<&str>) {
    let source = source.map(letters);
    for name in names {
        let key = letters(&name);
        let is_source = source.as_ref().is_some_and(|source| key == *source);
        if !is_source && !key.is_empty() && !list.contains(&name) {
            list.push(name);
        }
    }
}

/// True unless the value is an address, an account, or the word `By` alone.
fn is_text(raw: &str) -> bool {
    !raw.contains("://")
        && !patterns::BYLINE_ALONE.is_match(raw)
        && !raw.trim_start().starts_with(['@', '#', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use dom_query::Document;

    fn found(html: &str) -> Credits {
        credits(&Survey::of(&Document::from(html)), Some("Oslo Post"), &["By John Doe"], &mut Trace::silent())
    }

    #[test]
    fn authors_of_json_ld_are_objects_strings_or_lists() {
        for author in [
            r#"{"@type":"Person","name":"Jane Roe"}"#,
            r#""By Jane Roe""#,
            r#"[{"name":"Jane Roe"},{"name":"Oslo Post"}]"#,
            r#"{"@id":"a"}"#,
        ] {
            let html = format!(
                r#"<script type="application/ld+json">[{{"@type":"Article","headline":"T","author":{author}}},
                {{"@type":"Person","@id":"a","name":"Jane Roe"}}]</script>"#
            );
            assert_eq!(found(&html).people, ["Jane Roe"], "{author}");
        }
    }

    #[test]
    fn names_in_small_letters_and_with_titles_are_read() {
        let json = |name: &str| {
            format!(
                r#"<script type="application/ld+json">{{"@type":"Article","headline":"T","author":{{"@type":"Person","name":"{name}"}}}}</script>"#
            )
        };
        assert_eq!(found(&json("jane roe")).people, ["jane roe"]);
        assert_eq!(found(&json("news desk")).people, ["John Doe"]);
        assert_eq!(found("<meta name=author content='신현주 기자'>").people, ["신현주"]);
    }

    #[test]
    fn agencies_are_no_people() {
        let credits = found("<meta name=author content='Jane Roe and Reuters'>");
        assert_eq!(
            (credits.people, credits.agencies),
            (vec!["Jane Roe".to_owned()], vec!["Reuters".to_owned()])
        );
    }

    #[test]
    fn a_line_near_the_headline_serves_without_markup() {
        assert_eq!(found("<h1>T</h1>").people, ["John Doe"]);
    }

    #[test]
    fn addresses_are_no_names() {
        let html = "<meta property=article:author content='https://example.org/jane'><h1>T</h1><p class=byline>By Jane Roe</p>";
        let credits = found(html);
        assert_eq!((credits.people, credits.rule.as_str()), (vec!["Jane Roe".to_owned()], "byline element"));
    }
}
