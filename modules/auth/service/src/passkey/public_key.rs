//! Public keys of passkeys, in COSE's encoding (RFC 9052, section 7; RFC 9053; RFC 8812).

use std::ops::RangeInclusive;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};
use ciborium::Value;

use super::cbor;

/// COSE's numbers of the kinds of keys that are asked for, the best first: Ed25519, P-256, RSA with PKCS #1.
pub const ALGORITHMS: [i64; 3] = [EDDSA, ES256, RS256];

const EDDSA: i64 = -8;
const ES256: i64 = -7;
const RS256: i64 = -257;

/// How long the modulus of an RSA key may be: 2048 to 8192 bits.
const RSA_BYTES: RangeInclusive<usize> = 256..=1024;

/// A key that signatures can be checked with.
#[derive(Debug)]
pub struct PublicKey {
    /// COSE's number of its kind.
    pub algorithm: i64,
    key: ParsedPublicKey,
}

impl PublicKey {
    /// Takes a key of one of the [kinds](ALGORITHMS); `None` for all else, and for points that are not on the curve.
    pub fn parse(cose: &[u8]) -> Option<Self> {
        let map = cbor::whole(cose)?;
        let number =
            |label: i64| cbor::entry(&map, label).and_then(Value::as_integer).and_then(|n| i64::try_from(n).ok());
        let bytes = |label: i64| cbor::entry(&map, label).and_then(Value::as_bytes).map(Vec::as_slice);
        let algorithm = number(3)?;
        let key = match (algorithm, number(1)?) {
            (EDDSA, 1) if number(-1)? == 6 => ParsedPublicKey::new(&ED25519, exactly_32(bytes(-2)?)?).ok()?,
            (ES256, 2) if number(-1)? == 1 => {
                let point = [&[4], exactly_32(bytes(-2)?)?, exactly_32(bytes(-3)?)?].concat();
                ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).ok()?
            }
            (RS256, 3) => {
                let n = bytes(-1).filter(|n| RSA_BYTES.contains(&n.len()) && n.first() != Some(&0))?;
                let key = RsaPublicKeyComponents { n, e: bytes(-2)? };
                key.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()?
            }
            _ => return None,
        };
        Some(Self { algorithm, key })
    }

    /// Whether the key has signed a message.
    pub fn has_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

fn exactly_32(bytes: &[u8]) -> Option<&[u8]> {
    (bytes.len() == 32).then_some(bytes)
}
