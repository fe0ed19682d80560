//! Ceremonies under way. Nothing is stored when one begins: the client carries it, signed, and brings it back. So nobody
//! can fill the database by beginning many, and any process of an installation can end one. That a ceremony is good once
//! is kept where it ends.

use std::time::Duration;

use aws_lc_rs::rand;
use kernel::{Timestamp, UserId};
use platform::Secret;
use serde::{Deserialize, Serialize};

use super::{Fault, from_text, to_text};

/// For how long a ceremony may go on.
pub const LIFE: Duration = Duration::from_secs(300);
/// Most characters of a ticket that are looked at; ours have some 300.
const LONGEST: usize = 1024;
const TAG: usize = 32;

/// Signs ceremonies and knows them again.
pub struct Ceremonies(Secret);

/// One ceremony.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceremony {
    /// What for.
    purpose: Purpose,
    /// What the authenticator signs: 256 random bits in base64url.
    pub challenge: String,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// What a ceremony is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Somebody registers a passkey.
    Registration(UserId),
    /// Somebody signs in; who, is not known yet.
    SignIn,
}

impl Ceremony {
    /// Begins one.
    pub fn begin(purpose: Purpose, now: Timestamp) -> std::io::Result<Self> {
        let mut challenge = [0; 32];
        rand::fill(&mut challenge).map_err(|_| std::io::Error::other("no randomness"))?;
        Ok(Self { purpose, challenge: to_text(&challenge), expires_at: now.after(LIFE) })
    }
}

impl Ceremonies {
    /// Signs with a secret of the installation.
    pub fn new(secret: &Secret) -> Self {
        Self(secret.derive("passkey ceremonies"))
    }

    /// What the client carries.
    pub fn ticket(&self, ceremony: &Ceremony) -> serde_json::Result<String> {
        let body = serde_json::to_vec(ceremony)?;
        Ok(to_text(&[self.0.mac(&body).as_slice(), &body].concat()))
    }

    /// Takes it back, if it is for this purpose. Whether it is over or was used is for the caller to see.
    pub fn recognise(&self, ticket: &str, purpose: Purpose) -> Result<Ceremony, Fault> {
        let read = || {
            let bytes = Some(ticket).filter(|ticket| ticket.len() <= LONGEST).and_then(from_text)?;
            let (tag, body) = bytes.split_at_checked(TAG)?;
            self.0.verify(body, tag).then(|| serde_json::from_slice::<Ceremony>(body).ok())?
        };
        read().filter(|ceremony| ceremony.purpose == purpose).ok_or(Fault::Ceremony)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_is_good_for_its_purpose_and_its_secret_alone_and_not_when_altered() {
        let ceremonies = Ceremonies::new(&Secret::random().unwrap());
        let (ann, bob) = (UserId(uuid::Uuid::from_u128(1)), UserId(uuid::Uuid::from_u128(2)));
        let now = Timestamp::from_millis(1_772_366_400_000);
        let purposes = [Purpose::Registration(ann), Purpose::Registration(bob), Purpose::SignIn];
        for purpose in purposes {
            let ceremony = Ceremony::begin(purpose, now).unwrap();
            let ticket = ceremonies.ticket(&ceremony).unwrap();
            assert!(ticket.len() < 400, "{ticket}");
            for other in purposes {
                let expected = if other == purpose { Ok(ceremony.clone()) } else { Err(Fault::Ceremony) };
                assert_eq!(ceremonies.recognise(&ticket, other), expected);
            }
            let stranger = Ceremonies::new(&Secret::random().unwrap());
            assert_eq!(stranger.recognise(&ticket, purpose), Err(Fault::Ceremony));
            for index in 0..ticket.len() {
                let mut altered = ticket.clone().into_bytes();
                altered[index] = if altered[index] == b'A' { b'B' } else { b'A' };
                let altered = String::from_utf8(altered).unwrap();
                assert_eq!(ceremonies.recognise(&altered, purpose), Err(Fault::Ceremony), "{index}");
                assert_eq!(ceremonies.recognise(&ticket[..index], purpose), Err(Fault::Ceremony), "{index}");
            }
            let long = "A".repeat(1_000_000);
            assert_eq!(ceremonies.recognise(&long, purpose), Err(Fault::Ceremony));
        }
    }

    #[test]
    fn no_two_challenges_are_alike() {
        let begin = || Ceremony::begin(Purpose::SignIn, Timestamp::from_millis(0)).unwrap();
        let (one, other) = (begin(), begin());
        assert_ne!(one.challenge, other.challenge);
        assert_eq!((one.challenge.len(), one.expires_at.as_millis()), (43, 300_000));
    }
}
