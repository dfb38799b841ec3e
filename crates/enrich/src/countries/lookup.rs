//! From a country's name, code or region, as a person types it, to country codes.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::LazyLock;

use super::elsewhere::{country_named, country_of_people, whole_country};
use super::table::{NameKind, key, tables};
use dateline_core::text::distance_within;

/// A name that is neither a country nor a region, with the names that are nearest to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCountry {
    /// The name as it was given.
    pub name: String,
    /// Known names that are spelled much like it, the nearest first; at most five.
    pub nearest: Vec<String>,
}

impl UnknownCountry {
    /// What to write instead; none where nothing is near.
    pub fn hint(&self) -> Option<String> {
        let names: Vec<String> = self.nearest.iter().map(|name| quoted_if_spaced(name)).collect();
        match names.as_slice() {
            [] if is_acronym(&self.name) => {
                Some(format!("an organisation or an alliance is found with --org {0} or org:{0}", self.name))
            }
            [] => None,
            [only] => Some(format!("did you mean {only}?")),
            [others @ .., last] => Some(format!("did you mean {} or {last}?", others.join(", "))),
        }
    }

    /// That there is no such country.
    pub fn message(&self) -> String {
        format!("unknown country or region {}", self.name)
    }
}

/// True for capitals that may stand for the name of an organisation.
fn is_acronym(name: &str) -> bool {
    (3..=6).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_uppercase())
}

/// A name of several words needs quotes where it is typed.
fn quoted_if_spaced(name: &str) -> String {
    if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() }
}

impl fmt::Display for UnknownCountry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())?;
        match self.hint() {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownCountry {}

/// Name as shown and the codes it stands for, by the key of the name.
type Names = HashMap<String, (&'static str, Vec<&'static str>)>;

static NAMES: LazyLock<Names> = LazyLock::new(read_names);

/// Names of at most this many letters are near only to those that differ in one.
const SHORT_NAME: usize = 4;

/// How many names are suggested for an unknown one.
const SUGGESTIONS: usize = 5;

fn read_names() -> Names {
    let tables = tables();
    let mut names = Names::new();
    for region in &tables.regions {
        for name in std::iter::once(&region.name).chain(&region.other) {
            names.entry(key(name)).or_insert_with(|| (name, region.codes.clone()));
        }
    }
    for other in &tables.other_names {
        for name in &other.names {
            names.insert(key(name), (name, other.codes.clone()));
        }
    }
    for country in &tables.countries {
        names.insert(key(country.name), (country.name, vec![country.code]));
    }
    // Codes come last and do not replace a name, but they do replace a region's abbreviation.
    for country in &tables.countries {
        for code in [country.code, country.alpha3] {
            names.entry(key(code)).or_insert_with(|| (country.name, vec![country.code]));
        }
    }
    names
}

/// The codes of the country or of the countries of the region with this name.
///
/// Understands ISO codes, names in common use, other and former names in any case, names in other
/// languages, and regions; a leading "the" does not matter, nor does the order of "Korea, North".
///
/// ```
/// use dateline_enrich::countries::lookup;
/// assert_eq!(lookup("Ivory Coast"), Ok(vec!["CI"]));
/// assert_eq!(lookup("syr"), Ok(vec!["SY"]));
/// assert!(lookup("Middle East").is_ok_and(|codes| codes.contains(&"SY")));
/// assert_eq!(lookup("Syra").unwrap_err().nearest[0], "Syria");
/// ```
pub fn lookup(name: &str) -> Result<Vec<&'static str>, UnknownCountry> {
    let wanted = key(&name.trim().replace('.', ""));
    let found = known(&wanted).or_else(|| known(&key(&turned(name)?)));
    found.ok_or_else(|| UnknownCountry { name: name.to_owned(), nearest: nearest(&wanted) })
}

/// The codes for names, codes and regions, of which a value may list several with commas; each code once.
///
/// ```
/// use dateline_enrich::countries::codes;
/// assert_eq!(codes(&["syria".into(), "RU,Ivory Coast".into()]).unwrap(), ["SY", "RU", "CI"]);
/// ```
///
/// # Errors
/// If one of them is not known.
pub fn codes(values: &[String]) -> Result<Vec<String>, UnknownCountry> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        for code in listed(value)? {
            if !out.iter().any(|known| known == code) {
                out.push(code.to_owned());
            }
        }
    }
    Ok(out)
}

