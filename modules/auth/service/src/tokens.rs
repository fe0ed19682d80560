//! Access tokens: JWTs (RFC 7519) of one exact form. A verifier that takes only what this module writes has nothing to
//! be confused by (RFC 8725): no other algorithm, no key named inside, no header field it does not know.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::errors::Result;
use jsonwebtoken::{Algorithm, Header, Validation};
use kernel::{Role, SessionId, Timestamp, UserId};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::keys::{Key, Ring};
use crate::settings::Settings;

const ALGORITHM: &str = "EdDSA";
const TYPE: &str = "at+jwt";

/// Longer ones are not ours.
const LONGEST: usize = 2048;

/// How far in the future a token may have been issued, in seconds.
const SKEW_S: i64 = 60;

/// About 300 bytes each.
const MOST_REMEMBERED: u64 = 50_000;

/// The only header there is. `jsonwebtoken` would let others pass and ignore what they say.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExactHeader {
    alg: String,
    typ: String,
    kid: String,
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Who issued it.
    pub iss: String,
    /// Whom it is for.
    pub aud: String,
    /// Who it speaks for.
    pub sub: UserId,
    /// On which device.
    pub sid: SessionId,
    /// Its own name.
    pub jti: Uuid,
    /// When it was issued, in seconds since the epoch.
    pub iat: i64,
    /// When it ends, in seconds since the epoch.
    pub exp: i64,
    /// What the account might do when it was issued.
    pub roles: Vec<Role>,
}

/// What came of reading a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// It is one of ours and has not expired. Whether its session still lives is another question.
    Ours(Arc<Claims>),
    /// It names a key that is not known, perhaps not yet.
    UnknownKey,
    /// It is worth nothing.
    Nothing,
}

/// Issues tokens and reads them.
pub struct Tokens {
    issuer: String,
    audience: String,
    ttl: Duration,
    validation: Validation,
    /// Tokens whose signature was checked, by their digest. It says nothing about their session.
    checked: Cache<[u8; 32], Checked>,
}

#[derive(Clone)]
struct Checked {
    claims: Arc<Claims>,
    /// With which key: one that is withdrawn takes its tokens along.
    key: Arc<str>,
}

/// Whom a new token is for.
#[derive(Debug, Clone, Copy)]
pub struct Bearer<'a> {
    /// The account.
    pub user: UserId,
    /// The device.
    pub session: SessionId,
    /// What they may do.
    pub roles: &'a [Role],
    /// When the session ends: no token lasts longer.
    pub latest: Timestamp,
}

impl Tokens {
    /// Tokens of the settings' issuer for the settings' audience.
    pub fn new(settings: &Settings) -> Self {
        let ttl = Duration::from_secs(settings.access_ttl_s);
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&settings.issuer]);
        validation.set_audience(&[&settings.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // Time is judged by the clock that was handed in, for remembered tokens as well.
        validation.validate_exp = false;
        Self {
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
            ttl,
            validation,
            checked: Cache::builder().max_capacity(MOST_REMEMBERED).time_to_live(ttl).build(),
        }
    }

    /// A new token, and the seconds it works.
    pub fn issue(&self, key: &Key, bearer: Bearer<'_>, jti: Uuid, now: Timestamp) -> Result<(String, u64)> {
        let lifetime = self.ttl.min(bearer.latest.since(now)).as_secs();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: bearer.user,
            sid: bearer.session,
            jti,
            iat: now.as_secs(),
            exp: now.as_secs().saturating_add(i64::try_from(lifetime).unwrap_or(i64::MAX)),
            roles: bearer.roles.to_vec(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(key.id.clone());
        Ok((jsonwebtoken::encode(&header, &claims, &key.signing)?, lifetime))
    }

    /// Reads a token with the keys of `ring`.
    pub fn read(&self, ring: &Ring, token: &str, now: Timestamp) -> Reading {
        if token.len() > LONGEST {
            return Reading::Nothing;
        }
        let digest = digest::digest(&digest::SHA256, token.as_bytes());
        let Ok(digest) = <[u8; 32]>::try_from(digest.as_ref()) else { return Reading::Nothing };
        let remembered = self.checked.get(&digest).filter(|checked| ring.find(&checked.key, now).is_some());
        let claims = match remembered {
            Some(checked) => checked.claims,
            None => {
                let Some(id) = key_of(token) else { return Reading::Nothing };
                let Some(key) = ring.find(&id, now) else { return Reading::UnknownKey };
                let Some(claims) = self.check(token, key).map(Arc::new) else { return Reading::Nothing };
                self.checked.insert(digest, Checked { claims: Arc::clone(&claims), key: id.into() });
                claims
            }
        };
        // The clocks of two processes may differ by a little.
        let begun = claims.iat <= now.as_secs().saturating_add(SKEW_S);
        if begun && claims.exp > now.as_secs() { Reading::Ours(claims) } else { Reading::Nothing }
    }

    fn check(&self, token: &str, key: &Key) -> Option<Claims> {
        let read = jsonwebtoken::decode::<Claims>(token, &key.checking, &self.validation).ok()?;
        let claims = read.claims;
        // The library also takes lists and whatever contains the right name.
        (claims.iss == self.issuer && claims.aud == self.audience).then_some(claims)
    }
}

/// The key that a token of our form names.
fn key_of(token: &str) -> Option<String> {
    let (header, _) = token.split_once('.')?;
    let header: ExactHeader = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(header).ok()?).ok()?;
    (header.alg == ALGORITHM && header.typ == TYPE).then_some(header.kid)
}

#[cfg(test)]
mod tests;
