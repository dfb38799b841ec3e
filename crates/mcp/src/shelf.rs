//! The archive that is asked: opened once, and again when it has changed.

use std::sync::{Arc, Mutex, OnceLock};

use dateline_search::budget::Stop;
use dateline_serve::fault::{Fault, Kind};
use dateline_serve::live::{Live, Moment, Serving};
use dateline_serve::{Archive, Limits};

use crate::cursor::Cursor;

/// The archive, opened when it is first asked.
pub struct Shelf {
    archive: Arc<dyn Archive>,
    live: OnceLock<Live>,
    refreshing: Mutex<()>,
}

impl Shelf {
    /// Of an archive that is not open yet.
    pub fn new(archive: Arc<dyn Archive>) -> Shelf {
        Shelf { archive, live: OnceLock::new(), refreshing: Mutex::new(()) }
    }

    /// Opens the archive, if it is not open.
    pub fn open(&self) -> &Live {
        let serving = Serving { query_time: Limits::default().query_time, has_login: false };
        self.live.get_or_init(|| Live::new(Arc::clone(&self.archive), serving))
    }

    /// The archive as it is now or, with a cursor, as it was when that was given.
    ///
    /// # Errors
    /// If there is none, it cannot be opened, or it has changed too often since the cursor was given.
    pub fn moment(&self, cursor: Option<&Cursor>, stop: Stop) -> Result<Moment, Fault> {
        let live = self.open();
        // Whoever finds another at it takes what is there.
        if let Ok(_refreshing) = self.refreshing.try_lock() {
            live.refresh();
        }
        let snapshot = match cursor {
            Some(cursor) => live.at(&cursor.generation).ok_or_else(Cursor::gone),
            None => live.snapshot(),
        };
        let hinted = |fault: Fault| match fault.kind {
            Kind::NoArchive => Fault { hint: Some(format!("Make one: {}", live.command())), ..fault },
            _ => fault,
        };
        snapshot.map(|snapshot| Moment::of(snapshot, stop)).map_err(hinted)
    }
}
