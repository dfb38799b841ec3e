//! People, organisations and places.

use serde::{Deserialize, Serialize};

use super::Mention;

/// What kind of thing a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EntityKind {
    /// A person.
    Person,
    /// A company, government body, party, team, armed group or other organisation.
    Organisation,
    /// A place: country, city, region, river, building.
    Place,
}

impl EntityKind {
    /// The name of the kind in JSON.
    pub fn name(self) -> &'static str {
        match self {
            EntityKind::Person => "person",
            EntityKind::Organisation => "organisation",
            EntityKind::Place => "place",
        }
    }
}

/// One person, organisation or place, with every mention of it in the article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EntityKind,
    /// The fullest form of the name in the article.
    pub name: String,
    /// ISO 3166-1 alpha-2 code of the country a place lies in or is, if that is known; of an organisation that many countries have
    /// under one name, the one whose is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Every mention, in reading order; never empty.
    pub mentions: Vec<Mention>,
}
