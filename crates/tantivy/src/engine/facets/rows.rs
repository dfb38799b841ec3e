//! The values of each article of a segment, in memory.

use tantivy::columnar::StrColumn;
use tantivy::{DocId, SegmentReader};

/// By article: the numbers of its values in the dictionary of a column.
///
/// A column packs them into as few bits as they need; to unpack them takes several times as long as to count them.
#[derive(Debug)]
pub(super) struct Rows {
    /// By article: where its numbers end.
    ends: Vec<u32>,
    numbers: Vec<u32>,
}

/// As many numbers of a segment are kept: 64 MB.
const KEPT: usize = 16 << 20;

impl Rows {
    /// Those of a column; `None` if they would take too much memory.
    pub(super) fn of(column: &StrColumn, segment: &SegmentReader) -> Option<Rows> {
        let mut rows = Rows { ends: Vec::with_capacity(segment.max_doc() as usize), numbers: Vec::new() };
        for doc in 0..segment.max_doc() {
            rows.numbers.extend(column.term_ords(doc).filter_map(|number| u32::try_from(number).ok()));
            rows.ends.push(rows.numbers.len() as u32);
            if rows.numbers.len() > KEPT {
                return None;
            }
        }
        rows.numbers.shrink_to_fit();
        Some(rows)
    }

    /// Those of the numbers that are kept by article and number.
    pub(super) fn filtered(&self, mut keeps: impl FnMut(DocId, u32) -> bool) -> Rows {
        let mut rows = Rows { ends: Vec::with_capacity(self.ends.len()), numbers: Vec::new() };
        for doc in (0..).take(self.ends.len()) {
            rows.numbers.extend(self.of_article(doc).iter().filter(|number| keeps(doc, **number)));
            rows.ends.push(rows.numbers.len() as u32);
        }
        rows.numbers.shrink_to_fit();
        rows
    }

    /// The numbers of an article.
    pub(super) fn of_article(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        let start = doc.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied());
        let range = start.zip(self.ends.get(doc).copied());
        range.and_then(|(start, end)| self.numbers.get(start as usize..end as usize)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use tantivy::schema::{FAST, STRING, Schema};
    use tantivy::{Index, TantivyDocument};

    use super::*;

    #[test]
    fn every_article_has_the_values_of_the_column() {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", STRING | FAST);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        for values in [&["b", "a"][..], &[], &["c"], &["a", "c"]] {
            let mut document = TantivyDocument::default();
            values.iter().for_each(|value| document.add_text(text, value));
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        let segment = searcher.segment_reader(0);
        let column = segment.fast_fields().str("text").unwrap().unwrap();
        let rows = Rows::of(&column, segment).unwrap();
        for doc in 0..4 {
            let expected: Vec<u32> = column.term_ords(doc).map(|number| number as u32).collect();
            assert_eq!(rows.of_article(doc), expected);
        }
        assert_eq!(rows.of_article(0).len(), 2);
        assert!(rows.of_article(4).is_empty());
        let fewer = rows.filtered(|doc, number| (doc, number) != (0, 0));
        assert_eq!((fewer.of_article(0), fewer.of_article(3)), (&[1][..], rows.of_article(3)));
    }
}
