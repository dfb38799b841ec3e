//! Every occurrence as a line of its own, with the words beside it: a concordance.
//!
//! ```
//! use dateline_core::article::Article;
//! use dateline_search::lines::{LineOrder, lines, sort};
//! use dateline_search::query::{self, ParseOptions};
//! use dateline_search::snippets::Matcher;
//! let matcher = Matcher::new(&query::parse("talks", &ParseOptions::default()).unwrap().query);
//! let article = Article { body: "Talks failed. New talks began.".into(), ..Article::default() };
//! let mut found = lines(&article, &matcher);
//! sort(&mut found, LineOrder::Right);
//! assert_eq!(found[0].after, " began.");
//! ```

use std::ops::ControlFlow;
use std::str::FromStr;
use std::time::Instant;

use serde::Serialize;

use dateline_core::article::{Article, TextField};
use dateline_core::text::{fold, words};

use crate::ask::{self, Question};
use crate::engine::{Engine, EngineError};
use crate::occurrences::occurrences;
use crate::request::{Copies, Request, Sort, UnknownName};
use crate::response::Hit;
use crate::snippets::Matcher;
use crate::spreadsheet::Cell;

/// An occurrence with the text around it, and the article it is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The text before it, on one line.
    pub before: String,
    /// What stands there.
    pub hit: String,
    /// The text after it, on one line.
    pub after: String,
    /// The field it is in.
    pub field: TextField,
    /// Which caption it is in, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<usize>,
    /// Byte offset of its first byte in the field.
    pub start: usize,
    /// Byte offset just past its last byte.
    pub end: usize,
    /// The article's id.
    pub id: String,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Its outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<String>,
    /// The file it was read from.
    pub path: String,
    /// The number of its record in the file.
    pub record: u64,
}

/// The order of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LineOrder {
    /// The newest article first.
    #[default]
    Newest,
    /// The oldest article first.
    Oldest,
    /// By the word to the left, then the one before it, and so on.
    Left,
    /// By the word to the right, then the one after it, and so on.
    Right,
    /// By outlet, the newest first within each.
    Outlet,
}

impl LineOrder {
    /// All of them.
    pub const ALL: [LineOrder; 5] =
        [LineOrder::Newest, LineOrder::Oldest, LineOrder::Left, LineOrder::Right, LineOrder::Outlet];

    /// The name of the order on the command line.
    pub fn name(self) -> &'static str {
        match self {
            LineOrder::Newest => "newest",
            LineOrder::Oldest => "oldest",
            LineOrder::Left => "left",
            LineOrder::Right => "right",
            LineOrder::Outlet => "outlet",
        }
    }

    /// The order of the articles, by which lines that are equal otherwise come.
    pub fn of_articles(self) -> Sort {
        if self == LineOrder::Oldest { Sort::Oldest } else { Sort::Newest }
    }

    /// True if the order of the articles is that of their lines too, so that none has to wait for another.
    pub fn is_of_articles(self) -> bool {
        matches!(self, LineOrder::Newest | LineOrder::Oldest)
    }
}

impl FromStr for LineOrder {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let found = LineOrder::ALL.into_iter().find(|order| order.name().eq_ignore_ascii_case(name.trim()));
        found.ok_or_else(|| UnknownName {
            name: name.to_owned(),
            known: LineOrder::ALL.map(LineOrder::name).join(", "),
        })
    }
}

/// The lines of an article, in reading order.
pub fn lines(article: &Article, matcher: &Matcher) -> Vec<Line> {
    let found = occurrences(article, matcher).into_iter();
    let line = |found: crate::occurrences::Occurrence| Line {
        before: one_line(found.before(article)),
        hit: one_line(found.matched(article)),
        after: one_line(found.after(article)),
        field: found.field,
        item: found.item,
        start: found.start,
        end: found.end,
        id: article.id.clone(),
        published: article.published.clone(),
        source: article.source.clone(),
        headline: article.headline.clone(),
        path: article.path.clone(),
        record: article.record,
    };
    found.map(line).collect()
}

/// Puts lines of articles that came [in their order](LineOrder::of_articles) in an order.
pub fn sort(lines: &mut [Line], order: LineOrder) {
    match order {
        LineOrder::Newest | LineOrder::Oldest => {}
        LineOrder::Left => lines.sort_by_cached_key(|line| words_before(&line.before)),
        LineOrder::Right => lines.sort_by_cached_key(|line| words_after(&line.after)),
        LineOrder::Outlet => lines.sort_by_cached_key(|line| {
            let outlet = line.source.as_deref().map(|source| fold(source).into_owned());
            (outlet.is_none(), outlet)
        }),
    }
}

/// The columns of a table of lines.
pub const COLUMNS: [&str; 13] = [
    "published",
    "source",
    "before",
    "match",
    "after",
    "headline",
    "id",
    "field",
    "item",
    "start",
    "end",
    "path",
    "record",
];

