//! Counting regions: an article of several countries of a region counts once for it.

use std::collections::HashMap;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use dateline_enrich::countries;

/// Counts articles by the regions of the countries in a column.
pub(super) struct RegionCollector {
    pub column: &'static str,
}

impl Collector for RegionCollector {
    type Fruit = HashMap<&'static str, u64>;
    type Child = SegmentRegions;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentRegions> {
        let mut out =
            SegmentRegions { column: segment.fast_fields().str(self.column)?, ..SegmentRegions::default() };
        let Some(column) = &out.column else { return Ok(out) };
        let mut codes = column.dictionary().stream()?;
        while codes.advance() {
            let region = countries::region_of(std::str::from_utf8(codes.key()).unwrap_or_default());
            out.by_country.push(region.map(|name| number_of(&mut out.regions, name)));
        }
        Ok(out)
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        let mut all = HashMap::new();
        for (region, count) in fruits.into_iter().flatten() {
            *all.entry(region).or_default() += count;
        }
        Ok(all)
    }
}

fn number_of(regions: &mut Vec<(&'static str, u64)>, name: &'static str) -> usize {
    regions.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
        regions.push((name, 0));
        regions.len() - 1
    })
}

/// The counts within one segment.
#[derive(Default)]
pub(super) struct SegmentRegions {
    column: Option<StrColumn>,
    regions: Vec<(&'static str, u64)>,
    /// By the number of a country: the number of its region.
    by_country: Vec<Option<usize>>,
    met: Vec<usize>,
}

impl SegmentCollector for SegmentRegions {
    type Fruit = HashMap<&'static str, u64>;

    fn collect(&mut self, doc: DocId, _: Score) {
        let Some(column) = &self.column else { return };
        let countries = column.term_ords(doc);
        self.met.extend(countries.filter_map(|country| *self.by_country.get(country as usize)?));
        self.met.sort_unstable();
        self.met.dedup();
        for region in self.met.drain(..) {
            self.regions[region].1 += 1;
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.regions.into_iter().filter(|(_, count)| *count > 0).collect()
    }
}
