//! How far a run is: a bar on a terminal, a line every few seconds elsewhere.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::Global;

/// How often a run reports its progress if there is no terminal for a bar.
const PLAIN_INTERVAL: Duration = Duration::from_secs(5);

/// How often the bar is drawn at most.
const DRAW_INTERVAL: Duration = Duration::from_millis(100);

/// The progress of a run through files.
pub(super) struct Progress<'a> {
    global: &'a Global,
    bar: Option<ProgressBar>,
    told: Instant,
    total: Total,
    position: Position,
}

/// How far a run is, in bytes of its files.
#[derive(Debug, Default)]
struct Position {
    /// Bytes of the files that are done.
    done: u64,
    /// Bytes of the file that is being read, as far as it was read; of an archive they are more than its size.
    within: u64,
    /// What was shown last.
    shown: u64,
}

impl Position {
    /// A file of this size is done.
    fn file_done(&mut self, bytes: u64) {
        self.done += bytes;
        self.within = 0;
    }

    /// The bytes to show; they never go back, and reach the total only where all files are done.
    fn show(&mut self, total: Option<u64>) -> u64 {
        let read = self.done + self.within;
        let read = total.map_or(read, |total| read.min(self.done.max(total.saturating_sub(1))).min(total));
        self.shown = self.shown.max(read);
        total.map_or(self.shown, |total| self.shown.min(total))
    }
}

impl<'a> Progress<'a> {
    /// The progress of a run through these files and folders; a bar is drawn if standard error is a terminal and
    /// `may_draw` holds.
    pub(super) fn new(global: &'a Global, paths: &[PathBuf], may_draw: bool) -> Self {
        let draw = may_draw && !global.quiet && std::io::stderr().is_terminal();
        let bar = draw.then(|| ProgressBar::new(0).with_style(unknown_style()));
        Self { global, bar, told: Instant::now(), total: Total::count(paths), position: Position::default() }
    }

    /// Prints a message without disturbing the bar.
    pub(super) fn say(&self, message: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.global.say(message)),
            None => self.global.say(message),
        }
    }

    /// Prints an error, even if the run is quiet.
    pub(super) fn fault(&self, message: &str) {
        match &self.bar {
            Some(bar) => bar.suspend(|| self.global.fault(message)),
            None => self.global.fault(message),
        }
    }

    /// A file of this size is done.
    pub(super) fn file_done(&mut self, bytes: u64) {
        self.position.file_done(bytes);
    }

    /// This many bytes more of the current file were read.
    pub(super) fn read(&mut self, bytes: u64) {
        self.position.within += bytes;
    }

    /// Shows how far the run is.
    pub(super) fn show(&mut self, articles: u64) {
        let interval = if self.bar.is_some() { DRAW_INTERVAL } else { PLAIN_INTERVAL };
        if self.told.elapsed() < interval {
            return;
        }
        self.told = Instant::now();
        let total = self.total.known();
        let done = self.position.show(total);
        match (&self.bar, total) {
            (Some(bar), total) => draw(bar, done, total, articles),
            (None, Some(total)) if total > 0 => {
                let percent = (100.0 * done as f64 / total as f64).floor();
                self.global.say(format!("{articles} articles so far, {percent} % of {}", megabytes(total)));
            }
            (None, _) => self.global.say(format!("{articles} articles so far, {}", megabytes(done))),
        }
    }

    /// Removes the bar.
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
    bar.set_position(done);
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
        // If no thread can be started, no percentage is shown.
        let _ = std::thread::Builder::new().spawn(move || {
            for entry in dateline_read::walk(&paths).flatten() {
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
    fn what_is_shown_never_goes_back() {
        let mut position = Position::default();
        let mut shown = Vec::new();
        // An archive of 10 bytes that unpacks to 50, and a file of 100.
        for (read, done) in [(8, None), (42, Some(10)), (20, None), (80, None), (5, Some(100))] {
            position.within += read;
            shown.push(position.show(Some(110)));
            if let Some(bytes) = done {
                position.file_done(bytes);
            }
            shown.push(position.show(Some(110)));
        }
        assert!(shown.is_sorted(), "{shown:?}");
        assert_eq!(shown.last(), Some(&110));
        assert!(shown[..shown.len() - 2].iter().all(|&bytes| bytes < 110));
    }

    #[test]
    fn a_total_that_becomes_known_bounds_what_is_shown() {
        let mut position = Position { within: 500, ..Position::default() };
        assert_eq!(
            (position.show(None), position.show(Some(100)), position.show(Some(100))),
            (500, 100, 100)
        );
    }

    #[test]
    fn the_templates_of_the_bar_can_be_read() {
        assert!(ProgressStyle::with_template("{elapsed} [{bar:30}] {percent} % {msg}, {eta} left").is_ok());
        assert_eq!(megabytes(1_250_000), "1.2 MB");
    }
}
