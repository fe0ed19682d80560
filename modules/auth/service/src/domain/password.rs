//! Which passwords are taken, and the one form in which they are hashed.

mod familiar;

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
        names.extend(familiar::parts().iter().map(String::as_str));
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

    /// The counterpart of a list of common passwords: what people do, in all combinations.
    #[test]
    fn common_passwords_are_refused_in_all_their_dresses() {
        let words = ["password", "qwerty", "welcome", "dragon", "admin"];
        let tails =
            ["", "1", "12", "123", "1234", "12345", "!", "1!", "123!", "@123", "2024", "2026", "2025!", "@2023", "007"];
        let dresses: [fn(&str) -> String; 4] = [
            str::to_owned,
            str::to_uppercase,
            |word| word.chars().enumerate().map(|(n, c)| if n == 0 { c.to_ascii_uppercase() } else { c }).collect(),
            |word| word.replace('a', "@").replace('o', "0").replace('s', "$"),
        ];
        let dressed = words.iter().flat_map(|word| tails.map(|tail| [word, tail].concat()));
        let mut passwords: Vec<String> = dressed.flat_map(|word| dresses.map(|dress| dress(&word))).collect();
        for unit in ["a", "1", "ab", "12", "abc", "123", "qwe", "asdf", "1234", "love", "qwerty", "password"] {
            passwords.push(unit.repeat(8_usize.div_ceil(unit.len()).max(2)));
        }
        for row in [
            "1234567890",
            "0987654321",
            "qwertyuiop",
            "poiuytrewq",
            "asdfghjkl",
            "1q2w3e4r5t6y",
            "1qaz2wsx3edc",
            "zaq12wsx",
            "!qaz@wsx",
            "йцукенгшщз",
        ] {
            let keys: Vec<char> = row.chars().collect();
            passwords.extend((8..=keys.len()).map(|length| keys.iter().take(length).collect()));
        }
        for year in (1950..=2030).step_by(5) {
            passwords.extend([
                format!("0101{year}"),
                format!("{year}1231"),
                format!("{year}{year}"),
                format!("summer{year}"),
            ]);
        }
        let listed = "contraseña пароль123 йцукен123 fortnite roblox123 bitcoin123 tinder123 India@123 Abcd@1234 P@$$w0rd trustno1";
        passwords.extend(listed.split(' ').map(str::to_owned));
        passwords.retain(|password| password.chars().count() >= 8);
        assert!(passwords.len() > 350, "{}", passwords.len());
        let taken: Vec<_> = passwords.iter().filter(|password| verdict(password).is_ok()).collect();
        assert!(taken.is_empty(), "{} of {}: {taken:?}", taken.len(), passwords.len());
    }

    #[test]
    fn long_passwords_are_taken_whole() {
        for length in [64, 73, 100, 128] {
            let of = |last: char| {
                "seven-Quiet.lanterns+42 ".chars().cycle().take(length - 1).chain([last]).collect::<String>()
            };
            let (one, other) = (of('a'), of('b'));
            assert_eq!((verdict(&one), verdict(&other), one.len()), (Ok(()), Ok(()), length));
            assert_ne!(Password::presented(&one).bytes(), Password::presented(&other).bytes());
        }
        assert_eq!(verdict(&"seven-Quiet.lanterns+42 ".repeat(6)), Err("length".to_owned()));
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        for (password, outcome) in
            [("жүйкөңщ", false), ("жүйкөңщэ", true), ("🦀🐙🪁🧶🪐🫖🧭", false), ("🦀🐙🪁🧶🪐🫖🧭🪀", true)]
        {
            assert_eq!(verdict(password).is_ok(), outcome, "{password}");
        }
        let long = |count: usize| "жүйкөңщэ🦀🐙🪁 ".chars().cycle().take(count).collect::<String>();
        assert_eq!((verdict(&long(128)), verdict(&long(129))), (Ok(()), Err("length".to_owned())));
    }
}
