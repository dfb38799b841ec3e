//! Bringing what the user says of articles to those that are stored: corrections, tags and notes.
//!
//! An article is stored with what was said of it, so a change concerns those that it is made for, if it is known what
//! has changed since it was brought to all of them; else every article is looked at, which reads no file either.

use std::ops::ControlFlow;
use std::path::Path;

use dateline_search::curation::Target;
use dateline_search::store::{FileEntry, Identity, StoreError, StoredRecord, View, file_hash};

use super::plan::Planner;
use super::step::{Event, Steps, Work};

/// The steps that bring what has changed to the articles that it concerns.
pub(super) fn steps<V: View>(planner: &Planner<V>, out: &mut Steps) -> ControlFlow<()> {
    let digest = planner.curation.digest();
    if planner.curated == digest {
        return ControlFlow::Continue(());
    }
    let known = planner.renewal.as_ref().filter(|renewal| renewal.from == planner.curated);
    match known {
        Some(renewal) => renewal.targets.iter().try_for_each(|target| concerned(planner, target, out))?,
        None => planner.files.iter().try_for_each(|file| of_file(planner, file, out))?,
    }
    out(Event::Curated(digest).into())
}

/// The steps for the articles of a target.
fn concerned<V: View>(planner: &Planner<V>, target: &Target, out: &mut Steps) -> ControlFlow<()> {
    match target {
        Target::Article(id) => match planner.view.with_id(id) {
            Ok(found) => found.into_iter().try_for_each(|(file, record)| of_record(file, record, out)),
            Err(error) => out(Event::Fail(error).into()),
        },
        Target::Site(_) => planner.files.iter().try_for_each(|file| of_file(planner, file, out)),
        target => planner
            .files
            .iter()
            .filter(|file| target.fits_path(&file.path))
            .try_for_each(|file| of_file(planner, file, out)),
    }
}

fn of_file<V: View>(planner: &Planner<V>, file: &FileEntry, out: &mut Steps) -> ControlFlow<()> {
    if planner.curation.forgets_path(&file.path) {
        return out(planner.gone_file(&file.path).unwrap_or_else(Event::Fail).into());
    }
    match records(planner, &file.path) {
        Ok((hash, found)) => found.into_iter().try_for_each(|record| of_record(hash, record, out)),
        Err(error) => out(Event::Fail(error).into()),
    }
}

fn records<V: View>(planner: &Planner<V>, path: &Path) -> Result<(u64, Vec<StoredRecord>), StoreError> {
    let hash = file_hash(path);
    Ok((hash, planner.view.records(hash)?))
}

fn of_record(file: u64, record: StoredRecord, out: &mut Steps) -> ControlFlow<()> {
    let identity = Identity { file, key: record.key, digest: record.digest };
    out(Work::Renew { from: record.place, identity }.into())
}
