//! What was found out, in words and as JSON.

use serde::Serialize;

/// Help with a search that found nothing or little; empty where there is nothing to say.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Help {
    /// How many articles the search found.
    #[serde(skip)]
    pub found: u64,
    /// Words, names and countries that no article has.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nowhere: Vec<Nowhere>,
    /// The query or a filter with what was probably meant.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub did_you_mean: Vec<Suggestion>,
    /// The search with a condition in a wider sense.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Suggestion>,
    /// How many articles the search finds without one of its conditions, where that is more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<Counted>,
    /// How many it finds without all its filters, where to leave out one does not help.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_filters: Option<u64>,
    /// How many articles each condition finds alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alone: Vec<Counted>,
    /// How many articles there are to be browsed, where nothing was found and no other search can be offered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browse: Option<u64>,
    /// How many articles have any of the words, where all were requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub any: Option<u64>,
}

/// A condition with a number of articles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// The condition as it is written.
    pub clause: String,
    /// How many articles.
    pub articles: u64,
}

/// Something that no article has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nowhere {
    /// The condition as it is written.
    pub clause: String,
    /// That no article has it, in words.
    #[serde(skip)]
    pub says: String,
    /// What is written nearly so, each with how many articles it finds alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<Counted>,
}

/// Another search that finds something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// The condition it is in place of.
    pub instead_of: String,
    /// The whole query or the filter, as it is to be written.
    pub search: String,
    /// How many articles it finds.
    pub articles: u64,
}

impl Help {
    /// True if there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.advice().is_empty()
    }

    /// True if there is another search to try.
    pub fn has_other_search(&self) -> bool {
        let is_near = self.nowhere.iter().any(|nowhere| !nowhere.near.is_empty());
        let is_wider = self.without_filters.is_some() || self.any.is_some();
        let lists = [&self.did_you_mean, &self.instead];
        is_near || is_wider || !self.without.is_empty() || lists.iter().any(|list| !list.is_empty())
    }

    /// The help as lines to read; the first says what was found.
    pub fn lines(&self) -> Vec<String> {
        let head = match self.found {
            0 => "nothing found".to_owned(),
            1 => "only 1 article found".to_owned(),
            found => format!("only {found} articles found"),
        };
        let advice = self.advice();
        match advice.as_slice() {
            [only] => vec![format!("{head}: {only}")],
            _ => std::iter::once(head).chain(advice).collect(),
        }
    }

    fn advice(&self) -> Vec<String> {
        let lines = [
            self.meant(),
            self.replaced(),
            self.left_out(),
            self.each_alone(),
            self.any_word(),
            self.browsed(),
        ];
        lines.into_iter().flatten().collect()
    }

    /// What no article has, and what was probably meant.
    fn meant(&self) -> Option<String> {
        let mut says: Vec<String> = Vec::new();
        says.extend(sentence(self.nowhere.iter().map(|nowhere| nowhere.says.clone()), "; "));
        if !self.did_you_mean.is_empty() {
            let searches = self.did_you_mean.iter().map(|meant| with_count(&meant.search, meant.articles));
            says.extend(sentence(searches, " or ").map(|list| format!("did you mean {list}?")));
            return Some(says.join("; "));
        }
        let is_told =
            |nowhere: &&Nowhere| self.instead.iter().any(|other| other.instead_of == nowhere.clause);
        let near = self.nowhere.iter().filter(|nowhere| !is_told(nowhere)).flat_map(|nowhere| &nowhere.near);
        let near = near.map(|near| with_count(&near.clause, near.articles));
        says.extend(sentence(near, ", ").map(|list| format!("similar: {list}")));
        (!says.is_empty()).then(|| says.join("; "))
    }

    fn replaced(&self) -> Option<String> {
        let one = |other: &Suggestion| {
            format!("try {} instead of {}", with_count(&other.search, other.articles), other.instead_of)
        };
        sentence(self.instead.iter().map(one), "; ")
    }

    fn left_out(&self) -> Option<String> {
        let one = |left: &Counted| format!("without {}: {}", left.clause, left.articles);
        let all = self.without_filters.map(|articles| format!("without the filters: {articles}"));
        sentence(self.without.iter().map(one).chain(all), ", ")
    }

    /// Of two conditions, what each finds alone is what is found without the other.
    fn each_alone(&self) -> Option<String> {
        if self.alone.len() < 3 {
            return None;
        }
        let one = |alone: &Counted| format!("{} {}", alone.clause, alone.articles);
        let is_somewhere =
            |alone: &&Counted| !self.nowhere.iter().any(|nowhere| nowhere.clause == alone.clause);
        sentence(self.alone.iter().filter(is_somewhere).map(one), ", ").map(|list| format!("alone: {list}"))
    }

    fn browsed(&self) -> Option<String> {
        Some(match self.browse? {
            0 => "the index has no articles; add some: dateline index FOLDER".to_owned(),
            articles => format!(
                "to see what there is: dateline facets --by country,person,source; dateline search --sort newest ({articles})"
            ),
        })
    }

    fn any_word(&self) -> Option<String> {
        let told = self.without.iter().map(|left| left.articles).max().unwrap_or(0);
        self.any
            .filter(|any| *any > told)
            .map(|articles| format!("with --any (any word matches): {articles}"))
    }
}

