//! How a score came about.

use serde_json::Value;
use tantivy::query::Query as TantivyQuery;
use tantivy::{DocAddress, Searcher};

use dateline_search::response::Explanation;

/// The parts of the score of one article.
pub(super) fn explain(
    searcher: &Searcher,
    query: &dyn TantivyQuery,
    address: DocAddress,
) -> tantivy::Result<Explanation> {
    let explanation = query.explain(searcher, address)?;
    // tantivy gives its explanations as JSON only.
    let json = serde_json::from_str(&explanation.to_pretty_json()).unwrap_or_default();
    Ok(convert(&json))
}

/// The parts of a score after reranking: the score of the first stage is below, and is not added.
pub(super) fn with_reranking(first: Explanation, reranked: Option<Explanation>) -> Explanation {
    let Some(mut reranked) = reranked else { return first };
    let details = vec![first];
    let description = "first stage, which selected the articles; not added to the score".to_owned();
    reranked.details.push(Explanation { value: details[0].value, description, details });
    reranked
}

fn convert(json: &Value) -> Explanation {
    let context = json["context"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let mut description = json["description"].as_str().unwrap_or_default().to_owned();
    for line in context {
        description.push_str(&format!(" [{line}]"));
    }
    Explanation {
        value: json["value"].as_f64().unwrap_or_default() as f32,
        description,
        details: json["details"].as_array().into_iter().flatten().map(convert).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_parts_are_kept() {
        let json = serde_json::json!({
            "value": 2.5, "description": "sum", "details": [{"value": 1.5, "description": "a", "context": ["Term=x"]}]
        });
        let explanation = convert(&json);
        assert_eq!(explanation.details[0].description, "a [Term=x]");
        assert_eq!(explanation.value, 2.5);
    }
}
