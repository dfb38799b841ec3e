//! `dateline search --save NAME`: keep a search for `dateline digest`.

use std::collections::HashMap;

use anyhow::{Result, bail};
use clap::CommandFactory;

use dateline_search::saved::{SEARCHES_FILE, Saved, SavedSearches, with};
use dateline_tantivy::index::{IndexError, replace_users_file};

use super::Global;
use super::digest::SavedOptions;

/// Saves a search under a name, with the options that narrow it as they were typed: `7d` goes on meaning the last seven days.
pub(super) fn save(global: &Global, name: &str, query: &str) -> Result<()> {
    let name = name.trim();
    if name.is_empty() || name.contains(char::is_control) {
        bail!("{name:?} is no name for a search");
    }
    let options = typed(std::env::args().skip(1));
    if options.iter().any(|(option, _)| option == "new-since") {
        bail!("a saved search has no new-since; `dateline digest` knows what is new");
    }
    let search = Saved { name: name.to_owned(), query: query.trim().to_owned(), options, line: 0 };
    if search.query.is_empty() && search.options.is_empty() {
        bail!("there is nothing to save: give a query or a filter");
    }
    let mut replaced = false;
    replace_users_file::<IndexError>(&global.index, SEARCHES_FILE, |text| {
        replaced = SavedSearches::parse(&text).searches.iter().any(|held| held.name == search.name);
        Ok(Some(with(&text, &search)))
    })?;
    let again = if replaced { "again " } else { "" };
    global.say(format!("saved {again}as {name:?}; `dateline digest` tells what is new"));
    Ok(())
}

/// The options of a command line that a search is saved with, each with its value if it takes one.
fn typed(arguments: impl Iterator<Item = String>) -> Vec<(String, Option<String>)> {
    let command = SavedOptions::command();
    let takes_value: HashMap<&str, bool> = command
        .get_arguments()
        .filter_map(|argument| Some((argument.get_long()?, argument.get_action().takes_values())))
        .collect();
    let mut arguments = arguments.take_while(|argument| argument != "--");
    let mut options = Vec::new();
    while let Some(argument) = arguments.next() {
        let Some(option) = argument.strip_prefix("--") else { continue };
        let (name, value) =
            option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value)));
        match takes_value.get(name) {
            Some(true) => {
                let value = value.map(str::to_owned).or_else(|| arguments.next());
                options.push((name.to_owned(), value));
            }
            Some(false) => options.push((name.to_owned(), None)),
            None => {}
        }
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_narrow_are_kept_as_they_were_typed() {
        let line = "search talks --country SY --since=7d --any -n 3 --json --person Ban --save x --index y -- --source z";
        let typed = typed(line.split(' ').map(str::to_owned));
        let shown: Vec<String> = typed.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
        assert_eq!(shown, ["country=Some(\"SY\")", "since=Some(\"7d\")", "any=None", "person=Some(\"Ban\")"]);
    }
}
