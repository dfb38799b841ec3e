//! `dateline mcp`: the archive for language-model clients.

use std::io;
use std::path::{Path, PathBuf, absolute};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;
use serde_json::{Value, json};

use dateline_mcp::{Settings, serve};

use super::folder::Folder;
use super::{Global, Outcome};

/// Serve the index to language-model clients (Model Context Protocol, on standard input and output)
#[derive(Debug, Args)]
pub(super) struct McpArgs {
    /// Print the entry for a client's configuration file, with absolute paths, and exit
    #[arg(long)]
    config: bool,
}

impl McpArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        if self.config {
            let mut out = global.output();
            let text = serde_json::to_string_pretty(&configuration(global)?)?;
            text.lines().try_for_each(|line| out.line(line))?;
            out.flush()?;
            return Ok(Outcome::Done);
        }
        let archive = Arc::new(Folder::of(global));
        let settings = Settings { name: "dateline", version: env!("CARGO_PKG_VERSION") };
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
        let (read, write) = (tokio::io::stdin(), tokio::io::stdout());
        let served = runtime.block_on(serve(archive, settings, read, write));
        // A read of standard input cannot be cancelled, and must not hold the program up.
        runtime.shutdown_timeout(Duration::from_secs(1));
        served?;
        Ok(Outcome::Done)
    }
}

/// What clients that start local servers need to know of this one, in the form that most of them share.
fn configuration(global: &Global) -> Result<Value> {
    let program = std::env::current_exe().context("cannot find out where this program is")?;
    let mut arguments = vec!["mcp".to_owned(), "--index".to_owned(), text(&global.index)?];
    if let Some(names) = &global.names {
        arguments.extend(["--names".to_owned(), text(names)?]);
    }
    Ok(json!({"mcpServers": {"dateline": {"command": text(&program)?, "args": arguments}}}))
}

/// An absolute path as JSON can have it.
fn text(path: &Path) -> Result<String> {
    let path: PathBuf =
        absolute(path).with_context(|| format!("cannot find out where {} is", path.display()))?;
    let text = path.into_os_string().into_string();
    text.map_err(|path| {
        let reason = format!("{} is not UTF-8, which a configuration file needs", path.display());
        io::Error::new(io::ErrorKind::InvalidInput, reason).into()
    })
}
