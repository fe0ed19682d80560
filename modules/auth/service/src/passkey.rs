//! The relying party's side of Web Authentication Level 3: <https://www.w3.org/TR/webauthn-3/>.
//!
//! Pure: whoever calls brings the challenge, the stored passkey and the answer, and gets a verdict. The order of the steps
//! is that of the standard's sections 7.1 and 7.2. Passkeys are discoverable and verify their user, and no attestation is
//! asked for, so that of the statement formats only those are known which a browser still sends then: `none`, and
//! `packed` with a signature by the new key itself.

mod answer;
mod attestation;
mod authenticator_data;
mod cbor;
mod ceremony;
mod client_data;
mod options;
mod public_key;
mod record;
mod relying_party;
mod verification;

pub use answer::{Assertion, Registration};
pub use ceremony::{Ceremonies, Ceremony, Purpose};
pub use options::{Owner, creation_options, request_options};
pub use record::Record;
pub use relying_party::RelyingParty;
pub use verification::{verify_assertion, verify_registration};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Most bytes of a credential id (section 7.1, step 25).
const LONGEST_ID: usize = 1023;

/// Why an answer is not accepted: for the log of the server, never for the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The ceremony is not one of ours, is somebody else's, or is for something else.
    Ceremony,
    /// It began too long ago.
    Expired,
    /// It has ended already.
    Spent,
    /// The answer does not have the standard's form.
    Form,
    /// The client's data are for another kind of ceremony.
    Type,
    /// Or for another challenge.
    Challenge,
    /// Or come from a page that may not use our passkeys.
    Origin,
    /// Or from a page inside another one.
    Framed,
    /// The authenticator's data are none.
    AuthenticatorData,
    /// Or are for another relying party.
    RelyingParty,
    /// Nobody was present.
    Absent,
    /// The authenticator did not verify who was.
    Unverified,
    /// The flags about copies contradict each other, or what they said earlier.
    Backup,
    /// The key is none, or of a kind that was not asked for.
    Key,
    /// The attestation statement is false, or in a format that nobody asked for.
    Attestation,
    /// The credential's id is not what it should be, or is known already.
    CredentialId,
    /// Nobody has registered this passkey.
    Unknown,
    /// It belongs to somebody else than it says.
    UserHandle,
    /// The signature does not fit.
    Signature,
    /// The signature counter went back: there may be a copy of the passkey.
    Counter,
}

/// Bytes as the standard writes them in JSON.
pub fn to_text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Undoes [`to_text`]; `None` for other spellings of the same bytes too.
pub fn from_text(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

#[cfg(test)]
mod tests;
