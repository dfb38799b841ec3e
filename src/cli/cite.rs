//! `dateline cite`: an article as a reference, and where exactly a quotation of it is.

use anyhow::Result;
use clap::{Args, ValueEnum};

use dateline_core::article::Article;
use dateline_search::cite::{self, Quotation, Style};

use super::{Global, Outcome, kept, show};

/// Cite an article, and say where exactly a quotation of it is
#[derive(Debug, Args)]
pub(super) struct CiteArgs {
    /// Id of the article, or a unique prefix of 6 characters or more
    #[arg(allow_hyphen_values = true)]
    id: String,
    #[command(flatten)]
    choice: show::Choice,
    /// Form of the reference: CSL-JSON, RIS or BibTeX for reference managers, or a line to read
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Also say where this quotation is, in the article and in the file it was read from
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    quote: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    Csl,
    Ris,
    Bibtex,
    Text,
}

impl Form {
    fn style(self) -> Style {
        match self {
            Form::Csl => Style::Csl,
            Form::Ris => Style::Ris,
            Form::Bibtex => Style::Bibtex,
            Form::Text => Style::Text,
        }
    }
}

impl CiteArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let engine = global.engine()?;
        let article = match show::one(global, &engine, &self.id, &self.choice)? {
            Ok(article) => article,
            Err(outcome) => return Ok(outcome),
        };
        let quotation = match self.quote.as_deref().map(|quote| placed(global, &article, quote)) {
            Some(None) => {
                global.say("the article does not have this quotation");
                return Ok(Outcome::NothingFound);
            }
            found => found.flatten(),
        };
        let mut out = global.output();
        if global.json {
            out.json(&cite::item(&article, quotation.as_ref()))?;
        } else {
            let reference = cite::reference(&article, quotation.as_ref(), self.format.style());
            reference.trim_end().lines().try_for_each(|line| out.line(line))?;
            if let (Form::Text, Some(quotation)) = (self.format, &quotation) {
                out.line(quotation.said())?;
            }
        }
        out.flush()?;
        Ok(Outcome::Done)
    }
}

/// The quotation with its places in the kept file; why there are none the user gets as a message.
fn placed(global: &Global, article: &Article, quote: &str) -> Option<Quotation> {
    let quotation = Quotation::in_article(article, quote)?;
    Some(match kept::place_of(article, quote) {
        Ok(place) => quotation.kept_at(place),
        Err(reason) => {
            global.say(format!("the place of the quotation in the file is not known: {reason}"));
            quotation
        }
    })
}
