//! How far a run is: a bar on a terminal, a line every few seconds elsewhere.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::Global;
use crate::readers;

/// How often a run says how far it is, where there is no terminal to draw a bar on.
const PLAIN_INTERVAL: Duration = Duration::from_secs(5);

/// How often the bar is drawn at most.
const DRAW_INTERVAL: Duration = Duration::from_millis(100);

/// The progress of a run through files.
pub(super) struct Progress<'a> {
    global: &'a Global,
    bar: Option<ProgressBar>,
    told: Instant,
    total: Total,
    /// Bytes of the files that are done.
    done: u64,
    /// Bytes of the file that is being read, as far as it was read.
    within: u64,
}

impl<'a> Progress<'a> {
    /// The progress of a run through these files and folders; a bar is drawn if standard error is a terminal and
    /// `may_draw` holds.
    pub(super) fn new(global: &'a Global, paths: &[PathBuf], may_draw: bool) -> Self {
        let draw = may_draw && !global.quiet && std::io::stderr().is_terminal();
        let bar = draw.then(|| ProgressBar::new(0).with_style(unknown_style()));
        Self { global, bar, told: Instant::now(), total: Total::count(paths), done: 0, within: 0 }
    }

    /// Says something without disturbing the bar.
    pub(super) fn say(&self, message: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.global.say(message)),
            None => self.global.say(message),
        }
    }

    /// A file of this size is done.
    pub(super) fn file_done(&mut self, bytes: u64) {
        self.done += bytes;
        self.within = 0;
    }

    /// So many bytes more of the current file were read.
    pub(super) fn read(&mut self, bytes: u64) {
        self.within += bytes;
    }

    /// Shows how far the run is.
    pub(super) fn show(&mut self, articles: u64) {
        let interval = if self.bar.is_some() { DRAW_INTERVAL } else { PLAIN_INTERVAL };
        if self.told.elapsed() < interval {
            return;
        }
        self.told = Instant::now();
        let done = self.done + self.within;
        match (&self.bar, self.total.known()) {
            (Some(bar), total) => draw(bar, done, total, articles),
            (None, Some(total)) if total > 0 => {
                let percent = (100.0 * done as f64 / total as f64).min(100.0);
                self.global
                    .say(format!("{articles} articles so far, {percent:.0} % of {}", megabytes(total)));
            }
            (None, _) => self.global.say(format!("{articles} articles so far, {}", megabytes(done))),
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn draw(bar: &ProgressBar, done: u64, total: Option<u64>, articles: u64) {
    if let Some(total) = total.filter(|&total| total > 0)
        && bar.length() != Some(total)
    {
        bar.set_length(total);
        bar.set_style(known_style());
    }
    bar.set_message(format!("{articles} articles, {}", megabytes(done)));
    // What an archive unpacks to is more than its size: the bar then waits at the end of the file.
    bar.set_position(total.map_or(done, |total| done.min(total)));
    bar.tick();
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn unknown_style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {elapsed} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn known_style() -> ProgressStyle {
    ProgressStyle::with_template("{elapsed} [{bar:30}] {percent} % {msg}, {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}

/// The size of all files of a run, which is added up on a thread of its own.
struct Total {
    bytes: Arc<AtomicU64>,
    is_known: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
}

impl Total {
    fn count(paths: &[PathBuf]) -> Self {
        let total = Self { bytes: Arc::default(), is_known: Arc::default(), stop: Arc::default() };
        let (bytes, is_known, stop) = (total.bytes.clone(), total.is_known.clone(), total.stop.clone());
        let paths = paths.to_vec();
        std::thread::spawn(move || {
            for entry in readers::walk(&paths).flatten() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                bytes.fetch_add(entry.len, Ordering::Relaxed);
            }
            is_known.store(true, Ordering::Release);
        });
        total
    }

    /// The sum, once all files were seen.
    fn known(&self) -> Option<u64> {
        self.is_known.load(Ordering::Acquire).then(|| self.bytes.load(Ordering::Relaxed))
    }
}

impl Drop for Total {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_of_all_files_becomes_known() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("a.txt"), "12345").unwrap();
        std::fs::write(dir.path().join("b.txt"), "678").unwrap();
        let total = Total::count(&[dir.path().to_owned()]);
        let start = Instant::now();
        while total.known().is_none() && start.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert_eq!(total.known(), Some(8));
    }

    #[test]
    fn the_templates_of_the_bar_can_be_read() {
        assert!(ProgressStyle::with_template("{elapsed} [{bar:30}] {percent} % {msg}, {eta} left").is_ok());
        assert_eq!(megabytes(1_250_000), "1.2 MB");
    }
}
