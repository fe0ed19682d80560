//! What browsers are asked: `PublicKeyCredentialCreationOptionsJSON` and `PublicKeyCredentialRequestOptionsJSON`
//! (sections 5.1.9 and 5.1.10).

use serde_json::{Value, json};

use super::ceremony::LIFE;
use super::public_key::ALGORITHMS;
use super::{RelyingParty, to_text};

/// Whose passkey is to be made.
pub struct Owner<'a> {
    /// What the authenticator will say to name them.
    pub handle: &'a [u8],
    /// What it shows to them.
    pub name: &'a str,
}

/// For `navigator.credentials.create`. `known` are the owner's passkeys with how they can be reached: authenticators that
/// hold one of them make no other.
pub fn creation_options(
    party: &RelyingParty,
    challenge: &str,
    owner: &Owner<'_>,
    known: &[(Vec<u8>, Vec<String>)],
) -> Value {
    let descriptor = |(id, transports): &(Vec<u8>, Vec<String>)| {
        let mut descriptor = json!({"type": "public-key", "id": to_text(id)});
        if let (false, Some(members)) = (transports.is_empty(), descriptor.as_object_mut()) {
            members.insert("transports".into(), json!(transports));
        }
        descriptor
    };
    let known: Vec<_> = known.iter().map(descriptor).collect();
    let kinds = ALGORITHMS.map(|algorithm| json!({"type": "public-key", "alg": algorithm}));
    json!({
        "rp": {"id": party.id(), "name": party.name()},
        "user": {"id": to_text(owner.handle), "name": owner.name, "displayName": owner.name},
        "challenge": challenge,
        "pubKeyCredParams": kinds,
        "timeout": timeout(),
        "excludeCredentials": known,
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
        "attestation": "none",
    })
}

/// For `navigator.credentials.get`: any passkey of this relying party will do.
pub fn request_options(party: &RelyingParty, challenge: &str) -> Value {
    json!({
        "challenge": challenge,
        "timeout": timeout(),
        "rpId": party.id(),
        "allowCredentials": [],
        "userVerification": "required",
    })
}

/// In milliseconds.
fn timeout() -> u64 {
    LIFE.as_secs() * 1000
}
