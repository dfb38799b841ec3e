//! A record found again in the file that it was read from, by the hash of its bytes.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::{ControlFlow, Range};
use std::path::Path;

use dateline_core::RecordHash;
use dateline_core::article::Article;

use super::{Choices, FileEntry, MAX_RECORD, Opened, RawDoc, ReadError, RecordResult, absolute, hash, open};

/// A record as it is kept now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number in its file.
    pub record: u64,
    /// Where it is within an archive.
    pub member: Option<String>,
    /// Where its bytes are in the member, or else in the file; `None` where that cannot be said.
    pub range: Option<Range<u64>>,
    /// True if the range is one of the file itself, and not of what is unpacked from it.
    pub is_in_file: bool,
    /// Bytes to look for quotations in, where there are any.
    pub bytes: Option<KeptBytes>,
}

/// Bytes of a file or of what is unpacked from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptBytes {
    /// Where they begin there.
    pub start: u64,
    /// The bytes.
    pub raw: Vec<u8>,
    /// True if they are those of the record alone, and not all of its file.
    pub is_record: bool,
}

/// The record of an article in its file, by the hash of its bytes: the one of the same place if there are several.
///
/// `None` if no record of the file has the hash any more.
///
/// # Errors
/// If the file is not there or cannot be opened.
pub fn find_kept(article: &Article, hash: RecordHash) -> Result<Option<Kept>, ReadError> {
    let path = Path::new(&article.path);
    let fault = |source| ReadError { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(fault)?;
    let metadata = file.metadata().map_err(fault)?;
    if let Some([start, end]) = article.bytes.filter(|_| article.member.is_none())
        && let Some(raw) = read_range(&mut file, &(start..end))
        && hash::of_record(&raw) == hash
    {
        let bytes = Some(KeptBytes { start, raw, is_record: true });
        let (record, range) = (article.record, Some(start..end));
        return Ok(Some(Kept { record, member: None, range, is_in_file: true, bytes }));
    }
    let root = path.parent().unwrap_or(path).to_owned();
    let entry = FileEntry { path: absolute(path), len: metadata.len(), modified: None, root };
    Ok(found_again(article, &entry, hash)?.map(|doc| placed(doc, &mut file, metadata.len())))
}

/// The document with the hash, by reading the file.
fn found_again(article: &Article, entry: &FileEntry, hash: RecordHash) -> Result<Option<RawDoc>, ReadError> {
    let choices = Choices { keep_raw: true, ..Choices::default() };
    let Opened::Records(records) = open(entry, choices)? else { return Ok(None) };
    let mut found: Option<RawDoc> = None;
    let _ = records.read(&mut |next: RecordResult| {
        let Some(doc) = next.ok().filter(|doc| doc.hash == hash) else { return ControlFlow::Continue(()) };
        let is_same_place = (doc.record, &doc.member) == (article.record, &article.member);
        if is_same_place || found.is_none() {
            found = Some(doc);
        }
        if is_same_place { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    Ok(found)
}

/// The record with where it is, and with its bytes where they are known or are those of a plain file.
fn placed(doc: RawDoc, file: &mut File, length: u64) -> Kept {
    let RawDoc { record, member, hash, range, raw, .. } = doc;
    let is_whole = |file: &mut File| {
        let all = read_range(file, &(0..length));
        all.filter(|all| member.is_none() && hash::of_record(all) == hash)
    };
    let in_file = range
        .clone()
        .filter(|_| member.is_none())
        .and_then(|range| read_range(file, &range).filter(|bytes| hash::of_record(bytes) == hash));
    let record_of = |start, raw| Some(KeptBytes { start, raw, is_record: true });
    let (range, is_in_file, bytes) = match (range, in_file, raw) {
        (Some(range), Some(raw), _) => (Some(range.clone()), true, record_of(range.start, raw)),
        (Some(range), None, raw) => {
            (Some(range.clone()), false, raw.and_then(|raw| record_of(range.start, raw)))
        }
        (None, ..) => match is_whole(file) {
            Some(raw) => (Some(0..length), true, record_of(0, raw)),
            None if member.is_none() => {
                let all = read_range(file, &(0..length));
                (None, true, all.map(|raw| KeptBytes { start: 0, raw, is_record: false }))
            }
            None => (None, false, None),
        },
    };
    Kept { record, member, range, is_in_file, bytes }
}

/// The bytes of a range of a file, if it has them and they are not more than a record may have.
fn read_range(file: &mut File, range: &Range<u64>) -> Option<Vec<u8>> {
    let length =
        usize::try_from(range.end.checked_sub(range.start)?).ok().filter(|&length| length <= MAX_RECORD)?;
    file.seek(SeekFrom::Start(range.start)).ok()?;
    let mut raw = Vec::new();
    file.take(length as u64).read_to_end(&mut raw).ok()?;
    (raw.len() == length).then_some(raw)
}

#[cfg(test)]
mod tests {
    use super::super::peek_reader::tests::gzip;
    use super::super::zip::tests::{made, zip};
    use super::*;

    const LINES: &str = "{\"title\":\"One\"}\n{\"title\":\"Two\"}\n";
    const TWO: &[u8] = b"{\"title\":\"Two\"}";

    /// The second line of a file of these bytes, which was read when it was where `bytes` says.
    fn second(name: &str, file: &[u8], article: Article) -> Option<Kept> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(name);
        std::fs::write(&path, file).unwrap();
        let article = Article { path: path.to_str().unwrap().into(), record: 1, ..article };
        find_kept(&article, hash::of_record(TWO)).unwrap()
    }

    #[test]
    fn a_line_is_found_where_it_was_and_where_it_moved() {
        let was = Article { bytes: Some([16, 31]), ..Article::default() };
        let bytes = |start| Some(KeptBytes { start, raw: TWO.to_vec(), is_record: true });
        let kept = second("a.jsonl", LINES.as_bytes(), was.clone()).unwrap();
        assert_eq!(
            (kept.record, kept.range, kept.is_in_file, kept.bytes),
            (1, Some(16..31), true, bytes(16))
        );
        let moved =
            second("a.jsonl", format!("{{\"title\":\"Zero\"}}\r\n{LINES}").as_bytes(), was.clone()).unwrap();
        assert_eq!((moved.record, moved.range, moved.bytes), (2, Some(34..49), bytes(34)));
        assert_eq!(second("a.jsonl", b"{\"title\":\"One\"}\n{\"title\":\"Other\"}\n", was), None);
    }

    #[test]
    fn what_is_unpacked_has_a_range_of_its_own() {
        let gz = second("a.jsonl.gz", &gzip(LINES.as_bytes()), Article::default()).unwrap();
        assert_eq!((gz.range, gz.is_in_file, gz.bytes.unwrap().raw.as_slice()), (Some(16..31), false, TWO));
        let bytes = zip(&[made("b/a.jsonl", LINES.as_bytes())]);
        let member = Some("b/a.jsonl".to_owned());
        let zipped =
            second("a.zip", &bytes, Article { member: member.clone(), ..Article::default() }).unwrap();
        assert_eq!((zipped.member, zipped.range, zipped.is_in_file), (member, Some(16..31), false));
    }

    #[test]
    fn an_element_of_a_list_has_its_range_and_a_row_all_of_its_file() {
        let list = format!(" [{{\"title\":\"One\"}},\n {}]", std::str::from_utf8(TWO).unwrap());
        let kept = second("a.json", list.as_bytes(), Article::default()).unwrap();
        assert_eq!((kept.range, kept.is_in_file), (Some(20..35), true));
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        std::fs::write(&path, "title,body\nOne,Words\nTwo,More\n").unwrap();
        let article = Article { path: path.to_str().unwrap().into(), record: 1, ..Article::default() };
        let kept = find_kept(&article, hash::of_record(b"Two,More")).unwrap().unwrap();
        assert_eq!((kept.record, kept.range, kept.bytes.unwrap().is_record), (1, None, false));
    }

    #[test]
    fn a_file_that_is_gone_is_an_error() {
        let article = Article { path: "/absent/a.txt".into(), ..Article::default() };
        assert!(find_kept(&article, hash::of_record(b"")).is_err());
    }
}
