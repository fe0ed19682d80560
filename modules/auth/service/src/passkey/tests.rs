//! The standard's own test vectors (Web Authentication Level 3, section 16), answers of another implementation's browser
//! and authenticator, and what becomes of them when they are damaged.
//!
//! `vectors.json` holds those of the section that are signed with kinds of keys that are asked for, and one that is not;
//! `passkey_rs.json` was written, but for its bytes as base64url, by the crates `passkey-client` and
//! `passkey-authenticator` 0.6 when they were given the options that are spelled out here.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::attestation::Attestation;
use super::authenticator_data::AuthenticatorData;
use super::public_key::PublicKey;
use super::*;
use crate::Settings;

const CREATION: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const REQUEST: &str = "_wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const HANDLE: [u8; 16] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

fn party(public_url: &str) -> RelyingParty {
    RelyingParty::new(&Settings { public_url: public_url.into(), ..Settings::default() }).unwrap()
}

fn hex(text: &Value) -> Vec<u8> {
    let digits = text.as_str().unwrap().as_bytes();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

/// One example of the standard.
struct Example {
    registration: (String, Registration),
    sign_in: (String, Assertion),
}

fn example(name: &str) -> Example {
    let all: Value = serde_json::from_str(include_str!("vectors.json")).unwrap();
    let (made, used) = (&all[name]["registration"], &all[name]["sign_in"]);
    let id = hex(&made["credential_id"]);
    let registration = Registration {
        id: id.clone(),
        client_data: hex(&made["client_data"]),
        attestation: hex(&made["attestation"]),
        transports: Vec::new(),
    };
    let sign_in = Assertion {
        id,
        client_data: hex(&used["client_data"]),
        authenticator_data: hex(&used["authenticator_data"]),
        signature: hex(&used["signature"]),
        user_handle: HANDLE.to_vec(),
    };
    Example {
        registration: (to_text(&hex(&made["challenge"])), registration),
        sign_in: (to_text(&hex(&used["challenge"])), sign_in),
    }
}

impl Example {
    fn register(&self) -> Result<Record, Fault> {
        verify_registration(&party("https://example.org"), &self.registration.0, &self.registration.1)
    }
    fn sign_in(&self, record: &Record) -> Result<Record, Fault> {
        verify_assertion(&party("https://example.org"), &self.sign_in.0, &self.sign_in.1, &HANDLE, record)
    }
    /// What would be kept if the policy let it be registered.
    fn record(&self) -> Option<Record> {
        let attestation = Attestation::parse(&self.registration.1.attestation)?;
        let said = AuthenticatorData::parse(&attestation.authenticator_data)?;
        let credential = said.credential?;
        assert_eq!(credential.id, self.registration.1.id);
        PublicKey::parse(credential.key)?;
        Some(Record::new(credential.key, said.count, said.may_be_copied(), said.is_copied(), Vec::new()))
    }
}

#[test]
fn the_standards_examples_are_judged_by_what_is_asked_for() {
    for (name, registered, signed_in) in [
        ("none-es256", Err(Fault::Unverified), Err(Fault::Unverified)),
        ("packed-self-es256", Ok(()), Err(Fault::Unverified)),
        ("none-es256-crossOrigin", Err(Fault::Framed), Err(Fault::Framed)),
        ("none-es256-topOrigin", Err(Fault::Framed), Err(Fault::Framed)),
        ("none-es256-long-credential-id", Err(Fault::Unverified), Ok(())),
        ("packed-es256", Err(Fault::Attestation), Ok(())),
        ("tpm-es256", Err(Fault::Attestation), Ok(())),
        ("packed-rs256", Err(Fault::Attestation), Err(Fault::Unverified)),
        ("packed-eddsa", Err(Fault::Unverified), Err(Fault::Unverified)),
    ] {
        let example = example(name);
        assert_eq!(example.register().map(drop), registered, "{name}");
        assert_eq!(example.sign_in(&example.record().unwrap()).map(drop), signed_in, "{name}");
    }
    assert!(example("packed-es384").record().is_none(), "nobody asked for P-384");
}

#[test]
fn the_standards_signatures_fit_their_keys() {
    for name in ["none-es256", "packed-self-es256", "packed-rs256", "packed-eddsa", "none-es256-long-credential-id"] {
        let example = example(name);
        let key = example.record().unwrap().key().unwrap();
        let Assertion { client_data, authenticator_data, mut signature, .. } = example.sign_in.1;
        let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &client_data);
        let message = [&authenticator_data, hash.as_ref()].concat();
        assert!(key.has_signed(&message, &signature), "{name}");
        *signature.last_mut().unwrap() ^= 1;
        assert!(!key.has_signed(&message, &signature), "{name}");
    }
}

