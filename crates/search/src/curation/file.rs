//! The file of corrections: what is in it, and how it is changed without touching the rest of it.
//!
//! ```toml
//! [[correct]]
//! id = "mw-20151023-vienna-23"
//! country = ["IR", "AT"]
//! not-person = "Ray Vienna"
//! published = 2015-10-23
//!
//! [[correct]]
//! folder = "/news/bbc/2004"
//! source = "BBC"
//! year = 2004
//! ```
//!
//! A fault spoils the key, or else the block, that it is in, and nothing else.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::others;
use super::toml_blocks::{Block, Kind, blocks, quoted};
use super::{Change, Fault, Target};

/// What the first lines of a new file say.
const HEADER: &str = "# What dateline is to take differently from what it reads; see docs/corrections.md.\n";

/// What is said of the articles of one target.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Which articles.
    pub target: Target,
    /// What is said, in order.
    pub changes: Vec<Change>,
    /// Why, in the words of the user.
    pub comment: Option<String>,
    /// The line of the block in the file.
    pub line: usize,
}

impl Rule {
    /// True if what it is made for is to be left out.
    pub fn forgets(&self) -> bool {
        self.changes.contains(&Change::Forget)
    }

    /// What it says, in a form that does not depend on how it is written.
    pub(super) fn said(&self) -> String {
        let changes = self.changes.iter().map(|change| format!("{}={}", change.key(), change.value()));
        let changes: Vec<String> = changes.collect();
        format!("{}={}\u{1f}{}", self.target.key(), self.target.value(), changes.join("\u{1f}"))
    }

    /// Adds changes, in place of those that they contradict.
    fn add(&mut self, changes: &[Change]) {
        for change in changes {
            self.changes.retain(|held| !change.replaces(held));
            self.changes.push(change.clone());
        }
    }

    /// The block that says it.
    fn block(&self) -> String {
        let mut out = format!("[[correct]]\n{} = {}\n", self.target.key(), quoted(&self.target.value()));
        if let Some(comment) = &self.comment {
            out.push_str(&format!("comment = {}\n", quoted(comment)));
        }
        let mut keys: Vec<&str> = Vec::new();
        for change in &self.changes {
            if !keys.contains(&change.key()) {
                keys.push(change.key());
            }
        }
        for key in keys {
            let values = self.changes.iter().filter(|change| change.key() == key).map(Change::value);
            let values: Vec<String> = values.map(quoted).collect();
            out.push_str(&match values.as_slice() {
                _ if key == "forget" => "forget = true\n".to_owned(),
                [one] => format!("{key} = {one}\n"),
                many => format!("{key} = [{}]\n", many.join(", ")),
            });
        }
        out
    }
}

/// The file of corrections, with what it says.
#[derive(Debug, Clone, Default)]
pub struct Corrections {
    /// The blocks of the file, each with its rule if it has one.
    blocks: Vec<(Block, Option<Rule>)>,
    /// The numbers of the blocks that have a rule.
    ruled: Vec<usize>,
    /// Lines of a file of names, each with its line here.
    names: Vec<(usize, String)>,
    /// Corrections for sites, each with its line here.
    sites: Vec<(usize, String)>,
    faults: Vec<Fault>,
}

impl Corrections {
    /// Reads the text of a file; whatever it holds, the rest of it acts.
    pub fn parse(text: &str) -> Corrections {
        let mut corrections = Corrections::default();
        for block in blocks(text) {
            match block.kind {
                Kind::Names => match others::names_line(&block) {
                    Ok(line) => corrections.names.push((block.line, line)),
                    Err(fault) => corrections.faults.push(fault),
                },
                Kind::Site => corrections.sites.push((block.line, others::site_text(&block))),
                _ => {}
            }
            let rule = match block.kind {
                Kind::Names | Kind::Site => None,
                _ => rule_of(&block, &mut corrections.faults),
            };
            if rule.is_some() {
                corrections.ruled.push(corrections.blocks.len());
            }
            corrections.blocks.push((block, rule));
        }
        corrections
    }

