//! E-mail addresses, and the name somebody signs in with, which may be one.

use kernel::FieldError;
use unicode_normalization::UnicodeNormalization;
use validator::ValidateEmail;

/// An e-mail address as a person typed it, in Unicode's composed form (NFC).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The longest address that mail can carry (RFC 5321, section 4.5.3.1.3).
    const LONGEST: usize = 254;

    /// Takes an address of the usual form (the one of HTML's `input type=email`).
    pub fn parse(raw: &str) -> Result<Self, FieldError> {
        let address: String = raw.trim().nfc().collect();
        if address.len() > Self::LONGEST || !address.validate_email() || address.chars().any(char::is_control) {
            return Err(FieldError::new("email", "email", "Must be an e-mail address."));
        }
        Ok(Self(address))
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same for addresses that differ only in case. Mail systems may tell such addresses apart; people do not.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

/// What somebody signs in with, as the key it is stored under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginName {
    /// A username's key.
    Username(String),
    /// An e-mail address's key.
    Email(String),
}

impl LoginName {
    /// Sorts a name by its kind; `None` for what can be neither, and so is nobody's.
    pub fn parse(raw: &str) -> Option<Self> {
        if raw.contains('@') {
            return Email::parse(raw).ok().map(|email| Self::Email(email.key()));
        }
        super::username::Username::parse(raw.trim()).ok().map(|name| Self::Username(name.key()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_take_for_the_same_share_a_key() {
        let key = |raw: &str| Email::parse(raw).map(|email| email.key());
        assert_eq!(key(" Ann@Example.ORG "), Ok("ann@example.org".to_owned()));
        assert_eq!(key("Ann@Example.org").unwrap(), key("ann@example.org").unwrap());
        assert_ne!(key("ann+1@example.org").unwrap(), key("ann@example.org").unwrap());
    }

    #[test]
    fn what_mail_cannot_carry_is_refused() {
        let long = format!("{}@example.org", "x".repeat(250));
        for bad in
            ["", "ann", "@example.org", "ann@", "a b@example.org", "ann@example.org\0", "a\r\nb@example.org", &long]
        {
            assert_eq!(Email::parse(bad).map_err(|error| error.code), Err("email".to_owned()), "{bad:?}");
        }
    }

    #[test]
    fn a_sign_in_name_is_an_address_or_a_username_or_nobody() {
        assert_eq!(LoginName::parse("Bob"), Some(LoginName::Username("bob".into())));
        assert_eq!(LoginName::parse("Bob@Example.org"), Some(LoginName::Email("bob@example.org".into())));
        for nobody in ["", "b", "bob bob", "bob@", "bob\0", "@@@"] {
            assert_eq!(LoginName::parse(nobody), None, "{nobody:?}");
        }
    }
}
