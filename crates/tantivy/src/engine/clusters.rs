//! Near-duplicate clusters in an answer: the copies of a story under one hit.
//!
//! The place of a story is that of its best match; there stands the earliest of the articles that match, and
//! the others under it. Which articles tell one story is written in the index.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::query::{AllQuery, BooleanQuery, Query as TantivyQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use crate::index::{Stories, columns, key_group};
use dateline_core::article::Article;
use dateline_search::engine::EngineError;
use dateline_search::response::OtherCopy;

use super::Local;
use super::grouping::HitPlace;

/// Articles by the numbers of their stories.
type ByStory = HashMap<u32, Vec<DocAddress>>;

/// Keeps of each story the place of its best article.
pub(super) fn keep_best(places: &mut Vec<HitPlace>) {
    let mut seen = HashSet::new();
    places.retain(|place| place.story.is_none_or(|story| seen.insert(story)));
}

/// Adds to each story the articles that match.
pub(super) fn add_members(
    local: &Local,
    query: &dyn TantivyQuery,
    places: &mut [HitPlace],
) -> tantivy::Result<()> {
    let stories: Vec<u32> = places.iter().filter_map(|place| place.story).collect();
    let mut members = members(local, query, &stories)?;
    for place in places {
        place.members = place.story.and_then(|story| members.remove(&story)).unwrap_or_default();
    }
    Ok(())
}

/// The articles of these stories that match, the earliest first.
fn members(local: &Local, query: &dyn TantivyQuery, stories: &[u32]) -> tantivy::Result<ByStory> {
    if stories.is_empty() {
        return Ok(ByStory::new());
    }
    let keys = stories.iter().flat_map(|&story| local.index.stories().members(story));
    let both = BooleanQuery::intersection(vec![query.box_clone(), with_keys_like(local, keys)]);
    let collector = ByStories { stories: local.index.stories(), held: None };
    let mut by_story = by_story(local.searcher.search(&both, &collector)?);
    by_story.retain(|story, _| stories.contains(story));
    for members in by_story.values_mut() {
        earliest_first(local, members)?;
    }
    Ok(by_story)
}

/// The query that finds the articles with these keys, and few others.
fn with_keys_like(local: &Local, keys: impl Iterator<Item = u64>) -> Box<dyn TantivyQuery> {
    let groups: BTreeSet<u64> = keys.map(key_group).collect();
    let group = |group| -> Box<dyn TantivyQuery> {
        let term = Term::from_field_u64(local.index.fields().key_group, group);
        Box::new(TermQuery::new(term, IndexRecordOption::Basic))
    };
    Box::new(BooleanQuery::union(groups.into_iter().map(group).collect()))
}