fn with_count(what: &str, articles: u64) -> String {
    format!("{what} ({articles})")
}

/// The parts with a separator between them; none if there is none.
fn sentence(parts: impl Iterator<Item = String>, separator: &str) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    (!parts.is_empty()).then(|| parts.join(separator))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(clause: &str, articles: u64) -> Counted {
        Counted { clause: clause.into(), articles }
    }

    fn suggestion(search: &str, articles: u64) -> Suggestion {
        Suggestion { instead_of: "Lavrof".into(), search: search.into(), articles }
    }

    fn nowhere() -> Nowhere {
        Nowhere {
            clause: "Lavrof".into(),
            says: "no article contains Lavrof".into(),
            near: vec![counted("Lavrov", 12)],
        }
    }

    #[test]
    fn one_piece_of_advice_stands_on_one_line() {
        let help = Help {
            nowhere: vec![nowhere()],
            did_you_mean: vec![suggestion("Lavrov", 12)],
            ..Help::default()
        };
        assert_eq!(help.lines(), ["nothing found: no article contains Lavrof; did you mean Lavrov (12)?"]);
        let help = Help { nowhere: vec![nowhere()], ..Help::default() };
        assert_eq!(help.lines(), ["nothing found: no article contains Lavrof; similar: Lavrov (12)"]);
    }

    #[test]
    fn several_stand_below_each_other() {
        let help = Help {
            found: 2,
            without: vec![counted("--country France", 12), counted("truce", 9)],
            alone: vec![counted("truce", 45), counted("--country France", 3), counted("talks", 9)],
            any: Some(50),
            instead: vec![suggestion("mentions:France", 4)],
            ..Help::default()
        };
        assert_eq!(
            help.lines(),
            [
                "only 2 articles found",
                "try mentions:France (4) instead of Lavrof",
                "without --country France: 12, without truce: 9",
                "alone: truce 45, --country France 3, talks 9",
                "with --any (any word matches): 50",
            ]
        );
    }

    #[test]
    fn nothing_is_said_twice() {
        let help = Help {
            without: vec![counted("Lavrof", 45)],
            alone: vec![counted("truce", 45), counted("Lavrof", 0)],
            any: Some(45),
            nowhere: vec![Nowhere { near: vec![], ..nowhere() }],
            ..Help::default()
        };
        assert_eq!(help.lines(), ["nothing found", "no article contains Lavrof", "without Lavrof: 45"]);
    }

    #[test]
    fn what_has_no_other_search_ends_in_something_to_type() {
        let help = Help {
            browse: Some(40),
            nowhere: vec![Nowhere { near: vec![], ..nowhere() }],
            ..Help::default()
        };
        assert!(!help.has_other_search());
        assert!(help.lines()[2].ends_with("dateline search --sort newest (40)"), "{:?}", help.lines());
        assert!(Help { any: Some(3), ..Help::default() }.has_other_search());
        assert!(Help { browse: Some(0), ..Help::default() }.lines()[0].ends_with("dateline index FOLDER"));
    }

    #[test]
    fn json_has_only_what_there_is_to_say() {
        assert!(Help::default().is_empty());
        let help = Help { without: vec![counted("truce", 9)], ..Help::default() };
        let json = serde_json::to_string(&help).unwrap();
        assert_eq!(json, r#"{"without":[{"clause":"truce","articles":9}]}"#);
        assert!(!help.is_empty());
    }
}
