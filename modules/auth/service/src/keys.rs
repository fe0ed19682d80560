//! The keys that sign access tokens: Ed25519 (RFC 8037), named by their thumbprint (RFC 7638).

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::Path;

use aws_lc_rs::digest;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The key that signs, and the keys that verify.
pub struct Keyring {
    signing: Key,
}

struct Key {
    id: String,
    pair: Ed25519KeyPair,
}

impl Keyring {
    /// Reads the signing key, or makes it with its file (PKCS#8, mode 0600) when that is missing.
    pub fn load_or_create(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let document = match options.open(path) {
            Ok(mut file) => {
                let fresh =
                    Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| Error::other("no randomness"))?;
                file.write_all(fresh.as_ref())?;
                file.sync_all()?;
                fresh.as_ref().to_vec()
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                let mut bytes = Vec::new();
                std::fs::File::open(path)?.read_to_end(&mut bytes)?;
                bytes
            }
            Err(error) => return Err(error),
        };
        Self::from_pkcs8(&document)
    }

    /// A ring of one key.
    pub fn from_pkcs8(document: &[u8]) -> Result<Self> {
        let refused = |_| Error::new(ErrorKind::InvalidData, "the file of the signing key holds no Ed25519 key");
        let pair = Ed25519KeyPair::from_pkcs8(document).map_err(refused)?;
        Ok(Self { signing: Key { id: thumbprint(pair.public_key().as_ref()), pair } })
    }

    /// The name of the key that signs (`kid`).
    pub fn signing_id(&self) -> &str {
        &self.signing.id
    }

    /// Signs with the current key.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.signing.pair.sign(message).as_ref().to_vec()
    }

    /// Whether the named key made this signature. A name we do not know made none.
    pub fn verify(&self, key_id: &str, message: &[u8], signature: &[u8]) -> bool {
        self.signing.id == key_id
            && UnparsedPublicKey::new(&ED25519, self.signing.pair.public_key().as_ref())
                .verify(message, signature)
                .is_ok()
    }

    /// The public keys as a JSON Web Key Set's members (RFC 7517, RFC 8037).
    pub fn public(&self) -> Vec<serde_json::Value> {
        let x = URL_SAFE_NO_PAD.encode(self.signing.pair.public_key());
        vec![serde_json::json!({
            "kty": "OKP", "crv": "Ed25519", "x": x, "kid": self.signing.id, "use": "sig", "alg": "EdDSA",
        })]
    }
}

/// SHA-256 of the key's required members in alphabetical order (RFC 7638, section 3; RFC 8037, appendix A.3).
fn thumbprint(public_key: &[u8]) -> String {
    let members =
        ["{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"", &URL_SAFE_NO_PAD.encode(public_key), "\"}"].concat();
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, members.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_is_that_of_the_standards_example() {
        let public = URL_SAFE_NO_PAD.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap();
        assert_eq!(thumbprint(&public), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn the_key_is_made_once_for_its_owner_alone_and_found_again() {
        let folder = std::env::temp_dir().join(format!("kindling-keyring-{}", std::process::id()));
        let path = folder.join("deep").join("auth-signing.key");
        let made = Keyring::load_or_create(&path).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        let found = Keyring::load_or_create(&path).unwrap();
        assert_eq!(found.signing_id(), made.signing_id());
        assert!(found.verify(made.signing_id(), b"message", &made.sign(b"message")));
        assert!(!found.verify(made.signing_id(), b"massage", &made.sign(b"message")));
        assert!(!found.verify("other", b"message", &made.sign(b"message")));
        std::fs::write(&path, b"not a key").unwrap();
        assert_eq!(Keyring::load_or_create(&path).map(drop).unwrap_err().kind(), ErrorKind::InvalidData);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
