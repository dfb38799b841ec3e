//! Resources: articles, and what the archive holds.

use rmcp::model::{ErrorData, ReadResourceResult, Resource, ResourceContents, ResourceTemplate};

use dateline_serve::address::Address;
use dateline_serve::api::{Parameters, stats};
use dateline_serve::fault::{Fault, Kind};
use dateline_serve::live::Moment;
use dateline_serve::one::{NotOne, one};

use crate::articles::{PREFIX, id_of, title, url};
use crate::bytes::{MOST, Room};
use crate::faults::said;
use crate::tools::{metadata_and_text, part};

/// Where it is said what the archive holds.
const STATS: &str = "dateline://stats";

/// Those that have one address.
pub fn all() -> Vec<Resource> {
    let stats = Resource::new(STATS, "stats").with_title("What the archive holds");
    vec![
        stats
            .with_description("How many articles, countries and people, and from when to when")
            .with_mime_type("application/json"),
    ]
}

/// Those that there are many of.
pub fn templates() -> Vec<ResourceTemplate> {
    let article = ResourceTemplate::new(format!("{PREFIX}{{id}}"), "article").with_title("An article");
    vec![
        article
            .with_description("Headline, outlet, date and text of the article with this id")
            .with_mime_type("text/plain"),
    ]
}

/// What is at an address.
///
/// # Errors
/// If there is nothing.
pub fn read(moment: &Moment, uri: &str) -> Result<ReadResourceResult, Fault> {
    let contents = match id_of(uri) {
        _ if uri == STATS => {
            let stats = stats(moment, &Address::default(), &Parameters::default())?;
            ResourceContents::text(stats.to_string(), uri).with_mime_type("application/json")
        }
        Some(id) => ResourceContents::text(article(moment, &id)?, uri),
        None => {
            return Err(Fault::not_found(format!(
                "no resource is at this address; there are {STATS} and {PREFIX}ID"
            )));
        }
    };
    Ok(ReadResourceResult::new(vec![contents]))
}

fn article(moment: &Moment, id: &str) -> Result<String, Fault> {
    let article = one(moment, id, None, None).map_err(|problem| match problem {
        NotOne::Failed(error) => error.into(),
        NotOne::Several(_) => Fault::new(
            Kind::Ambiguous,
            format!("several articles have the id {id}; use the tool fetch with path and record"),
        ),
        NotOne::Nothing(_) => Fault::not_found(format!("no article has the id {id}")),
    })?;
    let (metadata, text) = metadata_and_text(moment, &article)?;
    let mut out = format!("{}\n{}\n", title(&article), url(&article));
    for key in ["date", "source", "citation"] {
        if let Some(value) = metadata[key].as_str() {
            out.push_str(&format!("{key}: {value}\n"));
        }
    }
    out.push_str(&format!("id: {id}\n\n"));
    let end = part(&Room::new(MOST), &text, 0);
    out.push_str(&text[..end]);
    if end < text.len() {
        out.push_str("\n\n[The text goes on; the tool fetch has all of it in parts.]");
    }
    Ok(out)
}

/// A fault as the protocol has it, where an address cannot be read.
pub fn fault(uri: &str, fault: &Fault) -> ErrorData {
    let data = Some(serde_json::json!({"uri": uri}));
    match fault.kind {
        Kind::NotFound | Kind::Ambiguous => ErrorData::resource_not_found(said(fault), data),
        _ => ErrorData::internal_error(said(fault), data),
    }
}
