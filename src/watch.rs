//! Noticing that files below some paths changed, by what the system tells or by looking again and again.
//!
//! What changed is not of interest here: a run finds that out, whatever the system told, and however much of it was lost.
//! So an event only says that a run is due, and a queue of events that overflowed says no less.
//!
//! A path that is gone is not looked at until it is back: a share that is not mounted for a while would otherwise empty
//! the index.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::ingest::Stop;

/// How often it is seen whether something is due.
const TICK: Duration = Duration::from_millis(100);
/// How often it is seen whether the paths are still there, and still the same folders.
const LOOK: Duration = Duration::from_secs(2);
/// A run begins after this many times the settling time, even if files go on changing.
const PATIENCE: u32 = 30;
/// Without any event a run looks for what the system did not tell.
const RESCAN: Duration = Duration::from_secs(600);
/// How often a run looks where the system tells nothing and the user does not say how often.
const POLL: Duration = Duration::from_secs(60);

/// File systems that other machines write to, of which this one is told nothing.
const SHARED: [&str; 9] =
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "fuse.sshfs", "fuse.rclone"];

/// When the first and the last change were that no run has looked for.
type Due = Arc<Mutex<Option<(Instant, Instant)>>>;

/// What decides when a run is due.
pub struct Changes {
    roots: Vec<Root>,
    due: Due,
    /// The folder of the index, in which a run itself writes.
    own: PathBuf,
    /// None where a run looks again and again.
    watcher: Option<RecommendedWatcher>,
    /// How long to wait for the next look.
    every: Duration,
    looked: Instant,
    ran: Instant,
}

/// A path that is watched.
struct Root {
    path: PathBuf,
    /// What was there when it was looked at last: a folder that returned is another one, and has to be watched anew.
    seen: Option<Seen>,
}

/// What was found at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    is_folder: bool,
    number: u64,
}

impl Changes {
    /// Begins to watch these paths; `own` is the folder of the index. With `poll`, a run is due whenever that time is over.
    ///
    /// Also returned is why it looks again and again although that was not requested, if it does.
    pub fn of(paths: &[PathBuf], own: &Path, poll: Option<Duration>) -> (Changes, Option<String>) {
        let roots: Vec<Root> =
            paths.iter().map(|path| Root { path: dateline_read::absolute(path), seen: None }).collect();
        let now = Instant::now();
        let mut changes = Changes {
            roots,
            due: Due::default(),
            own: dateline_read::absolute(own),
            watcher: None,
            every: poll.unwrap_or(RESCAN),
            looked: now,
            ran: now,
        };
        changes.roots.iter_mut().for_each(|root| root.seen = Seen::at(&root.path));
        let reason = if poll.is_some() { None } else { changes.listen().err() };
        if reason.is_some() {
            changes.watcher = None;
            changes.every = POLL;
        }
        (changes, reason)
    }

    /// How often a run looks, where the system tells nothing.
    pub fn polls_every(&self) -> Option<Duration> {
        self.watcher.is_none().then_some(self.every)
    }

    /// The paths that are there, and those that are not.
    pub fn paths(&self) -> (Vec<PathBuf>, Vec<PathBuf>) {
        let (there, gone): (Vec<&Root>, Vec<&Root>) =
            self.roots.iter().partition(|root| Seen::at(&root.path).is_some());
        let paths = |roots: Vec<&Root>| roots.into_iter().map(|root| root.path.clone()).collect();
        (paths(there), paths(gone))
    }

    /// Waits until a run is due; false if the user asks to end. Files that are being written have `settle` to come to rest.
    pub fn wait(&mut self, settle: Duration, stop: &Stop) -> bool {
        self.ran = Instant::now();
        loop {
            if stop.is_requested() {
                return false;
            }
            if self.looked.elapsed() >= LOOK {
                self.look();
            }
            if self.take_due(settle) || self.ran.elapsed() >= self.every {
                return true;
            }
            std::thread::sleep(TICK);
        }
    }

    /// Makes a run due after a while, because one could not be made.
    pub fn try_again(&self) {
        note(&self.due);
    }

    /// Takes what is due, if it has come to rest or lasts too long.
    fn take_due(&self, settle: Duration) -> bool {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = due.is_some_and(|(first, last)| {
            last.elapsed() >= settle || first.elapsed() >= settle.saturating_mul(PATIENCE)
        });
        if is_due {
            *due = None;
        }
        is_due
    }

    /// Sees whether a path went, came back, or is another folder now, and watches it anew.
    fn look(&mut self) {
        self.looked = Instant::now();
        for root in &mut self.roots {
            let seen = Seen::at(&root.path);
            if seen == root.seen {
                continue;
            }
            if let (Some(watcher), Some(seen)) = (&mut self.watcher, seen)
                && watch(watcher, &root.path, seen).is_err()
            {
                // It may be gone again; the next look tries again.
                continue;
            }
            root.seen = seen;
            if seen.is_some() {
                note(&self.due);
            }
        }
    }

    /// Asks the system to tell of changes.
    fn listen(&mut self) -> Result<(), String> {
        if let Some(kind) = self.roots.iter().find_map(|root| shared_file_system(&root.path)) {
            return Err(format!("{kind} does not tell of what other machines change"));
        }
        let (due, own) = (Arc::clone(&self.due), self.own.clone());
        let files: Vec<PathBuf> = self.roots.iter().map(|root| root.path.clone()).collect();
        let told = move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| !is_of_interest(&event, &files, &own)) {
                return;
            }
            note(&due);
        };
        let reason = |error: notify::Error| match error.kind {
            notify::ErrorKind::MaxFilesWatch => {
                "there are more folders than the system watches (fs.inotify.max_user_watches)".to_owned()
            }
            _ => error.to_string(),
        };
        let mut watcher = notify::recommended_watcher(told).map_err(reason)?;
        for root in &self.roots {
            if let Some(seen) = root.seen {
                watch(&mut watcher, &root.path, seen).map_err(reason)?;
            }
        }
        self.watcher = Some(watcher);
        Ok(())
    }
}

