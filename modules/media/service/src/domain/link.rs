//! Signed links: whoever holds one may open the file until it expires.
//!
//! Neighbours ask for links after deciding who may see a picture; the link carries that decision to an `<img>` that
//! cannot send a token. It names the viewer it was made for, so that whoever serves the bytes can ask whether they may
//! still see the owner: a block ends all links at once. One signature covers the file, the viewer and the expiry, so all
//! variants of a file share it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{FileId, Timestamp, UserId};
use media_contract::LinkProof;
use platform::Secret;

/// Makes links and recognises them.
#[derive(Debug, Clone)]
pub struct Links {
    secret: Secret,
    base: String,
    ttl_s: i64,
}

impl Links {
    /// Links that begin with `base` and work for `ttl_s` to twice `ttl_s` seconds.
    pub fn new(secret: &Secret, base: &str, ttl_s: u32) -> Self {
        let base = base.trim_end_matches('/').to_owned();
        Self { secret: secret.derive("media links"), base, ttl_s: i64::from(ttl_s.max(1)) }
    }

    /// The proof to put into links made at `now`. Within one period it stays the same, so that a browser which asks
    /// for the same picture again finds it in its cache.
    pub fn prove(&self, file: FileId, viewer: Option<UserId>, now: Timestamp) -> LinkProof {
        let expires = (now.as_secs().div_euclid(self.ttl_s) + 2) * self.ttl_s;
        let signature = URL_SAFE_NO_PAD.encode(self.secret.mac(&message(file, viewer, expires)));
        LinkProof { viewer, expires, signature }
    }

    /// The link to a variant, or to the largest one.
    pub fn url(&self, file: FileId, variant: Option<&str>, proof: &LinkProof) -> String {
        let LinkProof { viewer, expires, signature } = proof;
        let variant = variant.map(|name| format!("variant={name}&")).unwrap_or_default();
        let viewer = viewer.map(|viewer| format!("for={viewer}&")).unwrap_or_default();
        format!("{}/media/{file}?{variant}{viewer}expires={expires}&signature={signature}", self.base)
    }

    /// Whether the proof is for this file, ours, and not expired; in constant time where it matters.
    pub fn holds(&self, file: FileId, proof: &LinkProof, now: Timestamp) -> bool {
        let Ok(tag) = URL_SAFE_NO_PAD.decode(&proof.signature) else { return false };
        now.as_secs() < proof.expires && self.secret.verify(&message(file, proof.viewer, proof.expires), &tag)
    }
}

/// A link for nobody in particular is shorter than any for somebody, so neither passes for the other.
fn message(file: FileId, viewer: Option<UserId>, expires: i64) -> Vec<u8> {
    let viewer = viewer.as_ref().map_or(&[][..], |viewer| viewer.0.as_bytes());
    [file.0.as_bytes().as_slice(), viewer, &expires.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        Links::new(&Secret::from_text("a secret of the tests, 32 bytes+").unwrap(), "https://cdn.example/", 600)
    }

    fn file(last: u8) -> FileId {
        FileId(format!("0197a3c4-5b6e-7f10-8a2b-3c4d5e6f70{last:02x}").parse().unwrap())
    }

    fn viewer(last: u8) -> UserId {
        UserId(file(last).0)
    }

    #[test]
    fn a_link_opens_its_file_until_it_expires() {
        let links = links();
        let now = Timestamp::from_millis(1_763_000_100_000);
        let proof = links.prove(file(1), Some(viewer(1)), now);
        assert!((600..=1200).contains(&(proof.expires - now.as_secs())));
        assert!(links.holds(file(1), &proof, now));
        assert!(links.holds(file(1), &proof, Timestamp::from_millis(proof.expires * 1000 - 1)));
        assert!(!links.holds(file(1), &proof, Timestamp::from_millis(proof.expires * 1000)));
        assert_eq!(
            links.url(file(1), Some("640"), &proof),
            format!(
                "https://cdn.example/media/{}?variant=640&for={}&expires={}&signature={}",
                file(1),
                viewer(1),
                proof.expires,
                proof.signature
            )
        );
    }

    #[test]
    fn no_part_of_a_link_can_be_changed() {
        let links = links();
        let now = Timestamp::from_millis(1_763_000_100_000);
        let proof = links.prove(file(1), Some(viewer(1)), now);
        assert!(!links.holds(file(2), &proof, now));
        assert!(!links.holds(file(1), &LinkProof { expires: proof.expires + 1, ..proof.clone() }, now));
        for other in [None, Some(viewer(2))] {
            assert!(!links.holds(file(1), &LinkProof { viewer: other, ..proof.clone() }, now));
        }
        let open = links.prove(file(1), None, now);
        assert!(links.holds(file(1), &open, now));
        assert!(!links.holds(file(1), &LinkProof { viewer: Some(viewer(1)), ..open }, now));
        for signature in ["", "AAAA", "%%%", &proof.signature[1..], &format!("{}A", proof.signature)] {
            assert!(!links.holds(file(1), &LinkProof { signature: signature.into(), ..proof.clone() }, now));
        }
        let others = Links::new(&Secret::from_text("another secret, also of 32 bytes").unwrap(), "", 600);
        assert!(!others.holds(file(1), &proof, now));
    }

    #[test]
    fn links_repeat_within_a_period() {
        let links = links();
        let at = |secs: i64| links.prove(file(1), None, Timestamp::from_millis(secs * 1000));
        assert_eq!(at(1_200), at(1_799));
        assert_ne!(at(1_799), at(1_800));
    }
}
