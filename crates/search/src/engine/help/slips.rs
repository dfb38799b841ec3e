//! Words and names that no article has, and what was probably meant by them.

use crate::help::{
    Counted, Filter, Leaf, Near, Nowhere, Part, Suggestion, facet_of, field_of, joined_words, leaves,
    nowhere_of, nowhere_of_part, retyped, spelt_like, splits,
};
use crate::query::{Field, Query};
use crate::request::{FacetField, Filters, Request};
use dateline_core::text;

use super::super::EngineError;
use super::Helper;

/// The most words that are counted one by one.
const MOST_COUNTED: usize = 24;
/// The most words for which others are looked up.
const MOST_WORDS: usize = 4;
/// How many words or names are offered for one.
const OFFERED: usize = 3;
/// A word in at most this many articles is considered a typing error if a similar one is much more frequent and nothing was found.
const RARE: u64 = 5;
/// The same where something was found.
const VERY_RARE: u64 = 2;
/// How many times as frequent the similar word has to be.
const COMMONER: u64 = 10;

impl Helper<'_> {
    /// What no article has, and what was probably meant by it.
    pub(super) fn look_for_slips(&mut self) -> Result<(), EngineError> {
        let mut slips = self.slips_of_words()?;
        slips.extend(self.slips_of_filters()?);
        self.help.nowhere = slips.iter().filter(|slip| slip.is_nowhere).map(Slip::nowhere).collect();
        self.help.nowhere.extend(self.others_nowhere()?);
        self.help.did_you_mean = match slips.as_slice() {
            [only] => self.alternatives(only)?,
            several => self.all_mended(several)?.into_iter().collect(),
        };
        if self.help.did_you_mean.is_empty() {
            self.help.did_you_mean = self.words_joined()?;
        }
        Ok(())
    }

    fn slips_of_words(&self) -> Result<Vec<Slip>, EngineError> {
        let rare = if self.help.found == 0 { RARE } else { VERY_RARE };
        let (mut slips, mut looked_up) = (Vec::new(), 0);
        let mut leaves = leaves(&self.asked.request.query);
        leaves.truncate(MOST_COUNTED);
        let counts = self.counts(leaves.iter().map(|leaf| (leaf.query(), Filters::default())))?;
        for (leaf, articles) in leaves.into_iter().zip(counts) {
            if articles <= rare && looked_up < MOST_WORDS {
                slips.extend(self.slip_of_word(leaf, articles)?);
                looked_up += 1;
            }
        }
        Ok(slips)
    }

    /// A word that no article has, or a rare one that is likely to be a slip for a common one.
    fn slip_of_word(&self, leaf: Leaf, articles: u64) -> Result<Option<Slip>, EngineError> {
        let mut near = match facet_of(leaf.field) {
            Some(facet) => self.engine.values_near(facet, &leaf.text, OFFERED, &self.budget)?,
            None => self.engine.words_near(leaf.field, &leaf.text, OFFERED, &self.budget)?,
        };
        if facet_of(leaf.field).is_none() {
            near.iter_mut().for_each(|near| near.text = spelt_like(&leaf.text, &near.text));
        }
        let of = |text: &str| Leaf { text: text.to_owned(), ..leaf.clone() }.query();
        let mut counted = self.counted(near, |text| (of(text), Filters::default()))?;
        if articles == 0 {
            counted.splice(0..0, self.halves(&leaf)?);
        } else {
            counted.retain(|near| near.articles >= COMMONER * articles);
        }
        let is_slip = articles == 0 || !counted.is_empty();
        let says = self.nowhere(leaf.field, &leaf.text, &counted)?;
        let clause = leaf.query().to_string();
        Ok(is_slip.then_some(Slip {
            source: Source::Query(leaf),
            clause,
            says,
            is_nowhere: articles == 0,
            near: counted,
        }))
    }

    /// That no article has it; of facets with few values the most frequent if none is near.
    fn nowhere(&self, field: Field, text: &str, near: &[Counted]) -> Result<String, EngineError> {
        let says = nowhere_of(field, text);
        let facet = match field {
            Field::Source => FacetField::Source,
            Field::Section => FacetField::Section,
            Field::Language => FacetField::Language,
            Field::Tag => FacetField::Tag,
            _ => return Ok(says),
        };
        if !near.is_empty() {
            return Ok(says);
        }
        let request = Request { facets: vec![facet], facet_limit: OFFERED, ..self.base.clone() };
        let facets = self.engine.search(&request)?.facets;
        let values = facets.iter().flat_map(|facet| &facet.values);
        let values: Vec<String> = values.map(|value| format!("{} ({})", value.value, value.count)).collect();
        Ok(if values.is_empty() { says } else { format!("{says}; the index has {}", values.join(", ")) })
    }

    /// A word read as two that are next to each other somewhere.
    fn halves(&self, leaf: &Leaf) -> Result<Option<Counted>, EngineError> {
        let mut best: Option<Counted> = None;
        if leaf.field != Field::Any {
            return Ok(None);
        }
        for (first, second) in splits(&leaf.text) {
            let may_be = [first, second].into_iter().all(|half| !text::is_stop_word(&text::fold(half)));
            if !may_be || self.engine.frequencies(&[first, second])?.contains(&0) {
                continue;
            }
            let text = format!("{first} {second}");
            let articles = self.count(
                Query::Phrase { field: leaf.field, text: text.clone(), slop: 0 },
                Filters::default(),
            )?;
            if articles > best.as_ref().map_or(0, |best| best.articles) {
                best = Some(Counted { clause: format!("\"{text}\""), articles });
            }
        }
        Ok(best)
    }

    fn slips_of_filters(&self) -> Result<Vec<Slip>, EngineError> {
        let mut slips = Vec::new();
        for (part, &alone) in self.parts.iter().zip(&self.alone) {
            let Part::Filter(filter) = part else { continue };
            let Some((facet, name)) = filter.named().filter(|_| alone == 0) else { continue };
            let near = self.engine.values_near(facet, name, OFFERED, &self.budget)?;
            let with = |name: &str| Part::Filter(filter.renamed(name)).alone();
            let near = self.counted(near, with)?;
            let says = self.nowhere(field_of(facet), name, &near)?;
            let source = Source::Filter(filter.clone());
            slips.push(Slip { source, clause: filter.to_string(), says, is_nowhere: true, near });
        }
        Ok(slips)
    }

    /// What is near with the number of articles that it finds; what finds none is left out.
    fn counted(
        &self,
        near: Vec<Near>,
        with: impl Fn(&str) -> (Query, Filters),
    ) -> Result<Vec<Counted>, EngineError> {
        let mut out = Vec::new();
        for Near { text, .. } in near {
            let (query, filters) = with(&text);
            let articles = self.count(query, filters)?;
            if articles > 0 {
                out.push(Counted { clause: text, articles });
            }
        }
        Ok(out)
    }

    /// Countries, days and patterns that no article has.
    fn others_nowhere(&self) -> Result<Vec<Nowhere>, EngineError> {
        let mut out = Vec::new();
        for (part, _) in self.parts.iter().zip(&self.alone).filter(|(_, alone)| **alone == 0) {
            let Some(mut says) = nowhere_of_part(part) else { continue };
            if part.is_of_dates() {
                says = format!("{says}; {}", self.days()?);
            }
            out.push(Nowhere { clause: part.to_string(), says, near: Vec::new() });
        }
        Ok(out)
    }

    /// The days from which there are articles.
    fn days(&self) -> Result<String, EngineError> {
        let description = self.engine.describe()?;
        Ok(match (description.from, description.until) {
            (Some(from), Some(until)) => format!("articles are dated {from} to {until}"),
            _ => "no article has a date".to_owned(),
        })
    }

    /// The whole search with each of the things that are near one slip.
    fn alternatives(&self, slip: &Slip) -> Result<Vec<Suggestion>, EngineError> {
        let mut out = Vec::new();
        for near in &slip.near {
            out.extend(self.mended(&[(slip, &near.clause)])?);
        }
        Ok(out)
    }

    /// The whole search with the likeliest of what is near each slip.
    fn all_mended(&self, slips: &[Slip]) -> Result<Option<Suggestion>, EngineError> {
        let best: Vec<(&Slip, &String)> =
            slips.iter().filter_map(|slip| Some((slip, &slip.near.first()?.clause))).collect();
        if best.is_empty() { Ok(None) } else { self.mended(&best) }
    }

    /// The search with slips repaired, if it finds more than before.
    fn mended(&self, mends: &[(&Slip, &String)]) -> Result<Option<Suggestion>, EngineError> {
        let mut text = self.asked.text.to_owned();
        let mut filters = Filter::all_of(&self.asked.request.filters);
        let mut shown: Vec<String> = Vec::new();
        for (slip, meant) in mends {
            match &slip.source {
                Source::Query(leaf) => {
                    let Some(other) = retyped(&text, &leaf.text, &value_of(leaf, meant)) else {
                        return Ok(None);
                    };
                    text = other;
                }
                Source::Filter(wrong) => {
                    let right = wrong.renamed(meant);
                    shown.push(right.to_string());
                    filters
                        .iter_mut()
                        .filter(|filter| *filter == wrong)
                        .for_each(|filter| *filter = right.clone());
                }
            }
        }
        if text != self.asked.text {
            shown.insert(0, text.clone());
        }
        let mut narrowed = Filters::default();
        filters.iter().for_each(|filter| filter.add_to(&mut narrowed));
        let articles = self.count_text(&text, narrowed)?;
        let instead_of = mends.iter().map(|(slip, _)| slip.clause.as_str()).collect::<Vec<_>>().join(" ");
        Ok((articles > self.help.found).then(|| Suggestion { instead_of, search: shown.join(" "), articles }))
    }

    /// The search with two words as one.
    fn words_joined(&self) -> Result<Vec<Suggestion>, EngineError> {
        let mut out = Vec::new();
        for (words, one) in joined_words(self.asked.text) {
            if self.engine.frequencies(&[&one])? == [0] {
                continue;
            }
            let Some(search) = retyped(self.asked.text, &words, &one) else { continue };
            let articles = self.count_text(&search, self.asked.request.filters.clone())?;
            if articles > 2 * self.help.found {
                out.push(Suggestion { instead_of: words, search, articles });
            }
        }
        Ok(out)
    }
}

/// Something that was probably typed or remembered wrong.
struct Slip {
    source: Source,
    clause: String,
    says: String,
    is_nowhere: bool,
    near: Vec<Counted>,
}

impl Slip {
    fn nowhere(&self) -> Nowhere {
        Nowhere { clause: self.clause.clone(), says: self.says.clone(), near: self.near.clone() }
    }
}

/// Where a slip stands.
enum Source {
    Query(Leaf),
    Filter(Filter),
}

/// A value as it is written after its field, or alone.
fn value_of(leaf: &Leaf, meant: &str) -> String {
    let is_name = facet_of(leaf.field).is_some();
    if is_name && meant.contains(' ') && !meant.starts_with('"') {
        format!("\"{meant}\"")
    } else {
        meant.to_owned()
    }
}
