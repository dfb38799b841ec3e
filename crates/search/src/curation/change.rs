//! What a correction says of an article.

use dateline_core::article::EntityKind;
use dateline_core::dates::{self, BadDate, Day};
use dateline_enrich::countries;

/// A field that holds one value and can be corrected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The headline.
    Headline,
    /// When it was published.
    Published,
    /// The outlet.
    Source,
    /// The section.
    Section,
    /// The language.
    Language,
}

impl Field {
    /// All of them with their names.
    pub const ALL: [(Field, &'static str); 5] = [
        (Field::Headline, "headline"),
        (Field::Published, "published"),
        (Field::Source, "source"),
        (Field::Section, "section"),
        (Field::Language, "language"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Field::ALL.iter().find(|(field, _)| *field == self).map_or("", |(_, name)| name)
    }

    pub(super) fn named(name: &str) -> Option<Field> {
        Field::ALL.iter().find(|(_, known)| *known == name).map(|(field, _)| *field)
    }
}

/// One thing that is said of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A field has this value, or none where it is empty.
    Set(Field, String),
    /// It is about this country.
    Country(String),
    /// It is not about this country.
    NotCountry(String),
    /// It is not about this country and does not name it.
    NotMentions(String),
    /// This is not a name of this kind in it.
    NotName(EntityKind, String),
    /// It is to be left out.
    Forget,
}

/// The keys of lists.
const LISTS: [&str; 6] = ["country", "not-country", "not-mentions", "not-person", "not-org", "not-place"];

/// All keys, as a list to read.
const KNOWN: &str = "headline, published, year, source, section, language, country, not-country, not-mentions, \
                     not-person, not-org, not-place or forget";

impl Change {
    /// What a key with a value says: several changes where a country is a region.
    ///
    /// A hyphen before a key stands for `not-`; a field without a value has none.
    ///
    /// # Errors
    /// If the key or the value is not understood, in words.
    pub fn read(key: &str, value: &str) -> Result<Vec<Change>, String> {
        let key = key.trim().to_ascii_lowercase().replace('_', "-");
        let value = value.trim();
        let key = match key.strip_prefix('-') {
            Some(denied) => format!("not-{denied}"),
            None => key,
        };
        if let Some(field) = key.strip_prefix("not-").filter(|field| Field::named(field).is_some()) {
            return Change::unset(field, value);
        }
        if let Some(field) = Field::named(&key) {
            return Ok(vec![Change::Set(field, field_value(field, value)?)]);
        }
        match key.as_str() {
            "year" => Ok(vec![Change::Set(Field::Published, year(value)?)]),
            "country" => countries_of(value, Change::Country),
            "not-country" => countries_of(value, Change::NotCountry),
            "not-mentions" => countries_of(value, Change::NotMentions),
            "not-person" => name(EntityKind::Person, value),
            "not-org" | "not-organisation" => name(EntityKind::Organisation, value),
            "not-place" => name(EntityKind::Place, value),
            "forget" if matches!(value, "true" | "yes") => Ok(vec![Change::Forget]),
            "forget" if matches!(value, "false" | "no") => Ok(vec![]),
            "forget" => Err(format!("forget is true or false, not {value:?}")),
            _ => Err(format!("unknown key {key:?}; expected {KNOWN}")),
        }
    }

    /// What `FIELD=VALUE`, as it is typed, says.
    ///
    /// # Errors
    /// If it is not understood, in words.
    pub fn typed(text: &str) -> Result<Vec<Change>, String> {
        if let Some((key, value)) = text.split_once('=') {
            return Change::read(key, value);
        }
        let denied = text.strip_prefix('-').or_else(|| text.strip_prefix("not-"));
        match denied.and_then(|field| Some((field, Field::named(field)?))) {
            Some((field, _)) => Change::unset(field, ""),
            None => {
                Err(format!("expected FIELD=VALUE, such as country=FR or published=2004-03-01, not {text:?}"))
            }
        }
    }

