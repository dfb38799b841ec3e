//! Whether the bytes that an article was read from are still kept.
//!
//! Not for: reading files, which whoever knows them does.

use serde_json::{Value, json};

use dateline_core::article::Article;

/// What became of the bytes of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Custody {
    /// They are kept.
    Same {
        /// The number of the record in its file now.
        record: u64,
        /// Where it is within an archive.
        member: Option<String>,
        /// Its bytes in the member, or else in the file, where that can be said.
        range: Option<[u64; 2]>,
    },
    /// The file has no record with the hash any more.
    Changed,
    /// The file cannot be read; why.
    Missing(String),
    /// The index has no hash of the article.
    Unknown,
}

impl Custody {
    /// What became of them, in a word; a record that is kept at another place is `moved`.
    pub fn name(&self, article: &Article) -> &'static str {
        match self {
            Custody::Same { record, member, .. }
                if *record == article.record && *member == article.member =>
            {
                "same"
            }
            Custody::Same { .. } => "moved",
            Custody::Changed => "changed",
            Custody::Missing(_) => "missing",
            Custody::Unknown => "unknown",
        }
    }

    /// True if the bytes are kept.
    pub fn is_kept(&self) -> bool {
        matches!(self, Custody::Same { .. })
    }

    /// What became of them in words, with the file as it is shown.
    pub fn said(&self, path: &str) -> String {
        match self {
            Custody::Same { record, member, range } => {
                let member = member.as_deref().map(|member| format!(", {member}")).unwrap_or_default();
                let bytes = range.map(|[start, end]| format!(", bytes {start} to {end}"));
                format!("{path}{member}, record {record}{}", bytes.unwrap_or_default())
            }
            Custody::Changed => format!("{path} has no record with this hash any more"),
            Custody::Missing(reason) => format!("{path}: {reason}"),
            Custody::Unknown => format!("{path}: the index has no hash of the article"),
        }
    }

    /// What became of them, for scripts.
    pub fn json(&self, article: &Article) -> Value {
        let mut line = json!({
            "id": article.id, "state": self.name(article), "path": article.path, "sha256": article.sha256,
        });
        match self {
            Custody::Same { record, member, range } => {
                line["record"] = (*record).into();
                line["member"] = json!(member);
                line["bytes"] = json!(range);
            }
            Custody::Missing(reason) => line["reason"] = reason.as_str().into(),
            Custody::Changed | Custody::Unknown => {}
        }
        line.as_object_mut().into_iter().for_each(|line| line.retain(|_, value| !value.is_null()));
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_became_of_a_record_is_said_in_a_word_and_in_full() {
        let article = Article { record: 2, member: Some("a.txt".into()), ..Article::default() };
        let kept = |record| Custody::Same { record, member: Some("a.txt".into()), range: Some([3, 9]) };
        assert_eq!((kept(2).name(&article), kept(3).name(&article)), ("same", "moved"));
        assert_eq!(kept(3).said("b.zip"), "b.zip, a.txt, record 3, bytes 3 to 9");
        assert_eq!(kept(3).json(&article)["bytes"], json!([3, 9]));
        let missing = Custody::Missing("no such file".into());
        assert_eq!(missing.json(&article)["reason"], "no such file");
        assert!(!missing.is_kept() && missing.json(&article).get("record").is_none());
    }
}
