//! Conditions that can be left out or widened.

use std::cmp::Reverse;

use crate::help::{Counted, Part, Suggestion, wider};
use crate::query::{Field, ParseOptions, Query};

use super::super::EngineError;
use super::Helper;

impl Helper<'_> {
    /// How many articles there are without each of the conditions, where these are many more.
    pub(super) fn leave_out(&mut self) -> Result<(), EngineError> {
        let nowhere = self.alone.iter().filter(|alone| **alone == 0).count();
        if self.alone.len() < 2 {
            return Ok(());
        }
        for (number, part) in self.parts.iter().enumerate() {
            // To leave out one condition does not help where another finds nothing by itself.
            if nowhere > usize::from(self.alone[number] == 0) {
                continue;
            }
            let others = self.parts.iter().enumerate().filter(|(other, _)| *other != number);
            let articles = self.count_joined(others.map(|(_, part)| part))?;
            if articles > 2 * self.help.found {
                self.help.without.push(Counted { clause: part.to_string(), articles });
            }
        }
        self.help.without.sort_by_key(|left| Reverse(left.articles));
        self.leave_out_filters()
    }

    fn leave_out_filters(&mut self) -> Result<(), EngineError> {
        let filters = self.parts.iter().filter(|part| part.is_filter()).count();
        if self.help.found > 0 || !self.help.without.is_empty() || filters < 2 || filters == self.parts.len()
        {
            return Ok(());
        }
        let articles = self.count_joined(self.parts.iter().filter(|part| !part.is_filter()))?;
        self.help.without_filters = (articles > 0).then_some(articles);
        Ok(())
    }

    /// Conditions in a wider sense, where they alone are in the way.
    pub(super) fn widen(&mut self) -> Result<(), EngineError> {
        let is_dead = |number: usize| self.alone.get(number) == Some(&0);
        let dead = self.alone.iter().filter(|alone| **alone == 0).count();
        let in_the_way = |number: usize, part: &Part| {
            let clause = part.to_string();
            (is_dead(number) && dead == 1) || self.help.without.iter().any(|left| left.clause == clause)
        };
        let mut out = Vec::new();
        for (number, part) in self.parts.iter().enumerate().filter(|(number, part)| in_the_way(*number, part))
        {
            // A word that stands somewhere, or was repaired, has no need to be a name.
            let is_word = matches!(part, Part::Needed(Query::Word { field: Field::Any, .. }));
            if is_word && !(is_dead(number) && self.help.did_you_mean.is_empty()) {
                continue;
            }
            for wider in wider(part) {
                let all = self.parts.iter().enumerate();
                let all = all.map(|(other, part)| if other == number { &wider.part } else { part });
                let articles = self.count_joined(all)?;
                if articles > 0 {
                    // A name of another kind is the very name, which one that is only near is not.
                    self.help
                        .did_you_mean
                        .retain(|meant| !part.is_of_names() || meant.instead_of != part.to_string());
                    out.push(Suggestion { instead_of: part.to_string(), search: wider.says, articles });
                    break;
                }
            }
        }
        self.help.instead = out;
        Ok(())
    }

    /// How many articles there are where any of the words is enough.
    pub(super) fn any_word(&mut self) -> Result<(), EngineError> {
        let words = self
            .parts
            .iter()
            .filter(|part| matches!(part, Part::Needed(query) if !part.is_filter() && is_words(query)));
        if self.asked.options.any || words.count() < 2 {
            return Ok(());
        }
        let options = ParseOptions { any: true, strict: false, ..self.asked.options };
        let articles = self.count_read(self.asked.text, &options, self.asked.request.filters.clone())?;
        self.help.any = (articles > 0).then_some(articles);
        Ok(())
    }
}

fn is_words(query: &Query) -> bool {
    matches!(
        query,
        Query::Word { .. }
            | Query::Exact { .. }
            | Query::Phrase { .. }
            | Query::PatternPhrase { .. }
            | Query::Regex { .. }
            | Query::Wildcard { .. }
            | Query::Fuzzy { .. }
    )
}