/// The cells of a line, in the order of [`COLUMNS`].
pub fn cells(line: &Line) -> [Cell<'_>; 13] {
    let text = |text: &'_ Option<String>| Cell::Text(text.clone().unwrap_or_default().into());
    [
        text(&line.published),
        text(&line.source),
        (&line.before).into(),
        (&line.hit).into(),
        (&line.after).into(),
        text(&line.headline),
        (&line.id).into(),
        line.field.name().into(),
        Cell::Number(line.item.map(|item| item.to_string()).unwrap_or_default()),
        (line.start as u64).into(),
        (line.end as u64).into(),
        (&line.path).into(),
        line.record.into(),
    ]
}

/// How many occurrences there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Occurrences in texts.
    pub occurrences: u64,
    /// Articles with one at least.
    pub articles: u64,
    /// Articles that match by something else than their text.
    pub without: u64,
}

impl Counts {
    /// Counts the lines of one more article.
    pub fn add(&mut self, lines: usize) {
        self.occurrences += lines as u64;
        self.articles += u64::from(lines > 0);
        self.without += u64::from(lines == 0);
    }
}

/// The lines of all articles of a question, as many as are kept, and how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concordance {
    /// The lines, in their order.
    pub lines: Vec<Line>,
    /// What was counted, also of lines that were not kept.
    pub counts: Counts,
    /// How many more articles match but have no date, which a filter by date leaves out.
    pub undated: u64,
    /// False if the time was over before all articles were read.
    pub is_whole: bool,
}

/// The lines of all articles of a question, in an order; `most` of them are kept, those of the newest articles or of the
/// oldest. The reading ends with what is read when the time is over.
///
/// # Errors
/// If the engine cannot be read, or the question costs too much.
pub fn concordance(
    engine: &dyn Engine,
    question: &Question,
    order: LineOrder,
    most: usize,
    until: Instant,
) -> Result<Concordance, EngineError> {
    let matcher = ask::matcher(engine, question)?;
    let request = Request {
        sort: order.of_articles(),
        limit: usize::MAX,
        offset: 0,
        snippets: false,
        copies: Copies::All,
        ..question.request.clone()
    };
    let mut found = Concordance { is_whole: true, ..Concordance::default() };
    let mut take = |hit: Hit| {
        let mut here = lines(&hit.article, &matcher);
        found.counts.add(here.len());
        here.truncate(most - found.lines.len());
        found.lines.extend(here);
        found.is_whole = Instant::now() < until;
        if found.is_whole { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let response = ask::each(engine, &question.clone().with(request), &mut take)?;
    found.undated = response.undated;
    sort(&mut found.lines, order);
    Ok(found)
}

/// The words before an occurrence as they are compared, the nearest first.
pub fn words_before(text: &str) -> Vec<String> {
    let mut words = words_after(text);
    words.reverse();
    words
}

/// The words behind an occurrence as they are compared, the nearest first.
pub fn words_after(text: &str) -> Vec<String> {
    let folded = fold(text);
    words(&folded).map(|word| word.text.to_owned()).collect()
}

/// A text on one line, with the blanks at its ends that set it off.
pub fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let leading = text.starts_with(char::is_whitespace) && !words.is_empty();
    let trailing = text.ends_with(char::is_whitespace);
    format!("{}{words}{}", if leading { " " } else { "" }, if trailing { " " } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    fn found(order: LineOrder, articles: &[(&str, &str)]) -> Vec<Line> {
        let matcher = Matcher::new(&parse("talks", &ParseOptions::default()).unwrap().query);
        let article = |(source, body): &(&str, &str)| Article {
            source: (!source.is_empty()).then(|| (*source).to_owned()),
            body: (*body).to_owned(),
            ..Article::default()
        };
        let mut all: Vec<Line> = articles.iter().flat_map(|given| lines(&article(given), &matcher)).collect();
        sort(&mut all, order);
        all
    }

    const ARTICLES: [(&str, &str); 3] = [
        ("", "Zurich talks\nend. Peace talks begin."),
        ("Wire", "Éire's talks collapse."),
        ("Post", "Talks"),
    ];

    #[test]
    fn lines_come_in_the_order_asked_for() {
        let afters = |order| found(order, &ARTICLES).into_iter().map(|line| line.after).collect::<Vec<_>>();
        let newest = [" end. Peace talks begin.", " begin.", " collapse.", ""];
        assert_eq!(afters(LineOrder::Newest), newest);
        assert_eq!(afters(LineOrder::Right), ["", " begin.", " collapse.", " end. Peace talks begin."]);
        assert_eq!(afters(LineOrder::Left), ["", " collapse.", " begin.", " end. Peace talks begin."]);
        assert_eq!(afters(LineOrder::Outlet), ["", " collapse.", " end. Peace talks begin.", " begin."]);
    }

    #[test]
    fn a_line_says_where_it_is() {
        let line = &found(LineOrder::Newest, &ARTICLES)[1];
        assert_eq!((line.before.as_str(), line.hit.as_str()), ("Zurich talks end. Peace ", "talks"));
        assert_eq!(&ARTICLES[0].1[line.start..line.end], "talks");
    }

    #[test]
    fn orders_have_names() {
        for order in LineOrder::ALL {
            assert_eq!(order.name().parse(), Ok(order));
        }
        let error = "best".parse::<LineOrder>().unwrap_err().to_string();
        assert_eq!(error, "unknown value best; choose one of newest, oldest, left, right, outlet");
    }
}
