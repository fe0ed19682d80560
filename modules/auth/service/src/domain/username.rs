//! Usernames: what they may look like, and when two are the same.

use kernel::FieldError;

/// A username: 3-32 of `[A-Za-z0-9_]`. Nothing else, so that no two names look alike, and none can be an e-mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username(String);

impl Username {
    /// Takes a name that keeps the rules.
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        if !(3..=32).contains(&raw.chars().count()) {
            return Err(FieldError::new("username", "length", "Must have 3 to 32 characters."));
        }
        if !raw.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(FieldError::new("username", "characters", "May have letters A-Z, digits and underscores."));
        }
        Ok(Self(raw.to_owned()))
    }

    /// A name for somebody who did not choose one: what can be kept of `call_name`, and eight digits of `chance` to
    /// make it unique. It tells nothing that a profile would not tell.
    pub fn derived(call_name: Option<&str>, chance: u32) -> Self {
        let letters = call_name.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).take(20);
        let mut stem: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
        if stem.is_empty() {
            stem.push_str("user");
        }
        Self(format!("{stem}_{chance:08x}"))
    }

    /// As it was chosen.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for names that differ only in case.
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_to_letters_digits_and_underscores() {
        for good in ["bob", "Alice_99", "___", &"x".repeat(32)] {
            assert_eq!(Username::parse(good).map(|name| name.as_str().to_owned()), Ok(good.to_owned()));
        }
        let code = |raw: &str| Username::parse(raw).map_err(|error| error.code);
        for (bad, why) in [
            ("", "length"),
            ("ab", "length"),
            (&*"x".repeat(33), "length"),
            ("a b c", "characters"),
            ("a@b.example", "characters"),
            ("аlice", "characters"),
            ("bob\0", "characters"),
            (" bob", "characters"),
        ] {
            assert_eq!(code(bad), Err(why.to_owned()), "{bad:?}");
        }
    }

    #[test]
    fn names_that_differ_in_case_share_a_key() {
        assert_eq!(Username::parse("ALICE").unwrap().key(), Username::parse("alice").unwrap().key());
        assert_ne!(Username::parse("alice_").unwrap().key(), Username::parse("alice").unwrap().key());
    }

    #[test]
    fn a_derived_name_keeps_the_rules_whatever_the_person_is_called() {
        let names = [None, Some(""), Some("Vladislav"), Some("Владислав"), Some("O'Neil \u{0}\n"), Some("x")];
        for name in names.into_iter().chain([Some(&*"long".repeat(50))]) {
            for chance in [0, 1, u32::MAX] {
                let derived = Username::derived(name, chance);
                assert_eq!(Username::parse(derived.as_str()).as_ref(), Ok(&derived), "{name:?}");
            }
        }
        assert_eq!(Username::derived(Some("Anna Maria"), 0x2a).as_str(), "annamaria_0000002a");
        assert_eq!(Username::derived(Some("Анна"), 1).as_str(), "user_00000001");
    }
}
