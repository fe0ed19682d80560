//! The published vector, the forms that are refused, and every byte of authentic data changed.

mod signature;

use super::*;
use aws_lc_rs::hmac;
use proptest::prelude::*;

/// A vector published with the init data packages of tma.js and init-data-golang, with the token it was made with. Its
/// `signature` is inside the check string: without it the hash does not fit.
const PUBLISHED_TOKEN: &str = "7342037359:AAHI25ES9xCOMPokpYoz-p8XVrZUdygo2J4";
const PUBLISHED_AT: i64 = 1_733_509_682;
const PUBLISHED: &str = "user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%20%2B%20-%20%3F%20%5C%2F%22%2C\
    %22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C\
    %22is_premium%22%3Atrue%2C%22allows_write_to_pm%22%3Atrue%2C%22photo_url%22%3A%22https%3A%5C%2F%5C%2Ft.me%5C%2Fi\
    %5C%2Fuserpic%5C%2F320%5C%2F4FPEE4tmP3ATHa57u6MqTDih13LTOiMoKoLDRG4PnSA.svg%22%7D\
    &chat_instance=8134722200314281151&chat_type=private&auth_date=1733509682\
    &signature=TYJxVcisqbWjtodPepiJ6ghziUL94-KNpG8Pau-X7oNNLNBM72APCpi_RKiUlBvcqo5L-LAxIc3dnTzcZX_PDg\
    &hash=a433d8f9847bd6addcc563bff7cc82c89e97ea0d90c11fe5729cae6796a36d73";

const TOKEN: &str = "1234567890:a-bot-of-this-test";
const NOW: i64 = 1_772_366_400;

