//! The weights by which lines are distinguished, as one value.

use std::sync::LazyLock;

use super::headline;
use super::labels::Model;

/// The weights of the reader of plain text.
pub struct Weights {
    /// The weights that separate the body from the rest.
    pub(super) lines: Model,
    /// The weights that separate the headline from other lines.
    pub(super) headline: headline::Weights,
}

impl Weights {
    /// Reads the weights from tables such as `data/page-line-weights.tsv` and `data/page-headline-weights.tsv`.
    pub fn parse(lines: &str, headline: &str) -> Weights {
        Weights { lines: Model::parse(lines), headline: headline::Weights::parse(headline) }
    }
}

/// The weights that ship with the program.
pub fn built_in() -> &'static Weights {
    static BUILT_IN: LazyLock<Weights> = LazyLock::new(|| {
        Weights::parse(
            include_str!("../../data/page-line-weights.tsv"),
            include_str!("../../data/page-headline-weights.tsv"),
        )
    });
    &BUILT_IN
}
