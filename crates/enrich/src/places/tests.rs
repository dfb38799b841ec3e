//! What the gazetteer finds in English texts.

use proptest::prelude::*;

use super::{Gazetteer, MatchKind, PlaceMatch};

fn find(text: &str) -> Vec<PlaceMatch> {
    Gazetteer::get().find(text)
}

fn codes(text: &str) -> Vec<&'static str> {
    find(text).iter().filter_map(PlaceMatch::code).collect()
}

fn texts(text: &str) -> Vec<&str> {
    find(text).iter().map(|place| &text[place.span.start..place.span.end]).collect()
}

#[test]
fn the_longest_name_is_found() {
    assert_eq!(texts("Papua New Guinea and Guinea-Bissau"), ["Papua New Guinea", "Guinea-Bissau"]);
    assert_eq!(texts("the Democratic Republic of the Congo"), ["Democratic Republic of the Congo"]);
    assert_eq!(texts("New York City's mayor"), ["New York City"]);
    assert_eq!(texts("St. Louis and St Petersburg"), ["St. Louis", "St Petersburg"]);
}

#[test]
fn possessives_hyphens_and_diacritics() {
    assert_eq!(texts("Turkey's, Iran’s and the US-led"), ["Turkey", "Iran", "US"]);
    assert_eq!(codes("in São Paulo, Zürich and Côte d’Ivoire"), ["BR", "CH", "CI"]);
    assert_eq!(texts("an N'Djamena street"), ["N'Djamena"]);
    assert!(find("Lin's brother").is_empty());
}

#[test]
fn names_are_capitalised() {
    assert!(find("turkey and china, polish and us").is_empty());
    assert_eq!(codes("The US told us"), ["US"]);
}

#[test]
fn names_do_not_run_over_sentences() {
    assert_eq!(texts("He left America. Samoa was next"), ["America", "Samoa"]);
    assert_eq!(texts("South\n\nKorea"), ["Korea"]);
    assert_eq!(texts("South\nKorea"), ["South\nKorea"]);
}

#[test]
fn what_follows_settles_a_town() {
    for (text, code, division) in [
        ("Paris, Texas", "US", "TX"),
        ("Birmingham, Ala., was", "US", "AL"),
        ("Birmingham, England", "GB", ""),
        ("San Jose, Calif.", "US", "CA"),
        ("London, Ontario", "CA", "08"),
        ("Moscow, Idaho", "US", "ID"),
        ("Lebanon, Pa.", "US", "PA"),
        ("Damascus, Maryland", "US", "MD"),
        ("Portland, ME", "US", "ME"),
    ] {
        let found = find(text);
        let first = found[0].candidates[0];
        assert_eq!((first.code, found[0].settled), (code, true), "{text}: {found:?}");
        assert!(division.is_empty() || first.division == division, "{text}: {first:?}");
        assert_eq!(found.len(), 2, "{text}");
    }
}

#[test]
fn unknown_towns_lie_in_the_state_after_them() {
    assert_eq!(texts("TOLUCA LAKE, Calif., March 4"), ["Calif"]);
    assert_eq!(texts("Bedford Heights, Ohio"), ["Ohio"]);
    assert_eq!(codes("CAMBRIDGE, Mass, March 5"), ["US", "US"]);
    assert_eq!(texts("in Paris, Miss Smith said"), ["Paris"]);
}

#[test]
fn lists_of_countries_are_no_towns() {
    assert_eq!(codes("Jordan, Lebanon and Syria"), ["JO", "LB", "SY"]);
    assert_eq!(codes("Mexico, Texas and Peru"), ["MX", "US", "PE"]);
    assert_eq!(codes("London, France and Spain"), ["GB", "FR", "ES"]);
}

#[test]
fn abbreviations_of_states_need_a_town() {
    assert!(codes("Ill. Miss. Wash. Or. IN OR ME").is_empty());
    assert_eq!(texts("Springtown, Ala., voted"), ["Ala"]);
    assert_eq!(codes("the NSW government"), ["AU"]);
}

#[test]
fn words_and_people_are_doubtful() {
    for text in ["Nice", "Reading", "Vladimir", "Lincoln"] {
        assert!(find(text).iter().all(|place| place.doubtful), "{text}");
    }
    assert!(find("in March and May").is_empty());
    assert!(find("Most of them").iter().all(|place| place.is_common_word));
    assert!(!find("in Damascus")[0].doubtful);
}

#[test]
fn capitals_take_away_belief_from_small_towns() {
    assert!(find("SALE OF HOMES UP").iter().all(|place| place.doubtful));
    assert!(!find("SYRIA TALKS END")[0].doubtful);
    assert!(find("LET US PRAY")[0].doubtful);
}

#[test]
fn several_bearers_make_a_name_ambiguous() {
    assert!(find("in Georgia")[0].ambiguous);
    assert!(find("in Tripoli")[0].candidates.iter().any(|candidate| candidate.code == "LB"));
    assert!(!find("in London")[0].ambiguous);
}

#[test]
fn kinds() {
    for (text, kind) in [
        ("Syria", MatchKind::Country),
        ("Soviet Union", MatchKind::FormerCountry),
        ("Syrians", MatchKind::Demonym),
        ("Damascus", MatchKind::Capital),
        ("Aleppo", MatchKind::City),
        ("Texas", MatchKind::Division),
        ("Orange County", MatchKind::Division),
        ("White House", MatchKind::Institution),
        ("Middle East", MatchKind::Region),
    ] {
        assert_eq!(find(text).iter().map(|place| place.kind).collect::<Vec<_>>(), [kind], "{text}");
    }
    assert!(find("Middle East")[0].candidates.is_empty());
}

#[test]
fn prefixes_need_their_hyphen() {
    assert_eq!(codes("Sino-Russian talks"), ["CN", "RU"]);
    assert!(codes("Sino said").is_empty());
}

#[test]
fn names_that_speak_of_no_place() {
    assert!(codes("the Paris Agreement and the New York Times on the Indian Ocean").is_empty());
    assert!(codes("see https://example.org/Syria/Paris and <PAR>").is_empty());
}

proptest! {
    #[test]
    fn spans_are_text_in_order(text in "(?s).{0,300}") {
        check(&text);
    }

    #[test]
    fn spans_are_text_in_order_among_names(text in "((Paris|Texas|St|U\\.S|İ|’s|Côte d’|Ala|é|New|York)[ ,.\n\u{a0}-]{0,3}){0,12}") {
        check(&text);
    }
}

fn check(text: &str) {
    let mut last = 0;
    for place in find(text) {
        assert!(place.span.start >= last && !place.span.is_empty());
        assert!(text.get(place.span.start..place.span.end).is_some());
        assert!(place.kind == MatchKind::Region || !place.candidates.is_empty());
        last = place.span.end;
    }
}
