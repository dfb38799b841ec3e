//! The languages of the articles, and how the words of a query are read in them.

use std::borrow::Cow;

use tantivy::Searcher;
use tantivy::schema::Field as IndexField;

use dateline_core::text::Analyses;
use dateline_search::request::Request;

/// A language by its ISO 639-1 code; none if it is not known.
type Code = Option<String>;

/// The languages of the articles of an index.
pub(super) struct Languages {
    codes: Vec<Code>,
    analyses: Analyses,
}

impl Languages {
    /// The languages that the index has articles in.
    pub(super) fn of(searcher: &Searcher, field: IndexField) -> tantivy::Result<Languages> {
        let mut codes: Vec<String> = Vec::new();
        let (mut labelled, mut articles) = (0, 0);
        for segment in searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let mut stream = inverted.terms().stream()?;
            while stream.advance() {
                labelled += u64::from(stream.value().doc_freq);
                codes.extend(std::str::from_utf8(stream.key()).map(str::to_owned));
            }
            articles += u64::from(segment.max_doc());
        }
        codes.sort_unstable();
        codes.dedup();
        let analyses = Analyses::of(&codes);
        let mut codes: Vec<Code> = codes.into_iter().map(Some).collect();
        if labelled < articles {
            codes.push(None);
        }
        Ok(Languages { codes, analyses })
    }

    /// The codes of the languages; none stands for articles whose language is not known.
    pub(super) fn codes(&self) -> &[Code] {
        &self.codes
    }

    /// The analyses of all the articles.
    pub(super) fn analyses(&self) -> &Analyses {
        &self.analyses
    }

    /// The analyses of the articles that a request can find.
    pub(super) fn analyses_for(&self, request: &Request) -> Cow<'_, Analyses> {
        match request.languages() {
            Some(codes) => Cow::Owned(Analyses::of(codes)),
            None => Cow::Borrowed(&self.analyses),
        }
    }
}
