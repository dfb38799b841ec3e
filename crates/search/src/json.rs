//! The JSON of an answer, which scripts hold on to; keys are in the order of the documentation.

use serde_json::{Map, Value, json};

use super::response::{Explanation, Facet, FacetCount, Hit, Nearest, Response};
use super::snippets::Snippet;
use dateline_core::article::{Article, Country};

/// What is before the hits: the total, the warnings and the facets, and help if there is any.
pub fn header_json(response: &Response, query: &str) -> Value {
    let mut header = json!({
        "total": response.total,
        "total_relation": response.relation.name(),
        "undated": response.undated,
        "took_ms": u64::try_from(response.took.as_millis()).unwrap_or(u64::MAX),
        "query": query,
        "warnings": response.warnings,
        "facets": facets_json(&response.facets),
    });
    if !response.joins.is_empty() {
        header["joined"] = json!(response.joins);
    }
    if let Some(help) = &response.help {
        header["help"] = json!(help);
    }
    if !response.nearest.is_empty() {
        header["nearest"] = response.nearest.iter().map(nearest_json).collect();
    }
    if let Some(stories) = response.stories {
        header["stories"] = stories.into();
    }
    if !response.names.is_empty() {
        header["names"] = json!(response.names);
    }
    if let Some(groups) = &response.groups {
        header["group_by"] = groups.field.name().into();
        header["groups_total"] = groups.total.into();
        header["groups"] = json!(groups.page);
    }
    header
}

/// The hits of an answer, each with its group where they are in groups.
pub fn hits_json(response: &Response) -> impl Iterator<Item = Value> {
    response.hits_in_groups().map(|(group, hit)| {
        let mut line = hit_json(hit);
        if let Some(group) = group {
            line["group"] = json!(group.value);
        }
        line
    })
}

/// An article that does not match, with the words that it lacks.
fn nearest_json(nearest: &Nearest) -> Value {
    let mut line = hit_json(&nearest.hit);
    line["without"] = json!(nearest.without);
    line
}

/// One hit; what the article does not have is left out.
pub fn hit_json(hit: &Hit) -> Value {
    let mut out = Map::new();
    out.insert("rank".into(), hit.rank.into());
    out.insert("score".into(), number(hit.score));
    insert_article(&mut out, &hit.article);
    out.insert("snippets".into(), hit.snippets.iter().map(snippet_json).collect());
    if let Some(explanation) = &hit.explanation {
        out.insert("explanation".into(), explanation_json(explanation));
    }
    if let Some(story) = hit.story {
        out.insert("story".into(), story.into());
    }
    if !hit.copies.is_empty() {
        out.insert("copies".into(), json!(hit.copies));
    }
    if hit.more_copies > 0 {
        out.insert("more_copies".into(), hit.more_copies.into());
    }
    Value::Object(out)
}

/// Facets as an object of lists.
fn facets_json(facets: &[Facet]) -> Value {
    let list = |facet: &Facet| {
        let values = facet.values.iter().map(|value| json!(value));
        (facet.field.name().to_owned(), values.chain(undated_json(facet)).collect())
    };
    Value::Object(facets.iter().map(list).collect())
}

/// The articles that a timeline has no period for.
fn undated_json(facet: &Facet) -> Option<Value> {
    let count = facet.undated.filter(|count| *count > 0)?;
    Some(json!({"value": null, "name": "no date", "count": count}))
}

/// The facets with a value each, for one line each; in a tree each value is before those below it.
pub fn facet_lines_json(facets: &[Facet]) -> Vec<Value> {
    let mut out = Vec::new();
    for facet in facets {
        push_lines(&mut out, facet.field.name(), &facet.values, &mut Vec::new());
        out.extend(undated_json(facet).map(|undated| {
            let (name, count) = (&undated["name"], &undated["count"]);
            json!({"facet": facet.field.name(), "value": null, "name": name, "count": count})
        }));
    }
    out
}

fn push_lines<'a>(out: &mut Vec<Value>, facet: &str, values: &'a [FacetCount], path: &mut Vec<&'a str>) {
    for value in values {
        let mut line =
            json!({"facet": facet, "value": value.value, "name": value.name, "count": value.count});
        if let Some(archive) = value.archive {
            line["archive"] = archive.into();
        }
        if !value.forms.is_empty() {
            line["forms"] = json!(value.forms);
        }
        path.push(&value.value);
        if let Some(level) = value.level {
            line["level"] = level.name().into();
            line["path"] = json!(path);
        }
        out.push(line);
        push_lines(out, facet, &value.below, path);
        path.pop();
    }
}