fn secs(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn check_at(raw: &str, token: &str, now: i64) -> Result<TelegramUser, Fault> {
    authenticate(raw, &Scheme::Hash(BotKey::new(token)), secs(now), Duration::from_secs(3600))
}

fn check(raw: &str) -> Result<TelegramUser, Fault> {
    check_at(raw, TOKEN, NOW)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'-' | b'.' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Signs fields as Telegram does, in the order given.
fn signed(fields: &[(&str, &str)]) -> String {
    let mut lines: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    lines.sort();
    let hash = hex(BotKey::new(TOKEN).sign(&lines.join("\n")).as_ref());
    let mut pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    pairs.push(format!("hash={hash}"));
    pairs.join("&")
}

fn signed_user(user: &str) -> String {
    signed(&[("auth_date", &NOW.to_string()), ("query_id", "AAE"), ("signature", "c2ln"), ("user", user)])
}

#[test]
fn the_published_vector_passes_and_needs_its_signature_inside() {
    let user = check_at(PUBLISHED, PUBLISHED_TOKEN, PUBLISHED_AT + 5).unwrap();
    assert_eq!((user.id, user.first_name.as_deref()), (279_058_397, Some("Vladislav + - ? /")));
    let start = PUBLISHED.find("&signature=").unwrap();
    let end = PUBLISHED.find("&hash=").unwrap();
    let without = [&PUBLISHED[..start], &PUBLISHED[end..]].concat();
    assert_eq!(check_at(&without, PUBLISHED_TOKEN, PUBLISHED_AT), Err(Fault::Forged));
    assert_eq!(check_at(PUBLISHED, TOKEN, PUBLISHED_AT), Err(Fault::Forged));
}

#[test]
fn every_changed_bit_of_authentic_data_is_noticed() {
    for raw in [PUBLISHED.to_owned(), PUBLISHED.replace("%20", "+")] {
        assert!(check_at(&raw, PUBLISHED_TOKEN, PUBLISHED_AT).is_ok());
        for at in 0..raw.len() {
            for bit in 0..8 {
                let mut bytes = raw.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                let Ok(changed) = String::from_utf8(bytes) else { continue };
                let taken = check_at(&changed, PUBLISHED_TOKEN, PUBLISHED_AT);
                assert_eq!(taken, Err(Fault::Forged), "bit {bit} of byte {at}");
            }
        }
    }
}

proptest! {
    #[test]
    fn data_of_any_person_passes_whole_and_in_no_other_form(
        id in 1i64..=i64::MAX, name in "\\PC{0,20}", order in 0usize..3, at in any::<prop::sample::Index>(), new in any::<char>(),
    ) {
        let user = serde_json::json!({ "id": id, "first_name": name }).to_string();
        let mut fields = [("auth_date", "1772366400"), ("user", user.as_str()), ("start_param", "a+b=c&d")];
        fields.rotate_left(order);
        let raw = signed(&fields);
        prop_assert_eq!(check(&raw), Ok(TelegramUser { id, first_name: Some(name) }));

        let position = at.index(raw.len());
        prop_assume!(raw.as_bytes()[position] != new as u8 || !new.is_ascii());
        let changed = format!("{}{new}{}", &raw[..position], &raw[position + 1..]);
        prop_assert_eq!(check(&changed), Err(Fault::Forged));
    }

    #[test]
    fn no_text_breaks_the_parser(raw in "\\PC{0,200}|[a-z%=&+A-F0-9]{0,300}") {
        prop_assert_eq!(check(&raw), Err(Fault::Forged));
    }
}

#[test]
fn old_data_and_data_from_the_future_are_refused() {
    let at = |auth_date: i64| {
        check(&signed(&[("auth_date", &auth_date.to_string()), ("user", "{\"id\":7}")])).map(|user| user.id)
    };
    assert_eq!(at(NOW), Ok(7));
    assert_eq!(at(NOW - 3600), Ok(7));
    assert_eq!(at(NOW - 3601), Err(Fault::Expired));
    assert_eq!(at(NOW + 60), Ok(7));
    assert_eq!(at(NOW + 61), Err(Fault::Expired));
    assert_eq!(at(0), Err(Fault::Expired));
    assert_eq!(at(-1), Err(Fault::Expired));
    for odd in [i64::MAX, i64::MIN] {
        assert_eq!(at(odd), Err(Fault::Useless), "no such time");
    }
}

#[test]
fn authentic_data_that_names_nobody_is_useless() {
    for user in [
        "{\"id\":0}",
        "{\"id\":-7}",
        "{\"id\":1.5}",
        "{\"id\":\"7\"}",
        "{\"id\":9223372036854775808}",
        "{\"id\":null}",
        "{}",
        "[]",
        "7",
        "",
        "{\"id\":7",
        "{\"id\":7,\"id\":8}",
    ] {
        assert_eq!(check(&signed_user(user)), Err(Fault::Useless), "{user}");
    }
    assert_eq!(check(&signed_user("{\"id\":9223372036854775807}")).map(|user| user.id), Ok(i64::MAX));
    assert_eq!(check(&signed(&[("auth_date", &NOW.to_string())])), Err(Fault::Useless));
    assert_eq!(check(&signed(&[("user", "{\"id\":7}")])), Err(Fault::Useless), "no date");
}

#[test]
fn odd_forms_are_refused_even_with_the_right_hash() {
    let good = signed_user("{\"id\":7}");
    assert!(check(&good).is_ok());
    let lower = good.replace("%7B", "%7b");
    assert_ne!(lower, good);
    let (rest, hash) = good.rsplit_once("hash=").unwrap();
    let upper_hash = format!("{rest}hash={}", hash.to_uppercase());
    for odd in [
        &*lower,
        &upper_hash,
        rest,
        "",
        "hash=",
        "&",
        "=",
        &good.replace("&hash=", ";hash="),
        &format!("{good}&"),
        &format!("&{good}"),
        &format!("{good}&hash={hash}"),
        &format!("{good}&user=%7B%7D"),
        &format!("{good}&x"),
        &format!("{rest}hash={hash}00"),
        &format!("{rest}hash={}", &hash[1..]),
        &good.replace("AAE", "AA%ZZ"),
        &good.replace("AAE", "AA%"),
        &good.replace("AAE", "%FF"),
    ] {
        assert_eq!(check(odd), Err(Fault::Forged), "{odd}");
    }
}

#[test]
fn doubled_fields_and_control_characters_are_refused_even_when_signed() {
    let date = NOW.to_string();
    let with = |name: &str, value: &str| signed(&[("auth_date", &date), ("user", "{\"id\":7}"), (name, value)]);
    assert!(check(&with("query_id", "x")).is_ok());
    assert_eq!(check(&with("user", "{\"id\":8}")), Err(Fault::Forged));
    for odd in ["a\nuser=8", "\0", "\u{7f}", "\u{85}", "tab\t"] {
        assert_eq!(check(&with("query_id", odd)), Err(Fault::Forged), "{odd:?}");
        assert_eq!(check(&with(odd, "x")), Err(Fault::Forged), "{odd:?}");
    }
}

#[test]
fn size_and_number_of_fields_are_bounded() {
    let date = NOW.to_string();
    let with = |count: usize, length: usize| {
        let names: Vec<String> = (0..count).map(|n| format!("x{n}")).collect();
        let filler = "y".repeat(length);
        let mut fields = vec![("auth_date", date.as_str()), ("user", "{\"id\":7}")];
        fields.extend(names.iter().map(|name| (name.as_str(), filler.as_str())));
        check(&signed(&fields)).map(|user| user.id)
    };
    assert_eq!(with(61, 1), Ok(7), "64 fields with the hash");
    assert_eq!(with(62, 1), Err(Fault::Forged));
    assert_eq!(with(1, 16_000), Ok(7));
    assert_eq!(with(1, 16_384), Err(Fault::Forged));
}

#[test]
fn the_login_widgets_scheme_does_not_pass() {
    let key = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, TOKEN.as_bytes());
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_ref());
    let lines = format!("auth_date={NOW}\nuser={{\"id\":7}}");
    let hash = hex(hmac::sign(&key, lines.as_bytes()).as_ref());
    let raw = format!("auth_date={NOW}&user={}&hash={hash}", escape("{\"id\":7}"));
    assert_eq!(check(&raw), Err(Fault::Forged));
}
