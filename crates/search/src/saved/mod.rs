//! Saved searches: the file of them in the folder of an index, and what was given of each.
//!
//! ```toml
//! [[search]]
//! name = "Vienna talks"
//! query = "talks vienna"
//! country = ["AT", "IR"]
//! not-source = "The Wire"
//! any = true
//! ```
//!
//! `name` is the user's; every other key but `query` is an option of `search` without its dashes. A fault spoils the
//! search that it is in, and no other.

mod given;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use toml::de::DeTable;

use crate::curation::Fault;
use crate::curation::file::{table_of, texts};
use crate::curation::toml_blocks::{Block, Kind, blocks, quoted};

pub use given::{GIVEN_FILE, Given};

/// The file of saved searches in the folder of an index.
pub const SEARCHES_FILE: &str = "searches.toml";

/// A saved search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// What the user calls it; no two have the same name.
    pub name: String,
    /// The query; empty where filters alone are one.
    pub query: String,
    /// The options by their names without dashes, each with its value if it takes one.
    pub options: Vec<(String, Option<String>)>,
    /// The line of its header in the file.
    pub line: usize,
}

impl Saved {
    /// The options as arguments of a command line.
    pub fn arguments(&self) -> Vec<String> {
        let argument = |(name, value): &(String, Option<String>)| match value {
            Some(value) => format!("--{name}={value}"),
            None => format!("--{name}"),
        };
        self.options.iter().map(argument).collect()
    }
}

/// The searches of a file, and what is not understood in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SavedSearches {
    /// Those that are understood, in their order.
    pub searches: Vec<Saved>,
    /// What is wrong with the others.
    pub faults: Vec<Fault>,
}

impl SavedSearches {
    /// Reads the file in the folder of an index; `None` if there is none.
    ///
    /// # Errors
    /// If it cannot be read, in words.
    pub fn load(folder: &Path) -> Result<Option<SavedSearches>, String> {
        let path = folder.join(SEARCHES_FILE);
        match fs::read(&path) {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Some(SavedSearches::parse(&text))),
                Err(_) => Err(format!("{}: not UTF-8", path.display())),
            },
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }

    /// Reads the text of a file.
    pub fn parse(text: &str) -> SavedSearches {
        let mut found = SavedSearches::default();
        for block in blocks(text) {
            match saved(&block) {
                Ok(Some(search)) if found.searches.iter().any(|other| other.name == search.name) => {
                    let reason =
                        format!("there is another search called {:?}; each needs its own name", search.name);
                    found.faults.push(Fault { line: block.line, reason });
                }
                Ok(search) => found.searches.extend(search),
                Err(fault) => found.faults.push(fault),
            }
        }
        found
    }
}

/// The text of a file with a search at its end, in place of one of that name; all else stays as it is written.
pub fn with(text: &str, search: &Saved) -> String {
    let is_held =
        |block: &Block| saved(block).is_ok_and(|held| held.is_some_and(|held| held.name == search.name));
    let mut out: String =
        blocks(text).into_iter().filter(|block| !is_held(block)).map(|block| block.text).collect();
    if !out.is_empty() {
        out.push_str(if out.ends_with('\n') { "\n" } else { "\n\n" });
    }
    out + &written(search)
}

