//! Countries as a tree: regions above them, places below.

use std::collections::HashMap;

use tantivy::query::Query as TantivyQuery;

use crate::index::columns;
use dateline_core::article::EntityKind;
use dateline_enrich::countries;
use dateline_search::request::FacetField;
use dateline_search::response::{Facet, FacetCount, Level};

use super::collect::Tally;
use super::frequent::Most;
use super::regions::RegionCollector;
use super::{Counter, sorted};

/// The columns that hold the places below the countries of a facet.
///
/// For each of its countries a place is in one of them, depending on the country's role in the
/// article, so that the counts of the columns add up.
fn place_columns(field: FacetField) -> &'static [&'static str] {
    match field {
        FacetField::Country => &[columns::ABOUT_PLACE],
        FacetField::Mentions => &[columns::ABOUT_PLACE, columns::MENTIONED_PLACE],
        _ => &[],
    }
}

impl Counter<'_> {
    /// The values of a facet of countries as a tree; every count is a count of articles.
    pub(in super::super) fn count_tree(
        &self,
        query: &dyn TantivyQuery,
        field: FacetField,
    ) -> tantivy::Result<Facet> {
        let flat = Counter { limit: usize::MAX, ..*self }.count(query, field)?;
        let mut places = self.places(query, field)?;
        let mut below: HashMap<Option<&'static str>, Vec<FacetCount>> = HashMap::new();
        for country in flat.values {
            let places =
                sorted(places.remove(&country.value).unwrap_or_default(), self.limit.min(self.below));
            let region = countries::region_of(&country.value);
            let country = FacetCount { level: Some(Level::Country), below: places, ..country };
            below.entry(region).or_default().push(country);
        }
        // A country without a region is listed next to the regions.
        let mut top = below.remove(&None).unwrap_or_default();
        let column = columns::of_facet(field);
        let mut counts = self.searcher.search(query, &RegionCollector { column })?;
        if let Some(repeats) = self.repeats(query)? {
            repeats.take_from_regions(&mut counts, column)?;
        }
        for (region, countries) in below {
            let name = region.unwrap_or_default();
            let count = counts.get(name).copied().unwrap_or_default();
            let below = sorted(countries, self.limit);
            let (value, name) = (name.to_owned(), name.to_owned());
            let level = Some(Level::Region);
            top.push(FacetCount { value, name, count, level, below, ..FacetCount::default() });
        }
        Ok(Facet { values: sorted(top, self.limit), ..flat })
    }

    /// The places below each country.
    fn places(
        &self,
        query: &dyn TantivyQuery,
        field: FacetField,
    ) -> tantivy::Result<HashMap<String, Vec<FacetCount>>> {
        let mut tally = Tally::default();
        // Of two columns the most frequent of both together are not the most frequent of each.
        let most = match place_columns(field) {
            [_] => Most::OfEachCountry(self.limit.min(self.below)),
            _ => Most::OfEachCountry(usize::MAX),
        };
        for column in place_columns(field) {
            tally.add_buckets(self.tally_column(query, column, Some(EntityKind::Place), most)?);
        }
        let mut places: HashMap<String, Vec<FacetCount>> = HashMap::new();
        for (bucket, forms) in tally.buckets {
            let place = self.named_value(Some(EntityKind::Place), bucket.identity, forms);
            let place = FacetCount { level: Some(Level::Place), ..place };
            places.entry(bucket.country).or_default().push(place);
        }
        Ok(places)
    }
}