/// Watches a folder with all below it, or the folder of a file: editors replace files, and a file that was replaced is
/// not told of.
fn watch(watcher: &mut RecommendedWatcher, path: &Path, seen: Seen) -> notify::Result<()> {
    if seen.is_folder {
        // What was watched under the path is gone.
        let _ = watcher.unwatch(path);
        return watcher.watch(path, RecursiveMode::Recursive);
    }
    watcher.watch(path.parent().unwrap_or(path), RecursiveMode::NonRecursive)
}

/// True for an event that a run may have to look for.
fn is_of_interest(event: &notify::Event, roots: &[PathBuf], own: &Path) -> bool {
    if event.need_rescan() || event.paths.is_empty() {
        return true;
    }
    let concerns = |path: &PathBuf| {
        !path.starts_with(own) && roots.iter().any(|root| path.starts_with(root) || root.starts_with(path))
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(concerns)
}

fn note(due: &Due) {
    let now = Instant::now();
    let mut due = due.lock().unwrap_or_else(PoisonError::into_inner);
    *due = Some((due.map_or(now, |(first, _)| first), now));
}

impl Seen {
    fn at(path: &Path) -> Option<Seen> {
        let facts = fs::metadata(path).ok()?;
        let is_folder = facts.is_dir();
        Some(Seen { is_folder, number: if is_folder { number_of(&facts) } else { 0 } })
    }
}

/// What tells a folder from another one at the same path.
#[cfg(unix)]
fn number_of(facts: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    facts.ino() ^ facts.dev().rotate_left(32)
}

#[cfg(not(unix))]
fn number_of(facts: &fs::Metadata) -> u64 {
    let since = facts.created().ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or(0, |since| since.as_nanos() as u64)
}

/// The kind of file system that a path is on, if other machines write to it.
fn shared_file_system(path: &Path) -> Option<String> {
    let mounts = fs::read_to_string("/proc/mounts").ok()?;
    shared_in(&mounts, path)
}

fn shared_in(mounts: &str, path: &Path) -> Option<String> {
    let mount = |line: &str| {
        let mut fields = line.split(' ').skip(1);
        let at = fields.next()?.replace("\\040", " ");
        path.starts_with(&at).then(|| (at.len(), fields.next().unwrap_or_default().to_owned()))
    };
    let (_, kind) = mounts.lines().filter_map(mount).max_by_key(|(length, _)| *length)?;
    SHARED.contains(&kind.as_str()).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{AccessKind, CreateKind, Flag};

    #[test]
    fn reading_and_what_a_run_writes_are_of_no_interest() {
        let roots = [PathBuf::from("/news"), PathBuf::from("/more/a.txt")];
        let interest = |kind, path: &str| {
            let event = notify::Event::new(kind).add_path(path.into());
            is_of_interest(&event, &roots, Path::new("/news/index"))
        };
        let create = EventKind::Create(CreateKind::Any);
        assert!(interest(create, "/news/b/c.txt") && interest(create, "/more/a.txt"));
        assert!(!interest(create, "/more/b.txt") && !interest(create, "/news/index/meta.json"));
        assert!(!interest(EventKind::Access(AccessKind::Read), "/news/b.txt"));
        let lost = notify::Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert!(is_of_interest(&lost, &roots, Path::new("/news/index")));
    }

    #[test]
    fn shares_are_known_by_the_longest_mount_point() {
        let mounts = "/dev/sda / ext4 rw 0 0\nserver:/a /mnt/my\\040share nfs4 rw 0 0\n/dev/sdb /mnt/my\\040share/local ext4 rw 0 0\n";
        assert_eq!(shared_in(mounts, Path::new("/mnt/my share/news")).as_deref(), Some("nfs4"));
        assert_eq!(shared_in(mounts, Path::new("/mnt/my share/local/x")), None);
        assert_eq!(shared_in(mounts, Path::new("/home")), None);
    }

    #[test]
    fn changes_come_to_rest_before_a_run() {
        let folder = tempfile::tempdir().unwrap();
        let (changes, reason) =
            Changes::of(&[folder.path().into()], Path::new("/index"), Some(Duration::from_secs(60)));
        assert_eq!((changes.polls_every(), reason), (Some(Duration::from_secs(60)), None));
        assert!(!changes.take_due(Duration::ZERO));
        changes.try_again();
        assert!(!changes.take_due(Duration::from_secs(60)));
        assert!(changes.take_due(Duration::ZERO) && !changes.take_due(Duration::ZERO));
    }

    #[test]
    fn a_folder_that_returns_makes_a_run_due() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("news");
        let (mut changes, _) = Changes::of(std::slice::from_ref(&folder), Path::new("/index"), Some(POLL));
        assert_eq!(changes.paths(), (vec![], vec![folder.clone()]));
        fs::create_dir(&folder).unwrap();
        changes.look();
        assert!(changes.take_due(Duration::ZERO));
        fs::remove_dir(&folder).unwrap();
        changes.look();
        assert!(!changes.take_due(Duration::ZERO));
    }
}
