//! What is searched: an archive that others may write to while it is served.

use dateline_core::article::Article;
use dateline_search::cite::KeptPlace;
use dateline_search::custody::Custody;
use dateline_search::engine::{Engine, EngineError};

/// Where the articles come from. The program says how it is opened; nothing here knows files.
pub trait Archive: Send + Sync + 'static {
    /// Opens the archive as it is now.
    ///
    /// # Errors
    /// If it cannot be read.
    fn open(&self) -> Result<Opened, EngineError>;

    /// A name of what [`open`](Archive::open) would open, which changes whenever that does; `None` if there is
    /// nothing. It is asked often and has to be cheap.
    fn generation(&self) -> Option<String>;

    /// The command that makes the archive, for those who find none.
    fn command(&self) -> String;

    /// Whether the bytes that an article was read from are still kept.
    fn custody(&self, _article: &Article) -> Custody {
        Custody::Unknown
    }

    /// Where a quotation is in the file of an article.
    ///
    /// # Errors
    /// If that cannot be said; why.
    fn place_of(&self, _article: &Article, _quote: &str) -> Result<KeptPlace, String> {
        Err("the files of this archive cannot be looked into".to_owned())
    }
}

/// An archive as it was at one moment.
pub struct Opened {
    /// What answers questions.
    pub engine: Box<dyn Engine + Send + Sync>,
    /// The name of the moment, as [`Archive::generation`] gave it.
    pub generation: String,
    /// What the user should know before trusting an answer.
    pub warnings: Vec<String>,
}
