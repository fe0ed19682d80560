//! What people put into passwords and zxcvbn does not know.
//!
//! zxcvbn is the list of common passwords: it holds the 30 000 commonest of some years ago, 11 600 of which have eight
//! characters or more, and a password on that list never takes the million guesses that we ask for. A second copy of such
//! a list would refuse nothing more. What it has not heard of are things of the last years, words and keyboards that are
//! not English, and how people get a word past rules about digits and symbols. These lists of that were written for this
//! project.

use std::iter;
use std::sync::LazyLock;

/// Words, names of things, and whole passwords.
const WORDS: [&str; 65] = [
    // of the last years
    "roblox",
    "fortnite",
    "minecraft",
    "tiktok",
    "instagram",
    "snapchat",
    "whatsapp",
    "telegram",
    "discord",
    "spotify",
    "netflix",
    "bitcoin",
    "ethereum",
    "crypto",
    "tesla",
    "covid",
    "tinder",
    "bumble",
    "hinge",
    "dating",
    "lovelove",
    // "password", "love" and greetings in other languages, with and without their marks
    "contraseña",
    "contrasena",
    "mot de passe",
    "motdepasse",
    "passwort",
    "wachtwoord",
    "lösenord",
    "losenord",
    "hasło",
    "haslo",
    "heslo",
    "jelszó",
    "jelszo",
    "şifre",
    "sifre",
    "parola",
    "senha",
    "salasana",
    "пароль",
    "parol",
    "gfhjkm",
    "привет",
    "privet",
    "любовь",
    "люблю",
    "liebe",
    "schatz",
    "amour",
    "bonjour",
    "teamo",
    "amore",
    "amor",
    "kocham",
    "namaste",
    "pyaar",
    "habibi",
    "bismillah",
    "nihao",
    "woaini",
    "sayang",
    "anjing",
    // keys that lie together, by the rules
    "abcd@1234",
    "zaq1@wsx",
    "1q2w#e$r",
];

/// Runs of keys; the beginnings of a run are runs too.
const ROWS: [&str; 7] = [
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "1qaz2wsx3edc4rfv",
    "zaq1xsw2cde3",
    "1q2w3e4r5t6y7u8i",
    "!qaz@wsx#edc",
];
const SHORTEST_RUN: usize = 4;

/// What a word is dressed up with: these digits, with such a sign before or after them.
const DIGITS: [&str; 8] = ["1", "12", "123", "1234", "12345", "123456", "01", "007"];
const SIGNS: [&str; 7] = ["!", "@", "#", ".", "_", "-", "*"];
/// Years that zxcvbn does not take for years.
const YEARS: std::ops::RangeInclusive<u32> = 2020..=2035;

static PARTS: LazyLock<Vec<String>> = LazyLock::new(|| tails().chain(words()).collect());

/// Parts of passwords that are as good as known, likeliest first.
pub fn parts() -> &'static [String] {
    &PARTS
}

fn tails() -> impl Iterator<Item = String> {
    let digits = DIGITS.into_iter().map(String::from).chain(YEARS.map(|year| year.to_string()));
    digits.flat_map(|digits| {
        let signed = SIGNS.map(|sign| [[sign, &digits].concat(), [&digits, sign].concat()]);
        iter::once(digits).chain(signed.into_iter().flatten())
    })
}

fn words() -> impl Iterator<Item = String> {
    let beginnings =
        |row: &'static str| (SHORTEST_RUN..=row.chars().count()).map(|keys| row.chars().take(keys).collect());
    WORDS.into_iter().map(String::from).chain(ROWS.into_iter().flat_map(beginnings))
}
