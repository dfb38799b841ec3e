//! Pages with what a person found in them.

use std::collections::HashMap;
use std::error::Error;
use std::fs;
use std::path::Path;

use dateline_page::fitting::{BODY, Page};
use serde_json::Value;

use crate::align;

/// A page as text, with its true headline and body.
pub struct Sample {
    /// The name of its file.
    pub id: String,
    /// True for the story of another sample without the page around it, which counts for less and is not scored.
    pub is_story: bool,
    /// True for a page of a news site.
    pub news: bool,
    /// The page.
    pub text: String,
    /// The page cut into lines.
    pub page: Page,
    /// The page with its address above it, where that is known.
    pub addressed: Option<Page>,
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
    let mut samples = Vec::new();
    for line in truth.lines() {
        let truth = serde_json::from_str(line)?;
        let page = page(&truth, data)?;
        samples.extend(story(&page, &truth));
        samples.push(page);
    }
    Ok(samples)
}

/// The lines of a page from its headline to the end of its body, as who keeps only the story has them.
fn story(page: &Sample, truth: &Value) -> Option<Sample> {
    let lines: Vec<&str> = page.page.lines().collect();
    let is_body = |&state: &usize| state == BODY;
    let (start, end) = (page.states.iter().position(is_body)?, page.states.iter().rposition(is_body)?);
    let headline = page.headline.as_ref()?;
    let top = (0..start).rev().find(|&line| letters(lines[line]) == *headline)?;
    let text = lines[top..=end].join("\n\n");
    Some(Sample { is_story: true, ..sample(page.id.clone(), text, truth) })
}

fn page(truth: &Value, data: &Path) -> Result<Sample, Box<dyn Error>> {
    let id = truth["id"].as_str().ok_or("a line of truth.jsonl has no id")?;
    let path = data.join("text").join(format!("{id}.txt"));
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(sample(id.to_owned(), text, truth))
}

fn sample(id: String, text: String, truth: &Value) -> Sample {
    let page = Page::of(&text);
    let body = truth["body"].as_str().unwrap_or_default();
    let headline = truth["headline"].as_str().filter(|_| truth["headline_in_text"] == true);
    Sample {
        id,
        is_story: false,
        news: truth["news"] == true,
        states: align::states(&page.lines().map(words).collect::<Vec<_>>(), body),
        headline: headline.map(letters),
        body: counts(words(body)),
        addressed: truth["url"].as_str().map(|url| Page::of(&format!("{url}\n\n{text}"))),
        page,
        text,
    }
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
