//! Copies of a story in an answer: one hit for all of them, or a hit for each.
//!
//! The place of a story is that of its best match; there stands the earliest of the articles that match, and
//! the others under it. Which articles tell one story stands in the index.

use std::collections::{BTreeSet, HashMap, HashSet};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::{AllQuery, BooleanQuery, Query as TantivyQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use crate::engine::EngineError;
use crate::index::{Stories, key_group};
use dateline_core::article::Article;
use dateline_search::request::{Copies, Request};
use dateline_search::response::{Groups, Hit, OtherCopy, TotalRelation};
use dateline_search::snippets::{Matcher, SnippetOptions, snippets};

use super::collect::Ranked;
use super::recency::RecencyDecay;
use super::retrieval::Retrieval;
use super::translate::Translator;
use super::{Found, Local, Page};

/// At most this many copies are listed under a hit.
const LISTED: usize = 20;
/// So many articles more than hits are asked for at first, for some will be copies.
const SPARE: usize = 16;

/// One page of an answer.
pub(super) struct Answered {
    pub first: Retrieval,
    pub hits: Vec<Hit>,
    /// How many stories the matching articles tell, where that is known.
    pub stories: Option<u64>,
    pub groups: Option<Groups>,
}

/// A place in an answer.
struct Place {
    best: Ranked,
    /// The story, of an article that has copies.
    story: Option<u32>,
    /// The articles of the story that match, the earliest first, where copies are shown together.
    members: Vec<DocAddress>,
}

/// The places of an answer before their articles are read.
struct Places<'a> {
    /// What is known of the page; its articles are the best of the places.
    page: Page<'a>,
    places: Vec<Place>,
    stories: Option<u64>,
}

/// Articles by the numbers of their stories.
type ByStory = HashMap<u32, Vec<DocAddress>>;

impl Local {
    /// The page of an answer that was asked for, with the copies of a story together or apart.
    ///
    /// In groups every article stands for itself.
    pub(super) fn page(
        &self,
        translator: &Translator<'_>,
        query: &dyn TantivyQuery,
        request: &Request,
        decay: Option<RecencyDecay>,
    ) -> Result<Answered, EngineError> {
        let apart = request.copies == Copies::All || self.index.stories().is_empty() || request.limit == 0;
        let Places { mut page, places, stories } = match (request.grouping, apart) {
            (Some(grouping), _) => {
                self.places(self.in_groups(translator, query, request, grouping, decay)?)?
            }
            (None, true) => self.places(self.ranked(translator, query, request, decay)?)?,
            (None, false) => self.stories(translator, query, request, decay)?,
        };
        let matcher = Matcher::in_languages(&request.query, translator.analyses.clone());
        let found = Found { query, look: page.look.take(), decay, request };
        let hit = |(rank, place)| self.hit_of(&found, &matcher, rank, place);
        let hits = (page.place..).zip(places).map(hit).collect::<Result<_, _>>()?;
        Ok(Answered { first: page.first, hits, stories, groups: page.groups })
    }

