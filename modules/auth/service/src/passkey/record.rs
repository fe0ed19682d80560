//! What is kept of a passkey (the standard's credential record, section 4).

use serde::{Deserialize, Serialize};

use super::public_key::PublicKey;
use super::{from_text, to_text};

/// A registered passkey. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The public key: COSE's encoding in base64url.
    key: String,
    /// The last value of its signature counter.
    pub count: u32,
    /// Whether it can be synchronised between devices.
    pub may_be_copied: bool,
    /// Whether it is.
    pub is_copied: bool,
    /// How its authenticator can be reached.
    pub transports: Vec<String>,
}

impl Record {
    /// A passkey whose key has this encoding.
    pub fn new(key: &[u8], count: u32, may_be_copied: bool, is_copied: bool, transports: Vec<String>) -> Self {
        Self { key: to_text(key), count, may_be_copied, is_copied, transports }
    }

    /// The key.
    pub fn key(&self) -> Option<PublicKey> {
        PublicKey::parse(&from_text(&self.key)?)
    }

    /// The same passkey after a sign-in.
    pub fn renewed(&self, count: u32, is_copied: bool) -> Self {
        Self { count, is_copied, ..self.clone() }
    }

    /// Whether this can come after `earlier`, by the signature counter: it grows, unless it is not kept at all. A copy of
    /// the passkey shows by not growing.
    pub fn follows(&self, earlier: &Self) -> bool {
        self.count > earlier.count || (self.count == 0 && earlier.count == 0)
    }
}
