//! The files that articles were read from, looked at again: for `check`, `cite` and what is served.

use dateline_core::article::Article;
use dateline_read::{Kept, find_kept, quoted};
use dateline_search::cite::{KeptPlace, Within};
use dateline_search::custody::Custody;

/// What became of the bytes of an article.
pub(super) fn custody(article: &Article) -> Custody {
    let Some(hash) = article.sha256 else { return Custody::Unknown };
    match find_kept(article, hash) {
        Ok(Some(Kept { record, member, range, .. })) => {
            Custody::Same { record, member, range: range.map(|range| [range.start, range.end]) }
        }
        Ok(None) => Custody::Changed,
        Err(error) => Custody::Missing(dateline_read::said(&error.source)),
    }
}

/// Where a quotation is in the file of an article, or why that cannot be said.
pub(super) fn place_of(article: &Article, quote: &str) -> Result<KeptPlace, String> {
    let hash = article.sha256.ok_or("the index has no hash of the article")?;
    let kept = find_kept(article, hash).map_err(|error| error.to_string())?;
    let kept = kept.ok_or("the file has changed since the article was read")?;
    let bytes = kept.bytes.as_ref().ok_or("the record cannot be looked into in this format")?;
    let places = quoted(&bytes.raw, quote);
    if places.is_empty() {
        return Err("the file has it in another form, or is too long to look".to_owned());
    }
    let places = places.iter().map(|place| bytes.start + place.start as u64..bytes.start + place.end as u64);
    let (places, within) = (places.collect(), within(&kept, bytes.is_record));
    Ok(KeptPlace { file: article.path.clone(), member: kept.member, within, places })
}

fn within(kept: &Kept, is_record: bool) -> Within {
    match (&kept.member, kept.is_in_file, is_record) {
        (Some(_), ..) => Within::Member,
        (None, true, true) => Within::File,
        (None, true, false) => Within::WholeFile,
        (None, false, _) => Within::Unpacked,
    }
}