fn options() -> (Value, Value) {
    let party = party("https://kindling.example");
    let known = [(vec![1, 2, 3], vec![]), (vec![4, 5, 6], vec!["hybrid".to_owned(), "internal".to_owned()])];
    let creation = creation_options(&party, CREATION, &Owner { handle: &HANDLE, name: "marigold" }, &known);
    (creation, request_options(&party, REQUEST))
}

#[test]
fn browsers_are_asked_for_discoverable_passkeys_that_verify_their_user() {
    let creation = json!({
        "rp": {"id": "kindling.example", "name": "kindling"},
        "user": {"id": "AQIDBAUGBwgJCgsMDQ4PEA", "name": "marigold", "displayName": "marigold"},
        "challenge": CREATION,
        "pubKeyCredParams": [
            {"type": "public-key", "alg": -8}, {"type": "public-key", "alg": -7}, {"type": "public-key", "alg": -257},
        ],
        "timeout": 300_000,
        "excludeCredentials": [
            {"type": "public-key", "id": "AQID"},
            {"type": "public-key", "id": "BAUG", "transports": ["hybrid", "internal"]},
        ],
        "authenticatorSelection": {
            "residentKey": "required", "requireResidentKey": true, "userVerification": "required",
        },
        "attestation": "none",
    });
    let request = json!({
        "challenge": REQUEST, "timeout": 300_000, "rpId": "kindling.example", "allowCredentials": [],
        "userVerification": "required",
    });
    assert_eq!(options(), (creation, request));
}

#[test]
fn another_implementations_answers_are_accepted() {
    let all: Value = serde_json::from_str(include_str!("passkey_rs.json")).unwrap();
    let party = party("https://kindling.example");
    for kind in ["EdDSA", "ES256"] {
        let registration = Registration::parse(&all[kind]["registration"]).unwrap();
        let record = verify_registration(&party, CREATION, &registration).unwrap();
        assert_eq!((record.count, record.may_be_copied), (0, true), "{kind}");
        let assertion = Assertion::parse(&all[kind]["sign_in"]).unwrap();
        assert_eq!(assertion.id, registration.id);
        let renewed = verify_assertion(&party, REQUEST, &assertion, &HANDLE, &record).unwrap();
        assert!(renewed.count == 1 && renewed.follows(&record) && !record.follows(&renewed));
        assert_eq!(verify_registration(&party, REQUEST, &registration), Err(Fault::Challenge));
        assert_eq!(verify_assertion(&party, REQUEST, &assertion, b"else", &record), Err(Fault::UserHandle));
    }
}

#[test]
fn counters_grow_or_are_not_kept() {
    let at = |count| Record::new(b"", count, false, false, Vec::new());
    for (earlier, later, follows) in
        [(0, 0, true), (0, 1, true), (1, 2, true), (1, 1, false), (2, 1, false), (1, 0, false), (u32::MAX, 0, false)]
    {
        assert_eq!(at(later).follows(&at(earlier)), follows, "{earlier} then {later}");
    }
}

/// One of the byte strings of an answer.
type Part = fn(&mut Example) -> &mut Vec<u8>;

/// Turns each bit of a part, one at a time.
fn turn_each_bit(example: &mut Example, part: Part, accepted: impl Fn(&Example) -> bool) {
    assert!(accepted(example));
    for bit in 0..part(example).len() * 8 {
        part(example)[bit / 8] ^= 1 << (bit % 8);
        assert!(!accepted(example), "bit {bit}");
        part(example)[bit / 8] ^= 1 << (bit % 8);
    }
}

#[test]
fn no_bit_of_a_signed_registration_can_be_turned() {
    let mut good = example("packed-self-es256");
    let accepted = |example: &Example| example.register().is_ok();
    let parts: [Part; 3] = [
        |example| &mut example.registration.1.attestation,
        |example| &mut example.registration.1.client_data,
        |example| &mut example.registration.1.id,
    ];
    for part in parts {
        turn_each_bit(&mut good, part, accepted);
    }
    let whole = good.registration.1.attestation.clone();
    for length in 0..whole.len() {
        good.registration.1.attestation = whole[..length].to_vec();
        assert!(!accepted(&good), "{length} bytes");
    }
    good.registration.1.attestation = [whole, vec![0]].concat();
    assert!(!accepted(&good), "one byte more");
}

#[test]
fn no_bit_of_a_sign_in_can_be_turned() {
    let parts: [Part; 4] = [
        |example| &mut example.sign_in.1.client_data,
        |example| &mut example.sign_in.1.authenticator_data,
        |example| &mut example.sign_in.1.signature,
        |example| &mut example.sign_in.1.user_handle,
    ];
    for name in ["packed-es256", "none-es256-long-credential-id"] {
        let mut good = example(name);
        let record = good.record().unwrap();
        for part in parts {
            turn_each_bit(&mut good, part, |example| example.sign_in(&record).is_ok());
        }
    }
}

