//! Refresh tokens: what they are, and what happens when one is presented (RFC 9700, section 4.14).

use std::time::Duration;

use aws_lc_rs::{digest, error::Unspecified, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Timestamp;
use platform::Secret;

/// 256 bits that nobody can guess. Only its digest is stored. It has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshToken([u8; 32]);

impl RefreshToken {
    /// The first token of a session.
    pub fn first() -> Result<Self, Unspecified> {
        let mut bits = [0; 32];
        rand::fill(&mut bits)?;
        Ok(Self(bits))
    }

    /// Takes what [`text`](Self::text) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let bits = URL_SAFE_NO_PAD.decode(text).ok()?;
        bits.try_into().ok().map(Self)
    }

    /// The token that follows this one: always the same, without storing it. Who has a token but not the secret cannot
    /// tell the next one.
    pub fn successor(&self, secret: &Secret) -> Self {
        Self(secret.mac(&self.0))
    }

    /// What is stored: SHA-256. 256 random bits need no slow hash.
    pub fn digest(&self) -> Vec<u8> {
        digest::digest(&digest::SHA256, &self.0).as_ref().to_vec()
    }

    /// What the client gets: 43 characters of base64url.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }
}

/// What is known of a presented token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// When it was first traded for its successor.
    pub spent_at: Option<Timestamp>,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Whether its session has ended.
    pub ended: bool,
}

/// What is to be done with a presented token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Spend it and hand out its successor.
    Rotate,
    /// Hand out the same successor again: two tabs, or an answer that was lost.
    Repeat,
    /// Somebody kept a copy: end the session.
    Reused,
    /// It is worth nothing.
    Refuse,
}

/// Decides about a presented token. `grace` is how long after its first use a repeat is honest.
pub fn decide(token: &Presented, now: Timestamp, grace: Duration) -> Verdict {
    match token.spent_at {
        Some(spent_at) if now.since(spent_at) >= grace => Verdict::Reused,
        _ if token.ended || token.expires_at <= now => Verdict::Refuse,
        Some(_) => Verdict::Repeat,
        None => Verdict::Rotate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRACE: Duration = Duration::from_secs(10);

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn token(spent_at: Option<i64>, ended: bool) -> Presented {
        Presented { spent_at: spent_at.map(at), expires_at: at(1000), ended }
    }

    #[test]
    fn a_token_is_spent_once_repeated_within_the_grace_and_then_betrays_its_family() {
        assert_eq!(decide(&token(None, false), at(100), GRACE), Verdict::Rotate);
        assert_eq!(decide(&token(Some(100), false), at(109), GRACE), Verdict::Repeat);
        assert_eq!(decide(&token(Some(100), false), at(110), GRACE), Verdict::Reused);
        assert_eq!(decide(&token(Some(100), false), at(99), GRACE), Verdict::Repeat, "the clock went back");
        assert_eq!(decide(&token(Some(100), false), at(100), Duration::ZERO), Verdict::Reused, "no grace configured");
    }

    #[test]
    fn ended_and_expired_tokens_are_refused_and_a_reused_one_stays_reused() {
        assert_eq!(decide(&token(None, true), at(100), GRACE), Verdict::Refuse);
        assert_eq!(decide(&token(Some(100), true), at(105), GRACE), Verdict::Refuse);
        assert_eq!(decide(&token(Some(100), true), at(500), GRACE), Verdict::Reused);
        assert_eq!(decide(&token(None, false), at(1000), GRACE), Verdict::Refuse);
        assert_eq!(decide(&token(None, false), at(999), GRACE), Verdict::Rotate);
    }

    #[test]
    fn the_successor_is_one_and_the_same_and_needs_the_secret() {
        let (ours, theirs) = (Secret::random().unwrap(), Secret::random().unwrap());
        let token = RefreshToken::first().unwrap();
        assert!(token.successor(&ours) == token.successor(&ours));
        assert!(token.successor(&ours) != token.successor(&theirs));
        assert!(token.successor(&ours) != token);
    }

    #[test]
    fn only_whole_tokens_parse() {
        let text = RefreshToken::first().unwrap().text();
        assert_eq!(text.len(), 43);
        assert!(RefreshToken::parse(&text).unwrap().text() == text);
        for bad in ["", "x", &text[1..], &format!("{text}A"), &format!("{text}="), "+".repeat(43).as_str()] {
            assert!(RefreshToken::parse(bad).is_none(), "{bad:?}");
        }
    }
}
