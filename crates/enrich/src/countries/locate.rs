//! The country of each place entity: what its mentions were read as.

use super::hits::Hit;
use crate::places::Candidate;
use dateline_core::article::{Entity, EntityKind, Mention, Span, TextField};

/// A place in the text with the country it was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Located {
    field: TextField,
    item: Option<usize>,
    span: Span,
    code: &'static str,
}

impl Located {
    fn place(&self) -> (TextField, Option<usize>, usize) {
        (self.field, self.item, self.span.start)
    }
}

/// The places whose country is known, by field and position.
pub(super) fn located(hits: &[Hit<'_>], chosen: &[Option<Candidate>]) -> Vec<Located> {
    let known = hits.iter().zip(chosen).filter_map(|(hit, candidate)| {
        let code = candidate.as_ref()?.code;
        Some(Located { field: hit.piece.field, item: hit.piece.item, span: hit.place.span, code })
    });
    let mut located: Vec<Located> = known.collect();
    located.sort_by_key(Located::place);
    located
}

/// Fills in the country of each place whose mentions all were read as one country.
pub fn locate(entities: &mut [Entity], located: &[Located]) {
    for entity in entities.iter_mut().filter(|entity| entity.kind == EntityKind::Place) {
        entity.country = country_of(&entity.mentions, located).map(str::to_owned);
    }
}

fn country_of(mentions: &[Mention], located: &[Located]) -> Option<&'static str> {
    let mut codes = mentions.iter().filter_map(|mention| code_at(mention, located));
    let first = codes.next()?;
    codes.all(|code| code == first).then_some(first)
}

/// The country of the place that covers a mention; a place within a longer name is another place.
fn code_at(mention: &Mention, located: &[Located]) -> Option<&'static str> {
    let here = (mention.field, mention.item, mention.start);
    let after = located.partition_point(|place| place.place() <= here);
    let place = &located[after.checked_sub(1)?];
    let is_same = place.field == mention.field && place.item == mention.item;
    (is_same && place.span.contains(mention.span())).then_some(place.code)
}

#[cfg(test)]
mod tests {
    use dateline_core::article::{Article, EntityKind};

    fn countries(body: &str) -> Vec<(String, Option<String>)> {
        let mut article = Article { body: body.into(), ..Article::default() };
        crate::enrich(&mut article);
        let places = article.entities.into_iter().filter(|entity| entity.kind == EntityKind::Place);
        places.map(|place| (place.name, place.country)).collect()
    }

    #[test]
    fn towns_lie_in_what_they_were_read_as() {
        let found = countries("Officials met in Damascus and in Paris, Texas, before they flew to Berlin.");
        for (name, code) in [("Damascus", "SY"), ("Paris", "US"), ("Berlin", "DE")] {
            let place = found.iter().find(|(found, _)| found == name);
            assert_eq!(place.and_then(|(_, country)| country.as_deref()), Some(code), "{name}: {found:?}");
        }
    }

    #[test]
    fn regions_lie_in_no_country() {
        let found = countries("The war changed the Middle East for good, and Syria with it.");
        assert!(found.iter().any(|(name, country)| name == "Syria" && country.as_deref() == Some("SY")));
        assert!(found.iter().all(|(name, country)| name != "Middle East" || country.is_none()));
    }
}
