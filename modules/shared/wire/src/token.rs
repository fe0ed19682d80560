//! Internal tokens: who asks, for which contract, for a minute.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use kernel::{Caller, Timestamp};
use serde::{Deserialize, Serialize};

/// How long an internal token lives, in seconds: longer than any call, too short to be worth stealing.
const LIFE_S: i64 = 60;

/// The key that a deployment's processes share.
#[derive(Clone)]
pub struct InternalKey {
    sign: EncodingKey,
    check: DecodingKey,
}

/// The token does not prove what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an internal token for this contract")]
pub struct TokenFault;

#[derive(Serialize, Deserialize)]
struct Claims {
    aud: String,
    exp: i64,
    caller: Caller,
}

impl InternalKey {
    /// A key of 32 secret bytes (HS256).
    pub fn new(secret: &[u8; 32]) -> Self {
        Self { sign: EncodingKey::from_secret(secret), check: DecodingKey::from_secret(secret) }
    }

    /// A token with which `caller` may call `contract` for a minute from `now`.
    pub fn issue(&self, contract: &str, caller: &Caller, now: Timestamp) -> Result<String, TokenFault> {
        let claims = Claims { aud: contract.to_owned(), exp: now.as_secs() + LIFE_S, caller: caller.clone() };
        encode(&Header::new(Algorithm::HS256), &claims, &self.sign).map_err(|_| TokenFault)
    }

    /// Who calls `contract` with this token.
    pub fn check(&self, contract: &str, token: &str, now: Timestamp) -> Result<Caller, TokenFault> {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_audience(&[contract]);
        validation.set_required_spec_claims(&["aud", "exp"]);
        // Time is an argument here; the library would read the system's clock.
        validation.validate_exp = false;
        let claims = decode::<Claims>(token, &self.check, &validation).map_err(|_| TokenFault)?.claims;
        if claims.exp < now.as_secs() || claims.exp > now.as_secs() + 2 * LIFE_S {
            return Err(TokenFault);
        }
        Ok(claims.caller)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_token_is_good_for_its_contract_its_key_and_its_minute() {
        let now = Timestamp::from_millis(1_760_000_000_000);
        let key = InternalKey::new(&[7; 32]);
        let caller = Caller::Service { name: "chat".into() };
        let token = key.issue("profile", &caller, now).unwrap();
        assert_eq!(key.check("profile", &token, now), Ok(caller));
        assert_eq!(key.check("media", &token, now), Err(TokenFault));
        assert_eq!(key.check("profile", &token, now.after(Duration::from_secs(61))), Err(TokenFault));
        assert_eq!(InternalKey::new(&[8; 32]).check("profile", &token, now), Err(TokenFault));
        assert_eq!(key.check("profile", "nonsense", now), Err(TokenFault));
    }
}
