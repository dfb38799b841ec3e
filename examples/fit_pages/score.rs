//! How well a page was read.

use std::fmt;

use dateline_core::article::Article;

use crate::sample::{Sample, counts, letters, words};

/// The score of one page.
pub struct Score {
    /// F1 of the body's words.
    body: f64,
    /// Whether the headline is right; `None` where the page shows none.
    headline: Option<bool>,
}

impl Score {
    /// Holds what was read against what is there.
    pub fn of(article: &Article, sample: &Sample) -> Score {
        let headline = sample.headline.as_ref();
        Score {
            body: body(article, sample),
            headline: headline
                .map(|headline| letters(article.headline.as_deref().unwrap_or_default()) == *headline),
        }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headline = self.headline.map_or("-", |is_right| if is_right { "right" } else { "wrong" });
        write!(f, "{:.3} {headline}", self.body)
    }
}

fn body(article: &Article, sample: &Sample) -> f64 {
    let found = counts(words(&article.body));
    let same: usize =
        found.iter().map(|(word, &count)| count.min(sample.body.get(word).copied().unwrap_or(0))).sum();
    let total: usize = found.values().sum::<usize>() + sample.body.values().sum::<usize>();
    2.0 * same as f64 / total.max(1) as f64
}

/// The scores of many pages.
#[derive(Default)]
pub struct Sum {
    pages: usize,
    body: f64,
    headlines: usize,
    right: usize,
}

impl Sum {
    /// Adds a page.
    pub fn add(&mut self, score: &Score) {
        self.pages += 1;
        self.body += score.body;
        self.headlines += usize::from(score.headline.is_some());
        self.right += usize::from(score.headline == Some(true));
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body / self.pages.max(1) as f64;
        let headline = self.right as f64 / self.headlines.max(1) as f64;
        write!(f, "{} pages  body F1 {body:.4}  headline {headline:.3} of {}", self.pages, self.headlines)
    }
}
