//! The names of the columns, which are looked up by name: the one home of what the schema calls them.

use dateline_search::request::FacetField;

/// The key of an article.
pub(crate) const KEY: &str = "key";
/// The hash of the path of its file.
pub(crate) const FILE: &str = "file";
/// The digest of its record.
pub(crate) const DIGEST: &str = "digest";
/// The samples of its text by which copies find each other.
pub(crate) const SKETCH: &str = "sketch";
/// The number of its record in its file.
pub(crate) const RECORD: &str = "record";
/// What equal articles are ordered by.
pub(crate) const PATH_ORDER: &str = "path_order";
/// When it was published, in seconds since 1970.
pub(crate) const INSTANT: &str = "instant";
/// The day on which it was published, as a number.
pub(crate) const DAY: &str = "day";
/// The number of the run that first indexed it.
pub(crate) const RUN: &str = "run";
/// When it was first indexed, in seconds since 1970.
pub(crate) const FIRST_AT: &str = "first_at";
/// How many words its body has.
pub(crate) const BODY_WORDS: &str = "body_words";
/// How many words its headline has.
pub(crate) const HEADLINE_WORDS: &str = "headline_words";
/// The acronyms that it explains.
pub(crate) const ACRONYM: &str = "acronym";
/// The places in the countries that it is about.
pub(crate) const ABOUT_PLACE: &str = "about_place";
/// The places in the countries that it only mentions.
pub(crate) const MENTIONED_PLACE: &str = "mentioned_place";

/// The column that holds the values of a facet.
pub(crate) const fn of_facet(field: FacetField) -> &'static str {
    match field {
        FacetField::Country => "country",
        FacetField::Mentions => "mentions",
        FacetField::Dateline => "dateline_country",
        FacetField::SourceCountry => "source_country",
        FacetField::Person => "person_facet",
        FacetField::Organisation => "org_facet",
        FacetField::Place => "place_facet",
        FacetField::Source => "source_facet",
        FacetField::Section => "section_facet",
        FacetField::Tag => "tag_facet",
        FacetField::Language => "language",
        FacetField::Year | FacetField::Month | FacetField::Week | FacetField::Day | FacetField::Time => DAY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Fields;

    #[test]
    fn every_facet_has_a_column_of_its_own() {
        let fields = || FacetField::all().filter(|field| !field.is_of_time());
        let names: std::collections::HashSet<_> = fields().map(of_facet).collect();
        assert!(names.len() == fields().count() && !names.contains(of_facet(FacetField::Time)));
    }

    #[test]
    fn the_schema_has_all_of_them() {
        let schema = Fields::schema().0;
        let facets = FacetField::all().map(of_facet);
        let others = [
            KEY,
            FILE,
            DIGEST,
            SKETCH,
            RECORD,
            PATH_ORDER,
            INSTANT,
            RUN,
            FIRST_AT,
            BODY_WORDS,
            HEADLINE_WORDS,
            ACRONYM,
        ];
        for name in facets.chain(others).chain([ABOUT_PLACE, MENTIONED_PLACE]) {
            let field = schema.get_field(name).unwrap();
            assert!(schema.get_field_entry(field).is_fast(), "{name}");
        }
    }
}
