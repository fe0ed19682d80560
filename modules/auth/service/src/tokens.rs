//! Access tokens: JWTs (RFC 7519) of one exact form. A verifier that takes only what this module writes has nothing to
//! be confused by (RFC 8725): no other algorithm, no key named inside, no header field it does not know.

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::{Role, SessionId, Timestamp, UserId};
use moka::sync::Cache;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::keys::Keyring;
use crate::settings::Settings;

const ALGORITHM: &str = "EdDSA";
const TYPE: &str = "at+jwt";

/// Longer ones are not ours.
const LONGEST: usize = 2048;

/// About 300 bytes each.
const MOST_REMEMBERED: u64 = 50_000;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
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

/// Issues tokens and reads them.
pub struct Tokens {
    keyring: Keyring,
    issuer: String,
    audience: String,
    ttl: Duration,
    /// Claims of tokens whose signature was checked, by the token's digest. It says nothing about their session.
    checked: Cache<[u8; 32], Arc<Claims>>,
}

impl Tokens {
    /// Tokens signed with the current key of `keyring`.
    pub fn new(settings: &Settings, keyring: Keyring) -> Self {
        let ttl = Duration::from_secs(settings.access_ttl_s);
        Self {
            keyring,
            issuer: settings.issuer.clone(),
            audience: settings.audience.clone(),
            ttl,
            checked: Cache::builder().max_capacity(MOST_REMEMBERED).time_to_live(ttl).build(),
        }
    }

    /// A new token for a session that ends at `latest`, and the seconds it works.
    pub fn issue(
        &self,
        user: UserId,
        session: SessionId,
        roles: &[Role],
        jti: Uuid,
        now: Timestamp,
        latest: Timestamp,
    ) -> Result<(String, u64), serde_json::Error> {
        let lifetime = self.ttl.min(latest.since(now)).as_secs();
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: self.audience.clone(),
            sub: user,
            sid: session,
            jti,
            iat: now.as_secs(),
            exp: now.as_secs().saturating_add(i64::try_from(lifetime).unwrap_or(i64::MAX)),
            roles: roles.to_vec(),
        };
        let header = Header { alg: ALGORITHM.into(), typ: TYPE.into(), kid: self.keyring.signing_id().into() };
        let signed = [encode(&header)?, encode(&claims)?].join(".");
        let signature = URL_SAFE_NO_PAD.encode(self.keyring.sign(signed.as_bytes()));
        Ok(([signed, signature].join("."), lifetime))
    }

    /// What a token of ours says; `None` for every other one, and for one that has expired. Whether its session still
    /// lives is another question.
    pub fn read(&self, token: &str, now: Timestamp) -> Option<Arc<Claims>> {
        if token.len() > LONGEST {
            return None;
        }
        let key: [u8; 32] = digest::digest(&digest::SHA256, token.as_bytes()).as_ref().try_into().ok()?;
        let claims = match self.checked.get(&key) {
            Some(claims) => claims,
            None => {
                let claims = Arc::new(self.check(token)?);
                self.checked.insert(key, Arc::clone(&claims));
                claims
            }
        };
        (claims.exp > now.as_secs()).then_some(claims)
    }

    /// The public keys.
    pub fn jwks(&self) -> Vec<serde_json::Value> {
        self.keyring.public()
    }

    fn check(&self, token: &str) -> Option<Claims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let header: Header = decode(header)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let ours = header.alg == ALGORITHM
            && header.typ == TYPE
            && self.keyring.verify(&header.kid, signed.as_bytes(), &signature);
        if !ours {
            return None;
        }
        let claims: Claims = decode(claims)?;
        (claims.iss == self.issuer && claims.aud == self.audience).then_some(claims)
    }
}

fn encode<T: Serialize>(part: &T) -> Result<String, serde_json::Error> {
    serde_json::to_vec(part).map(|json| URL_SAFE_NO_PAD.encode(json))
}

fn decode<T: DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests;