    /// The rules, in their order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.ruled.iter().filter_map(|&number| self.blocks.get(number)?.1.as_ref())
    }

    /// The rule with a number, from 0.
    pub fn rule(&self, number: usize) -> Option<&Rule> {
        self.blocks.get(*self.ruled.get(number)?)?.1.as_ref()
    }

    /// What is said of names, as lines of a [file of names](crate::names), each with its line in this file.
    pub fn names(&self) -> &[(usize, String)] {
        &self.names
    }

    /// Corrections of the pages of sites, as the texts of their own files, each with its line in this file.
    pub fn sites(&self) -> &[(usize, String)] {
        &self.sites
    }

    /// What is not understood.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The text of the file with these changes for a target added; every other block stays as it is written.
    pub fn with(&self, target: &Target, changes: &[Change], comment: Option<&str>) -> String {
        let mut blocks = self.blocks.clone();
        let held = blocks.iter_mut().rev().find(|(_, rule)| of(rule, target));
        match held {
            Some((block, Some(rule))) => {
                rule.add(changes);
                rule.comment = comment.map(str::to_owned).or(rule.comment.take());
                block.text = rule.block() + trailing(&block.text);
            }
            _ => {
                let comment = comment.map(str::to_owned);
                let mut rule = Rule { target: target.clone(), changes: Vec::new(), comment, line: 0 };
                rule.add(changes);
                return joined(&blocks, Some(&rule.block()));
            }
        }
        joined(&blocks, None)
    }

    /// The text of the file without what is said of a target, or without these keys of it; `None` if there is nothing
    /// to take back.
    pub fn without(&self, target: &Target, keys: &[String]) -> Option<String> {
        let mut blocks = self.blocks.clone();
        let mut changed = false;
        for (block, held) in blocks.iter_mut().filter(|(_, rule)| of(rule, target)) {
            let Some(rule) = held else { continue };
            let before = rule.changes.len();
            rule.changes.retain(|change| !keys.is_empty() && !keys.iter().any(|key| key == change.key()));
            if rule.changes.len() == before {
                continue;
            }
            changed = true;
            let after = trailing(&block.text);
            block.text = match rule.changes.is_empty() {
                // Comments below it are the user's, and may be about the next block.
                true if after.contains('#') => after.trim_start_matches('\n').to_owned(),
                true => String::new(),
                false => rule.block() + after,
            };
        }
        changed.then(|| joined(&blocks, None))
    }
}

fn of(rule: &Option<Rule>, target: &Target) -> bool {
    rule.as_ref().is_some_and(|rule| rule.target == *target)
}

/// The blank lines and comments at the end of a block, which may belong to the next one.
fn trailing(text: &str) -> &str {
    let mut start = text.len();
    for line in text.split_inclusive('\n').rev() {
        if !line.trim().is_empty() && !line.trim_start().starts_with('#') {
            break;
        }
        start -= line.len();
    }
    &text[start..]
}

/// The text of blocks, with one more at the end.
fn joined(blocks: &[(Block, Option<Rule>)], more: Option<&str>) -> String {
    let mut text: String = blocks.iter().map(|(block, _)| block.text.as_str()).collect();
    let Some(more) = more else { return text };
    if text.is_empty() {
        text.push_str(HEADER);
    }
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text + "\n" + more
}

/// The rule of a block.
fn rule_of(block: &Block, faults: &mut Vec<Fault>) -> Option<Rule> {
    let mut fault = |offset: usize, reason: String| {
        faults.push(Fault { line: block.line_at(offset), reason });
    };
    let document = match DeTable::parse(&block.text) {
        Ok(document) => document,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            fault(at, format!("not TOML: {}; this block does not act", error.message().replace('\n', ", ")));
            return None;
        }
    };
    if block.kind != Kind::Correct {
        for (key, _) in document.get_ref() {
            let reason = format!("{:?} has no meaning here; expected a [[correct]] before it", key.get_ref());
            fault(key.span().start, reason);
        }
        return None;
    }
    let Some(table) = document.get_ref().iter().next().and_then(|(_, value)| table_of(value)) else {
        fault(0, "expected a [[correct]] with keys below it".to_owned());
        return None;
    };
    let mut said = Said::default();
    // A table is in the order of its keys, not of the file.
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    for (key, value) in keys {
        if let Err(reason) = said.key(key.get_ref(), value.get_ref()) {
            fault(key.span().start, reason);
        }
    }
    match said.rule(block.line) {
        Ok(rule) => Some(rule),
        Err(reason) => {
            fault(0, reason);
            None
        }
    }
}

