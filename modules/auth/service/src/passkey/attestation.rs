//! Attestation objects (section 6.5.4).

use ciborium::Value;

use super::cbor;
use super::public_key::PublicKey;

/// An attestation object, taken apart.
pub struct Attestation {
    /// The authenticator's data, as they were signed.
    pub authenticator_data: Vec<u8>,
    format: String,
    statement: Value,
}

impl Attestation {
    /// Takes the bytes apart.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let map = cbor::whole(bytes)?;
        let format = cbor::entry(&map, "fmt")?.as_text()?.to_owned();
        let statement = cbor::entry(&map, "attStmt")?.clone();
        let authenticator_data = cbor::entry(&map, "authData")?.as_bytes()?.clone();
        Some(Self { authenticator_data, format, statement })
    }

    /// Whether the statement is true (sections 8.2 and 8.7), of a key and the digest of the client's data.
    pub fn holds(&self, key: &PublicKey, client_data_hash: &[u8]) -> bool {
        match (self.format.as_str(), self.statement.as_map()) {
            ("none", Some(statement)) => statement.is_empty(),
            ("packed", Some(_)) => self.is_signed_by(key, client_data_hash).unwrap_or(false),
            _ => false,
        }
    }

    /// Whether the new key itself has signed. Certificates of makers are never asked for.
    fn is_signed_by(&self, key: &PublicKey, client_data_hash: &[u8]) -> Option<bool> {
        let algorithm = cbor::entry(&self.statement, "alg")?.as_integer()?;
        let signature = cbor::entry(&self.statement, "sig")?.as_bytes()?;
        let message = [self.authenticator_data.as_slice(), client_data_hash].concat();
        let alone = self.statement.as_map()?.len() == 2;
        Some(alone && i64::try_from(algorithm).ok()? == key.algorithm && key.has_signed(&message, signature))
    }
}
