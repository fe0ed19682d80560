//! Recovery codes: what opens an account when the authenticator is lost.

use std::iter;

use aws_lc_rs::rand;
use kernel::UserId;
use platform::Secret;

/// Crockford's base32: no letter of it looks like another one or like a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// 5 bits each, so 50 bits a code: with the brake on guesses at sign-in far more than anybody can try.
const LETTERS: usize = 10;

/// How many an account gets.
pub const COUNT: usize = 10;

/// One code. It has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// As many fresh ones as an account gets.
    pub fn fresh_set() -> std::io::Result<Vec<Self>> {
        iter::repeat_with(Self::fresh).take(COUNT).collect()
    }

    fn fresh() -> std::io::Result<Self> {
        let mut bytes = [0; LETTERS];
        rand::fill(&mut bytes).map_err(|_| std::io::Error::other("no randomness"))?;
        // 32 divides 256: no letter is likelier than another.
        Ok(Self(
            bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte % 32))).copied().map(char::from).collect(),
        ))
    }

    /// Reads what somebody typed: case, spaces and dashes do not matter, and letters that are mistaken for digits are
    /// those digits.
    pub fn parse(typed: &str) -> Option<Self> {
        let letters = typed.chars().filter(|letter| !matches!(letter, ' ' | '-')).map(|letter| {
            let letter = match letter.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            u8::try_from(letter).is_ok_and(|byte| ALPHABET.contains(&byte)).then_some(letter)
        });
        // One more than there may be, so that long input is not read to its end.
        let code = letters.take(LETTERS + 1).collect::<Option<String>>()?;
        (code.len() == LETTERS).then_some(Self(code))
    }

    /// For reading: `k7mqz-w4t2p`.
    pub fn text(&self) -> String {
        let (first, second) = self.0.split_at(LETTERS / 2);
        [first, "-", second].concat()
    }

    /// What is stored: an HMAC, so that the table alone tells nothing, about this account alone.
    pub fn digest(&self, secret: &Secret, owner: UserId) -> Vec<u8> {
        secret.mac(&[owner.0.as_bytes(), self.0.as_bytes()].concat()).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owner(n: u128) -> UserId {
        UserId(uuid::Uuid::from_u128(n))
    }

    #[test]
    fn ten_different_codes_of_fifty_bits() {
        let codes = RecoveryCode::fresh_set().unwrap();
        let mut texts: Vec<_> = codes.iter().map(RecoveryCode::text).collect();
        for text in &texts {
            assert_eq!((text.len(), text.find('-')), (11, Some(5)), "{text}");
            assert!(text.bytes().all(|byte| byte == b'-' || ALPHABET.contains(&byte)), "{text}");
        }
        texts.sort();
        texts.dedup();
        assert_eq!(texts.len(), 10);
        let letters: String = (0..100).flat_map(|_| RecoveryCode::fresh_set().unwrap()).map(|code| code.0).collect();
        for letter in ALPHABET {
            let count = letters.bytes().filter(|byte| byte == letter).count();
            assert!((200..450).contains(&count), "{letter}: {count} of 10000, 312 expected");
        }
    }

    #[test]
    fn case_spaces_dashes_and_lookalikes_do_not_matter() {
        let code = RecoveryCode("k7m10w4t2p".into());
        for typed in ["k7m10-w4t2p", "K7M10W4T2P", " k7m1 0w-4t2p- ", "k7mlo-w4t2p", "K7MIO-W4T2P"] {
            assert!(RecoveryCode::parse(typed) == Some(code.clone()), "{typed:?}");
        }
        for bad in
            ["", "k7m10-w4t2", "k7m10-w4t2p9", "k7m10-w4t2u", "k7m10_w4t2p", "123456", "ｋ7m10w4t2p", &"0".repeat(99)]
        {
            assert!(RecoveryCode::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn a_digest_is_of_one_code_one_account_and_one_secret() {
        let (one, other) = (Secret::random().unwrap(), Secret::random().unwrap());
        let code = RecoveryCode::parse("k7mqz-w4t2p").unwrap();
        let digest = code.digest(&one, owner(1));
        assert_eq!(digest, RecoveryCode::parse("K7MQZW4T2P").unwrap().digest(&one, owner(1)));
        assert_ne!(digest, code.digest(&one, owner(2)));
        assert_ne!(digest, code.digest(&other, owner(1)));
        assert_ne!(digest, RecoveryCode::parse("k7mqz-w4t2q").unwrap().digest(&one, owner(1)));
    }
}
