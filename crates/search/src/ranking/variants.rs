//! The words of other ways to write the names in a query.
//!
//! An article that writes a name in another way is worth nearly as much as one that writes it as it was
//! typed, and not more, however rare its way of writing is.

use super::Ranking;
use super::feedback::Weighted;

/// Another way to write a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    /// The name as it was typed.
    pub own: Vec<String>,
    /// As it is written elsewhere.
    pub other: Vec<String>,
}

/// The words that only other ways of writing have, with what they count.
///
/// All that a form has for words of the name as typed counts no more than these do, less a little.
pub fn others(
    typed: &[Weighted],
    forms: &[Form],
    idf: &dyn Fn(&str) -> f32,
    ranking: &Ranking,
) -> Vec<Weighted> {
    let mut out: Vec<Weighted> = Vec::new();
    for form in forms {
        let sum = |words: &[&String]| words.iter().map(|word| idf(word)).sum::<f32>();
        let missing: Vec<&String> = form.own.iter().filter(|word| !form.other.contains(word)).collect();
        let new: Vec<&String> = form.other.iter().filter(|word| !form.own.contains(word)).collect();
        let weight = ranking.variant_weight * (sum(&missing) / sum(&new).max(f32::MIN_POSITIVE)).min(1.0);
        let is_typed = |word: &String| typed.iter().any(|known| known.term == *word);
        for word in new.into_iter().filter(|word| weight > 0.0 && !is_typed(word)) {
            match out.iter_mut().find(|known| known.term == *word) {
                Some(known) => known.weight = known.weight.max(weight),
                None => out.push(Weighted { term: word.clone(), weight }),
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &str) -> Vec<String> {
        words.split_whitespace().map(str::to_owned).collect()
    }

    fn found(typed: &str, forms: &[(&str, &str)]) -> Vec<(String, f32)> {
        let forms: Vec<Form> =
            forms.iter().map(|(own, other)| Form { own: terms(own), other: terms(other) }).collect();
        let typed: Vec<Weighted> =
            terms(typed).into_iter().map(|term| Weighted { term, weight: 1.0 }).collect();
        let idf = |word: &str| if word.starts_with('r') { 8.0 } else { 2.0 };
        let others = others(&typed, &forms, &idf, &Ranking { variant_weight: 0.5, ..Ranking::default() });
        others.into_iter().map(|word| (word.term, word.weight)).collect()
    }

    #[test]
    fn another_way_of_writing_counts_less_than_the_typed_one() {
        let found = found("talk sergey lavrov", &[("sergey lavrov", "sergei lavrov")]);
        assert_eq!(found, [("sergei".to_owned(), 0.5)]);
    }

    #[test]
    fn a_rare_way_of_writing_is_not_worth_more() {
        assert_eq!(found("common", &[("common", "rare")]), [("rare".to_owned(), 0.125)]);
        assert_eq!(found("imf", &[("imf", "a b c d")])[0].1, 0.125);
        assert_eq!(found("rare", &[("rare", "common")]), [("common".to_owned(), 0.5)]);
    }

    #[test]
    fn words_that_are_typed_or_only_added_count_nothing_more() {
        assert!(found("lavrov", &[("lavrov", "igor lavrov")]).is_empty());
        assert!(found("un nation", &[("un", "nation")]).is_empty());
        assert_eq!(found("a", &[("a", "b"), ("a", "rb b")]).len(), 2);
    }
}
