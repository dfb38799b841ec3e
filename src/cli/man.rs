//! `dateline man`: the manual page, made from the definitions of the commands.

use std::io::Write;

use anyhow::Result;
use clap::{Args, Command, CommandFactory};

use super::{Cli, Outcome, examples};

/// Print the manual page (roff)
#[derive(Debug, Args)]
pub(super) struct ManArgs {}

impl ManArgs {
    pub(super) fn run(self) -> Result<Outcome> {
        let mut command = Cli::command();
        command.build();
        let mut page = Vec::new();
        clap_mangen::Man::new(command.clone()).render(&mut page)?;
        for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
            render_section(sub, &mut page)?;
        }
        render_examples(&mut page)?;
        for (title, paragraphs) in SECTIONS {
            render_paragraphs(title, paragraphs, &mut page)?;
        }
        std::io::stdout().write_all(&page)?;
        Ok(Outcome::Done)
    }
}

/// The last sections of the page: a term and what it means, each.
const SECTIONS: [(&str, &[(&str, &str)]); 3] = [
    (
        "EXIT STATUS",
        &[
            ("0", "Something was found, or the command succeeded."),
            ("1", "Nothing was found."),
            ("2", "An error; the message on standard error says what is wrong."),
            ("130, 143", "Interrupted by SIGINT or SIGTERM; everything done until then is committed."),
        ],
    ),
    (
        "FILES",
        &[
            ("index", "The default index folder, unless --index or DATELINE_INDEX names another."),
            ("index/names.tsv", "Your corrections of names: which are the same, and which are different."),
            ("index/sites/*.toml", "Your corrections for the pages of single sites, one file per site."),
        ],
    ),
    (
        "ENVIRONMENT",
        &[
            ("DATELINE_INDEX", "The index folder, if --index is not given."),
            ("NO_COLOR", "If set, no colour is used."),
            ("COLUMNS", "The width of lines, if the terminal does not report it."),
        ],
    ),
];

fn render_examples(page: &mut Vec<u8>) -> std::io::Result<()> {
    let all: Vec<(&str, &str)> = examples::all().flat_map(|(_, examples)| examples).copied().collect();
    render_paragraphs("EXAMPLES", &all, page)
}

/// A section of terms, each with its meaning set in below it.
fn render_paragraphs(title: &str, paragraphs: &[(&str, &str)], page: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(page, ".SH \"{title}\"")?;
    for (term, meaning) in paragraphs {
        writeln!(page, ".TP\n\\fB{}\\fR\n{}", escaped(term), escaped(meaning))?;
    }
    Ok(())
}

/// Text that roff does not take for a request or an escape.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq")
}

/// One command as a section of the page.
fn render_section(sub: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(page, ".SH \"DATELINE {}\"", sub.get_name().to_uppercase())?;
    let man = clap_mangen::Man::new(sub.clone());
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)
}