/// Puts articles in the order of their publication, undated ones last, then of their paths and records.
fn earliest_first(local: &Local, articles: &mut [DocAddress]) -> tantivy::Result<()> {
    let columns = local.columns.of(&local.searcher)?;
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
pub(super) fn other_copies(local: &Local, article: &Article) -> Result<Vec<OtherCopy>, EngineError> {
    let story = story_of(local, article).map_err(|e| local.failed(e))?;
    let members = members(local, &AllQuery, story.as_slice()).map_err(|e| local.failed(e))?;
    let members = members.into_values().flatten().map(|address| local.article(address));
    let members: Vec<Article> = members.collect::<Result<_, _>>()?;
    let is_other = |other: &Article| (&other.path, other.record) != (&article.path, article.record);
    Ok(members.into_iter().filter(is_other).map(other_copy).collect())
}

/// The story of an article, if it has copies.
fn story_of(local: &Local, article: &Article) -> tantivy::Result<Option<u32>> {
    let id = Term::from_field_text(local.index.fields().id, &article.id);
    let query = TermQuery::new(id, IndexRecordOption::Basic);
    let with_id = local.searcher.search(&query, &ByStories { stories: local.index.stories(), held: None })?;
    for (story, address) in with_id {
        let found = local.article(address).ok();
        if found.is_some_and(|found| (&found.path, found.record) == (&article.path, article.record)) {
            return Ok(Some(story));
        }
    }
    Ok(None)
}

/// An article as it is listed under a copy of it.
pub(super) fn other_copy(article: Article) -> OtherCopy {
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
    let found = by_story(searcher.search(query, &ByStories { stories, held: None })?);
    Ok(found.into_values().filter(|articles| articles.len() > 1).collect())
}

/// How many articles that match a query tell a story that another one of them tells too, beyond one for each story.
pub(super) fn beyond_one(local: &Local, query: &dyn TantivyQuery) -> tantivy::Result<u64> {
    let stories = local.index.stories();
    if stories.is_empty() {
        return Ok(0);
    }
    let held = local.prepared.get().map(|prepared| &prepared.stories);
    let found = local.searcher.search(query, &ByStories { stories, held })?;
    let told: FxHashSet<u32> = found.iter().map(|(story, _)| *story).collect();
    Ok((found.len() - told.len()) as u64)
}

/// The articles of each segment that have copies, each with its story, in order and in memory.
pub(super) struct HeldStories {
    segments: Vec<Arc<[(DocId, u32)]>>,
}

impl HeldStories {
    /// Reads those of an index.
    pub(super) fn of(local: &Local) -> tantivy::Result<HeldStories> {
        let columns = StoryColumns::of(local)?;
        let held = |segment: &SegmentColumns, docs: DocId| {
            (0..docs).filter_map(|doc| Some((doc, segment.story(doc)?))).collect()
        };
        let readers = local.searcher.segment_readers().iter();
        let segments =
            columns.segments.iter().zip(readers).map(|(segment, reader)| held(segment, reader.max_doc()));
        Ok(HeldStories { segments: segments.collect() })
    }

    fn of_segment(&self, number: SegmentOrdinal) -> Arc<[(DocId, u32)]> {
        self.segments.get(number as usize).cloned().unwrap_or_default()
    }
}

/// The columns by which the story of an article is looked up.
struct SegmentColumns {
    stories: Stories,
    keys: Column<u64>,
    digests: Column<u64>,
}

impl SegmentColumns {
    fn of(segment: &SegmentReader, stories: &Stories) -> tantivy::Result<SegmentColumns> {
        let fast = segment.fast_fields();
        let (keys, digests) = (fast.u64(columns::KEY)?, fast.u64(columns::DIGEST)?);
        Ok(SegmentColumns { stories: stories.clone(), keys, digests })
    }

    fn story(&self, doc: DocId) -> Option<u32> {
        self.stories.story(self.keys.first(doc)?, self.digests.first(doc)?)
    }
}

/// The columns of all segments; none where no article has a copy.
pub(super) struct StoryColumns {
    segments: Vec<SegmentColumns>,
}

impl StoryColumns {
    pub(super) fn of(local: &Local) -> tantivy::Result<StoryColumns> {
        let stories = local.index.stories();
        let readers = local.searcher.segment_readers().iter().filter(|_| !stories.is_empty());
        let segments = readers.map(|segment| SegmentColumns::of(segment, stories));
        Ok(StoryColumns { segments: segments.collect::<Result<_, _>>()? })
    }

    pub(super) fn story(&self, address: DocAddress) -> Option<u32> {
        self.segments.get(address.segment_ord as usize)?.story(address.doc_id)
    }
}

/// Collects the articles that have copies, each with its story.
struct ByStories<'a> {
    stories: &'a Stories,
    /// The same in memory, where it was read ahead.
    held: Option<&'a HeldStories>,
}

impl Collector for ByStories<'_> {
    type Fruit = Vec<(u32, DocAddress)>;
    type Child = SegmentStories;

    fn for_segment(
        &self,
        number: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentStories> {
        let lookup = match self.held {
            Some(held) => Lookup::Held { rows: held.of_segment(number), next: 0 },
            None => Lookup::Columns(Box::new(SegmentColumns::of(segment, self.stories)?)),
        };
        Ok(SegmentStories { number, lookup, found: Vec::new() })
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
    lookup: Lookup,
    found: Vec<(u32, DocAddress)>,
}

/// Where the story of an article is looked up.
enum Lookup {
    Columns(Box<SegmentColumns>),
    /// The articles with copies in their order, and the first of them that is not before the last one looked up.
    Held {
        rows: Arc<[(DocId, u32)]>,
        next: usize,
    },
}

impl Lookup {
    /// The story of an article; the articles have to come in their order.
    fn story(&mut self, doc: DocId) -> Option<u32> {
        match self {
            Lookup::Columns(columns) => columns.story(doc),
            Lookup::Held { rows, next } => {
                *next += rows[*next..].iter().take_while(|(held, _)| *held < doc).count();
                rows.get(*next).filter(|(held, _)| *held == doc).map(|(_, story)| *story)
            }
        }
    }
}

impl SegmentCollector for SegmentStories {
    type Fruit = Vec<(u32, DocAddress)>;

    fn collect(&mut self, doc: DocId, _: Score) {
        if let Some(story) = self.lookup.story(doc) {
            self.found.push((story, DocAddress::new(self.number, doc)));
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.found
    }
}
