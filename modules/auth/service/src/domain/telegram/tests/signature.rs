//! The scheme for third parties: Telegram's own vectors, and data signed with a key of these tests.

use super::*;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};

/// Telegram's published keys.
const PRODUCTION: &str = "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d";
const TEST: &str = "40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec";
/// The bot of the published vector.
const PUBLISHED_BOT: u64 = 7_342_037_359;

const BOT: u64 = 1_234_567_890;

fn telegram() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
}

fn with_keys(raw: &str, bot: u64, keys: &[&str], now: i64) -> Result<TelegramUser, Fault> {
    let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
    let scheme = Scheme::Signature(TelegramKeys::new(bot, &keys).unwrap());
    authenticate(raw, &scheme, secs(now), Duration::from_secs(3600))
}

fn check(raw: &str) -> Result<i64, Fault> {
    with_keys(raw, BOT, &[TEST, &hex(telegram().public_key().as_ref())], NOW).map(|user| user.id)
}

fn signature_over(message: &str) -> String {
    URL_SAFE_NO_PAD.encode(telegram().sign(message.as_bytes()))
}

fn check_string(fields: &[(&str, &str)]) -> String {
    let mut lines: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    lines.sort();
    lines.join("\n")
}

/// Fields and a signature as Telegram writes them, without a `hash`.
fn query(fields: &[(&str, &str)], signature: &str) -> String {
    let signature = ("signature", signature);
    let pairs = fields.iter().chain([&signature]);
    pairs.map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&")
}

fn signed_by_telegram(fields: &[(&str, &str)]) -> String {
    query(fields, &signature_over(&format!("{BOT}:WebAppData\n{}", check_string(fields))))
}

#[test]
fn the_published_vector_passes_with_the_production_key_and_its_own_bot_only() {
    let user = with_keys(PUBLISHED, PUBLISHED_BOT, &[PRODUCTION, TEST], PUBLISHED_AT).unwrap();
    assert_eq!((user.id, user.first_name.as_deref()), (279_058_397, Some("Vladislav + - ? /")));
    assert_eq!(with_keys(PUBLISHED, PUBLISHED_BOT, &[TEST], PUBLISHED_AT), Err(Fault::Forged));
    assert_eq!(with_keys(PUBLISHED, BOT, &[PRODUCTION, TEST], PUBLISHED_AT), Err(Fault::Forged));
    assert_eq!(with_keys(PUBLISHED, PUBLISHED_BOT, &[PRODUCTION], PUBLISHED_AT + 3601), Err(Fault::Expired));
    assert_eq!(with_keys(PUBLISHED, PUBLISHED_BOT, &[PRODUCTION], PUBLISHED_AT - 61), Err(Fault::Expired));
}

/// The digits of `hash` are the one part that the signature does not cover and this scheme cannot check.
#[test]
fn every_changed_bit_that_the_signature_covers_is_noticed() {
    let digits = PUBLISHED.find("&hash=").unwrap() + "&hash=".len();
    let without_hash = &PUBLISHED[..digits - "&hash=".len()];
    for raw in [PUBLISHED, without_hash] {
        let person = with_keys(raw, PUBLISHED_BOT, &[PRODUCTION], PUBLISHED_AT).unwrap();
        for at in 0..raw.len() {
            for bit in 0..8 {
                let mut bytes = raw.to_owned().into_bytes();
                bytes[at] ^= 1 << bit;
                let still_hex = matches!(bytes[at], b'0'..=b'9' | b'a'..=b'f');
                let Ok(changed) = String::from_utf8(bytes) else { continue };
                let taken = with_keys(&changed, PUBLISHED_BOT, &[PRODUCTION], PUBLISHED_AT);
                match at >= digits && still_hex {
                    true => assert_eq!(taken, Ok(person.clone()), "bit {bit} of byte {at}"),
                    false => assert_eq!(taken, Err(Fault::Forged), "bit {bit} of byte {at}"),
                }
            }
        }
    }
}

