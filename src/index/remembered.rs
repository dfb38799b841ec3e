//! What gave no article in a file, remembered with the file, so that it is told on every run that meets the file.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::pipeline::{Problem, Severity};

/// How many problems of a file are remembered one by one; all are counted.
const MAX_REMEMBERED: usize = 20;

/// Something in a file that gave no article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// How much it matters.
    pub severity: Severity,
    /// The record, from 0, where it is one record's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<u64>,
    /// The member of an archive, where it is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Box<str>>,
    /// What is wrong, in words; empty for those that are only counted.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub reason: Box<str>,
    /// How many there are of the kind.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u64,
}

fn one() -> u64 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(count: &u64) -> bool {
    *count == 1
}

impl Remembered {
    /// The problem, as it is told of a file.
    pub(crate) fn problem(&self, path: &Path) -> Problem {
        let reason = match &*self.reason {
            "" => "more of the same file (see --report of the run that read it)".to_owned(),
            reason => reason.to_owned(),
        };
        let member = self.member.as_deref().map(str::to_owned);
        Problem { severity: self.severity, path: path.to_owned(), record: self.record, member, reason }
    }
}

/// Adds a problem to those that are remembered. What is no article and not meant to be one counts by its kind.
pub(crate) fn remember(remembered: &mut Vec<Remembered>, problem: &Problem) {
    if problem.severity == Severity::Failed {
        // The file is tried again on the next run.
        return;
    }
    let is_like = |other: &&mut Remembered| {
        other.severity == problem.severity
            && (*other.reason == *problem.reason || other.reason.is_empty())
            && (problem.severity == Severity::PassedOver || other.reason.is_empty())
    };
    if let Some(like) = remembered.iter_mut().find(is_like) {
        like.count += 1;
        return;
    }
    let only_counted = remembered.len() >= MAX_REMEMBERED;
    remembered.push(Remembered {
        severity: problem.severity,
        record: problem.record.filter(|_| !only_counted),
        member: problem.member.as_deref().filter(|_| !only_counted).map(Into::into),
        reason: if only_counted { "".into() } else { problem.reason.as_str().into() },
        count: 1,
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(severity: Severity, record: u64, reason: &str) -> Problem {
        let member = Some(format!("{record}.x"));
        Problem { severity, path: "a.zip".into(), record: Some(record), member, reason: reason.into() }
    }

    #[test]
    fn kinds_are_counted_and_faults_are_listed_up_to_a_limit() {
        let mut remembered = Vec::new();
        for n in 0..1000 {
            remember(&mut remembered, &problem(Severity::PassedOver, n, "image"));
            remember(&mut remembered, &problem(Severity::Skipped, n, "malformed"));
        }
        remember(&mut remembered, &problem(Severity::Failed, 7, "permission denied"));
        assert!(remembered.len() <= MAX_REMEMBERED + 2);
        let count = |severity| {
            remembered.iter().filter(|known| known.severity == severity).map(|known| known.count).sum::<u64>()
        };
        assert_eq!((count(Severity::PassedOver), count(Severity::Skipped)), (1000, 1000));
        let first = remembered[1].problem(Path::new("a.zip"));
        assert_eq!(first, problem(Severity::Skipped, 0, "malformed"));
        let text = serde_json::to_string(&remembered).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Remembered>>(&text).unwrap(), remembered);
    }
}
