//! The file of stories: which articles are copies of one story, and what was found out about it.
//!
//! All numbers are little-endian: a mark, the number of members, of stories and of verdicts; then the keys of the
//! members in order; by member the lower half of its text's hash, and the number of its story; by story
//! where its members begin in the list of members by story, and this list; and last the verdicts in order.
//! A member is looked up by its key in a few steps, and nothing is read before.

use std::io::{self, Write};

use tantivy::directory::OwnedBytes;

use super::IndexError;
use super::checksums::{damaged, unreadable};
use super::commit::NamedFile;
use super::copies::Grouped;
use super::folder::{self, Folder, HashingWriter};

/// Every file of stories begins with this.
const MARK: [u8; 8] = *b"stories1";
/// The mark and three numbers.
const HEADER: usize = 8 + 3 * 8;

/// An article as listed in the stories file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Member {
    /// The key of its document.
    pub key: u64,
    /// The hash of its text: another text under the same key is another article.
    pub digest: u64,
    /// The number of its story.
    pub story: u32,
}

/// The stories of an index.
#[derive(Clone)]
pub struct Stories {
    bytes: OwnedBytes,
    members: usize,
    stories: usize,
    verdicts: usize,
}

impl Default for Stories {
    fn default() -> Self {
        Stories { bytes: OwnedBytes::empty(), members: 0, stories: 0, verdicts: 0 }
    }
}

impl Stories {
    /// Opens the file that a commit names; there are no stories where it names none.
    ///
    /// # Errors
    /// If it is missing, or is no such file.
    pub(crate) fn open(folder: &dyn Folder, named: Option<&NamedFile>) -> Result<Stories, IndexError> {
        let Some(named) = named else { return Ok(Stories::default()) };
        let bytes = folder.map(&named.file).map_err(|error| unreadable(folder, &named.file, error))?;
        Stories::of(bytes).ok_or_else(|| damaged(&named.file, "it is not a stories file"))
    }

    fn of(bytes: OwnedBytes) -> Option<Stories> {
        let count = |at: usize| usize::try_from(u64_at(&bytes, 8 + 8 * at)?).ok();
        let counts = (bytes.get(..8)? == MARK).then(|| Some((count(0)?, count(1)?, count(2)?)))??;
        let (members, stories, verdicts) = counts;
        let stories_file = Stories { members, stories, verdicts, bytes };
        (stories_file.length()? == stories_file.bytes.len()).then_some(stories_file)
    }

    /// How many bytes the file has by its counts.
    fn length(&self) -> Option<usize> {
        let of_members = self.members.checked_mul(8 + 4 + 4 + 4)?;
        let of_stories = self.stories.checked_add(1)?.checked_mul(4)?;
        let of_verdicts = self.verdicts.checked_mul(8)?;
        HEADER.checked_add(of_members)?.checked_add(of_stories)?.checked_add(of_verdicts)
    }

    /// True if no article has a copy.
    pub fn is_empty(&self) -> bool {
        self.stories == 0
    }

    /// The number of the story that an article shares with others, by its key and the hash of its text.
    pub fn story(&self, key: u64, digest: u64) -> Option<u32> {
        let at = search(self.members, |at| self.key(at), key).ok()?;
        (self.u32_at(self.digests(), at)? == digest as u32).then(|| self.u32_at(self.story_numbers(), at))?
    }

    /// The keys of the articles of a story, in order.
    pub fn members(&self, story: u32) -> Vec<u64> {
        let story = story as usize;
        let range = || Some((self.u32_at(self.starts(), story)?, self.u32_at(self.starts(), story + 1)?));
        let (from, until) = if story < self.stories { range().unwrap_or_default() } else { (0, 0) };
        let until = until.min(u32::try_from(self.members).unwrap_or(u32::MAX));
        let keys = (from..until).filter_map(|at| self.u32_at(self.by_story(), at as usize));
        keys.filter_map(|member| self.key(member as usize)).collect()
    }

    /// What was found out about a pair of articles, by the number that stands for the pair.
    pub(crate) fn verdict(&self, pair: u64) -> Option<u64> {
        let verdict = |at| u64_at(&self.bytes, self.verdicts_start() + 8 * at);
        let at = search(self.verdicts, |at| Some(verdict(at)? & !VERDICT), pair & !VERDICT).ok()?;
        Some(verdict(at)? & VERDICT)
    }

    fn key(&self, member: usize) -> Option<u64> {
        u64_at(&self.bytes, HEADER + 8 * member)
    }

    fn u32_at(&self, start: usize, at: usize) -> Option<u32> {
        let start = start + 4 * at;
        Some(u32::from_le_bytes(self.bytes.get(start..start + 4)?.try_into().ok()?))
    }

    fn digests(&self) -> usize {
        HEADER + 8 * self.members
    }

    fn story_numbers(&self) -> usize {
        self.digests() + 4 * self.members
    }

    fn starts(&self) -> usize {
        self.story_numbers() + 4 * self.members
    }

    fn by_story(&self) -> usize {
        self.starts() + 4 * (self.stories + 1)
    }

    fn verdicts_start(&self) -> usize {
        self.by_story() + 4 * self.members
    }
}

/// The bits of a verdict that say what was found out; the others stand for the pair.
pub(crate) const VERDICT: u64 = 3;

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// Binary search among numbers in order that are looked up one by one.
fn search(count: usize, number: impl Fn(usize) -> Option<u64>, wanted: u64) -> Result<usize, usize> {
    let (mut from, mut until) = (0, count);
    while from < until {
        let middle = from + (until - from) / 2;
        match number(middle) {
            Some(found) if found == wanted => return Ok(middle),
            Some(found) if found < wanted => from = middle + 1,
            _ => until = middle,
        }
    }
    Err(from)
}

