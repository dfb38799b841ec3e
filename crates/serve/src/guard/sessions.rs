//! Who has signed in, as a cookie that only this server can have made.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::accounts::Accounts;

/// The name of the cookie.
pub const COOKIE: &str = "dateline";
/// How long a login holds.
const LIFE: Duration = Duration::from_secs(7 * 24 * 3600);

/// Makes cookies and knows its own. A restart of the server ends all of them.
pub struct Sessions {
    key: [u8; 32],
    /// The signatures of those who signed out, until the time their cookies would have ended.
    ended: Mutex<HashMap<String, u64>>,
}

impl Sessions {
    /// With a key that nobody knows.
    ///
    /// # Errors
    /// If the system has no random numbers.
    pub fn new() -> Result<Sessions, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Sessions { key, ended: Mutex::default() })
    }

    /// The value of the cookie for someone who has signed in just now.
    pub fn cookie(&self, accounts: &Accounts, name: &str) -> Option<String> {
        self.cookie_until(accounts, name, seconds(SystemTime::now() + LIFE))
    }

    fn cookie_until(&self, accounts: &Accounts, name: &str, until: u64) -> Option<String> {
        let name_hex: String = name.bytes().map(|byte| format!("{byte:02x}")).collect();
        let signed = self.signature(accounts.stamp(name)?, name, until);
        Some(format!("{name_hex}.{until}.{}", signed.to_hex()))
    }

    /// The name of whom a cookie is of, while it holds.
    pub fn name_of(&self, accounts: &Accounts, cookie: &str) -> Option<String> {
        let mut parts = cookie.split('.');
        let (name, until, signature) = (parts.next()?, parts.next()?, parts.next()?);
        let name = from_hex(name)?;
        let until: u64 = until.parse().ok()?;
        let signature = blake3::Hash::from_hex(signature).ok()?;
        // Compared in constant time.
        let is_own = self.signature(accounts.stamp(&name)?, &name, until) == signature;
        let holds = is_own && until > seconds(SystemTime::now()) && parts.next().is_none();
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        (holds && !ended.contains_key(cookie)).then_some(name)
    }

    /// Ends a cookie of its own before its time.
    pub fn end(&self, accounts: &Accounts, cookie: &str) {
        if self.name_of(accounts, cookie).is_none() {
            return;
        }
        let until = cookie.split('.').nth(1).and_then(|until| until.parse().ok()).unwrap_or(u64::MAX);
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let now = seconds(SystemTime::now());
        ended.retain(|_, until| *until > now);
        ended.insert(cookie.to_owned(), until);
    }

    fn signature(&self, stamp: &str, name: &str, until: u64) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        for part in [stamp.as_bytes(), name.as_bytes(), &until.to_be_bytes()] {
            hasher.update(&(part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
        hasher.finalize()
    }
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn from_hex(text: &str) -> Option<String> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2) && !digits.is_empty())?;
    String::from_utf8(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()).ok()
}

#[cfg(test)]
mod tests {
    use super::super::accounts::password_line;
    use super::*;

    #[test]
    fn a_cookie_names_who_signed_in_until_it_ends() {
        let accounts: Accounts = password_line("änn", "correct horse").unwrap().parse().unwrap();
        let sessions = Sessions::new().unwrap();
        let cookie = sessions.cookie(&accounts, "änn").unwrap();
        assert_eq!(sessions.name_of(&accounts, &cookie).as_deref(), Some("änn"));
        assert_eq!(Sessions::new().unwrap().name_of(&accounts, &cookie), None);
        let past = sessions.cookie_until(&accounts, "änn", 1).unwrap();
        assert_eq!(sessions.name_of(&accounts, &past), None);
        assert_eq!(sessions.cookie(&accounts, "bob"), None);
        sessions.end(&accounts, &cookie);
        assert_eq!(sessions.name_of(&accounts, &cookie), None);
    }

    #[test]
    fn a_changed_cookie_or_password_ends_it() {
        let accounts: Accounts = password_line("ann", "correct horse").unwrap().parse().unwrap();
        let changed: Accounts = password_line("ann", "another horse").unwrap().parse().unwrap();
        let sessions = Sessions::new().unwrap();
        let cookie = sessions.cookie(&accounts, "ann").unwrap();
        assert_eq!(sessions.name_of(&changed, &cookie), None);
        let longer = cookie.replacen('.', ".9", 1);
        for bad in [longer.as_str(), "", "a.b.c", "616e6e.99999999999.00", &format!("{cookie}.x")] {
            assert_eq!(sessions.name_of(&accounts, bad), None, "{bad}");
        }
    }
}