fn insert_article(out: &mut Map<String, Value>, article: &Article) {
    out.insert("id".into(), article.id.as_str().into());
    out.insert("path".into(), article.path.as_str().into());
    out.insert("record".into(), article.record.into());
    let texts = [
        ("headline", &article.headline),
        ("standfirst", &article.standfirst),
        ("source", &article.source),
        ("published", &article.published),
        ("url", &article.url),
        ("language", &article.language),
    ];
    for (key, text) in texts {
        if let Some(text) = text {
            out.insert(key.into(), text.as_str().into());
        }
    }
    out.insert("countries".into(), article.countries.iter().map(country_json).collect());
    let said = [
        ("corrected", json!(article.corrected)),
        ("tags", json!(article.tags)),
        ("notes", json!(article.notes)),
    ];
    for (key, said) in
        said.into_iter().filter(|(_, said)| said.as_array().is_some_and(|list| !list.is_empty()))
    {
        out.insert(key.into(), said);
    }
}

fn country_json(country: &Country) -> Value {
    json!({
        "code": country.code,
        "name": country.name,
        "role": country.role,
        "score": number(country.score),
        "evidence": country.evidence,
    })
}

fn snippet_json(snippet: &Snippet) -> Value {
    json!(snippet)
}

fn explanation_json(explanation: &Explanation) -> Value {
    let mut out = Map::new();
    out.insert("value".into(), number(explanation.value));
    out.insert("description".into(), explanation.description.as_str().into());
    if !explanation.details.is_empty() {
        out.insert("details".into(), explanation.details.iter().map(explanation_json).collect());
    }
    Value::Object(out)
}

