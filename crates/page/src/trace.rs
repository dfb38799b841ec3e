//! What each rule found for each field, recorded on request.
//!
//! ```ignore
//! let mut trace = Trace::noting();
//! let url = trace.choose("url", &[&|| canonical(survey), &|| og_url(survey)]);
//! ```
//!
//! A silent trace, as reading uses it, asks no rule after the first that gives a value.

use std::collections::BTreeMap;

use dateline_core::article::{Article, Candidate, Explained};

/// A value and the rule that gave it.
pub(crate) type Found = (String, String);

/// A value is noted up to this many characters.
const LONGEST: usize = 300;

/// This many candidates are noted for a field.
const MOST: usize = 12;

/// Notes what rules say, or nothing.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    fields: Option<BTreeMap<&'static str, Vec<Candidate>>>,
}

impl Trace {
    /// A trace that notes nothing.
    pub fn silent() -> Trace {
        Trace::default()
    }

    /// A trace that notes everything.
    pub fn noting() -> Trace {
        Trace { fields: Some(BTreeMap::new()) }
    }

    /// True if somebody wants to know.
    pub fn is_noting(&self) -> bool {
        self.fields.is_some()
    }

    /// The value of the first rule that gives one; while recording, every rule runs.
    pub fn choose(&mut self, field: &'static str, rules: &[&dyn Fn() -> Option<Found>]) -> Option<Found> {
        if !self.is_noting() {
            return rules.iter().find_map(|rule| rule());
        }
        let found: Vec<Found> = rules.iter().filter_map(|rule| rule()).collect();
        found.iter().for_each(|(value, rule)| self.note(field, rule, value));
        found.into_iter().next()
    }

    /// Records what a rule found.
    pub fn note(&mut self, field: &'static str, rule: &str, value: &str) {
        let Some(fields) = &mut self.fields else { return };
        let candidates = fields.entry(field).or_default();
        let candidate = Candidate { rule: rule.to_owned(), value: shortened(value) };
        if candidates.len() < MOST && !candidates.contains(&candidate) {
            candidates.push(candidate);
        }
    }

    /// Combines what was recorded with the chosen value.
    pub fn explain(self, article: &mut Article) {
        let Some(mut fields) = self.fields else { return };
        for (field, rule) in &article.found {
            let value = shortened(&taken(article, field));
            let mut others = fields.remove(field.as_str()).unwrap_or_default();
            others.retain(|other| other.rule != *rule || other.value != value);
            article.explain.insert(field.clone(), Explained { value, rule: rule.clone(), others });
        }
        for (field, others) in fields {
            let refused = Explained { others, ..Explained::default() };
            article.explain.insert(field.to_owned(), refused);
        }
    }
}

/// The value of a field as text.
fn taken(article: &Article, field: &str) -> String {
    let text = match field {
        "headline" => &article.headline,
        "standfirst" => &article.standfirst,
        "dateline" => &article.dateline,
        "published" => &article.published,
        "updated" => &article.updated,
        "source" => &article.source,
        "url" => &article.url,
        "section" => &article.section,
        "language" => &article.language,
        "byline" => return article.byline.join(", "),
        "agency" => return article.agency.join(", "),
        "captions" => return article.captions.join(" | "),
        "paywall" => return article.paywall.to_string(),
        _ => return article.body.clone(),
    };
    text.clone().unwrap_or_default()
}

/// The start of a long value.
fn shortened(value: &str) -> String {
    match value.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", value[..end].trim_end()),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    fn found(value: &str, rule: &str) -> Option<Found> {
        Some((value.to_owned(), rule.to_owned()))
    }

    #[test]
    fn a_silent_trace_stops_at_the_first_value() {
        let asked = Cell::new(0);
        let rule = |value: Option<Found>| {
            asked.set(asked.get() + 1);
            value
        };
        let rules: [&dyn Fn() -> Option<Found>; 3] =
            [&|| rule(None), &|| rule(found("a", "first")), &|| rule(found("b", "second"))];
        assert_eq!(Trace::silent().choose("url", &rules), found("a", "first"));
        assert_eq!(asked.get(), 2);
        assert_eq!(Trace::noting().choose("url", &rules), found("a", "first"));
        assert_eq!(asked.get(), 5);
    }

    #[test]
    fn what_was_taken_is_told_from_what_others_said() {
        let mut trace = Trace::noting();
        trace.note("headline", "h1", "Ferry stays");
        trace.note("headline", "title element", "Ferry stays | Post");
        trace.note("published", "line", "2019-10-12");
        let mut article = Article { headline: Some("Ferry stays".into()), ..Article::default() };
        article.note("headline", "h1");
        trace.explain(&mut article);
        let headline = &article.explain["headline"];
        assert_eq!((headline.value.as_str(), headline.rule.as_str()), ("Ferry stays", "h1"));
        assert_eq!(headline.others.len(), 1);
        assert_eq!(article.explain["published"].rule, "");
    }
}
