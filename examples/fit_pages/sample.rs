//! Pages with what a person found in them.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use dateline_page::fitting::Page;
use serde_json::Value;

use crate::align;

/// A page as text, with its true headline and body.
pub struct Sample {
    /// The name of its file.
    pub id: String,
    /// True for a page of a news site.
    pub news: bool,
    /// The page.
    pub text: String,
    /// The page cut into lines.
    pub page: Page,
    /// The letters of the headline, where it stands in the text.
    pub headline: Option<String>,
    /// The words of the body, with how often each stands in it.
    pub body: HashMap<String, usize>,
    /// The state of each line in the model of the body.
    pub states: Vec<usize>,
}

/// Reads all pages of a folder.
pub fn load(data: &Path) -> Result<Vec<Sample>, Box<dyn Error>> {
    let truth = fs::read_to_string(data.join("truth.jsonl"))?;
    truth.lines().map(|line| sample(&serde_json::from_str(line)?, data)).collect()
}

fn sample(truth: &Value, data: &Path) -> Result<Sample, Box<dyn Error>> {
    let id = truth["id"].as_str().ok_or("a line of truth.jsonl has no id")?;
    let path = data.join("text").join(format!("{id}.txt"));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let page = Page::of(&text);
    let body = truth["body"].as_str().unwrap_or_default();
    let headline = truth["headline"].as_str().filter(|_| truth["headline_in_text"] == true);
    Ok(Sample {
        id: id.to_owned(),
        news: truth["news"] == true,
        states: align::states(&page.lines().map(words).collect::<Vec<_>>(), body),
        headline: headline.map(letters),
        body: counts(words(body)),
        page,
        text,
    })
}

/// The words of a text in lower case.
pub fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// How often each word stands in a list.
pub fn counts(words: Vec<String>) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for word in words {
        *counts.entry(word).or_default() += 1;
    }
    counts
}

/// The letters and digits of a text in lower case.
pub fn letters(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()).collect()
}
