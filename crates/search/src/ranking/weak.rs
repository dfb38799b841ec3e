//! Words that were not typed and are likely meant: the right spelling of a word that no article has, and other words
//! for the countries in a query.

use super::feedback::Weighted;

/// Other terms for one word of the query.
#[derive(Debug, Clone, PartialEq)]
pub struct Weak {
    /// The term as typed.
    pub typed: String,
    /// The other terms.
    pub other: Vec<String>,
    /// What each of them counts against the typed one, at most.
    pub weight: f32,
}

/// The other terms with their weights, each once.
///
/// No term counts more than the typed one, however rare it is, nor is it worth less for being frequent than it is.
pub fn weighted(weak: &[Weak], typed: &[Weighted], idf: &dyn Fn(&str) -> f32) -> Vec<Weighted> {
    let mut out: Vec<Weighted> = Vec::new();
    for Weak { typed: own, other, weight } in weak {
        let is_typed = |term: &String| typed.iter().any(|known| known.term == *term);
        for term in other.iter().filter(|term| !is_typed(term)) {
            let weight = weight * (idf(own) / idf(term).max(f32::MIN_POSITIVE)).min(1.0);
            match out.iter_mut().find(|known| known.term == *term) {
                Some(known) => known.weight = known.weight.max(weight),
                None => out.push(Weighted { term: term.clone(), weight }),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_words_count_less_and_no_more_for_being_rare() {
        let weak = |typed: &str, other: &[&str], weight| Weak {
            typed: typed.into(),
            other: other.iter().map(|&term| term.to_owned()).collect(),
            weight,
        };
        let typed = [Weighted { term: "common".into(), weight: 1.0 }];
        let idf = |term: &str| if term.starts_with("rare") { 8.0 } else { 2.0 };
        let both = [weak("common", &["common", "rare"], 0.5), weak("x", &["rare", "y"], 0.8)];
        let found: Vec<(String, f32)> =
            weighted(&both, &typed, &idf).into_iter().map(|word| (word.term, word.weight)).collect();
        assert_eq!(found, [("rare".to_owned(), 0.2), ("y".to_owned(), 0.8)]);
    }
}