    /// Every article of a page at a place of its own.
    fn places<'a>(&self, mut page: Page<'a>) -> Result<Places<'a>, EngineError> {
        let columns = StoryColumns::of(self).map_err(|e| self.failed(e))?;
        let place = |best: Ranked| Place { story: columns.story(best.address), best, members: Vec::new() };
        let places = std::mem::take(&mut page.first.ranked).into_iter().map(place).collect();
        let alone = self.index.stories().is_empty() && page.first.relation == TotalRelation::Exact;
        let stories = alone.then_some(page.first.total);
        Ok(Places { page, places, stories })
    }

    /// Every story at the place of its best article.
    fn stories(
        &self,
        translator: &Translator<'_>,
        query: &dyn TantivyQuery,
        request: &Request,
        decay: Option<RecencyDecay>,
    ) -> Result<Places<'_>, EngineError> {
        let end = request.offset.saturating_add(request.limit);
        let mut limit = end.saturating_add(end / 4).saturating_add(SPARE);
        loop {
            let wider = Request { offset: 0, limit, ..request.clone() };
            let mut found = self.places(self.ranked(translator, query, &wider, decay)?)?;
            let all = found.places.len() < limit;
            let mut seen = HashSet::new();
            found.places.retain(|place| place.story.is_none_or(|story| seen.insert(story)));
            if all || found.places.len() >= end {
                found.stories = all.then_some(found.places.len() as u64);
                found.page.place = request.offset as u64 + 1;
                found.places.truncate(end);
                found.places.drain(..request.offset.min(found.places.len()));
                self.add_members(query, &mut found.places).map_err(|e| self.failed(e))?;
                return Ok(found);
            }
            limit = limit.saturating_mul(2);
        }
    }

    /// Adds to each story the articles that match.
    fn add_members(&self, query: &dyn TantivyQuery, places: &mut [Place]) -> tantivy::Result<()> {
        let stories: Vec<u32> = places.iter().filter_map(|place| place.story).collect();
        let mut members = self.members(query, &stories)?;
        for place in places {
            place.members = place.story.and_then(|story| members.remove(&story)).unwrap_or_default();
        }
        Ok(())
    }

    fn hit_of(
        &self,
        found: &Found<'_>,
        matcher: &Matcher,
        rank: u64,
        place: Place,
    ) -> Result<Hit, EngineError> {
        let best = place.best.address;
        let mut hit = self.hit(found, matcher, rank, place.best)?;
        hit.story = place.story;
        let Some((&earliest, others)) = place.members.split_first() else {
            return Ok(hit);
        };
        if earliest != best {
            hit.article = self.article(earliest)?;
            if found.request.snippets {
                hit.snippets = snippets(&hit.article, matcher, &SnippetOptions::default());
            }
        }
        let copies = others.iter().take(LISTED).map(|&copy| Ok(other_copy(self.article(copy)?)));
        hit.copies = copies.collect::<Result<_, EngineError>>()?;
        hit.more_copies = others.len().saturating_sub(LISTED) as u64;
        Ok(hit)
    }

    /// The articles of these stories that match, the earliest first.
    fn members(&self, query: &dyn TantivyQuery, stories: &[u32]) -> tantivy::Result<ByStory> {
        if stories.is_empty() {
            return Ok(ByStory::new());
        }
        let keys = stories.iter().flat_map(|&story| self.index.stories().members(story));
        let both = BooleanQuery::intersection(vec![query.box_clone(), self.with_keys_like(keys)]);
        let collector = ByStories { stories: self.index.stories() };
        let mut by_story = by_story(self.searcher.search(&both, &collector)?);
        by_story.retain(|story, _| stories.contains(story));
        for members in by_story.values_mut() {
            self.earliest_first(members)?;
        }
        Ok(by_story)
    }

    /// The query that finds the articles with these keys, and few others.
    fn with_keys_like(&self, keys: impl Iterator<Item = u64>) -> Box<dyn TantivyQuery> {
        let groups: BTreeSet<u64> = keys.map(key_group).collect();
        let group = |group| -> Box<dyn TantivyQuery> {
            let term = Term::from_field_u64(self.index.fields().key_group, group);
            Box::new(TermQuery::new(term, IndexRecordOption::Basic))
        };
        Box::new(BooleanQuery::union(groups.into_iter().map(group).collect()))
    }

    /// Puts articles in the order of their publication, undated ones last, then of their paths and records.
    fn earliest_first(&self, articles: &mut [DocAddress]) -> tantivy::Result<()> {
        let columns = self.columns.of(&self.searcher)?;
        let mut keyed = Vec::with_capacity(articles.len());
        for &address in articles.iter() {
            let (instant, path, record) = match columns.get(address.segment_ord as usize) {
                Some(columns) => columns.in_time(address.doc_id)?,
                None => (i64::MAX, String::new(), 0),
            };
            keyed.push((instant, path, record, address));
        }
        keyed.sort_unstable();
        articles.iter_mut().zip(keyed).for_each(|(place, (.., address))| *place = address);
        Ok(())
    }

    /// The other articles that tell the story of an article, the earliest first.
    pub(super) fn other_copies(&self, article: &Article) -> Result<Vec<OtherCopy>, EngineError> {
        let story = self.story_of(article).map_err(|e| self.failed(e))?;
        let members = self.members(&AllQuery, story.as_slice()).map_err(|e| self.failed(e))?;
        let members = members.into_values().flatten().map(|address| self.article(address));
        let members: Vec<Article> = members.collect::<Result<_, _>>()?;
        let is_other = |other: &Article| (&other.path, other.record) != (&article.path, article.record);
        Ok(members.into_iter().filter(is_other).map(other_copy).collect())
    }

    /// The story of an article, if it has copies.
    fn story_of(&self, article: &Article) -> tantivy::Result<Option<u32>> {
        let id = Term::from_field_text(self.index.fields().id, &article.id);
        let query = TermQuery::new(id, IndexRecordOption::Basic);
        let with_id = self.searcher.search(&query, &ByStories { stories: self.index.stories() })?;
        for (story, address) in with_id {
            let found = self.article(address).ok();
            if found.is_some_and(|found| (&found.path, found.record) == (&article.path, article.record)) {
                return Ok(Some(story));
            }
        }
        Ok(None)
    }
}

