//! The filters that `search`, `facets` and `similar` share.

use anyhow::{Context, Result};
use clap::Args;

use dateline_core::dates::Day;
use dateline_search::request::Filters;

use super::country;

/// What narrows a search down.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Filters")]
pub(super) struct FilterArgs {
    /// About this country or region. Repeatable; any of them matches
    #[arg(long, value_name = "C")]
    country: Vec<String>,
    /// Not about this country or region
    #[arg(long, value_name = "C")]
    not_country: Vec<String>,
    /// Naming this country or region at all
    #[arg(long, value_name = "C")]
    mentions: Vec<String>,
    /// Filed from this country or region, as its dateline says. Repeatable; any of them matches
    #[arg(long, value_name = "C")]
    dateline: Vec<String>,
    /// From an outlet of this country or region. Repeatable; any of them matches
    #[arg(long, value_name = "C")]
    source_country: Vec<String>,
    /// Naming this person, under any variant of the name. Repeatable; all of them must match
    #[arg(long, value_name = "NAME")]
    person: Vec<String>,
    /// Naming this organisation. Repeatable; all of them must match
    #[arg(long, value_name = "NAME")]
    org: Vec<String>,
    /// Naming this place. Repeatable; all of them must match
    #[arg(long, value_name = "NAME")]
    place: Vec<String>,
    /// From this outlet. Repeatable; any of them matches
    #[arg(long, value_name = "NAME")]
    source: Vec<String>,
    /// In this language, as a code like en. Repeatable; any of them matches
    #[arg(long, value_name = "CODE")]
    language: Vec<String>,
    /// From this section. Repeatable; any of them matches
    #[arg(long, value_name = "NAME")]
    section: Vec<String>,
    /// Published on or after: 2015, 2015-10 or 2015-10-23
    #[arg(long, value_name = "D")]
    since: Option<String>,
    /// Published on or before
    #[arg(long, value_name = "D")]
    until: Option<String>,
}

impl FilterArgs {
    /// The checked filters.
    pub(super) fn checked(&self) -> Result<Filters> {
        let since = self.since.as_deref().map(Day::first_of).transpose().context("--since")?;
        let until = self.until.as_deref().map(Day::last_of).transpose().context("--until")?;
        Ok(Filters {
            country: country::codes(&self.country).context("--country")?,
            not_country: country::codes(&self.not_country).context("--not-country")?,
            mentions: country::codes(&self.mentions).context("--mentions")?,
            dateline: country::codes(&self.dateline).context("--dateline")?,
            source_country: country::codes(&self.source_country).context("--source-country")?,
            person: self.person.clone(),
            org: self.org.clone(),
            place: self.place.clone(),
            source: self.source.clone(),
            language: self.language.clone(),
            section: self.section.clone(),
            since,
            until,
        })
    }
}