    /// The key that is meant by a name, as it is typed before a value.
    pub fn names(name: &str) -> Option<String> {
        let name = name.trim().to_ascii_lowercase().replace('_', "-");
        let listed = match name.strip_prefix('-') {
            Some(list) => format!("not-{list}"),
            None => name.clone(),
        };
        let field = name.strip_prefix('-').or_else(|| name.strip_prefix("not-")).unwrap_or(&name);
        match field {
            "year" => Some(Field::Published.name().to_owned()),
            field if Field::named(field).is_some() => Some(field.to_owned()),
            _ => LISTS.contains(&listed.as_str()).then_some(listed),
        }
    }

    fn unset(field: &str, value: &str) -> Result<Vec<Change>, String> {
        match Field::named(field) {
            Some(field) if value.is_empty() => Ok(vec![Change::Set(field, String::new())]),
            _ => Err(format!("-{field} stands alone: it says that the article has no {field}")),
        }
    }

    /// The key that says it.
    pub fn key(&self) -> &'static str {
        match self {
            Change::Set(field, _) => field.name(),
            Change::Country(_) => LISTS[0],
            Change::NotCountry(_) => LISTS[1],
            Change::NotMentions(_) => LISTS[2],
            Change::NotName(EntityKind::Person, _) => LISTS[3],
            Change::NotName(EntityKind::Organisation, _) => LISTS[4],
            Change::NotName(EntityKind::Place, _) => LISTS[5],
            Change::Forget => "forget",
        }
    }

    /// The value that it says.
    pub fn value(&self) -> &str {
        match self {
            Change::Set(_, value)
            | Change::Country(value)
            | Change::NotCountry(value)
            | Change::NotMentions(value)
            | Change::NotName(_, value) => value,
            Change::Forget => "true",
        }
    }

    /// True if a key takes many values.
    pub(super) fn is_list(key: &str) -> bool {
        LISTS.contains(&key)
    }

    /// True if this cannot be said together with another: another value of a field, or the contrary.
    pub(super) fn replaces(&self, other: &Change) -> bool {
        use Change::{Country, NotCountry, NotMentions, Set};
        match (self, other) {
            (Set(field, _), Set(other, _)) => field == other,
            (Country(code), NotCountry(other) | NotMentions(other))
            | (NotCountry(code) | NotMentions(code), Country(other)) => code == other,
            _ => self == other,
        }
    }
}

