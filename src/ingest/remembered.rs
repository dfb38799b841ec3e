//! What gave no article in a file, remembered with the file, so that it is reported on every run that meets the file.

use std::path::Path;

use dateline_search::store::{Remembered, Severity};

use super::Problem;

/// How many problems of a file are remembered one by one; all are counted.
const MAX_REMEMBERED: usize = 20;

/// The remembered problem, as it is reported for a file.
pub fn told(known: &Remembered, path: &Path) -> Problem {
    let reason = match &*known.reason {
        "" => "more in the same file (see the --report of the run that read it)".to_owned(),
        reason => reason.to_owned(),
    };
    let member = known.member.as_deref().map(str::to_owned);
    Problem { severity: known.severity, path: path.to_owned(), record: known.record, member, reason }
}

/// Adds a problem to those that are remembered. What is not an article and not meant to be one counts by its kind.
pub(super) fn remember(remembered: &mut Vec<Remembered>, problem: &Problem) {
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
        assert!(remembered.len() <= MAX_REMEMBERED + 3);
        let count = |severity| {
            remembered.iter().filter(|known| known.severity == severity).map(|known| known.count).sum::<u64>()
        };
        assert_eq!((count(Severity::PassedOver), count(Severity::Skipped)), (1000, 1000));
        let first = told(&remembered[1], Path::new("a.zip"));
        assert_eq!(first, problem(Severity::Skipped, 0, "malformed"));
        let text = serde_json::to_string(&remembered).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Remembered>>(&text).unwrap(), remembered);
    }
}
