//! The fields of the index.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};

use super::analyzer::{EXACT, KEYS, TERMS, TERMS_APART, WRITTEN, WRITTEN_APART};
use super::columns;
use dateline_search::request::FacetField;

/// tantivy's own analyzer for values that are looked up whole.
const WHOLE: &str = "raw";

/// Handles of all fields.
///
/// `combined` is what words without a field are looked up and ranked in: the body, the headline
/// twice, the standfirst and the captions, in this order and each apart from the next. Body and
/// headline have no field of their own: the columns `body_words` and `headline_words` say where
/// they are in it. The other parts are fields of their own too. The `*_exact` fields hold unstemmed words and serve wildcards,
/// fuzzy words and exact forms. Facet fields hold a `FacetValue`, and so do
/// `about_place` and `mentioned_place`: places below the country they lie in, by what the country
/// is in the article; as those of people, organisations and places these are columns only. `path_order`
/// is what equal hits are ordered by. Only fields that are ranked in keep the lengths of texts.
/// `key_group` is the beginning of `key`, by which a document is looked up: to index whole keys would take several times
/// the room. `sketch` holds the samples of its text by which [copies](dateline_enrich::copies) find each other.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the names are those of the contract and are explained above")]
pub struct Fields {
    pub combined: Field,
    pub headline_words: Field,
    pub standfirst: Field,
    pub body_words: Field,
    pub captions: Field,
    pub headline_exact: Field,
    pub standfirst_exact: Field,
    pub body_exact: Field,
    pub captions_exact: Field,
    pub by: Field,
    pub person: Field,
    pub org: Field,
    pub place: Field,
    pub source: Field,
    pub section: Field,
    pub tag: Field,
    pub note: Field,
    pub url: Field,
    pub path: Field,
    pub language: Field,
    pub country: Field,
    pub mentions: Field,
    pub dateline_country: Field,
    pub source_country: Field,
    pub person_facet: Field,
    pub org_facet: Field,
    pub acronym: Field,
    pub place_facet: Field,
    pub about_place: Field,
    pub mentioned_place: Field,
    pub source_facet: Field,
    pub section_facet: Field,
    pub tag_facet: Field,
    pub day: Field,
    pub instant: Field,
    pub run: Field,
    pub first_at: Field,
    pub id: Field,
    pub file: Field,
    pub key: Field,
    pub key_group: Field,
    pub digest: Field,
    pub sketch: Field,
    pub record: Field,
    pub path_order: Field,
    pub article: Field,
}

impl Fields {
    /// Builds the schema and the handles of its fields.
    pub fn schema() -> (Schema, Fields) {
        let mut builder = Schema::builder();
        let fields = Fields::add_to(&mut builder);
        (builder.build(), fields)
    }

    fn add_to(b: &mut SchemaBuilder) -> Fields {
        let positions = text(TERMS, IndexRecordOption::WithFreqsAndPositions);
        let apart = text(TERMS_APART, IndexRecordOption::WithFreqsAndPositions);
        let authors = unranked(WRITTEN_APART, IndexRecordOption::WithFreqsAndPositions);
        let exact = unranked(EXACT, IndexRecordOption::Basic);
        let keys = unranked(KEYS, IndexRecordOption::WithFreqsAndPositions);
        let plain = unranked(WRITTEN, IndexRecordOption::WithFreqsAndPositions);
        let name = unranked(WHOLE, IndexRecordOption::Basic);
        let facet = name.clone() | FAST;
        let column = TextOptions::from(FAST);
        let number = NumericOptions::default().set_fast();
        let indexed = number.clone().set_indexed();
        Fields {
            combined: b.add_text_field("combined", positions.clone()),
            headline_words: b.add_u64_field(columns::HEADLINE_WORDS, number.clone()),
            standfirst: b.add_text_field("standfirst", positions.clone()),
            body_words: b.add_u64_field(columns::BODY_WORDS, number.clone()),
            captions: b.add_text_field("captions", apart),
            headline_exact: b.add_text_field("headline_exact", exact.clone()),
            standfirst_exact: b.add_text_field("standfirst_exact", exact.clone()),
            body_exact: b.add_text_field("body_exact", exact.clone()),
            captions_exact: b.add_text_field("captions_exact", exact),
            by: b.add_text_field("by", authors),
            person: b.add_text_field("person", keys.clone()),
            org: b.add_text_field("org", keys.clone()),
            place: b.add_text_field("place", keys),
            source: b.add_text_field("source", plain.clone()),
            section: b.add_text_field("section", plain.clone()),
            tag: b.add_text_field("tag", plain.clone()),
            note: b.add_text_field("note", plain.clone()),
            url: b.add_text_field("url", plain.clone()),
            path: b.add_text_field("path", plain),
            language: b.add_text_field(columns::of_facet(FacetField::Language), facet.clone()),
            country: b.add_text_field(columns::of_facet(FacetField::Country), facet.clone()),
            mentions: b.add_text_field(columns::of_facet(FacetField::Mentions), facet.clone()),
            dateline_country: b.add_text_field(columns::of_facet(FacetField::Dateline), facet.clone()),
            source_country: b.add_text_field(columns::of_facet(FacetField::SourceCountry), facet.clone()),
            person_facet: b.add_text_field(columns::of_facet(FacetField::Person), column.clone()),
            org_facet: b.add_text_field(columns::of_facet(FacetField::Organisation), column.clone()),
            acronym: b.add_text_field(columns::ACRONYM, column.clone()),
            place_facet: b.add_text_field(columns::of_facet(FacetField::Place), column.clone()),
            about_place: b.add_text_field(columns::ABOUT_PLACE, column.clone()),
            mentioned_place: b.add_text_field(columns::MENTIONED_PLACE, column.clone()),
            source_facet: b.add_text_field(columns::of_facet(FacetField::Source), facet.clone()),
            section_facet: b.add_text_field(columns::of_facet(FacetField::Section), facet.clone()),
            tag_facet: b.add_text_field(columns::of_facet(FacetField::Tag), facet),
            day: b.add_u64_field(columns::DAY, number.clone()),
            instant: b.add_i64_field(columns::INSTANT, number.clone()),
            run: b.add_u64_field(columns::RUN, number.clone()),
            first_at: b.add_i64_field(columns::FIRST_AT, number.clone()),
            id: b.add_text_field("id", name),
            file: b.add_u64_field(columns::FILE, indexed),
            key: b.add_u64_field(columns::KEY, number.clone()),
            key_group: b.add_u64_field("key_group", NumericOptions::default().set_indexed()),
            digest: b.add_u64_field(columns::DIGEST, number.clone()),
            sketch: b.add_u64_field(columns::SKETCH, number.clone()),
            record: b.add_u64_field(columns::RECORD, number),
            path_order: b.add_text_field(columns::PATH_ORDER, column),
            article: b.add_bytes_field("article", STORED),
        }
    }
}

/// The value of `key_group` for a key: few documents share it.
pub(crate) fn key_group(key: u64) -> u64 {
    key >> 48
}

/// A text that words are ranked in.
fn text(analyzer: &str, record: IndexRecordOption) -> TextOptions {
    indexed_text(analyzer, record, true)
}

/// A text whose length does not matter.
fn unranked(analyzer: &str, record: IndexRecordOption) -> TextOptions {
    indexed_text(analyzer, record, false)
}

fn indexed_text(analyzer: &str, record: IndexRecordOption, lengths: bool) -> TextOptions {
    let indexing = TextFieldIndexing::default();
    let indexing = indexing.set_tokenizer(analyzer).set_index_option(record).set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}
