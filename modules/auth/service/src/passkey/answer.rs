//! What browsers send back: `RegistrationResponseJSON` and `AuthenticationResponseJSON` (section 5.1).

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Fault, LONGEST_ID, from_text};

/// How authenticators can be reached (section 5.8.4); others are not kept.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

/// The answer to a registration.
pub struct Registration {
    /// The credential's id.
    pub id: Vec<u8>,
    /// The client's data, as they were hashed.
    pub client_data: Vec<u8>,
    /// The attestation object.
    pub attestation: Vec<u8>,
    /// How the authenticator can be reached.
    pub transports: Vec<String>,
}

/// The answer to a sign-in.
pub struct Assertion {
    /// The credential's id.
    pub id: Vec<u8>,
    /// The client's data, as they were hashed.
    pub client_data: Vec<u8>,
    /// The authenticator's data, as they were signed.
    pub authenticator_data: Vec<u8>,
    /// Its signature.
    pub signature: Vec<u8>,
    /// Whose passkey the authenticator says it is.
    pub user_handle: Vec<u8>,
}

impl Registration {
    /// Takes the browser's JSON.
    pub fn parse(json: &Value) -> Result<Self, Fault> {
        let (id, response) = credential::<AttestationResponse>(json)?;
        let known = |transport: &String| TRANSPORTS.contains(&transport.as_str());
        let mut transports: Vec<_> = response.transports.unwrap_or_default().into_iter().filter(known).collect();
        transports.sort();
        transports.dedup();
        let (client_data, attestation) = (response.client_data_json.0, response.attestation_object.0);
        Ok(Self { id, client_data, attestation, transports })
    }
}

impl Assertion {
    /// Takes the browser's JSON.
    pub fn parse(json: &Value) -> Result<Self, Fault> {
        let (id, response) = credential::<AssertionResponse>(json)?;
        let AssertionResponse { client_data_json, authenticator_data, signature, user_handle } = response;
        let (client_data, authenticator_data) = (client_data_json.0, authenticator_data.0);
        Ok(Self { id, client_data, authenticator_data, signature: signature.0, user_handle: user_handle.0 })
    }
}

/// A credential's id and what its authenticator says.
fn credential<'a, R: Deserialize<'a>>(json: &'a Value) -> Result<(Vec<u8>, R), Fault> {
    let Credential { id, raw_id, kind, response } = Credential::<R>::deserialize(json).map_err(|_| Fault::Form)?;
    if kind != "public-key" {
        return Err(Fault::Form);
    }
    if id.0 != raw_id.0 || id.0.is_empty() || id.0.len() > LONGEST_ID {
        return Err(Fault::CredentialId);
    }
    Ok((id.0, response))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Credential<R> {
    id: Bytes,
    raw_id: Bytes,
    #[serde(rename = "type")]
    kind: String,
    response: R,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AttestationResponse {
    #[serde(rename = "clientDataJSON")]
    client_data_json: Bytes,
    attestation_object: Bytes,
    transports: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AssertionResponse {
    #[serde(rename = "clientDataJSON")]
    client_data_json: Bytes,
    authenticator_data: Bytes,
    signature: Bytes,
    user_handle: Bytes,
}

struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        from_text(&text).map(Self).ok_or_else(|| serde::de::Error::custom("not base64url"))
    }
}