#[test]
fn monstrous_cbor_costs_nothing() {
    let mut monsters = vec![
        vec![],
        // Lengths of 2^64 - 1, and of 4 GiB, with nothing behind them.
        [&[0x9b][..], &[0xff; 8]].concat(),
        [&[0xbb][..], &[0xff; 8]].concat(),
        [&[0x5b][..], &[0xff; 8]].concat(),
        [&[0x7b][..], &[0xff; 8]].concat(),
        vec![0x5a, 0xff, 0xff, 0xff, 0xff, 0],
        // Nested for ever, as arrays, maps, tags, and strings without an end.
        vec![0x81; 200_000],
        vec![0xa1; 200_000],
        vec![0xc1; 200_000],
        vec![0x9f; 200_000],
        vec![0x5f; 200_000],
        // An array of 100 000 zeros.
        [vec![0x9a, 0, 1, 0x86, 0xa0], vec![0; 100_000]].concat(),
    ];
    // The same where the key should be.
    let head = [&[0; 32][..], &[0x45, 0, 0, 0, 0], &[0; 16], &[0, 1, 7]].concat();
    monsters.extend(monsters.clone().into_iter().map(|monster| [head.clone(), monster].concat()));
    for monster in monsters {
        assert!(Attestation::parse(&monster).is_none());
        assert!(PublicKey::parse(&monster).is_none());
        let said = AuthenticatorData::parse(&monster);
        assert!(
            said.and_then(|said| said.credential).is_none_or(|credential| PublicKey::parse(credential.key).is_none())
        );
    }
}

#[test]
fn keys_of_other_kinds_and_points_off_the_curve_are_none() {
    let bytes = |n: usize, fill: u8| [&[0x58, n as u8][..], &vec![fill; n]].concat();
    let p256 = |x: Vec<u8>, y: Vec<u8>| [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &x, &[0x22], &y].concat();
    let good = example("none-es256").record().unwrap();
    assert!(good.key().is_some());
    for (what, cose) in [
        ("off the curve", p256(bytes(32, 1), bytes(32, 1))),
        ("zero", p256(bytes(32, 0), bytes(32, 0))),
        ("short", p256(bytes(31, 1), bytes(32, 1))),
        ("long", p256(bytes(33, 1), bytes(32, 1))),
        ("compressed", p256(bytes(32, 1), vec![0xf5])),
        ("another curve", [&[0xa5, 1, 2, 3, 0x26, 0x20, 2, 0x21][..], &bytes(32, 1), &[0x22], &bytes(32, 1)].concat()),
        ("Ed448", [&[0xa4, 1, 1, 3, 0x27, 0x20, 7, 0x21][..], &bytes(57, 1)].concat()),
        ("a short Ed25519 key", [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21][..], &bytes(31, 1)].concat()),
        (
            "an RSA key of 512 bits",
            [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20][..], &bytes(64, 0xff), &[0x21, 0x43, 1, 0, 1]].concat(),
        ),
        ("kind and algorithm apart", [&[0xa4, 1, 2, 3, 0x27, 0x20, 6, 0x21][..], &bytes(32, 1)].concat()),
        ("an algorithm twice", [&[0xa5, 1, 1, 3, 0x27, 3, 0x27, 0x20, 6, 0x21][..], &bytes(32, 1)].concat()),
        ("no map", vec![0]),
    ] {
        assert!(PublicKey::parse(&cose).is_none(), "{what}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(
        garbage in proptest::collection::vec(any::<u8>(), 0..300),
        at in 0usize..277,
        length in 0usize..40,
    ) {
        drop((Attestation::parse(&garbage), PublicKey::parse(&garbage)));
        let _ = AuthenticatorData::parse(&garbage);
        let mut bent = example("packed-self-es256");
        let end = bent.registration.1.attestation.len().min(at + length);
        bent.registration.1.attestation.splice(at.min(end)..end, garbage.iter().copied());
        let untouched = bent.registration.1.attestation == example("packed-self-es256").registration.1.attestation;
        prop_assert_eq!(bent.register().is_ok(), untouched);
    }

    #[test]
    fn no_json_makes_it_panic(id in ".{0,20}", kind in ".{0,12}", data in ".{0,40}") {
        let answer = json!({"id": id, "rawId": id, "type": kind, "response": {
            "clientDataJSON": data, "attestationObject": data, "authenticatorData": data, "signature": data,
            "userHandle": data,
        }});
        prop_assert!(Registration::parse(&answer).is_err());
        prop_assert!(Assertion::parse(&answer).is_err());
    }
}
