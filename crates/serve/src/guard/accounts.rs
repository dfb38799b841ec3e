//! Who may read: names with the hashes of their passwords and keys, a line each.
//!
//! `name:$argon2id$…` is a password, `name:key:HEX` a key for programs and feeds, by the BLAKE3 hash of the key. A key
//! is long and random, so that its plain hash tells nothing; a password is neither.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, PasswordHash};
use thiserror::Error;

/// The most bytes of a password, so that no one makes the server hash megabytes.
pub const LONGEST_PASSWORD: usize = 1024;
/// How many random bytes a key has.
const KEY_BYTES: usize = 24;

/// Who may read.
#[derive(Clone, Default)]
pub struct Accounts {
    passwords: HashMap<String, String>,
    keys: Vec<(String, blake3::Hash)>,
}

/// A line of a file of accounts that is none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line}: {reason}")]
pub struct BadAccount {
    /// The number of the line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// A password or key cannot be made.
#[derive(Debug, Error)]
pub enum MakeError {
    /// The name has a character that separates the parts of a line.
    #[error("invalid name: it must not be empty, contain ':' or a line break, or begin with '#' or a space")]
    Name,
    /// The password is too long.
    #[error("invalid password: it must have 8 to {LONGEST_PASSWORD} bytes")]
    Password,
    /// It could not be hashed.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
    /// The system has no random numbers.
    #[error("the system's random number generator failed: {0}")]
    Random(getrandom::Error),
}

impl fmt::Debug for Accounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Accounts({} passwords, {} keys)", self.passwords.len(), self.keys.len())
    }
}

impl FromStr for Accounts {
    type Err = BadAccount;

    fn from_str(text: &str) -> Result<Accounts, BadAccount> {
        let mut accounts = Accounts::default();
        for (line, text) in (1..).zip(text.lines()) {
            let text = text.trim();
            if !text.is_empty() && !text.starts_with('#') {
                accounts.add(text).map_err(|reason| BadAccount { line, reason })?;
            }
        }
        Ok(accounts)
    }
}

impl Accounts {
    fn add(&mut self, line: &str) -> Result<(), &'static str> {
        let (name, secret) =
            line.split_once(':').ok_or("expected `name:hash`; `dateline password NAME` prints one")?;
        if let Some(key) = secret.strip_prefix("key:") {
            let hash = blake3::Hash::from_hex(key)
                .map_err(|_| "the hash of the key is not 64 hexadecimal digits")?;
            self.keys.push((name.to_owned(), hash));
            return Ok(());
        }
        PasswordHash::new(secret).map_err(|_| "the hash of the password cannot be read")?;
        match self.passwords.insert(name.to_owned(), secret.to_owned()) {
            Some(_) => Err("the name has a password already"),
            None => Ok(()),
        }
    }

    /// True if nobody could sign in.
    pub fn is_empty(&self) -> bool {
        self.passwords.is_empty() && self.keys.is_empty()
    }

    /// True if this is the password of that name. It takes as long for a name that there is not.
    pub fn verify(&self, name: &str, password: &str) -> bool {
        if password.len() > LONGEST_PASSWORD {
            return false;
        }
        let known = self.passwords.get(name);
        let other = self.passwords.values().next();
        let Some(hash) = known.or(other).and_then(|hash| PasswordHash::new(hash).ok()) else { return false };
        Argon2::default().verify_password(password.as_bytes(), &hash).is_ok() && known.is_some()
    }

    /// The name that a key is of.
    pub fn of_key(&self, key: &str) -> Option<&str> {
        let hash = blake3::hash(key.as_bytes());
        // Hashes are compared in constant time.
        self.keys.iter().filter(|(_, known)| *known == hash).map(|(name, _)| name.as_str()).next()
    }

    /// What a signature over a session depends on: it ends when the password changes.
    pub(crate) fn stamp(&self, name: &str) -> Option<&str> {
        self.passwords.get(name).map(String::as_str)
    }
}

fn checked(name: &str) -> Result<(), MakeError> {
    match name.is_empty() || name.trim() != name || name.starts_with('#') || name.contains([':', '\n', '\r'])
    {
        true => Err(MakeError::Name),
        false => Ok(()),
    }
}

/// The line for a name with its password.
///
/// # Errors
/// If the name or the password cannot be used.
pub fn password_line(name: &str, password: &str) -> Result<String, MakeError> {
    checked(name)?;
    if !(8..=LONGEST_PASSWORD).contains(&password.len()) {
        return Err(MakeError::Password);
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    let hash = hash.map_err(|error| MakeError::Hash(error.to_string()))?;
    Ok(format!("{name}:{hash}"))
}

/// A new key, and the line for the name that may use it.
///
/// # Errors
/// If the name cannot be used, or the system has no random numbers.
pub fn key_line(name: &str) -> Result<(String, String), MakeError> {
    checked(name)?;
    let mut bytes = [0; KEY_BYTES];
    getrandom::fill(&mut bytes).map_err(MakeError::Random)?;
    let key: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let line = format!("{name}:key:{}", blake3::hash(key.as_bytes()).to_hex());
    Ok((key, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_lets_in_its_own_name_only() {
        let line = password_line("ann", "correct horse").unwrap();
        let accounts: Accounts = format!("# who may read\n\n{line}\n").parse().unwrap();
        assert!(accounts.verify("ann", "correct horse"));
        assert!(!accounts.verify("ann", "correct hors"));
        assert!(!accounts.verify("bob", "correct horse"));
        assert!(!accounts.verify("ann", &"a".repeat(LONGEST_PASSWORD + 1)));
    }

    #[test]
    fn a_key_belongs_to_a_name() {
        let (key, line) = key_line("feeds").unwrap();
        let accounts: Accounts = line.parse().unwrap();
        assert_eq!(accounts.of_key(&key), Some("feeds"));
        assert_eq!(accounts.of_key("other"), None);
        assert!(!line.contains(&key));
    }

    #[test]
    fn a_bad_line_is_named() {
        for bad in ["ann", "ann:secret", "ann:key:12"] {
            let error = format!("# a\n{bad}").parse::<Accounts>().unwrap_err();
            assert_eq!(error.line, 2, "{bad}");
        }
        let line = password_line("ann", "correct horse").unwrap();
        assert!(format!("{line}\n{line}").parse::<Accounts>().is_err());
        assert!(password_line("a:b", "correct horse").is_err() && password_line("ann", "short").is_err());
    }
}