/// Writes the file of stories of a generation and says what the commit has to name; nothing where there is nothing.
///
/// Stories are numbered from 0 without gaps.
pub(crate) fn write(
    folder: &dyn Folder,
    generation: u64,
    grouped: Grouped,
) -> Result<Option<NamedFile>, IndexError> {
    let Grouped { mut members, mut verdicts } = grouped;
    if members.is_empty() && verdicts.is_empty() {
        return Ok(None);
    }
    members.sort_unstable();
    verdicts.sort_unstable();
    verdicts.dedup();
    let file = format!("stories-{generation}.bin");
    let mut blake3 = String::new();
    folder::write_durably(folder, &file, |out| {
        let mut out = HashingWriter::new(out);
        write_to(&mut out, &members, &verdicts)?;
        blake3 = out.hash();
        Ok(())
    })?;
    Ok(Some(NamedFile { file, blake3 }))
}

fn write_to(out: &mut dyn Write, members: &[Member], verdicts: &[u64]) -> io::Result<()> {
    let stories = members.iter().map(|member| member.story as usize + 1).max().unwrap_or(0);
    out.write_all(&MARK)?;
    for count in [members.len(), stories, verdicts.len()] {
        out.write_all(&(count as u64).to_le_bytes())?;
    }
    members.iter().try_for_each(|member| out.write_all(&member.key.to_le_bytes()))?;
    members.iter().try_for_each(|member| out.write_all(&(member.digest as u32).to_le_bytes()))?;
    members.iter().try_for_each(|member| out.write_all(&member.story.to_le_bytes()))?;
    let (starts, by_story) = lists(members, stories);
    starts.iter().chain(&by_story).try_for_each(|number| out.write_all(&number.to_le_bytes()))?;
    verdicts.iter().try_for_each(|verdict| out.write_all(&verdict.to_le_bytes()))
}

/// Where the members of each story begin, and the members by story.
fn lists(members: &[Member], stories: usize) -> (Vec<u32>, Vec<u32>) {
    let mut by_story: Vec<u32> = (0..members.len() as u32).collect();
    by_story.sort_by_key(|&member| members[member as usize].story);
    let story_of = |at: &u32| members[*at as usize].story as usize;
    let starts = (0..=stories).map(|story| by_story.partition_point(|at| story_of(at) < story) as u32);
    (starts.collect(), by_story)
}

/// True for the name of a file of stories of any generation.
pub(crate) fn is_stories(name: &str) -> bool {
    name.starts_with("stories-") && name.ends_with(".bin")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::folder::DiskFolder;
    use std::fs;

    fn member(key: u64, story: u32) -> Member {
        Member { key, digest: key * 7, story }
    }

    fn written(members: Vec<Member>, verdicts: Vec<u64>) -> (tempfile::TempDir, Stories, NamedFile) {
        let dir = tempfile::tempdir().unwrap();
        let folder = DiskFolder::open(dir.path()).unwrap();
        let named = write(&folder, 3, Grouped { members, verdicts }).unwrap().unwrap();
        let stories = Stories::open(&folder, Some(&named)).unwrap();
        (dir, stories, named)
    }

    #[test]
    fn members_are_found_by_key_and_by_story() {
        let members = vec![member(50, 1), member(10, 0), member(30, 1), member(20, 0), member(40, 1)];
        let (_dir, stories, _) = written(members, vec![]);
        assert_eq!(stories.stories, 2);
        assert_eq!(stories.story(30, 210), Some(1));
        assert_eq!(stories.story(10, 70), Some(0));
        assert_eq!(stories.story(11, 77), None);
        assert_eq!(stories.members(0), [10, 20]);
        assert_eq!(stories.members(1), [30, 40, 50]);
        assert!(stories.members(2).is_empty());
    }

    #[test]
    fn another_text_under_the_same_key_is_no_member() {
        let (_dir, stories, _) = written(vec![member(10, 0), member(20, 0)], vec![]);
        assert_eq!(stories.story(10, 71), None);
    }

    #[test]
    fn verdicts_are_kept() {
        let (_dir, stories, _) = written(vec![], vec![400 | 2, 80, 800 | 1]);
        assert_eq!(
            (stories.verdict(400), stories.verdict(80), stories.verdict(800)),
            (Some(2), Some(0), Some(1))
        );
        assert_eq!(stories.verdict(404), None);
        assert!(stories.is_empty());
    }

    #[test]
    fn nothing_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let folder = DiskFolder::open(dir.path()).unwrap();
        assert_eq!(write(&folder, 1, Grouped::default()).unwrap(), None);
        let none = Stories::open(&folder, None).unwrap();
        assert_eq!((none.story(1, 1), none.members(0).len()), (None, 0));
    }

    #[test]
    fn a_damaged_file_answers_without_panic() {
        let (dir, _, named) = written((0..9).map(|n| member(n * 3, n as u32 / 3)).collect(), vec![4, 8]);
        let folder = DiskFolder::open(dir.path()).unwrap();
        let open = || Stories::open(&folder, Some(&named));
        let path = dir.path().join(&named.file);
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 0xff;
            fs::write(&path, &changed).unwrap();
            if let Ok(stories) = open() {
                assert!((0..30).filter_map(|key| stories.story(key, key * 7)).count() <= 9);
                (0..4).for_each(|story| drop(stories.members(story)));
                stories.verdict(4);
            }
        }
        fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(open().is_err());
    }
}
