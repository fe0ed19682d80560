//! What the authenticator says about a ceremony (section 6.1).

use aws_lc_rs::digest::{SHA256, digest};

use super::{Fault, LONGEST_ID, RelyingParty, cbor};

const PRESENT: u8 = 1;
const VERIFIED: u8 = 1 << 2;
const MAY_BE_COPIED: u8 = 1 << 3;
const IS_COPIED: u8 = 1 << 4;
const ATTESTED: u8 = 1 << 6;
const EXTENDED: u8 = 1 << 7;

/// The authenticator's data, taken apart.
#[derive(Debug, Clone, Copy)]
pub struct AuthenticatorData<'a> {
    relying_party: &'a [u8; 32],
    flags: u8,
    /// How often the authenticator or the passkey has signed; 0 from those that do not count.
    pub count: u32,
    /// The new credential; only in registrations.
    pub credential: Option<NewCredential<'a>>,
}

/// A credential that was just made.
#[derive(Debug, Clone, Copy)]
pub struct NewCredential<'a> {
    /// Its id.
    pub id: &'a [u8],
    /// Its public key in COSE's encoding.
    pub key: &'a [u8],
}

impl<'a> AuthenticatorData<'a> {
    /// Takes the bytes apart; `None` when something is missing or left over.
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (relying_party, rest) = bytes.split_first_chunk::<32>()?;
        let (&flags, rest) = rest.split_first()?;
        let (&count, rest) = rest.split_first_chunk::<4>()?;
        let (credential, rest) = match flags & ATTESTED {
            0 => (None, rest),
            _ => NewCredential::split(rest).map(|(credential, rest)| (Some(credential), rest))?,
        };
        // Extensions are never asked for; unasked ones may come and mean nothing.
        let complete = match flags & EXTENDED {
            0 => rest.is_empty(),
            _ => cbor::whole(rest)?.is_map(),
        };
        complete.then_some(Self { relying_party, flags, count: u32::from_be_bytes(count), credential })
    }

    /// Checks for whom it was said, and that the authenticator has verified the person in front of it.
    pub fn check(&self, party: &RelyingParty) -> Result<(), Fault> {
        let steps = [
            (digest(&SHA256, party.id().as_bytes()).as_ref() == self.relying_party, Fault::RelyingParty),
            (self.has(PRESENT), Fault::Absent),
            (self.has(VERIFIED), Fault::Unverified),
            (self.may_be_copied() || !self.is_copied(), Fault::Backup),
        ];
        steps.into_iter().find(|(kept, _)| !kept).map_or(Ok(()), |(_, fault)| Err(fault))
    }

    /// Whether the passkey can be synchronised between devices; it stays so for good.
    pub fn may_be_copied(&self) -> bool {
        self.has(MAY_BE_COPIED)
    }

    /// Whether it is.
    pub fn is_copied(&self) -> bool {
        self.has(IS_COPIED)
    }

    fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

impl<'a> NewCredential<'a> {
    /// The credential at the start of the bytes (section 6.5.1), and what follows it.
    fn split(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (_aaguid, rest) = bytes.split_first_chunk::<16>()?;
        let (&length, rest) = rest.split_first_chunk::<2>()?;
        let (id, rest) = rest.split_at_checked(u16::from_be_bytes(length).into())?;
        if id.is_empty() || id.len() > LONGEST_ID {
            return None;
        }
        let (_, after) = cbor::split(rest)?;
        let key = rest.strip_suffix(after)?;
        Some((Self { id, key }, after))
    }
}
