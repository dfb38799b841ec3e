//! A simulated disk for tests: it fails at any chosen call, and at a power cut loses what was not synced.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tantivy::directory::OwnedBytes;

use super::{FileFacts, Folder, HeldLock, NewFile};

/// What happens at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The call fails with this error of the system, and so do those after it.
    Lasting(i32),
    /// The call fails with this error of the system, and those after it do not.
    Once(i32),
    /// The power goes: nothing works any more.
    PowerCut,
}

/// A file: what was written, and how much of it certainly reached the disk.
#[derive(Debug, Clone, Default)]
struct Inode {
    bytes: Vec<u8>,
    synced: usize,
    modified: u64,
}

/// A change of the folder that may not have reached the disk yet.
#[derive(Debug, Clone)]
enum Change {
    Create(String, usize),
    Rename(String, String),
    Remove(String),
}

#[derive(Debug, Default)]
struct Disk {
    inodes: Vec<Inode>,
    /// The folder as programs see it.
    names: BTreeMap<String, usize>,
    /// The folder as of its last sync.
    synced_names: BTreeMap<String, usize>,
    /// What has changed since.
    changes: Vec<Change>,
    locks: Vec<String>,
    calls: u64,
    fault: Option<(u64, Fault)>,
    clock: u64,
}

/// A folder on a simulated disk.
#[derive(Debug, Clone)]
pub struct SimulatedFolder {
    path: PathBuf,
    disk: Arc<Mutex<Disk>>,
}

/// A small generator of numbers, for power cuts that can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

impl Default for SimulatedFolder {
    fn default() -> Self {
        Self::new()
    }
}

impl SimulatedFolder {
    /// An empty folder.
    pub fn new() -> SimulatedFolder {
        SimulatedFolder { path: "/simulated".into(), disk: Arc::default() }
    }

    /// Has the call with this number, counted from now and from 0, end in a fault.
    pub fn fail_at(&self, call: u64, fault: Fault) {
        let mut disk = self.disk();
        disk.fault = Some((disk.calls + call, fault));
    }

    /// How many calls were made.
    pub fn calls(&self) -> u64 {
        self.disk().calls
    }

    /// Lets all calls succeed again, in the folder as programs last saw it.
    pub fn heal(&self) {
        let mut disk = self.disk();
        disk.fault = None;
        disk.locks.clear();
    }

    /// The folder as one finds it when the power comes back.
    ///
    /// What was synced is there. Of changes that were not, any number may have reached the disk, in any order; of
    /// bytes that were not, none, some or all, and zeros in place of others.
    pub fn after_power_cut(&self, seed: u64) -> SimulatedFolder {
        let disk = self.disk();
        let mut random = Random(seed);
        let mut names = disk.synced_names.clone();
        for change in &disk.changes {
            if random.below(2) == 0 {
                continue;
            }
            match change {
                Change::Create(name, inode) => drop(names.insert(name.clone(), *inode)),
                Change::Remove(name) => drop(names.remove(name)),
                Change::Rename(from, to) => {
                    if let Some(inode) = names.remove(from) {
                        names.insert(to.clone(), inode);
                    }
                }
            }
        }
        let inodes = disk.inodes.iter().map(|inode| torn(inode, &mut random)).collect();
        let restarted =
            Disk { inodes, synced_names: names.clone(), names, clock: disk.clock + 1, ..Disk::default() };
        SimulatedFolder { path: self.path.clone(), disk: Arc::new(Mutex::new(restarted)) }
    }

    /// A copy of everything, as programs see it.
    pub fn copied(&self) -> SimulatedFolder {
        let disk = self.disk();
        let copy = Disk {
            inodes: disk.inodes.clone(),
            names: disk.names.clone(),
            synced_names: disk.names.clone(),
            clock: disk.clock,
            ..Disk::default()
        };
        SimulatedFolder { path: self.path.clone(), disk: Arc::new(Mutex::new(copy)) }
    }

    /// Changes one bit of a file; size and time stay.
    pub fn flip(&self, name: &str, at: usize) {
        let mut disk = self.disk();
        let inode = disk.names[name];
        let bytes = &mut disk.inodes[inode].bytes;
        let at = at % bytes.len();
        bytes[at] ^= 1 << (at % 8);
    }

    fn disk(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call, which may fail.
    fn call(&self) -> io::Result<MutexGuard<'_, Disk>> {
        let mut disk = self.disk();
        disk.counted()?;
        Ok(disk)
    }
}

/// A file after a power cut.
fn torn(inode: &Inode, random: &mut Random) -> Inode {
    let unsynced = inode.bytes.len() - inode.synced;
    let kept = inode.synced + random.below(unsynced + 1);
    let mut bytes = inode.bytes[..kept].to_vec();
    if random.below(2) == 0 {
        bytes[inode.synced..].fill(0);
    }
    Inode { synced: bytes.len(), bytes, modified: inode.modified }
}

impl Disk {
    fn counted(&mut self) -> io::Result<()> {
        let call = self.calls;
        self.calls += 1;
        match self.fault {
            Some((at, Fault::Lasting(code))) if call >= at => Err(io::Error::from_raw_os_error(code)),
            Some((at, Fault::Once(code))) if call == at => Err(io::Error::from_raw_os_error(code)),
            Some((at, Fault::PowerCut)) if call >= at => Err(io::Error::other("the power is gone")),
            _ => Ok(()),
        }
    }

