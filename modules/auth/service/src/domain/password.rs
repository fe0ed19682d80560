//! Which passwords are taken, and the one form in which they are hashed.

use kernel::FieldError;
use unicode_normalization::UnicodeNormalization;
use zxcvbn::{Score, zxcvbn};

/// A password as it is hashed: Unicode's composed form (NFC, as RFC 8265 section 4.2 has it), so that the same keys
/// pressed on another system sign in. Nothing is cut off. It has no `Debug`.
pub struct Password(String);

impl Password {
    /// Any password, for checking it against a hash.
    pub fn presented(raw: &str) -> Self {
        Self(raw.nfc().collect())
    }

    /// A password that somebody chooses: 8-128 characters, not guessable (zxcvbn, Wheeler 2016: a score of 2 takes more
    /// than a million guesses), and not built around the account's own names.
    pub fn chosen(raw: &str, username: &str, email: Option<&str>) -> Result<Self, FieldError> {
        let refuse = |code: &str, message: &str| Err(FieldError::new("password", code, message));
        let password = Self::presented(raw);
        if !(8..=128).contains(&password.0.chars().count()) {
            return refuse("length", "Must have 8 to 128 characters.");
        }
        if password.0.to_lowercase().contains(&username.to_lowercase()) {
            return refuse("contains_username", "Must not contain the username.");
        }
        let mut names = vec!["kindling", username];
        names.extend(email.into_iter().flat_map(|email| email.split('@').chain(email.split(['@', '.', '+']))));
        if zxcvbn(&password.0, &names).score() < Score::Two {
            return refuse("weak", "Is too easy to guess; use a longer one, or several unrelated words.");
        }
        Ok(password)
    }

    /// The bytes to hash.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(password: &str) -> Result<(), String> {
        Password::chosen(password, "marigold", Some("ann.bee@example.org")).map(drop).map_err(|error| error.code)
    }

    #[test]
    fn weak_short_long_and_telling_passwords_are_refused() {
        for (password, why) in [
            ("", "length"),
            ("k7#mQz!", "length"),
            (&*"é".repeat(129), "length"),
            ("password", "weak"),
            ("12345678", "weak"),
            ("qwertyuiop", "weak"),
            ("iloveyou1", "weak"),
            ("aaaaaaaaaaaaaaaa", "weak"),
            ("kindling1", "weak"),
            ("ann.bee12", "weak"),
            ("marigold-8251-teapot", "contains_username"),
            ("xxMARIGOLDxx97!k", "contains_username"),
        ] {
            assert_eq!(verdict(password), Err(why.to_owned()), "{password:?}");
        }
    }

    #[test]
    fn strong_passwords_of_every_length_up_to_128_characters_are_taken() {
        for password in ["k7#mQz!w", "correct horse battery staple", "пароль-из-семи-слов", &"aB3$xY9!".repeat(16)]
        {
            assert_eq!(verdict(password), Ok(()), "{password:?}");
        }
    }

    #[test]
    fn composed_and_decomposed_spellings_are_one_password() {
        assert_eq!(Password::presented("caf\u{e9}").bytes(), Password::presented("cafe\u{301}").bytes());
    }

    #[test]
    fn nothing_is_cut_off() {
        let long = "x".repeat(127);
        assert_ne!(Password::presented(&format!("{long}a")).bytes(), Password::presented(&format!("{long}b")).bytes());
    }
}
