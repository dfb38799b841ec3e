mod dates;
mod html;
mod patterns;
mod text;

pub mod byline;
pub mod dateline;

pub use html::read as from_html;
pub use text::read as from_text;