/// A name may hold a comma itself ("Korea, South"), so the whole is tried first.
fn listed(value: &str) -> Result<Vec<&'static str>, UnknownCountry> {
    if let Ok(found) = lookup(value) {
        return Ok(found);
    }
    let mut out = Vec::new();
    for part in value.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        out.extend(lookup(part)?);
    }
    match out.is_empty() {
        true => Err(UnknownCountry { name: format!("{value:?}"), nearest: Vec::new() }),
        false => Ok(out),
    }
}

fn known(wanted: &str) -> Option<Vec<&'static str>> {
    let found = NAMES.get(wanted).or_else(|| NAMES.get(wanted.strip_prefix("the ")?));
    match found {
        Some((_, codes)) => Some(codes.clone()),
        None => country_named(wanted).map(|code| vec![code]),
    }
}

/// The country of which this is the key of a name in English.
pub(super) fn country_of_name(key: &str) -> Option<&'static str> {
    let (_, codes) = NAMES.get(key).filter(|_| key.len() >= SHORTEST_NAME)?;
    let [only] = codes.as_slice() else { return None };
    Some(only)
}

/// Shorter names are codes.
const SHORTEST_NAME: usize = 4;

/// `Korea, North` as `North Korea`, which is how lists put it.
fn turned(name: &str) -> Option<String> {
    let (last, first) = name.split_once(',')?;
    (!first.contains(',')).then(|| format!("{} {}", first.trim(), last.trim()))
}

/// The keys of the names that mean a whole country, with its code.
static WHOLE: LazyLock<HashSet<(String, &'static str)>> = LazyLock::new(|| {
    let tables = tables();
    let own =
        tables.countries.iter().flat_map(|c| [c.name, c.code, c.alpha3].map(|name| (key(name), c.code)));
    let whole = tables.other_names.iter().filter(|other| other.kind != NameKind::Part);
    let others = whole.flat_map(|other| other.names.iter().map(|name| (key(name), other.codes[0])));
    own.chain(others).collect()
});

/// True if a name means the country of this code as a whole, and not a part of it.
pub fn is_name_of(name: &str, code: &str) -> bool {
    let whole: &HashSet<(String, &str)> = &WHOLE;
    let key = key(name);
    whole_country(&key) == Some(code) || whole.contains(&(key, code))
}

/// The known names nearest to a key: those it begins first, then by edit distance.
fn nearest(wanted: &str) -> Vec<String> {
    if wanted.is_empty() || wanted.len() > 60 {
        return Vec::new();
    }
    if let Some(country) = country_of_people(wanted).and_then(|code| tables().country(code)) {
        return vec![country.name.to_owned()];
    }
    // Of a short name another letter makes another name: NATO is not FATA.
    let limit = if wanted.chars().count() <= SHORT_NAME { 1 } else { 1 + wanted.chars().count() / 4 };
    let mut found: Vec<(usize, &str)> = NAMES
        .iter()
        .filter(|(known, _)| known.len() > 3)
        .filter_map(|(known, (name, _))| Some((nearness(wanted, known, limit)?, *name)))
        .collect();
    found.sort_unstable();
    found.dedup();
    found.into_iter().take(SUGGESTIONS).map(|(_, name)| name.to_owned()).collect()
}