fn other_copy(article: Article) -> OtherCopy {
    OtherCopy {
        id: article.id,
        path: article.path,
        record: article.record,
        headline: article.headline,
        source: article.source,
        published: article.published,
        url: article.url,
    }
}

fn by_story(pairs: Vec<(u32, DocAddress)>) -> ByStory {
    let mut out = ByStory::new();
    for (story, address) in pairs {
        out.entry(story).or_default().push(address);
    }
    out
}

/// The articles that match a query and of whose story another one matches too, story by story.
pub(super) fn repeated(
    searcher: &Searcher,
    query: &dyn TantivyQuery,
    stories: &Stories,
) -> tantivy::Result<Vec<Vec<DocAddress>>> {
    if stories.is_empty() {
        return Ok(Vec::new());
    }
    let found = by_story(searcher.search(query, &ByStories { stories })?);
    Ok(found.into_values().filter(|articles| articles.len() > 1).collect())
}

/// The columns by which the story of an article is looked up.
struct SegmentColumns {
    stories: Stories,
    keys: Column<u64>,
    digests: Column<u64>,
}

impl SegmentColumns {
    fn of(segment: &SegmentReader, stories: &Stories) -> tantivy::Result<SegmentColumns> {
        let columns = segment.fast_fields();
        let (keys, digests) = (columns.u64("key")?, columns.u64("digest")?);
        Ok(SegmentColumns { stories: stories.clone(), keys, digests })
    }

    fn story(&self, doc: DocId) -> Option<u32> {
        self.stories.story(self.keys.first(doc)?, self.digests.first(doc)?)
    }
}

/// The columns of all segments; none where no article has a copy.
struct StoryColumns {
    segments: Vec<SegmentColumns>,
}

impl StoryColumns {
    fn of(local: &Local) -> tantivy::Result<StoryColumns> {
        let stories = local.index.stories();
        let readers = local.searcher.segment_readers().iter().filter(|_| !stories.is_empty());
        let segments = readers.map(|segment| SegmentColumns::of(segment, stories));
        Ok(StoryColumns { segments: segments.collect::<Result<_, _>>()? })
    }

    fn story(&self, address: DocAddress) -> Option<u32> {
        self.segments.get(address.segment_ord as usize)?.story(address.doc_id)
    }
}

/// Collects the articles that have copies, each with its story.
struct ByStories<'a> {
    stories: &'a Stories,
}

impl Collector for ByStories<'_> {
    type Fruit = Vec<(u32, DocAddress)>;
    type Child = SegmentStories;

    fn for_segment(
        &self,
        number: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentStories> {
        Ok(SegmentStories { number, columns: SegmentColumns::of(segment, self.stories)?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, fruits: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        Ok(fruits.into_iter().flatten().collect())
    }
}

/// Collects within one segment.
struct SegmentStories {
    number: SegmentOrdinal,
    columns: SegmentColumns,
    found: Vec<(u32, DocAddress)>,
}

impl SegmentCollector for SegmentStories {
    type Fruit = Vec<(u32, DocAddress)>;

    fn collect(&mut self, doc: DocId, _: Score) {
        if let Some(story) = self.columns.story(doc) {
            self.found.push((story, DocAddress::new(self.number, doc)));
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.found
    }
}
