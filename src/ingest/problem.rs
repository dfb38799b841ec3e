//! What was not indexed, where it is, and why.

use std::fmt;
use std::path::PathBuf;

use dateline_read::STDIN;
use dateline_search::store::Severity;

/// One document or file that gave no article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How much it matters.
    pub severity: Severity,
    /// The file.
    pub path: PathBuf,
    /// The record within the file, from 0, where the problem is one record's.
    pub record: Option<u64>,
    /// The member of an archive, where the file is one.
    pub member: Option<String>,
    /// What is wrong, in words.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.as_os_str() == STDIN {
            f.write_str("standard input")?;
        } else {
            write!(f, "{}", self.path.display())?;
        }
        if let Some(record) = self.record {
            write!(f, ", record {record}")?;
        }
        if let Some(member) = &self.member {
            write!(f, " ({member})")?;
        }
        write!(f, ": {}", self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_file_and_record() {
        let problem = Problem {
            severity: Severity::Skipped,
            path: "dump.jsonl".into(),
            record: Some(17),
            member: None,
            reason: "malformed JSON".into(),
        };
        assert_eq!(problem.to_string(), "dump.jsonl, record 17: malformed JSON");
        let within = Problem { path: "dump.zip".into(), member: Some("a.jsonl".into()), ..problem };
        assert_eq!(within.to_string(), "dump.zip, record 17 (a.jsonl): malformed JSON");
        let piped = Problem { path: STDIN.into(), ..within };
        assert_eq!(piped.to_string(), "standard input, record 17 (a.jsonl): malformed JSON");
    }
}