fn nearness(wanted: &str, known: &str, limit: usize) -> Option<usize> {
    let is_begun = || wanted.len() >= 3 && known.split(' ').any(|word| word.starts_with(wanted));
    distance_within(wanted, known, limit).or_else(|| is_begun().then_some(limit + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_and_each_code_comes_once() {
        let of = |values: &[&str]| codes(&values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["syria", "RU,Ivory Coast", "SYR"]).unwrap(), ["SY", "RU", "CI"]);
        let error = of(&["Syrai"]).unwrap_err().to_string();
        assert!(error.contains("Syrai") && error.contains("Syria"), "{error}");
        assert!(of(&[","]).is_err());
    }
    use proptest::prelude::*;

    #[test]
    fn names_codes_and_case() {
        for name in ["sy", "SYR", "Syria", "syria", " SYRIA ", "Syrian Arab Republic"] {
            assert_eq!(lookup(name), Ok(vec!["SY"]), "{name}");
        }
        for (name, code) in [
            ("Burma", "MM"),
            ("UK", "GB"),
            ("u.k.", "GB"),
            ("England", "GB"),
            ("Holland", "NL"),
            ("the Netherlands", "NL"),
            ("USA", "US"),
            ("America", "US"),
            ("DPRK", "KP"),
            ("drc", "CD"),
            ("Cote d'Ivoire", "CI"),
            ("Côte d’Ivoire", "CI"),
            ("xk", "XK"),
            ("Turkiye", "TR"),
            ("Soviet Union", "RU"),
            ("West Germany", "DE"),
            ("Georgia", "GE"),
            ("Gaza", "PS"),
            ("Ceylon", "LK"),
            ("Zaire", "CD"),
            ("East Pakistan", "BD"),
            ("Hong Kong", "HK"),
            ("Korea, North", "KP"),
            ("Congo, Democratic Republic of the", "CD"),
            ("Brasil", "BR"),
            ("Россия", "RU"),
        ] {
            assert_eq!(lookup(name).unwrap()[0], code, "{name}");
        }
        assert_eq!(lookup("Czechoslovakia"), Ok(vec!["CZ", "SK"]));
    }

    #[test]
    fn codes_of_countries_are_always_their_own() {
        for country in &tables().countries {
            assert_eq!(lookup(country.code), Ok(vec![country.code]), "{}", country.code);
            assert_eq!(lookup(country.alpha3), Ok(vec![country.code]), "{}", country.alpha3);
            assert_eq!(lookup(country.name), Ok(vec![country.code]), "{}", country.name);
        }
    }

    #[test]
    fn regions_expand_to_their_countries() {
        for (region, member, stranger) in [
            ("Middle East", "SY", "PK"),
            ("the gulf", "QA", "IR"),
            ("Balkans", "XK", "PL"),
            ("Horn of Africa", "SO", "KE"),
            ("Sahel", "ML", "GH"),
            ("Maghreb", "MA", "EG"),
            ("EU", "DE", "GB"),
            ("sub-saharan africa", "NG", "EG"),
            ("Latin America", "MX", "US"),
            ("Eastern Europe", "UA", "FR"),
            ("Scandinavia", "SE", "FI"),
        ] {
            let codes = lookup(region).unwrap();
            assert!(codes.contains(&member) && !codes.contains(&stranger), "{region}: {codes:?}");
        }
    }

    #[test]
    fn parts_of_a_country_are_not_the_country() {
        for (name, code) in [("Syria", "SY"), ("UK", "GB"), ("Burma", "MM"), ("United States", "US")] {
            assert!(is_name_of(name, code), "{name}");
        }
        assert!(!is_name_of("England", "GB") && !is_name_of("Aleppo", "SY") && !is_name_of("Syria", "RU"));
    }

    #[test]
    fn demonyms_are_no_names() {
        assert!(lookup("Syrian").is_err());
        assert!(lookup("French").is_err());
        assert_eq!(lookup("Chinese").unwrap_err().nearest, ["China"]);
    }

    #[test]
    fn what_is_near_is_asked_for() {
        let unknown = |nearest: &[&str]| UnknownCountry {
            name: "X".into(),
            nearest: nearest.iter().map(|&name| name.to_owned()).collect(),
        };
        assert_eq!(unknown(&[]).to_string(), "unknown country or region X");
        assert_eq!(unknown(&["A"]).hint().unwrap(), "did you mean A?");
        assert_eq!(unknown(&["A", "B", "C D"]).hint().unwrap(), "did you mean A, B or \"C D\"?");
    }

    #[test]
    fn unknown_names_suggest_their_neighbours() {
        let nearest = |name: &str| lookup(name).unwrap_err().nearest;
        assert_eq!(nearest("Sryia")[0], "Syria");
        assert_eq!(nearest("Afgahnistan")[0], "Afghanistan");
        assert!(nearest("Guin").contains(&"Guinea".to_owned()));
        assert!(nearest("").is_empty());
        assert!(nearest("qqqqqqqqqqqq").is_empty());
        assert_eq!(
            lookup("Sryia").unwrap_err().to_string().split(';').next(),
            Some("unknown country or region Sryia")
        );
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(name in "\\PC{0,80}") {
            let _ = lookup(&name);
        }
    }
}
