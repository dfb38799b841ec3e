//! Points at which a run can be made to wait, so that two runs can be tested against each other.
//!
//! `DATELINE_PAUSE_AT` lists names of points and `DATELINE_PAUSE_DIR` a folder. A process that reaches such a
//! point makes the file `NAME.PID.reached` there and goes on when there is a file `NAME.go`, or after ten seconds.
//! Without these variables a point costs nothing.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// No test waits longer.
const LIMIT: Duration = Duration::from_secs(10);

/// How often the file to go on is looked for.
const INTERVAL: Duration = Duration::from_millis(1);

struct Settings {
    points: Vec<String>,
    dir: PathBuf,
}

/// Waits here if the environment says so.
pub(crate) fn at(point: &str) {
    static SETTINGS: OnceLock<Option<Settings>> = OnceLock::new();
    let settings = SETTINGS.get_or_init(|| {
        let points = std::env::var("DATELINE_PAUSE_AT").ok()?.split(',').map(str::to_owned).collect();
        Some(Settings { points, dir: std::env::var_os("DATELINE_PAUSE_DIR")?.into() })
    });
    if let Some(settings) = settings
        && settings.points.iter().any(|name| name == point)
    {
        wait(&settings.dir, point);
    }
}

fn wait(dir: &Path, point: &str) {
    let _ = std::fs::write(dir.join(format!("{point}.{}.reached", std::process::id())), "");
    let go = dir.join(format!("{point}.go"));
    let start = Instant::now();
    while !go.exists() && start.elapsed() < LIMIT {
        std::thread::sleep(INTERVAL);
    }
}
