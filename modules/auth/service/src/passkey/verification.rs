//! The verdicts (sections 7.1 and 7.2).

use aws_lc_rs::digest::{SHA256, digest};

use super::attestation::Attestation;
use super::authenticator_data::AuthenticatorData;
use super::public_key::PublicKey;
use super::{Assertion, Fault, Record, Registration, RelyingParty, client_data};

/// What is to be kept of a passkey that was just made. Whether its id is new is for the caller to see.
pub fn verify_registration(party: &RelyingParty, challenge: &str, answer: &Registration) -> Result<Record, Fault> {
    client_data::check(&answer.client_data, "webauthn.create", challenge, party)?;
    let attestation = Attestation::parse(&answer.attestation).ok_or(Fault::Form)?;
    let said = AuthenticatorData::parse(&attestation.authenticator_data).ok_or(Fault::AuthenticatorData)?;
    said.check(party)?;
    let credential = said.credential.ok_or(Fault::AuthenticatorData)?;
    let key = PublicKey::parse(credential.key).ok_or(Fault::Key)?;
    if !attestation.holds(&key, digest(&SHA256, &answer.client_data).as_ref()) {
        return Err(Fault::Attestation);
    }
    if credential.id != answer.id {
        return Err(Fault::CredentialId);
    }
    let transports = answer.transports.clone();
    Ok(Record::new(credential.key, said.count, said.may_be_copied(), said.is_copied(), transports))
}

/// What is to be kept of a passkey that has just signed in. `handle` names its owner. The counter is for the caller to
/// compare, with the record as it is then: [`Record::follows`].
pub fn verify_assertion(
    party: &RelyingParty,
    challenge: &str,
    answer: &Assertion,
    handle: &[u8],
    record: &Record,
) -> Result<Record, Fault> {
    if answer.user_handle != handle {
        return Err(Fault::UserHandle);
    }
    client_data::check(&answer.client_data, "webauthn.get", challenge, party)?;
    let said = AuthenticatorData::parse(&answer.authenticator_data).ok_or(Fault::AuthenticatorData)?;
    said.check(party)?;
    if said.credential.is_some() {
        return Err(Fault::AuthenticatorData);
    }
    if said.may_be_copied() != record.may_be_copied {
        return Err(Fault::Backup);
    }
    let client_data_hash = digest(&SHA256, &answer.client_data);
    let message = [answer.authenticator_data.as_slice(), client_data_hash.as_ref()].concat();
    if !record.key().ok_or(Fault::Key)?.has_signed(&message, &answer.signature) {
        return Err(Fault::Signature);
    }
    Ok(record.renewed(said.count, said.is_copied()))
}
