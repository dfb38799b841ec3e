//! CSL-JSON, the form of references of citation processors.

use dateline_core::article::Article;
use serde_json::{Map, Value, json};

use super::Quotation;
use super::parts::{Author, authors, custody, date, one_line};

/// A list of one item, since those who read CSL-JSON expect a list.
pub(super) fn list(article: &Article, quotation: Option<&Quotation>) -> String {
    format!("{:#}\n", json!([item(article, quotation)]))
}

/// An article as an item.
pub fn item(article: &Article, quotation: Option<&Quotation>) -> Value {
    let mut item = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        item.extend(value.map(|value| (key.to_owned(), value)));
    };
    let text = |text: &Option<String>| {
        text.as_deref().map(one_line).filter(|text| !text.is_empty()).map(Value::from)
    };
    set("id", Some(article.id.as_str().into()));
    set("type", Some("article-newspaper".into()));
    set("title", text(&article.headline));
    let authors: Vec<Value> = authors(article).iter().map(name).collect();
    set("author", (!authors.is_empty()).then(|| authors.into()));
    set("container-title", text(&article.source));
    let date = date(article);
    set("issued", (!date.is_empty()).then(|| json!({"date-parts": [date]})));
    set("section", text(&article.section));
    set("abstract", text(&article.standfirst));
    set("URL", text(&article.url));
    set("language", text(&article.language));
    set("note", Some(custody(article).into()));
    set("custom", quotation.map(|quotation| json!({"quote": quotation.json()})));
    Value::Object(item)
}

fn name(author: &Author) -> Value {
    match author {
        Author::Person { given, family } => json!({"family": family, "given": given}),
        Author::Literal(name) => json!({"literal": name}),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article, quotation};
    use super::*;

    #[test]
    fn an_article_is_an_item_of_a_list() {
        let read: Value = serde_json::from_str(&list(&article(), Some(&quotation()))).unwrap();
        let item = &read[0];
        assert_eq!((&item["type"], &item["id"]), (&json!("article-newspaper"), &json!("a1-b2")));
        assert_eq!(item["title"], "Talks end: {50% & \"more\"} \\ two_three");
        assert_eq!(
            item["author"],
            json!([{"family": "Hartwell", "given": "Anna"}, {"literal": "Xi Jinping"}, {"literal": "Trade and Industry Desk"}])
        );
        assert_eq!(item["issued"], json!({"date-parts": [[2015, 10, 23]]}));
        assert_eq!(item["custom"]["quote"]["bytes"], json!([[120, 143]]));
    }

    #[test]
    fn what_is_not_known_has_no_key() {
        let item = item(&Article { id: "x".into(), ..Article::default() }, None);
        assert_eq!(item.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "type", "note"]);
    }
}