    fn inode(&mut self, name: &str) -> io::Result<&mut Inode> {
        let inode = *self.names.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(&mut self.inodes[inode])
    }

    fn now(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }
}

struct SimulatedFile {
    folder: SimulatedFolder,
    inode: usize,
}

impl Write for SimulatedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut disk = self.folder.disk();
        let counted = disk.counted();
        let now = disk.now();
        let inode = &mut disk.inodes[self.inode];
        if let Err(error) = counted {
            // A write that fails may have written a part.
            inode.bytes.extend(&bytes[..bytes.len() / 2]);
            return Err(error);
        }
        inode.bytes.extend(bytes);
        inode.modified = now;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl NewFile for SimulatedFile {
    fn sync(&mut self) -> io::Result<()> {
        let mut disk = self.folder.call()?;
        let inode = &mut disk.inodes[self.inode];
        inode.synced = inode.bytes.len();
        Ok(())
    }
}

struct SimulatedLock {
    folder: SimulatedFolder,
    name: String,
}

impl Drop for SimulatedLock {
    fn drop(&mut self) {
        self.folder.disk().locks.retain(|name| *name != self.name);
    }
}

impl Folder for SimulatedFolder {
    fn path(&self) -> &Path {
        &self.path
    }

    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.call()?.names.keys().cloned().collect())
    }

    fn facts(&self, name: &str) -> io::Result<FileFacts> {
        let mut disk = self.call()?;
        let inode = disk.inode(name)?;
        let modified: SystemTime = UNIX_EPOCH + Duration::from_secs(inode.modified);
        Ok(FileFacts { size: inode.bytes.len() as u64, modified: Some(modified) })
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(Cursor::new(self.call()?.inode(name)?.bytes.clone())))
    }

    fn map(&self, name: &str) -> io::Result<OwnedBytes> {
        Ok(OwnedBytes::new(self.call()?.inode(name)?.bytes.clone()))
    }

    fn create(&self, name: &str) -> io::Result<Box<dyn NewFile>> {
        let mut disk = self.call()?;
        if disk.names.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let inode = disk.inodes.len();
        let modified = disk.now();
        disk.inodes.push(Inode { modified, ..Inode::default() });
        disk.names.insert(name.to_owned(), inode);
        disk.changes.push(Change::Create(name.to_owned(), inode));
        Ok(Box::new(SimulatedFile { folder: self.clone(), inode }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut disk = self.call()?;
        let inode = disk.names.remove(from).ok_or(io::ErrorKind::NotFound)?;
        disk.names.insert(to.to_owned(), inode);
        disk.changes.push(Change::Rename(from.to_owned(), to.to_owned()));
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut disk = self.call()?;
        disk.names.remove(name).ok_or(io::ErrorKind::NotFound)?;
        disk.changes.push(Change::Remove(name.to_owned()));
        Ok(())
    }

    fn sync(&self) -> io::Result<()> {
        let mut disk = self.call()?;
        disk.synced_names = disk.names.clone();
        disk.changes.clear();
        Ok(())
    }

    fn lock(&self, name: &str, wait: bool) -> io::Result<Option<HeldLock>> {
        loop {
            let mut disk = self.call()?;
            if !disk.locks.iter().any(|held| held == name) {
                disk.locks.push(name.to_owned());
                return Ok(Some(Box::new(SimulatedLock { folder: self.clone(), name: name.to_owned() })));
            }
            if !wait {
                return Ok(None);
            }
            drop(disk);
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::folder::{read, write_durably};

    #[test]
    fn what_was_not_synced_may_be_lost_and_what_was_is_kept() {
        let folder = SimulatedFolder::new();
        write_durably(&folder, "kept", |out| out.write_all(b"whole")).unwrap();
        let mut file = folder.create("lost").unwrap();
        file.write_all(b"a longer text that nobody synced").unwrap();
        let (mut gone, mut torn) = (0, 0);
        for seed in 0..100 {
            let after = folder.after_power_cut(seed);
            assert_eq!(read(&after, "kept").unwrap(), b"whole");
            match read(&after, "lost") {
                Err(_) => gone += 1,
                Ok(bytes) => torn += usize::from(bytes != b"a longer text that nobody synced"),
            }
        }
        assert!(gone > 10 && torn > 10, "{gone} {torn}");
    }

    #[test]
    fn a_replacing_is_the_old_or_the_new_file_wherever_the_power_goes() {
        let old = SimulatedFolder::new();
        write_durably(&old, "a", |out| out.write_all(b"old")).unwrap();
        for call in 0..8 {
            for seed in 0..20 {
                let folder = old.copied();
                folder.fail_at(call, Fault::PowerCut);
                let written = write_durably(&folder, "a", |out| out.write_all(b"new"));
                let bytes = read(&folder.after_power_cut(seed), "a").unwrap();
                assert!(bytes == b"new" || (bytes == b"old" && written.is_err()), "call {call}, seed {seed}");
            }
        }
    }
}