/// A search as a block of the file; an option that was given several times has a list.
fn written(search: &Saved) -> String {
    let mut lines = vec!["[[search]]".to_owned(), format!("name = {}", quoted(&search.name))];
    if !search.query.is_empty() {
        lines.push(format!("query = {}", quoted(&search.query)));
    }
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in &search.options {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    for name in names {
        let of_name = search.options.iter().filter(|(other, _)| other == name);
        let values: Vec<String> = of_name.filter_map(|(_, value)| Some(quoted(value.as_deref()?))).collect();
        lines.push(match &values[..] {
            [] => format!("{name} = true"),
            [one] => format!("{name} = {one}"),
            several => format!("{name} = [{}]", several.join(", ")),
        });
    }
    lines.join("\n") + "\n"
}

/// The search of a block; `None` if nothing is in it.
fn saved(block: &Block) -> Result<Option<Saved>, Fault> {
    let fault = |offset: usize, reason: String| Fault { line: block.line_at(offset), reason };
    let document = DeTable::parse(&block.text).map_err(|error| {
        let message = error.message().replace('\n', ", ");
        fault(
            error.span().map_or(0, |span| span.start),
            format!("not TOML: {message}; this search is left out"),
        )
    })?;
    if block.kind != Kind::Search {
        return match document.get_ref().iter().next() {
            None => Ok(None),
            Some((key, _)) => {
                let reason = format!("{:?} has no meaning here; expected [[search]]", key.get_ref());
                Err(fault(key.span().start, reason))
            }
        };
    }
    let table = document.get_ref().iter().next().and_then(|(_, value)| table_of(value));
    let table = table.ok_or_else(|| fault(0, "expected [[search]] with keys below it".to_owned()))?;
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    let mut search =
        Saved { name: String::new(), query: String::new(), options: Vec::new(), line: block.line };
    for (key, value) in keys {
        let name = key.get_ref().replace('_', "-");
        let values = texts(value.get_ref()).ok_or_else(|| {
            fault(
                key.span().start,
                format!("{name}: expected a text, a list of texts, or true; this search is left out"),
            )
        })?;
        match (name.as_str(), values.as_slice()) {
            ("name", [one]) => search.name = one.trim().to_owned(),
            ("query", [one]) => search.query.clone_from(one),
            ("name" | "query", _) => {
                return Err(fault(
                    key.span().start,
                    format!("{name}: expected one text; this search is left out"),
                ));
            }
            _ => match value.get_ref().as_bool() {
                Some(true) => search.options.push((name, None)),
                Some(false) => {}
                None => search.options.extend(values.into_iter().map(|value| (name.clone(), Some(value)))),
            },
        }
    }
    if search.name.is_empty() {
        return Err(fault(
            0,
            "a search needs a name, such as name = \"Vienna talks\"; it is left out".to_owned(),
        ));
    }
    Ok(Some(search))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_has_a_name_a_query_and_options() {
        let text = "# mine\n[[search]]\nname = 'a'\nquery = 'x \"y z\"'\ncountry = ['AT', 'IR']\nnot_source = 'B'\n\
                    any = true\nplain = false\nsince = 2015-10-01\n\n[[search]]\nname = \"b\"\nperson = \"C\"\n";
        let found = SavedSearches::parse(text);
        assert_eq!(found.faults, []);
        assert_eq!((found.searches[0].query.as_str(), found.searches[0].line), ("x \"y z\"", 2));
        let arguments = found.searches[0].arguments();
        assert_eq!(
            arguments,
            ["--country=AT", "--country=IR", "--not-source=B", "--any", "--since=2015-10-01"]
        );
        assert_eq!((found.searches[1].query.as_str(), found.searches[1].arguments().len()), ("", 1));
    }

    #[test]
    fn a_fault_spoils_one_search() {
        let text = "[[search]]\nname = 'a'\n[[search]]\nquery = 'no name'\n[[search]]\nname = 'b\nquery = 'x'\n\
                    [[search]]\nname = 'a'\n[[serch]]\nname = 'c'\n[[search]]\nname = 'd'\ncountry = { a = 1 }\n\
                    [[search]]\nname = 'e'\nquery = 'x'\n";
        let found = SavedSearches::parse(text);
        let names: Vec<&str> = found.searches.iter().map(|search| search.name.as_str()).collect();
        assert_eq!(names, ["a", "e"]);
        let lines: Vec<usize> = found.faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [3, 6, 8, 10, 14]);
        assert!(found.faults[3].reason.contains("[[search]]"), "{:?}", found.faults[3]);
    }

    #[test]
    fn an_empty_file_has_none() {
        for text in ["", "# nothing\n", "\u{feff}\r\n"] {
            assert_eq!(SavedSearches::parse(text), SavedSearches::default(), "{text:?}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(SavedSearches::load(folder.path()), Ok(None));
        std::fs::write(folder.path().join(SEARCHES_FILE), [0xff]).unwrap();
        assert!(SavedSearches::load(folder.path()).unwrap_err().contains("not UTF-8"));
    }

    #[test]
    fn a_search_is_added_or_replaced_and_read_again() {
        let some = |text: &str| Some(text.to_owned());
        let search = Saved {
            name: "a \"b\"".into(),
            query: "say \"so\"".into(),
            options: vec![
                ("any".into(), None),
                ("person".into(), some("A\\B")),
                ("person".into(), some("C")),
                ("since".into(), some("7d")),
            ],
            line: 5,
        };
        let before = "# mine\n[[search]]\nname = 'x'\nquery = 'y'";
        let text = with(&with(before, &search), &Saved { line: 5, ..search.clone() });
        assert!(text.starts_with(before), "{text}");
        let read = SavedSearches::parse(&text);
        assert_eq!(read.faults, []);
        let [_, held] = &read.searches[..] else { panic!("{text}") };
        assert_eq!((&held.name, &held.query, &held.options), (&search.name, &search.query, &search.options));
        assert_eq!(SavedSearches::parse(&with("", &search)).searches.len(), 1);
    }
}
