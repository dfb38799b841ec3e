//! `dateline password`: a line for the file of those who may read what is served.

use std::io::{BufRead, IsTerminal};

use anyhow::{Context, Result, bail};
use clap::Args;

use dateline_serve::guard::accounts::{key_line, password_line};

use super::{Global, Outcome};

/// Create an account for `serve --auth`: print its name and password hash as one line
#[derive(Debug, Args)]
pub(super) struct PasswordArgs {
    /// The name to sign in with
    name: String,
    /// Create a key for programs and feeds instead; it is printed once, on standard error
    #[arg(long)]
    key: bool,
}

impl PasswordArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let line = if self.key {
            let (key, line) = key_line(&self.name)?;
            global.fault(format!("new key for {} (it is not shown again): {key}", self.name));
            line
        } else {
            password_line(&self.name, &asked()?)?
        };
        let mut out = global.output();
        out.line(line)?;
        out.flush()?;
        Ok(Outcome::Done)
    }
}

/// The password: typed twice without being shown, or the first line of standard input.
fn asked() -> Result<String> {
    if std::io::stdin().is_terminal() {
        let password = rpassword::prompt_password("password: ").context("cannot read the password")?;
        if rpassword::prompt_password("once more: ").context("cannot read the password")? != password {
            bail!("the two passwords differ");
        }
        return Ok(password);
    }
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
