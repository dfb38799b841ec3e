//! `dateline man`: the manual page, made from the definitions of the commands.

use std::io::Write;

use anyhow::Result;
use clap::{Args, Command, CommandFactory};

use super::{Cli, Outcome};

/// Print the manual page, in roff
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
        std::io::stdout().write_all(&page)?;
        Ok(Outcome::Done)
    }
}

/// One command as a section of the page.
fn render_section(sub: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    writeln!(page, ".SH \"DATELINE {}\"", sub.get_name().to_uppercase())?;
    let man = clap_mangen::Man::new(sub.clone());
    man.render_synopsis_section(page)?;
    man.render_description_section(page)?;
    man.render_options_section(page)
}
