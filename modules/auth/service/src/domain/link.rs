//! The secret in a link that is mailed to somebody or printed for them.

use aws_lc_rs::{digest, rand};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// 256 random bits. It has no `Debug`.
#[derive(PartialEq, Eq)]
pub struct LinkToken([u8; 32]);

impl LinkToken {
    /// A fresh one.
    pub fn fresh() -> std::io::Result<Self> {
        let mut bytes = [0; 32];
        rand::fill(&mut bytes).map_err(|_| std::io::Error::other("no randomness"))?;
        Ok(Self(bytes))
    }

    /// Takes the text of a whole token.
    pub fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// What stands in the link: 43 characters of base64url.
    pub fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// What is stored: SHA-256. 256 random bits need no slow hash.
    pub fn digest(&self) -> Vec<u8> {
        digest::digest(&digest::SHA256, &self.0).as_ref().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_tokens_parse_and_no_two_are_alike() {
        let (one, other) = (LinkToken::fresh().unwrap(), LinkToken::fresh().unwrap());
        assert!(one != other && one.digest() != other.digest());
        let text = one.text();
        assert_eq!(text.len(), 43);
        assert!(LinkToken::parse(&text).unwrap() == one);
        for bad in ["", "x", &text[1..], &format!("{text}A"), &format!("{text}=")] {
            assert!(LinkToken::parse(bad).is_none(), "{bad:?}");
        }
    }
}
