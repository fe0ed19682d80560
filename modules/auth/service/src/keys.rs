//! The keys that sign access tokens: Ed25519 (RFC 8037), named by their thumbprint (RFC 7638).
//!
//! A new key is published for a while before it signs, so that everybody who keeps the published keys has it by then; an
//! old one is good for checking until the last token it signed has expired.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{DecodingKey, EncodingKey};
use kernel::Timestamp;

/// For how long a process may go on without looking for new keys.
pub const RELOAD: Duration = Duration::from_secs(60);

/// One key. It has no `Debug`.
pub struct Key {
    /// Its name (`kid`).
    pub id: String,
    /// What signs.
    pub signing: EncodingKey,
    /// What checks.
    pub checking: DecodingKey,
    /// The public key, in base64url.
    public: String,
    /// When it signs first.
    pub signs_from: Timestamp,
}

/// The bytes of a new key (PKCS#8).
pub fn generate() -> std::io::Result<Vec<u8>> {
    let document =
        Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| std::io::Error::other("no randomness"))?;
    Ok(document.as_ref().to_vec())
}

impl Key {
    /// Takes the bytes of a key (PKCS#8).
    pub fn from_pkcs8(document: &[u8], signs_from: Timestamp) -> Option<Self> {
        let pair = Ed25519KeyPair::from_pkcs8(document).ok()?;
        let public = URL_SAFE_NO_PAD.encode(pair.public_key());
        Some(Self {
            id: thumbprint(&public),
            signing: EncodingKey::from_ed_der(document),
            checking: DecodingKey::from_ed_components(&public).ok()?,
            public,
            signs_from,
        })
    }
}

/// All keys that are worth something, the newest last.
pub struct Ring {
    keys: Vec<Arc<Key>>,
    /// For how long a key checks after its successor has begun to sign.
    overlap: Duration,
}

impl Ring {
    /// A ring of keys, for tokens that work for `ttl`.
    pub fn new(mut keys: Vec<Arc<Key>>, ttl: Duration) -> Self {
        keys.sort_by(|a, b| (a.signs_from, &a.id).cmp(&(b.signs_from, &b.id)));
        // A process that has not looked for new keys yet signs with the old one a little longer.
        Self { keys, overlap: ttl + RELOAD * 2 }
    }

    /// The key that signs now.
    pub fn signing(&self, now: Timestamp) -> Option<&Key> {
        self.keys.iter().rev().find(|key| key.signs_from <= now).map(|key| &**key)
    }

    /// The key of this name, if it is worth something now.
    pub fn find(&self, id: &str, now: Timestamp) -> Option<&Key> {
        let at = self.keys.iter().position(|key| key.id == id)?;
        if self.retired(at, now) { None } else { self.keys.get(at).map(|key| &**key) }
    }

    /// When a key stops checking; `None` while it has no successor.
    pub fn retires(&self, id: &str) -> Option<Timestamp> {
        let at = self.keys.iter().position(|key| key.id == id)?;
        self.keys.get(at + 1).map(|next| next.signs_from.after(self.overlap))
    }

    fn retired(&self, at: usize, now: Timestamp) -> bool {
        self.keys.get(at + 1).is_some_and(|next| next.signs_from.after(self.overlap) <= now)
    }

    /// The public keys as a JSON Web Key Set's members (RFC 7517, RFC 8037), the one to come included.
    pub fn public(&self, now: Timestamp) -> Vec<serde_json::Value> {
        let usable = self.keys.iter().enumerate().filter(|(at, _)| !self.retired(*at, now));
        usable
            .map(|(_, key)| {
                serde_json::json!({
                    "kty": "OKP", "crv": "Ed25519", "x": key.public, "kid": key.id, "use": "sig", "alg": "EdDSA",
                })
            })
            .collect()
    }
}

/// SHA-256 of the key's required members in alphabetical order (RFC 7638, section 3; RFC 8037, appendix A.3).
fn thumbprint(public: &str) -> String {
    let members = ["{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"", public, "\"}"].concat();
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, members.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TTL: Duration = Duration::from_secs(900);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn key(signs_from: i64) -> Arc<Key> {
        Arc::new(Key::from_pkcs8(&generate().unwrap(), at(signs_from)).unwrap())
    }

    #[test]
    fn the_thumbprint_is_that_of_the_standards_example() {
        let print = thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(print, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_key_is_published_then_signs_then_only_checks_and_then_is_gone() {
        let (old, new) = (key(0), key(5000));
        let ring = Ring::new(vec![Arc::clone(&new), Arc::clone(&old)], TTL);
        let signing = |now| ring.signing(at(now)).map(|key| key.id.clone());
        let checks = |key: &Key, now| ring.find(&key.id, at(now)).is_some();
        assert_eq!((signing(-1), signing(0), signing(4999)), (None, Some(old.id.clone()), Some(old.id.clone())));
        assert!(checks(&new, 1), "published before it signs");
        assert_eq!(ring.public(at(1)).len(), 2);
        assert_eq!(signing(5000), Some(new.id.clone()));
        let end = 5000 + 900 + 120;
        assert!(checks(&old, end - 1) && !checks(&old, end));
        assert_eq!(ring.retires(&old.id), Some(at(end)));
        assert_eq!(ring.retires(&new.id), None);
        assert_eq!(ring.public(at(end)).len(), 1);
        assert!(ring.find("other", at(1)).is_none());
    }

    #[test]
    fn only_keys_are_keys() {
        assert!(Key::from_pkcs8(b"not a key", at(0)).is_none());
        assert!(Ring::new(Vec::new(), TTL).signing(at(1)).is_none());
    }
}