#[test]
fn the_signed_message_is_the_bots_line_and_the_fields_without_hash_and_signature() {
    let date = NOW.to_string();
    let fields = [("user", "{\"id\":7}"), ("auth_date", &*date), ("query_id", "AAE")];
    let good = signed_by_telegram(&fields);
    assert_eq!(check(&good), Ok(7));
    assert_eq!(check(&format!("{good}&hash={}", "0".repeat(64))), Ok(7), "the hash is another scheme's");
    assert_eq!(check(&format!("{good}&hash=0")), Err(Fault::Forged), "but it has a form");
    let lines = check_string(&fields);
    for message in [
        lines.clone(),
        format!("{BOT}:WebAppData{lines}"),
        format!("{BOT}:webappdata\n{lines}"),
        format!("{}:WebAppData\n{lines}", BOT + 1),
        format!("0{BOT}:WebAppData\n{lines}"),
        format!("{BOT}:WebAppData\n{lines}\n"),
        format!("{BOT}:WebAppData\nhash={}\n{lines}", "0".repeat(64)),
    ] {
        assert_eq!(check(&query(&fields, &signature_over(&message))), Err(Fault::Forged), "{message}");
    }
}

#[test]
fn a_signature_has_one_spelling() {
    let date = NOW.to_string();
    let fields = [("user", "{\"id\":7}"), ("auth_date", &*date)];
    let bytes = telegram().sign(format!("{BOT}:WebAppData\n{}", check_string(&fields)).as_bytes());
    let text = URL_SAFE_NO_PAD.encode(bytes.as_ref());
    assert_eq!(check(&query(&fields, &text)), Ok(7));
    let last = text.chars().last().unwrap();
    let unused_bits = format!("{}{}", &text[..85], char::from(u8::try_from(last).unwrap() + 1));
    for odd in ["", "A", &URL_SAFE.encode(bytes.as_ref()), &hex(bytes.as_ref()), &text[..85], &unused_bits] {
        assert_eq!(check(&query(&fields, odd)), Err(Fault::Forged), "{odd}");
    }
    let good = query(&fields, &text);
    assert_eq!(check(&good.replace("&signature=", "&other=")), Err(Fault::Forged));
    assert_eq!(check(&format!("{good}&signature={text}")), Err(Fault::Forged), "twice");
}

#[test]
fn age_and_content_are_judged_as_in_the_other_scheme() {
    let at = |auth_date: i64, user: &str| {
        check(&signed_by_telegram(&[("auth_date", &auth_date.to_string()), ("user", user)]))
    };
    assert_eq!(at(NOW - 3600, "{\"id\":7}"), Ok(7));
    assert_eq!(at(NOW - 3601, "{\"id\":7}"), Err(Fault::Expired));
    assert_eq!(at(NOW + 61, "{\"id\":7}"), Err(Fault::Expired));
    for useless in ["{\"id\":0}", "{\"id\":-7}", "{}", ""] {
        assert_eq!(at(NOW, useless), Err(Fault::Useless), "{useless}");
    }
}

#[test]
fn data_that_passes_by_its_hash_does_not_pass_without_a_signature() {
    let raw = signed_user("{\"id\":7}");
    assert_eq!(super::check(&raw).map(|user| user.id), Ok(7));
    assert_eq!(check(&raw), Err(Fault::Forged));
}

#[test]
fn keys_are_64_digits_of_hex() {
    let takes =
        |keys: &[&str]| TelegramKeys::new(BOT, &keys.iter().map(|key| (*key).into()).collect::<Vec<_>>()).is_some();
    assert!(takes(&[PRODUCTION]) && takes(&[&PRODUCTION.to_uppercase(), TEST]));
    assert!(!takes(&[]) && !takes(&[""]) && !takes(&[PRODUCTION, &TEST[1..]]) && !takes(&[&"g".repeat(64)]));
}
