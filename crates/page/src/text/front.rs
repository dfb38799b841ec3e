//! What a document says around its headline: who wrote it, when it was published and in which paper.
//!
//! In a document every line is content, so nothing is chosen here but these fields, and only if what is below the
//! headline reads like a story: in a form, a table or a letter a name or a date is not a byline.

use super::layout::Layout;
use super::lines::Line;
use super::reading::Reading;
use super::{credits, published, section, source, weights};
use crate::trace::Trace;
use crate::{outlets, patterns};
use dateline_core::article::Article;
use dateline_core::dates;

/// A text of fewer words of prose is not a story, of which a headline is guessed or a date believed.
const MIN_STORY: usize = 40;

/// A text of fewer words of prose, which are those of one sentence, has no author.
const MIN_SIGNED: usize = 12;

/// A headline that only the words of a line tell has to be at least this sure.
const SURE: f64 = 0.5;

/// A date of publication has no more words than this beside it, as the place and the day of the week.
const WORDS_BESIDE_DATE: usize = 5;

/// A label such as `Published on` has no more words than this.
const LABEL: usize = 2;

/// The lines of a document's head and what they say.
pub(crate) struct Front {
    reading: Reading,
    prose: usize,
}

impl Front {
    /// Reads the paragraphs at the head of a document.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let line = |text: &str| {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            Line { text, gap_before: true, gap_after: true, heading: false, is_row: false }
        };
        let reading = Reading::of_layout(Layout::whole(texts.map(line).collect()), true, weights::built_in());
        let mut front = Self { reading, prose: 0 };
        front.prose = front.words_of_prose(0);
        front
    }

    /// The line that reads like the headline of a story, if one certainly does.
    pub fn headline(&self) -> Option<usize> {
        let guess = self.reading.guesses.first().filter(|guess| guess.chance >= SURE)?;
        let is_short = !self.reading.shape(guess.line).is_prose();
        (is_short && self.words_of_prose(guess.line + 1) >= MIN_STORY).then_some(guess.line)
    }

    fn words_of_prose(&self, from: usize) -> usize {
        let prose = (from..self.reading.len()).filter(|&line| self.reading.shape(line).is_prose());
        prose.map(|line| self.reading.shape(line).words).sum()
    }

    /// Fills in the fields that the lines around the headline give.
    pub fn fill(&mut self, article: &mut Article, headline: Option<usize>, trace: &mut Trace) {
        if self.prose < MIN_SIGNED || headline.is_none() {
            return;
        }
        self.reading.headline = headline;
        credits::fill(article, &self.reading, trace);
        if self.prose < MIN_STORY {
            return;
        }
        published::fill(article, &self.reading, None, trace);
        let is_printed = article.published.as_ref().is_none_or(|date| self.is_publication(date));
        if !is_printed {
            article.published = None;
            article.found.remove("published");
        }
        section::fill(article, &self.reading);
        source::fill(article, &self.reading, trace);
        self.fill_source_above(article);
    }

    /// The name of the paper before the date, above the headline.
    fn fill_source_above(&self, article: &mut Article) {
        let above = 0..self.reading.headline.unwrap_or(0);
        let name = above.rev().find_map(|line| {
            let text = self.reading.text(line);
            let date = dates::find_in_line(text)?;
            let name = source::plain_name(text.get(..date.start)?)?;
            outlets::is_outlet_name(&name).then_some(name)
        });
        if article.source.is_none() && name.is_some() {
            article.source = name;
            article.note("source", "name beside the date");
        }
    }

    /// True if a line gives the date as that of the publication: by saying so, or by giving nothing else.
    fn is_publication(&self, date: &str) -> bool {
        (0..self.reading.len()).any(|line| {
            let text = self.reading.text(line);
            let dates = dates::find_all_in_line(text, None);
            let Some(found) = dates.iter().find(|found| found.value == date) else { return false };
            let label = text.get(..found.start).unwrap_or_default().trim_end();
            let is_other = label.ends_with([':', '：']) && !patterns::PUBLISHED.is_match(text);
            patterns::PUBLISHED.is_match(text)
                || !is_other
                    && self.reading.shape(line).words <= words(date_of(text, found)) + WORDS_BESIDE_DATE
        })
    }

    /// True for a line above or below the headline that says only what is in a field now.
    pub fn is_taken(&self, line: usize, article: &Article) -> bool {
        let text = self.reading.text(line);
        if line >= self.reading.len() || self.reading.shape(line).is_prose() || !self.is_near_headline(line) {
            return false;
        }
        let mut rest = text.to_lowercase();
        let dates = dates::find_all_in_line(text, None);
        let own = [&article.published, &article.updated];
        for found in dates.iter().filter(|found| own.contains(&&Some(found.value.clone()))) {
            rest = without(&rest, &date_of(text, found).to_lowercase());
        }
        let names =
            article.byline.iter().chain(&article.agency).chain(&article.source).chain(&article.section);
        for name in names {
            rest = without(&rest, &name.to_lowercase());
        }
        let is_labelled = patterns::PUBLISHED.is_match(text) || patterns::BYLINE.is_match(text);
        let label = if is_labelled { LABEL } else { 0 };
        rest.len() < text.to_lowercase().len() && words(&rest) <= label
    }

    fn is_near_headline(&self, line: usize) -> bool {
        let mut text = (0..self.reading.len()).filter(|&line| self.reading.body[line]);
        let end = text.find(|&line| self.reading.shape(line).is_prose()).unwrap_or(0);
        self.reading.headline.is_some_and(|headline| line < end.max(headline + 1))
    }
}

fn date_of<'a>(text: &'a str, found: &dates::FoundDate) -> &'a str {
    text.get(found.start..found.end).unwrap_or_default()
}

fn without(text: &str, part: &str) -> String {
    if part.is_empty() { text.to_owned() } else { text.replacen(part, " ", 1) }
}

fn words(text: &str) -> usize {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count()
}
