//! Secrets: made at first start in a file only its owner may read, and derived for each purpose.

use std::io::{Read, Write};
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use aws_lc_rs::hmac;
use aws_lc_rs::rand;

/// What [`Secret::seal`] made.
pub type Sealed = Vec<u8>;

/// 256 secret bits.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

struct Len;
impl KeyType for Len {
    fn len(&self) -> usize {
        32
    }
}

impl Secret {
    /// From text in the configuration, of any length above 31 bytes.
    pub fn from_text(text: &str) -> Option<Self> {
        (text.len() >= 32).then(|| Self::from_material(text.as_bytes(), "configured secret"))
    }

    /// Fresh random bits.
    pub fn random() -> std::io::Result<Self> {
        let mut bytes = [0u8; 32];
        rand::fill(&mut bytes).map_err(|_| std::io::Error::other("no randomness"))?;
        Ok(Self(bytes))
    }

    /// Reads the secret from a file, or makes both (mode 0600) when the file is missing. Two processes that start at
    /// once agree on one secret.
    pub fn load_or_create(path: &Path) -> std::io::Result<Self> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let fresh = Self::random()?;
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(mut file) => {
                file.write_all(&fresh.0)?;
                file.sync_all()?;
                Ok(fresh)
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let mut bytes = Vec::new();
                std::fs::File::open(path)?.read_to_end(&mut bytes)?;
                let bytes = <[u8; 32]>::try_from(bytes)
                    .map_err(|_| std::io::Error::other("the secret file does not hold 32 bytes"))?;
                Ok(Self(bytes))
            }
            Err(error) => Err(error),
        }
    }

    /// Another secret for one purpose (HKDF-SHA256, RFC 5869); knowing it tells nothing about this one.
    pub fn derive(&self, purpose: &str) -> Self {
        Self::from_material(&self.0, purpose)
    }

    fn from_material(material: &[u8], purpose: &str) -> Self {
        let prk = Salt::new(HKDF_SHA256, b"kindling").extract(material);
        let mut out = [0u8; 32];
        let info = [purpose.as_bytes()];
        // A length of 32 is always within HKDF's limit of 255 hashes.
        if let Ok(okm) = prk.expand(&info, Len)
            && okm.fill(&mut out).is_ok()
        {
            return Self(out);
        }
        Self([0; 32])
    }

    /// The bits, for libraries that want them.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// HMAC-SHA256 of a message.
    pub fn mac(&self, message: &[u8]) -> [u8; 32] {
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), message);
        let mut out = [0u8; 32];
        for (slot, byte) in out.iter_mut().zip(tag.as_ref()) {
            *slot = *byte;
        }
        out
    }

    /// Whether `tag` is the HMAC-SHA256 of a message, in constant time.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> bool {
        hmac::verify(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), message, tag).is_ok()
    }

    /// Encrypts and authenticates (AES-256-GCM, a random nonce in front).
    pub fn seal(&self, clear: &[u8]) -> Sealed {
        let mut nonce = [0u8; NONCE_LEN];
        let mut sealed = clear.to_vec();
        if rand::fill(&mut nonce).is_err() {
            return Vec::new();
        }
        let Some(key) = self.aead() else { return Vec::new() };
        match key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut sealed) {
            Ok(()) => [nonce.as_slice(), &sealed].concat(),
            Err(_) => Vec::new(),
        }
    }

    /// Undoes [`seal`](Self::seal); `None` for anything else.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut body = body.to_vec();
        let clear = self.aead()?.open_in_place(nonce, Aad::empty(), &mut body).ok()?;
        Some(clear.to_vec())
    }

    fn aead(&self) -> Option<LessSafeKey> {
        UnboundKey::new(&AES_256_GCM, &self.0).ok().map(LessSafeKey::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_secret_only() {
        let secret = Secret::random().unwrap();
        let sealed = secret.seal(b"reply");
        assert_eq!(secret.open(&sealed).unwrap(), b"reply");
        assert!(secret.derive("other").open(&sealed).is_none());
        let mut broken = sealed.clone();
        *broken.last_mut().unwrap() ^= 1;
        assert!(secret.open(&broken).is_none());
        assert!(secret.open(&[]).is_none());
    }

    #[test]
    fn derived_secrets_differ_by_purpose_and_repeat() {
        let secret = Secret::from_text("0123456789abcdef0123456789abcdef").unwrap();
        assert_eq!(secret.derive("a").bytes(), secret.derive("a").bytes());
        assert_ne!(secret.derive("a").bytes(), secret.derive("b").bytes());
        assert_ne!(secret.derive("a").bytes(), &[0; 32]);
        assert!(Secret::from_text("short").is_none());
    }

    #[cfg(unix)]
    #[test]
    fn the_file_is_for_its_owner_alone_and_is_found_again() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("kindling-secret-{}", std::process::id()));
        let path = folder.join("secret.key");
        let made = Secret::load_or_create(&path).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(Secret::load_or_create(&path).unwrap().bytes(), made.bytes());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
