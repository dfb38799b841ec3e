//! `dateline serve`: the web page and the JSON API.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Args;

use dateline_serve::guard::accounts_file::AccountsFile;
use dateline_serve::{App, Archive, HeaderValue, Settings, router, run};

use crate::ingest::Summary;

use super::folder::Folder;
use super::index::{bring_up_to_date, default_options, sentence};
use super::{Global, Outcome, interrupt};

/// File handles that are asked of the system, one a connection and some for the index.
const HANDLES: u64 = 16_384;

/// Serve the web page and the JSON API
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Address and port to listen on; any address other than loopback makes the archive reachable from the network
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8321")]
    listen: SocketAddr,
    /// Bring the index up to date with this file or folder first. Repeatable
    #[arg(long, value_name = "PATH")]
    corpus: Vec<PathBuf>,
    /// Require a login; FILE has one account per line, as printed by `dateline password`, and is read again when it
    /// changes
    #[arg(long, value_name = "FILE")]
    auth: Option<PathBuf>,
    /// Also accept requests for this host name, such as news.example. Repeatable
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// Allow cross-origin requests from this origin, such as `https://maps.example`, or * for any (CORS)
    #[arg(long, value_name = "ORIGIN")]
    cors: Option<HeaderValue>,
    /// Maximum time per query, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout: u64,
}

impl ServeArgs {
    pub(super) fn run(self, global: &Global) -> Result<Outcome> {
        let settings = self.settings(global)?;
        if !self.corpus.is_empty() {
            let summary = bring_up_to_date(global, &self.corpus, &default_options(global)?, None)?;
            global.say(format!("{}: {}", global.index.display(), sentence(&summary)));
            if let Summary { interrupted: true, .. } = summary {
                return Ok(Outcome::Interrupted(interrupt::listen().exit_code()));
            }
        }
        // More connections than handles fail one by one; the server goes on.
        let _ = rlimit::increase_nofile_limit(HANDLES);
        let archive = Arc::new(Folder::of(global));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
        runtime.block_on(self.serve(global, archive, settings))?;
        // Work that is still going on for someone who has left must not hold the program up.
        runtime.shutdown_timeout(Duration::from_secs(1));
        Ok(Outcome::Done)
    }

    fn settings(&self, global: &Global) -> Result<Settings> {
        let accounts = self.auth.as_deref().map(AccountsFile::open).transpose()?;
        if !self.listen.ip().is_loopback() {
            global.say(warning(self.listen.ip(), accounts.is_some()));
        }
        let mut settings = Settings::local(self.listen);
        settings.hosts = self.host.clone();
        settings.accounts = accounts.map(Arc::new);
        settings.cors = self.cors.clone();
        settings.log = global.verbose;
        settings.limits.query_time = Duration::from_secs(self.timeout);
        Ok(settings)
    }

    async fn serve(&self, global: &Global, archive: Arc<dyn Archive>, settings: Settings) -> Result<()> {
        let listener = tokio::net::TcpListener::bind(self.listen).await.with_context(|| {
            format!("cannot listen on {}; choose another address with --listen", self.listen)
        })?;
        let address = listener.local_addr()?;
        let opening = tokio::task::spawn_blocking(move || App::new(archive, settings)).await?;
        let app = Arc::new(opening.context(
            "cannot create the key that signs logins: the system's random number generator failed",
        )?);
        global.say(format!("serving {} at http://{address}/ (Ctrl-C stops)", global.index.display()));
        let router = router(Arc::clone(&app));
        Ok(run(listener, app, router, stopped()).await?)
    }
}

/// What it means to listen on an address that others reach.
fn warning(address: IpAddr, has_accounts: bool) -> String {
    let who = match has_accounts {
        true => {
            "anyone who signs in can read all articles; passwords are sent unencrypted, so put an HTTPS reverse proxy in front"
        }
        false => "anyone who can connect can read all articles; --auth FILE requires a login",
    };
    format!("listening on {address}: other machines can connect, and {who}")
}

/// Done when the user or the system says stop.
async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
