//! What stands between the network and the archive.
//!
//! [`host`] refuses requests that another site's name was made to point here for, [`accounts`] and [`login`] let in
//! those who may read, [`headers`] tells the browser what a page may do, and [`tries`] slows down guessing.

pub mod accounts;
pub mod accounts_file;
pub mod headers;
pub mod host;
pub mod login;
pub mod sessions;
pub mod tries;