fn field_value(field: Field, value: &str) -> Result<String, String> {
    match field {
        _ if value.is_empty() => Ok(String::new()),
        Field::Published => published(value),
        Field::Language => language(value),
        _ => Ok(value.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// A day, a date-time with its offset, a month or a year.
fn published(value: &str) -> Result<String, String> {
    let wrong = |reason: String| {
        format!("{reason}; write a date like 2004, 2004-03, 2004-03-01 or 2004-03-01T18:04:00Z")
    };
    if value.len() > 10
        && let Some(date) = dates::parse_field(value).filter(|date| date.is_complete)
    {
        return Ok(date.value);
    }
    let read = |day: Result<Day, BadDate>| day.map_err(|error| wrong(error.to_string()));
    let (first, last) = (read(Day::first_typed(value))?, read(Day::last_typed(value))?);
    let day = first.to_string();
    let is_whole = |period: &str| Day::first_of(period) == Ok(first) && Day::last_of(period) == Ok(last);
    let written = [4, 7, 10].into_iter().map(|length| &day[..length]).find(|period| is_whole(period));
    written.map(str::to_owned).ok_or_else(|| wrong(format!("{value:?} is several days")))
}

fn year(value: &str) -> Result<String, String> {
    let year = published(value).ok().filter(|year| year.len() == 4);
    year.ok_or_else(|| format!("{value:?} is not a year, such as 2004"))
}

fn language(value: &str) -> Result<String, String> {
    let code = value.to_ascii_lowercase();
    let is_code = (2..=3).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_code { Ok(code) } else { Err(format!("{value:?} is not a code of a language, such as en")) }
}

fn countries_of(value: &str, change: fn(String) -> Change) -> Result<Vec<Change>, String> {
    let codes = countries::codes(&[value.to_owned()]).map_err(|unknown| unknown.to_string())?;
    Ok(codes.into_iter().map(change).collect())
}

fn name(kind: EntityKind, value: &str) -> Result<Vec<Change>, String> {
    if value.is_empty() {
        return Err("expected a name".to_owned());
    }
    Ok(vec![Change::NotName(kind, value.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> Vec<Change> {
        Change::typed(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn every_kind_is_read() {
        assert_eq!(typed("country=france"), [Change::Country("FR".into())]);
        assert_eq!(typed("-country=FR"), [Change::NotCountry("FR".into())]);
        assert_eq!(
            typed("not_person=Bonnie Rask"),
            [Change::NotName(EntityKind::Person, "Bonnie Rask".into())]
        );
        assert_eq!(typed("headline= Talks  end "), [Change::Set(Field::Headline, "Talks end".into())]);
        assert_eq!(typed("-published"), [Change::Set(Field::Published, String::new())]);
        assert_eq!(typed("forget=yes"), [Change::Forget]);
        assert!(typed("country=Benelux").len() <= 3);
    }

    #[test]
    fn dates_are_days_months_years_and_times() {
        let published = |text: &str| match typed(text).pop() {
            Some(Change::Set(Field::Published, value)) => value,
            other => panic!("{other:?}"),
        };
        assert_eq!(published("published=2004"), "2004");
        assert_eq!(published("year=2004"), "2004");
        assert_eq!(published("published=2004-3"), "2004-03");
        assert_eq!(published("published=2004-3-1"), "2004-03-01");
        assert_eq!(published("published=2004-03-01T18:04:00Z"), "2004-03-01T18:04:00Z");
        assert_eq!(published("published=18/07/2022"), "2022-07-18");
        assert_eq!(published("published=July 2022"), "2022-07");
        for wrong in [
            "published=03/04/2022",
            "published=2022-W30",
            "published=soon",
            "published=2004-13",
            "published=2004-02-30",
            "year=2004-03",
        ] {
            assert!(Change::typed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_expected() {
        for (text, part) in [
            ("countri=FR", "unknown key \"countri\"; expected headline, published"),
            ("country=Atlantis", "unknown country or region Atlantis"),
            ("language=English", "such as en"),
            ("forget=maybe", "true or false"),
            ("FR", "expected FIELD=VALUE"),
            ("not-person=", "expected a name"),
            ("-headline=x", "stands alone"),
            ("not-source=x", "stands alone"),
        ] {
            let error = Change::typed(text).unwrap_err();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn the_contrary_replaces() {
        let (fr, not_fr) = (Change::Country("FR".into()), Change::NotCountry("FR".into()));
        assert!(fr.replaces(&not_fr) && not_fr.replaces(&fr) && !fr.replaces(&Change::Country("DE".into())));
        assert!(Change::Set(Field::Source, "A".into()).replaces(&Change::Set(Field::Source, "B".into())));
    }

    #[test]
    fn keys_are_known_by_what_is_typed() {
        for (name, key) in [
            ("-country", "not-country"),
            ("year", "published"),
            ("-headline", "headline"),
            ("country", "country"),
        ] {
            assert_eq!(Change::names(name).as_deref(), Some(key));
        }
        assert_eq!(Change::names("forget"), None);
    }

    #[test]
    fn keys_and_values_are_read_back() {
        for text in
            ["country=FR", "not-mentions=FR", "not-place=Ely", "source=BBC", "forget=true", "not-org=X"]
        {
            let change = typed(text).remove(0);
            assert_eq!(Change::read(change.key(), change.value()), Ok(vec![change]), "{text}");
        }
    }
}
