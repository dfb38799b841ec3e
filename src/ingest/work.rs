//! The work of a step that needs neither the writer nor the order of the others.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use dateline_core::article::{Article, Reading};
use dateline_read::RawDoc;
use dateline_search::curation::Curation;
use dateline_search::store::{FirstIndexed, Identity, Place, Severity, StoreError, View};

use super::step::{Event, Step, Work};
use super::{Job, Problem, ReadOptions, read_article};

/// A step with its work done, ready to be written.
pub(super) enum Done<D> {
    Document { doc: D, deletes: Vec<u64>, counted: Counted, bytes: u64, doubtful: bool },
    Unread(Unread),
    Event(Event),
}

/// A record that could not be read; what it replaced goes.
pub(super) struct Unread {
    pub problem: Problem,
    pub key: u64,
    pub deletes: Vec<u64>,
    pub replaces: bool,
}

/// What a written document counts as.
pub(super) enum Counted {
    Added,
    Changed,
    Unchanged,
    Moved,
    /// One that was stored, with other corrections, tags or notes.
    Renewed,
}

/// What is written of a step on which the work panicked.
pub(super) struct Lost(pub Option<Box<Unread>>);

impl Job for Step {
    type Mark = Lost;

    fn cost(&self) -> usize {
        match self {
            Step::Work(Work::Read { doc, .. }) => usize::try_from(doc.bytes).unwrap_or(usize::MAX),
            _ => 0,
        }
    }

    fn mark(&self) -> Lost {
        let Step::Work(Work::Read { path, doc, identity, deletes, replaces }) = self else {
            return Lost(None);
        };
        let (problem, deletes) = (Problem::lost(path, doc), deletes.clone());
        Lost(Some(Box::new(Unread { problem, key: identity.key, deletes, replaces: replaces.is_some() })))
    }
}

/// Does the work of a step that needs neither the writer nor the order of the others.
pub(super) fn work<V: View>(step: Step, view: &V, options: &ReadOptions) -> Done<V::Document> {
    match step {
        Step::Event(event) => Done::Event(event),
        Step::Work(Work::Read { path, doc, identity, deletes, replaces }) => {
            read(view, path, *doc, identity, deletes, replaces, options)
        }
        Step::Work(Work::Move { from, path, record, identity, deletes }) => {
            let counted = if path.is_some() { Counted::Moved } else { Counted::Unchanged };
            moved(view, from, path, record, identity, (deletes, counted), &options.curation)
                .unwrap_or_else(|error| Done::Event(Event::Fail(error)))
        }
        Step::Work(Work::Renew { from, identity }) => renewed(view, from, identity, &options.curation)
            .unwrap_or_else(|error| Done::Event(Event::Fail(error))),
    }
}

fn read<V: View>(
    view: &V,
    path: PathBuf,
    raw: RawDoc,
    identity: Identity,
    deletes: Vec<u64>,
    replaces: Option<FirstIndexed>,
    options: &ReadOptions,
) -> Done<V::Document> {
    let (record, bytes, member) = (Some(raw.record), raw.bytes, raw.member.clone());
    let article = read_article(raw, &path, options).map(|article| {
        let mut article = Article { read: Some(reading(replaces, view.run())), ..article };
        options.curation.apply(&mut article);
        article
    });
    let replaces_one = replaces.is_some();
    let doubtful = article.as_ref().is_ok_and(|article| article.doubt.is_some());
    match article.and_then(|article| view.document(&article, identity)) {
        Ok(doc) => {
            let counted = if replaces_one { Counted::Changed } else { Counted::Added };
            Done::Document { doc, deletes, counted, bytes, doubtful }
        }
        Err(reason) => {
            let problem = Problem { severity: Severity::Skipped, path, record, member, reason };
            Done::Unread(Unread { problem, key: identity.key, deletes, replaces: replaces_one })
        }
    }
}

/// That an article is read now, by this program; it is new, unless it was indexed before.
fn reading(before: Option<FirstIndexed>, run: u64) -> Reading {
    let second = |second| jiff::Timestamp::from_second(second).unwrap_or_default();
    let now = second(jiff::Timestamp::now().as_second());
    let (first_at, run) = before.map_or((now, run), |first| (second(first.at), first.run));
    Reading {
        at: now.to_string(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        first_at: first_at.to_string(),
        run,
    }
}

/// The document for a stored article under its new path and record number.
fn moved<V: View>(
    view: &V,
    from: Place,
    path: Option<Arc<Path>>,
    record: u64,
    identity: Identity,
    (deletes, counted): (Vec<u64>, Counted),
    curation: &Curation,
) -> Result<Done<V::Document>, StoreError> {
    let mut article = view.article(from)?;
    article.record = record;
    if let Some(path) = path {
        article.path = path.to_string_lossy().into_owned();
    }
    if curation.forgets(&article.id, Path::new(&article.path)) {
        return Ok(Done::Event(Event::Forgotten { id: article.id, deletes }));
    }
    curation.apply(&mut article);
    let doc = document(view, &article, identity)?;
    Ok(Done::Document { doc, deletes, counted, bytes: 0, doubtful: false })
}

/// The document for a stored article with what the user says of it now, if that is something else.
fn renewed<V: View>(
    view: &V,
    from: Place,
    identity: Identity,
    curation: &Curation,
) -> Result<Done<V::Document>, StoreError> {
    let before = view.article(from)?;
    let (key, path) = (identity.key, Path::new(&before.path));
    if curation.forgets(&before.id, path) {
        let (id, path) = (before.id.clone(), path.to_owned());
        return Ok(Done::Event(Event::Forget { id, path, key }));
    }
    let mut article = before.clone();
    curation.apply(&mut article);
    if article == before {
        return Ok(Done::Event(Event::Idle));
    }
    let (doc, bytes) = (document(view, &article, identity)?, article.body.len() as u64);
    Ok(Done::Document { doc, deletes: vec![key], counted: Counted::Renewed, bytes, doubtful: false })
}

fn document<V: View>(view: &V, article: &Article, identity: Identity) -> Result<V::Document, StoreError> {
    view.document(article, identity).map_err(|error| StoreError::of(std::io::Error::other(error)))
}