/// The table of a value that is one, or a list of one.
pub(crate) fn table_of<'v>(value: &'v Spanned<DeValue<'v>>) -> Option<&'v DeTable<'v>> {
    match value.get_ref() {
        DeValue::Table(table) => Some(table),
        DeValue::Array(list) => list.iter().next()?.get_ref().as_table(),
        _ => None,
    }
}

/// What the keys of a block say.
#[derive(Default)]
struct Said {
    targets: Vec<Target>,
    changes: Vec<Change>,
    comment: Option<String>,
}

impl Said {
    fn key(&mut self, key: &str, value: &DeValue<'_>) -> Result<(), String> {
        let values = texts(value).ok_or_else(|| format!("{key}: expected a text or a list of texts"))?;
        let one = || match values.as_slice() {
            [one] => Ok(one.as_str()),
            _ => Err(format!("{key}: expected one value")),
        };
        match key {
            "id" => self.targets.push(Target::Article(one()?.to_owned())),
            "folder" => self.targets.push(Target::Folder(absolute(one()?)?)),
            "files" => self.targets.push(Target::files(one()?).map_err(|reason| format!("{key}: {reason}"))?),
            "site" => self.targets.push(Target::site(one()?).map_err(|reason| format!("{key}: {reason}"))?),
            "comment" => self.comment = Some(values.join("\n")),
            _ => {
                let named = key.replace('_', "-");
                if !Change::is_list(&named) {
                    one()?;
                }
                for value in &values {
                    self.changes.extend(Change::read(key, value).map_err(|reason| named_in(key, reason))?);
                }
            }
        }
        Ok(())
    }

    fn rule(self, line: usize) -> Result<Rule, String> {
        let mut targets = self.targets.into_iter();
        let (Some(target), None) = (targets.next(), targets.next()) else {
            return Err("expected one of id, folder, files or site; this block does not act".to_owned());
        };
        let in_part = matches!(target, Target::Site(_)) && self.changes.contains(&Change::Forget);
        if in_part {
            return Err("a site cannot be forgotten; write forget with files or folder".to_owned());
        }
        Ok(Rule { target, changes: self.changes, comment: self.comment, line })
    }
}

/// A reason that names its key.
fn named_in(key: &str, reason: String) -> String {
    if reason.contains(key) { reason } else { format!("{key}: {reason}") }
}

fn absolute(text: &str) -> Result<std::path::PathBuf, String> {
    let path = std::path::PathBuf::from(text);
    if !path.is_absolute() {
        return Err(format!("folder: expected the whole path from the root, not {text:?}"));
    }
    // A slash at the end means nothing.
    Ok(path.components().collect())
}

/// The values of a key as texts; dates and numbers are written as they are.
pub(crate) fn texts(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::Array(list) => {
            let texts = list.iter().map(|value| text(value.get_ref()));
            texts.collect()
        }
        one => Some(vec![text(one)?]),
    }
}

