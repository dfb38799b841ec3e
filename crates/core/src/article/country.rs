//! Countries of an article, with the evidence for each.

use serde::{Deserialize, Serialize};

use super::Mention;

/// Whether an article is about a country or only mentions it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A person asked "which countries is this article about?" would name it.
    About,
    /// It occurs, and no more.
    Mentioned,
}

/// A country an article is about or mentions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Country {
    /// ISO 3166-1 alpha-2 code, `XK` for Kosovo.
    pub code: String,
    /// The name in common use in English.
    pub name: String,
    /// About or mentioned.
    pub role: Role,
    /// Orders the countries of an article; higher is more about it.
    pub score: f32,
    /// The mentions that are evidence for the country; never empty.
    pub evidence: Vec<Mention>,
}
