//! Countries that are spoken of in passing: in a comparison, or as where someone is from who is asked.

use super::context;
use crate::places::{MatchKind, PlaceMatch};

/// What stands before a country that something is compared with.
const COMPARISONS: [&str; 17] = [
    " like ",
    " unlike ",
    "Like ",
    "Unlike ",
    " than ",
    " than in ",
    " than that of ",
    " as in ",
    " compared with ",
    " compared to ",
    " similar to ",
    " similar to that in ",
    " those of ",
    " that of ",
    " pointed to ",
    " the example of ",
    " modelled on ",
];

/// True if a country is named in comparison, or someone of it is asked for an opinion.
pub(super) fn is_aside(text: &str, place: &PlaceMatch) -> bool {
    is_compared(&text[..place.span.start])
        || is_of_the_asked(text, place)
        || is_seat_of_the_asked(text, place)
}

/// True for the likes of "bigger than in France".
fn is_compared(before: &str) -> bool {
    let before = before.strip_suffix("the ").unwrap_or(before);
    COMPARISONS.iter().any(|comparison| before.ends_with(comparison))
}

/// True for the likes of "a French economist": one person, or some, and not what the country does.
fn is_of_the_asked(text: &str, place: &PlaceMatch) -> bool {
    let after = text[place.span.end..].strip_prefix(' ').unwrap_or_default();
    let word = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    word.len() <= LONGEST && context::is_asked(&word.to_lowercase())
}

/// True for the likes of "analysts at a bank in Tokyo": from who is asked to where, within a few words.
fn is_seat_of_the_asked(text: &str, place: &PlaceMatch) -> bool {
    if !matches!(place.kind, MatchKind::Country | MatchKind::City | MatchKind::Capital | MatchKind::Division)
    {
        return false;
    }
    let mut from = place.span.start.saturating_sub(REACH);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let clause = text[from..place.span.start].rsplit(['.', ',', ';', ':', '\n', '"', '“', '”']).next();
    let mut words = clause.unwrap_or_default().split_whitespace().rev();
    let is_where = words.next().is_some_and(|word| matches!(word, "in" | "at" | "from" | "of"));
    is_where && words.take(WORDS).any(|word| word.len() <= LONGEST && context::is_asked(&word.to_lowercase()))
}

/// The longest word for someone who is asked.
const LONGEST: usize = 12;
/// So many bytes, and words, at most stand between who is asked and where.
const REACH: usize = 80;
const WORDS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::Gazetteer;

    fn asides(text: &str) -> Vec<&str> {
        let places = Gazetteer::get().find(text);
        let asides = places.iter().filter(|place| is_aside(text, place));
        asides.map(|place| &text[place.span.start..place.span.end]).collect()
    }

    #[test]
    fn comparisons_are_asides() {
        assert_eq!(asides("Trains in Norway are cheaper than in Switzerland."), ["Switzerland"]);
        assert_eq!(asides("Unlike Sweden, Norway votes."), ["Sweden"]);
        assert!(asides("Norway likes Sweden.").is_empty());
    }

    #[test]
    fn who_is_asked_is_no_subject() {
        assert_eq!(asides("A French economist said that Kenya would pay."), ["French"]);
        assert_eq!(asides("Analysts at a bank in Tokyo think that Kenya will pay."), ["Tokyo"]);
        assert!(asides("A French minister said so in Tokyo.").is_empty());
        assert!(asides("Analysts agree. In Tokyo it rained.").is_empty());
    }
}