/// The number with the fewest digits that is this `f32`; widened as it is, 0.61 would read 0.6100000143051147.
fn number(value: f32) -> Value {
    value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::name_expansion::NameInQuery;
    use super::super::request::FacetField;
    use super::super::response::{Group, Groups, Level, OtherCopy, TotalRelation};
    use super::*;
    use dateline_core::article::{Mention, Role, TextField};

    fn evidence() -> Mention {
        Mention { field: TextField::Headline, item: None, start: 9, end: 14, text: "Syria".into() }
    }

    fn article() -> Article {
        Article {
            id: "a1".into(),
            path: "news/a.jsonl".into(),
            record: 3,
            headline: Some("Talks on Syria".into()),
            published: Some("2015-10-23".into()),
            countries: vec![Country {
                code: "SY".into(),
                name: "Syria".into(),
                role: Role::About,
                score: 0.61,
                evidence: vec![evidence()],
            }],
            ..Article::default()
        }
    }

    #[test]
    fn the_header_is_as_documented() {
        let count =
            FacetCount { value: "SY".into(), name: "Syria".into(), count: 12, ..FacetCount::default() };
        let response = Response {
            total: 12,
            relation: TotalRelation::AtLeast,
            took: Duration::from_micros(1900),
            facets: vec![Facet {
                field: FacetField::Country,
                articles: 20,
                stories: None,
                distinct: 1,
                values: vec![count],
                undated: None,
            }],
            warnings: vec!["w".into()],
            ..Response::default()
        };
        assert_eq!(
            header_json(&response, "war").to_string(),
            r#"{"total":12,"total_relation":"gte","undated":0,"took_ms":1,"query":"war","warnings":["w"],"facets":{"country":[{"value":"SY","name":"Syria","count":12}]}}"#
        );
        let lines: Vec<String> = facet_lines_json(&response.facets).iter().map(Value::to_string).collect();
        assert_eq!(lines, [r#"{"facet":"country","value":"SY","name":"Syria","count":12}"#]);
    }

    #[test]
    fn lines_of_a_tree_tell_their_way_from_the_top() {
        let value = |value: &str, level, below| {
            let (value, name) = (value.to_owned(), value.to_owned());
            FacetCount { value, name, count: 2, level: Some(level), below, ..FacetCount::default() }
        };
        let place = value("Aleppo", Level::Place, vec![]);
        let country = value("SY", Level::Country, vec![place]);
        let region = value("Western Asia", Level::Region, vec![country]);
        let facet = Facet {
            field: FacetField::Country,
            articles: 2,
            stories: None,
            distinct: 1,
            values: vec![region],
            undated: None,
        };
        let lines: Vec<String> = facet_lines_json(&[facet]).iter().map(Value::to_string).collect();
        assert_eq!(lines.len(), 3);
        assert_eq!(
            lines[2],
            r#"{"facet":"country","value":"Aleppo","name":"Aleppo","count":2,"level":"place","path":["Western Asia","SY","Aleppo"]}"#
        );
    }

    #[test]
    fn a_timeline_tells_what_bears_no_date() {
        let month = FacetCount {
            value: "2015-10".into(),
            name: "October 2015".into(),
            count: 12,
            ..FacetCount::default()
        };
        let facet = Facet {
            field: FacetField::Month,
            articles: 14,
            stories: None,
            distinct: 1,
            values: vec![month],
            undated: Some(2),
        };
        let lines: Vec<String> =
            facet_lines_json(std::slice::from_ref(&facet)).iter().map(Value::to_string).collect();
        assert_eq!(
            lines,
            [
                r#"{"facet":"month","value":"2015-10","name":"October 2015","count":12}"#,
                r#"{"facet":"month","value":null,"name":"no date","count":2}"#
            ]
        );
        assert_eq!(facets_json(&[facet])["month"][1]["count"], 2);
    }

    #[test]
    fn a_hit_is_as_documented() {
        let snippet = Snippet {
            field: "body".into(),
            item: None,
            text: "Syria".into(),
            highlights: vec![[0, 5]],
            at: Some(0),
        };
        let copy = OtherCopy {
            id: "b".into(),
            path: "/y".into(),
            record: 2,
            headline: None,
            source: Some("The Harbour Courier".into()),
            published: None,
            url: None,
        };
        let hit = Hit {
            rank: 1,
            score: 7.3,
            article: article(),
            snippets: vec![snippet],
            explanation: None,
            story: Some(4),
            copies: vec![copy],
            more_copies: 0,
        };
        assert_eq!(
            hit_json(&hit).to_string(),
            concat!(
                r#"{"rank":1,"score":7.3,"id":"a1","path":"news/a.jsonl","record":3,"headline":"Talks on Syria","#,
                r#""published":"2015-10-23","countries":[{"code":"SY","name":"Syria","role":"about","score":0.61,"#,
                r#""evidence":[{"field":"headline","start":9,"end":14,"text":"Syria"}]}],"#,
                r#""snippets":[{"field":"body","text":"Syria","highlights":[[0,5]]}],"#,
                r#""story":4,"copies":[{"id":"b","path":"/y","record":2,"source":"The Harbour Courier"}]}"#
            )
        );
    }

    #[test]
    fn recognised_names_are_told() {
        let name = NameInQuery {
            words: "Sergey Lavrov".into(),
            kind: "person",
            also: vec!["Sergei Lavrov".into()],
            spellings: vec![],
        };
        let response = Response { names: vec![name], ..Response::default() };
        assert_eq!(
            header_json(&response, "Sergey Lavrov")["names"].to_string(),
            r#"[{"words":"Sergey Lavrov","type":"person","also":["Sergei Lavrov"]}]"#
        );
    }

    #[test]
    fn hits_tell_their_group() {
        let hit = |rank| Hit {
            rank,
            score: 1.0,
            article: article(),
            snippets: vec![],
            explanation: None,
            story: None,
            copies: vec![],
            more_copies: 0,
        };
        let group = |value: Option<&str>, hits| Group {
            value: value.map(str::to_owned),
            name: value.unwrap_or("no source").to_owned(),
            count: 4,
            hits,
        };
        let page = vec![group(Some("Le Quai"), 2), group(None, 1)];
        let groups = Some(Groups { field: FacetField::Source, total: 9, page });
        let response = Response { groups, hits: vec![hit(1), hit(2), hit(3)], ..Response::default() };
        let of_hits: Vec<Value> = hits_json(&response).map(|line| line["group"].clone()).collect();
        assert_eq!(of_hits, [json!("Le Quai"), json!("Le Quai"), Value::Null]);
        let header = header_json(&response, "war");
        assert_eq!((&header["group_by"], &header["groups_total"]), (&json!("source"), &json!(9)));
        assert_eq!(
            header["groups"].to_string(),
            r#"[{"value":"Le Quai","name":"Le Quai","count":4,"hits":2},{"value":null,"name":"no source","count":4,"hits":1}]"#
        );
    }

    #[test]
    fn explanations_nest() {
        let part = Explanation { value: 0.1, description: "part".into(), details: vec![] };
        let whole = Explanation { value: 0.1, description: "sum".into(), details: vec![part] };
        assert_eq!(
            explanation_json(&whole).to_string(),
            r#"{"value":0.1,"description":"sum","details":[{"value":0.1,"description":"part"}]}"#
        );
    }

    #[test]
    fn numbers_that_json_lacks_are_null() {
        assert_eq!(number(f32::NAN), Value::Null);
        assert_eq!(number(2.0).to_string(), "2.0");
    }
}
