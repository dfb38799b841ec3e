//! A country beside the others of an article, as the features see it.

use std::collections::BTreeMap;

use super::tally::Tally;
use dateline_core::article::Article;

/// What was counted about a country, and about the article and its other countries.
pub(super) struct CountryInArticle<'a> {
    pub tally: &'a Tally,
    pub article: &'a ArticleContext,
}

impl CountryInArticle<'_> {
    /// How often it is named, on a scale that levels off.
    pub fn count(&self) -> f32 {
        (1.0 + self.tally.count).ln()
    }

    /// How often the most frequent of the others is named.
    pub fn others(&self) -> f32 {
        if self.tally.count >= self.article.most { self.article.next } else { self.article.most }
    }

    /// How much more often it is named than any other.
    pub fn ratio(&self) -> f32 {
        if !self.tally.is_in_text() {
            return 0.0;
        }
        ((self.tally.count + 0.5) / (self.others() + 0.5)).ln()
    }

    /// No country is named more often.
    pub fn is_top(&self) -> bool {
        self.tally.is_in_text() && self.tally.count >= self.article.most
    }

    /// The headline names others and not this one.
    pub fn headline_other(&self) -> bool {
        self.tally.headline_at.is_none() && self.article.headlines > 0
    }

    /// 1 where it is named only after the third sentence.
    pub fn rest(&self) -> f32 {
        let tally = self.tally;
        let is_later =
            !(tally.headline_at.is_some() || tally.in_standfirst || tally.in_first_sentence || tally.in_lead);
        flag(tally.is_in_text() && is_later)
    }

    /// Only a town that holds a meeting is named.
    pub fn is_venue(&self) -> bool {
        self.tally.is_in_text() && self.tally.is_venue && self.tally.is_one_town()
    }

    /// 1 where only the town of the dateline is named, and the headline names others.
    pub fn dateline_venue(&self) -> f32 {
        flag(self.tally.in_dateline && self.tally.is_one_town() && self.headline_other())
    }

    /// From 0 to 1 for articles longer than middling.
    pub fn long(&self) -> f32 {
        self.article.length.max(0.0)
    }

    /// 1 where a mention of this kind is counted.
    pub fn kind(&self, kind: usize) -> f32 {
        flag(self.tally.kinds[kind] > 0.0)
    }
}

/// 1 for true, 0 for false.
pub(super) fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}

/// What is the same for all countries of an article.
pub(super) struct ArticleContext {
    pub total: f32,
    /// The highest count, and the highest of the other countries.
    pub most: f32,
    pub next: f32,
    pub countries: usize,
    /// How many are named outside the dateline.
    pub in_text: usize,
    pub has_dateline: bool,
    pub first_depth: f32,
    pub headlines: usize,
    pub has_headline: bool,
    pub headline_first: Option<usize>,
    /// From -1 for a short article to 1 for a long one.
    pub length: f32,
    /// From 0 to 1 for articles longer than a wire report.
    pub beyond_wire: f32,
    /// From 0 to 1 for articles longer than any wire report: features, interviews, long reads.
    pub beyond_report: f32,
}

/// The bytes of an article of middling length; a long one has e times as many.
const MIDDLING: f32 = 700.0;
/// Beyond so many bytes an article is longer than a short wire report, and so many more make it a long one.
const WIRE: (f32, f32) = (600.0, 1_200.0);
/// Beyond so many bytes an article is longer than nearly all wire reports, and so many more make it a long read.
const REPORT: (f32, f32) = (2_000.0, 1_500.0);

impl ArticleContext {
    pub fn of(article: &Article, tallies: &BTreeMap<&'static str, Tally>) -> Self {
        let all = || tallies.values();
        let mut counts: Vec<f32> = all().map(|tally| tally.count).collect();
        counts.sort_by(|a, b| b.total_cmp(a));
        let bytes = article.body.len().max(1) as f32;
        Self {
            total: counts.iter().sum(),
            most: counts.first().copied().unwrap_or_default(),
            next: counts.get(1).copied().unwrap_or_default(),
            countries: tallies.len(),
            in_text: all().filter(|tally| tally.is_in_text()).count(),
            first_depth: all().filter_map(|tally| tally.first_depth).fold(1.0, f32::min),
            has_dateline: all().any(|tally| tally.in_dateline),
            headlines: all().filter(|tally| tally.headline_at.is_some()).count(),
            has_headline: has_headline(article),
            headline_first: all().filter_map(|tally| tally.headline_at).min(),
            length: (bytes / MIDDLING).ln().clamp(-1.0, 1.0),
            beyond_wire: beyond(bytes, WIRE),
            beyond_report: beyond(bytes, REPORT),
        }
    }
}

/// From 0 to 1: how far a length is beyond another, measured by what makes it long.
fn beyond(bytes: f32, (from, more): (f32, f32)) -> f32 {
    ((bytes - from) / more).clamp(0.0, 1.0)
}

fn has_headline(article: &Article) -> bool {
    article.headline.as_deref().is_some_and(|headline| !headline.trim().is_empty())
}
