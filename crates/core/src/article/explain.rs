//! Why a field is what it is.

use serde::{Deserialize, Serialize};

/// A field's value, the rule that gave it, and what the other rules found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explained {
    /// The value that was taken.
    pub value: String,
    /// The rule that gave it.
    pub rule: String,
    /// What other rules found, in the order of the rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Candidate>,
}

/// What a rule found for a field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The rule.
    pub rule: String,
    /// The value it gives.
    pub value: String,
}