fn text(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => Some(number.as_str().to_owned()),
        DeValue::Boolean(said) => Some(said.to_string()),
        DeValue::Datetime(date) => Some(date.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn changes(texts: &[&str]) -> Vec<Change> {
        texts.iter().flat_map(|text| Change::typed(text).unwrap()).collect()
    }

    fn said(text: &str) -> Vec<String> {
        Corrections::parse(text).rules().map(|rule| rule.said().replace('\u{1f}', " ")).collect()
    }

    #[test]
    fn every_form_of_a_value_is_read() {
        let text = "[[correct]]\nid = 'a'\ncountry = ['IR', 'Austria']\nnot-person = 'Ray'\npublished = 2015-10-23\n\
                    [correct]\nfolder = '/news/bbc/'\nyear = 2004\nsource = 'BBC'\ncomment = 'mine'\n";
        assert!(Corrections::parse(text).faults().is_empty());
        assert_eq!(
            said(text),
            [
                "id=a country=IR country=AT not-person=Ray published=2015-10-23",
                "folder=/news/bbc published=2004 source=BBC"
            ]
        );
    }

    #[test]
    fn the_rest_of_a_file_with_faults_acts() {
        let text = "x = 1\n[[correct]]\nid = 'a'\nsourcee = 'A'\nsource = 'B'\n\n[[correct]]\nsource = 'C'\n\
                    [[correct]]\nid = \n\n[[corect]]\nid='b'\n[[correct]]\nfolder = 'news'\n\
                    [[correct]]\nsite = 'a.example'\nforget = true\n[[correct]]\nid = 'z'\nsource = 'Z'\n";
        assert_eq!(said(text), ["id=a source=B", "id=z source=Z"]);
        let corrections = Corrections::parse(text);
        let faults: Vec<String> = corrections.faults().iter().map(ToString::to_string).collect();
        let parts = [
            "line 1: \"x\" has no meaning here",
            "line 4: unknown key \"sourcee\"; expected headline",
            "line 7: expected one of id, folder",
            "line 10: not TOML",
            "line 12: \"corect\" has no meaning here; expected a [[correct]]",
            "line 15: folder: expected the whole path",
            "line 14: expected one of id",
            "line 16: a site cannot be forgotten",
        ];
        assert_eq!(faults.len(), parts.len(), "{faults:#?}");
        for (fault, part) in faults.iter().zip(parts) {
            assert!(fault.contains(part), "{fault} should say {part}");
        }
    }

    #[test]
    fn a_change_touches_its_own_block_alone() {
        let text = "# head\n[[correct]] # first\nid = 'a'\nsource = 'A'\n\n# about b\n[[correct]]\nid  =  'b'\nsectio = 1\n";
        let corrections = Corrections::parse(text);
        let target = Target::Article("a".into());
        let changed = corrections.with(&target, &changes(&["source=C", "country=FR"]), Some("seen"));
        assert_eq!(
            changed,
            "# head\n[[correct]]\nid = \"a\"\ncomment = \"seen\"\nsource = \"C\"\ncountry = \"FR\"\n\n# about b\n\
             [[correct]]\nid  =  'b'\nsectio = 1\n"
        );
        let again = Corrections::parse(&changed);
        let fewer = again.without(&target, &["country".to_owned()]).unwrap();
        assert!(fewer.contains("source = \"C\"") && !fewer.contains("FR"));
        let none = again.without(&target, &[]).unwrap();
        assert_eq!(none, "# head\n# about b\n[[correct]]\nid  =  'b'\nsectio = 1\n");
        assert_eq!(again.without(&Target::Article("c".into()), &[]), None);
    }

    #[test]
    fn a_new_file_says_what_it_is() {
        let target = Target::files("*.txt").unwrap();
        let text = Corrections::default().with(&target, &changes(&["year=2004", "forget=true"]), None);
        assert!(text.starts_with("# What dateline"));
        assert_eq!(said(&text), ["files=*.txt published=2004 forget=true"]);
    }

    #[test]
    fn the_contrary_takes_the_place_of_what_was_said() {
        let target = Target::Article("a".into());
        let text = Corrections::default().with(&target, &changes(&["country=FR", "source=A"]), None);
        let text = Corrections::parse(&text).with(&target, &changes(&["-country=FR", "source=B"]), None);
        assert_eq!(said(&text), ["id=a not-country=FR source=B"]);
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic_and_changes_are_read_back(
            text in "(\\[\\[correct\\]\\]|id = 'a'|source = \"|'''|\n|[a-z\\[\\]='\"{}]){0,30}",
            id in "[^\0]{1,8}",
        ) {
            let corrections = Corrections::parse(&text);
            let target = Target::Article(id);
            // A text that is left open takes in what follows it.
            let is_open = text.contains("'''") || text.contains("\"\"\"");
            let with = corrections.with(&target, &changes(&["source=A"]), None);
            prop_assert!(is_open || Corrections::parse(&with).rules().any(|rule| rule.target == target));
        }
    }
}
