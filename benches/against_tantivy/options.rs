//! What the benchmark is asked to do.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// How many articles the corpus has where articles are given, and where they are made up.
const GIVEN: usize = 200_000;
const MADE_UP: usize = 20_000;

/// The arguments, read.
#[derive(Default)]
pub struct Options {
    /// The articles to make the corpus from; `None` for made-up ones.
    pub source: Option<PathBuf>,
    articles: Option<usize>,
    /// Queries to take for those from the headlines.
    pub queries: Option<PathBuf>,
    /// Where corpus and indexes are left; `None` for a folder that goes away.
    pub keep: Option<PathBuf>,
    /// Whether to measure how cost grows, and nothing else.
    pub growth: bool,
}

impl Options {
    /// Reads the arguments.
    pub fn read(arguments: Vec<String>) -> Result<Options> {
        let mut options = Options::default();
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().with_context(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--articles" => {
                    options.articles = Some(value()?.parse().context("--articles needs a number")?)
                }
                "--queries" => options.queries = Some(value()?.into()),
                "--keep" => options.keep = Some(value()?.into()),
                "--growth" => options.growth = true,
                option if option.starts_with('-') => bail!("there is no option {option}"),
                path if options.source.is_none() => options.source = Some(path.into()),
                path => bail!("one file of articles is enough: {path}"),
            }
        }
        Ok(options)
    }

    /// How many articles the corpus shall have.
    pub fn articles(&self) -> usize {
        self.articles.unwrap_or(if self.source.is_some() { GIVEN } else { MADE_UP })
    }
}
