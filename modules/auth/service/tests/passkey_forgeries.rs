//! What passkeys must not let through: every forged, stale, borrowed or broken answer gets one and the same refusal.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;
#[path = "common/passkeys.rs"]
mod passkeys;

use auth_contract::AuthRefusal;
use auth_service::{Deps, Settings};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::{House, PASSWORD};
use passkeys::authenticator::Draft;
use passkeys::{
    Authenticator, Key, begin, enrol, finish, house, look, owner, rows, sign_in, sign_in_end, sign_in_start,
};
use serde_json::{Value, json};
use testkit::engines;

const REFUSED: AuthRefusal = AuthRefusal::PasskeyRefused;

/// A lie, before it is signed.
type Bend = fn(&mut Draft);

/// Damage done to what was signed.
type Break = fn(&mut Value);

/// Lies that neither a registration nor a sign-in may get away with.
const LIES: [(&str, Bend); 18] = [
    ("another challenge", |draft| draft.client_data["challenge"] = json!("A".repeat(43))),
    ("a challenge with padding", |draft| {
        draft.client_data["challenge"] = json!(format!("{}=", draft.client_data["challenge"].as_str().unwrap()));
    }),
    ("another type", |draft| draft.client_data["type"] = json!("payment.get")),
    ("no type", |draft| drop(draft.client_data.as_object_mut().unwrap().remove("type"))),
    ("another origin", |draft| draft.client_data["origin"] = json!("https://evil.example")),
    ("an origin below ours", |draft| draft.client_data["origin"] = json!("https://www.kindling.example")),
    ("an origin without TLS", |draft| draft.client_data["origin"] = json!("http://kindling.example")),
    ("an origin with another port", |draft| draft.client_data["origin"] = json!("https://kindling.example:8443")),
    ("a foreign frame", |draft| draft.client_data["crossOrigin"] = json!(true)),
    ("a foreign page around it", |draft| draft.client_data["topOrigin"] = json!("https://evil.example")),
    ("another relying party", |draft| draft.relying_party = "evil.example".into()),
    ("nobody present", |draft| draft.flags &= !1),
    ("nobody verified", |draft| draft.flags &= !(1 << 2)),
    ("a copy of what cannot be copied", |draft| draft.flags &= !(1 << 3)),
    ("an announced extension that is missing", |draft| draft.flags |= 1 << 7),
    ("bytes that nobody announced", |draft| draft.tail = vec![0xa0]),
    ("another kind of credential", |draft| draft.browser.kind = json!("password")),
    ("two ids", |draft| draft.browser.id = Some(json!("AQID"))),
];

#[tokio::test]
async fn a_forged_registration_is_refused_and_stores_nothing() {
    let lies: [(&str, Bend); 12] = [
        ("the answer to a sign-in", |draft| draft.client_data["type"] = json!("webauthn.get")),
        ("no credential", |draft| draft.flags &= !(1 << 6)),
        ("an empty id", |draft| draft.id.clear()),
        ("an id of 1024 bytes", |draft| draft.id = vec![7; 1024]),
        ("a key that is none", |draft| draft.cose = vec![0xa0]),
        ("half a key", |draft| draft.cose.truncate(40)),
        ("a key of another kind", |draft| draft.cose[4] = 0x38),
        ("two keys", |draft| draft.tail = draft.cose.clone()),
        ("a statement where there is none", |draft| draft.attestation = ("none".into(), vec![0xa1, 0x61, 0x78, 1])),
        ("a format of makers", |draft| draft.attestation = ("tpm".into(), vec![0xa0])),
        ("a signature of nobody", |draft| {
            let statement = [&[0xa2, 0x63][..], b"alg", &[0x26, 0x63], b"sig", &[0x41, 0]].concat();
            draft.attestation = ("packed".into(), statement);
        }),
        ("a statement that is none", |draft| draft.attestation = ("packed".into(), vec![0x80])),
    ];
    let breaks: [(&str, Break); 8] = [
        ("null", |answer| *answer = Value::Null),
        ("a list", |answer| *answer = json!([answer.clone()])),
        ("no response", |answer| answer["response"] = json!({})),
        ("bytes as numbers", |answer| answer["response"]["attestationObject"] = json!([1, 2, 3])),
        ("another base64", |answer| answer["response"]["attestationObject"] = json!("++//")),
        ("a short object", |answer| cut(&mut answer["response"]["attestationObject"])),
        ("a short text", |answer| cut(&mut answer["response"]["clientDataJSON"])),
        ("a huge object", |answer| answer["response"]["attestationObject"] = json!("n".repeat(1 << 18))),
    ];
    for engine in engines() {
        let house = house(engine).await;
        let accounts = &*house.contract;
        let (_, cx) = owner(&house, "marigold").await;
        let begun = begin(accounts, &cx, Some(PASSWORD)).await.unwrap();
        let mut phone = Authenticator::new(Key::es256());
        for (what, lie) in LIES.into_iter().chain(lies) {
            let answer = phone.create_bent(&begun.options, lie);
            assert_eq!(finish(accounts, &cx, &begun.ceremony, &answer, None).await, Err(REFUSED.into()), "{what}");
        }
        for (what, damage) in breaks {
            let mut answer = phone.create(&begun.options);
            damage(&mut answer);
            assert_eq!(finish(accounts, &cx, &begun.ceremony, &answer, None).await, Err(REFUSED.into()), "{what}");
        }

        let (_, stranger) = owner(&house, "mariposa").await;
        let theirs = begin(accounts, &stranger, Some(PASSWORD)).await.unwrap();
        let borrowed = phone.create(&theirs.options);
        assert_eq!(finish(accounts, &cx, &theirs.ceremony, &borrowed, None).await, Err(REFUSED.into()));
        let other = sign_in_start(accounts).await;
        let mut options = begun.options.clone();
        options["challenge"] = other.options["challenge"].clone();
        let borrowed = phone.create(&options);
        for ceremony in [other.ceremony.as_str(), "", "AAAA", &begun.ceremony[1..]] {
            assert_eq!(finish(accounts, &cx, ceremony, &borrowed, None).await, Err(REFUSED.into()), "{ceremony}");
        }
        assert!(look(accounts, &cx).await.is_empty());

        let packed = phone.create_bent(&begun.options, |draft| draft.attestation = ("packed".into(), Vec::new()));
        house.later(300);
        assert_eq!(finish(accounts, &cx, &begun.ceremony, &packed, None).await, Err(REFUSED.into()), "too late");
        let begun = begin(accounts, &cx, Some(PASSWORD)).await.unwrap();
        let packed = phone.create_bent(&begun.options, |draft| draft.attestation = ("packed".into(), Vec::new()));
        house.later(299);
        assert!(finish(accounts, &cx, &begun.ceremony, &packed, None).await.is_ok(), "signed by the key itself");
    }
}

/// Takes the last bytes from a text of base64.
fn cut(text: &mut Value) {
    let mut bytes = URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap();
    bytes.truncate(bytes.len() - 3);
    *text = json!(URL_SAFE_NO_PAD.encode(bytes));
}

/// Turns one bit.
fn turn(text: &mut Value) {
    let mut bytes = URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    *text = json!(URL_SAFE_NO_PAD.encode(bytes));
}

#[tokio::test]
async fn a_forged_sign_in_is_refused_and_its_owner_hears_of_it() {
    let lies: [(&str, Bend); 4] = [
        ("the answer to a registration", |draft| draft.client_data["type"] = json!("webauthn.create")),
        ("a passkey that cannot be copied any more", |draft| draft.flags &= !(0b11 << 3)),
        ("a credential in it", |draft| {
            draft.flags |= 1 << 6;
            draft.tail = [&[0; 16][..], &[0, 1, 7], &[0xa0]].concat();
        }),
        ("nobody's handle", |draft| draft.handle.clear()),
    ];
    let breaks: [(&str, Break); 9] = [
        ("null", |answer| *answer = Value::Null),
        ("no handle", |answer| drop(answer["response"].as_object_mut().unwrap().remove("userHandle"))),
        ("a null handle", |answer| answer["response"]["userHandle"] = Value::Null),
        ("a turned bit in what the authenticator said", |answer| turn(&mut answer["response"]["authenticatorData"])),
        ("a turned bit in what the browser said", |answer| turn(&mut answer["response"]["clientDataJSON"])),
        ("a turned bit in the signature", |answer| turn(&mut answer["response"]["signature"])),
        ("half a signature", |answer| cut(&mut answer["response"]["signature"])),
        ("no signature", |answer| answer["response"]["signature"] = json!("")),
        ("a counter of its own", |answer| {
            let text = &mut answer["response"]["authenticatorData"];
            let mut bytes = URL_SAFE_NO_PAD.decode(text.as_str().unwrap()).unwrap();
            *bytes.last_mut().unwrap() += 1;
            *text = json!(URL_SAFE_NO_PAD.encode(bytes));
        }),
    ];
    for engine in engines() {
        let house = house(engine).await;
        let accounts = &*house.contract;
        let (_, cx) = owner(&house, "marigold").await;
        let mut phone = Authenticator::new(Key::es256());
        enrol(accounts, &cx, &mut phone, None).await.unwrap();
        let begun = sign_in_start(accounts).await;
        for (what, lie) in LIES.into_iter().chain(lies) {
            let answer = phone.get_bent(&begun.options, lie);
            assert_eq!(sign_in_end(accounts, &begun.ceremony, &answer).await, Err(REFUSED.into()), "{what}");
        }
        for (what, damage) in breaks {
            let mut answer = phone.get(&begun.options);
            damage(&mut answer);
            assert_eq!(sign_in_end(accounts, &begun.ceremony, &answer).await, Err(REFUSED.into()), "{what}");
        }
        borrowed_things_do_not_help(&house, &cx, &mut phone).await;

        let answer = phone.get(&begun.options);
        let good = sign_in_end(accounts, &begun.ceremony, &answer).await;
        assert!(good.is_ok(), "what was refused has not used the ceremony up");
        let late = sign_in_start(accounts).await;
        let answer = phone.get(&late.options);
        house.later(300);
        assert_eq!(sign_in_end(accounts, &late.ceremony, &answer).await, Err(REFUSED.into()), "too late");
        let told = heard(&house, "log_in_failed", 20).await;
        assert!(told >= 20, "{told}");
    }
}

/// How many entries of a kind the log has, once it has as many as are waited for or two seconds are over.
async fn heard(house: &House, event: &str, least: usize) -> usize {
    let statement = format!("select id from audit_entry where event = '{event}'");
    for _ in 0..100 {
        if rows(house, &statement).await >= least {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    rows(house, &statement).await
}

async fn borrowed_things_do_not_help(house: &House, cx: &kernel::Cx, phone: &mut Authenticator) {
    let accounts = &*house.contract;
    let (_, stranger) = owner(house, "mariposa").await;
    let mut theirs = Authenticator::new(Key::es256());
    enrol(accounts, &stranger, &mut theirs, None).await.unwrap();
    let mut second = Authenticator::new(Key::ed25519());
    enrol(accounts, cx, &mut second, None).await.unwrap();

    let begun = sign_in_start(accounts).await;
    let (id, handle) = (phone.id.clone(), phone.handle.clone());
    let try_it = async |answer: Value, what: &str| {
        assert_eq!(sign_in_end(accounts, &begun.ceremony, &answer).await, Err(REFUSED.into()), "{what}");
    };
    try_it(theirs.get_bent(&begun.options, |draft| draft.handle = handle.clone()), "the victim's handle").await;
    try_it(theirs.get_bent(&begun.options, |draft| draft.id = id.clone()), "the victim's id").await;
    let both = theirs.get_bent(&begun.options, |draft| (draft.id, draft.handle) = (id.clone(), handle.clone()));
    try_it(both, "the victim's id and handle").await;
    try_it(second.get_bent(&begun.options, |draft| draft.id = id.clone()), "the id of another of one's own").await;
    let mut unknown = Authenticator::new(Key::rs256());
    unknown.handle = handle;
    try_it(unknown.get(&begun.options), "a passkey that nobody registered").await;

    let registration = begin(accounts, cx, Some(PASSWORD)).await.unwrap();
    let mut options = begun.options.clone();
    options["challenge"] = registration.options["challenge"].clone();
    let answer = phone.get(&options);
    let outcome = sign_in_end(accounts, &registration.ceremony, &answer).await;
    assert_eq!(outcome, Err(REFUSED.into()), "the ceremony of a registration");
    for ceremony in [&begun.ceremony, "", "AAAA"] {
        assert_eq!(sign_in_end(accounts, ceremony, &answer).await, Err(REFUSED.into()), "another ceremony");
    }
}

#[tokio::test]
async fn a_counter_that_does_not_grow_shows_a_copy() {
    for engine in engines() {
        let house = house(engine).await;
        let accounts = &*house.contract;
        let (_, cx) = owner(&house, "marigold").await;
        let mut phone = Authenticator::new(Key::es256());
        phone.count = 5;
        enrol(accounts, &cx, &mut phone, None).await.unwrap();
        for (count, accepted) in [(6, true), (6, false), (5, false), (0, false), (7, true), (100, true), (99, false)] {
            phone.count = count;
            let outcome = sign_in(accounts, &mut phone).await;
            assert_eq!(outcome.is_ok(), accepted, "{count}: {outcome:?}");
            assert!(accepted || outcome == Err(REFUSED.into()));
        }
        assert_eq!(heard(&house, "passkey_suspected", 4).await, 4);
    }
}

#[tokio::test]
async fn an_id_belongs_to_the_account_that_registered_it_first() {
    for engine in engines() {
        let house = house(engine).await;
        let accounts = &*house.contract;
        let (user, cx) = owner(&house, "marigold").await;
        let (_, stranger) = owner(&house, "mariposa").await;
        let mut phone = Authenticator::new(Key::es256());
        let card = enrol(accounts, &cx, &mut phone, None).await.unwrap();
        let mut thief = Authenticator::new(Key::es256());
        thief.id = phone.id.clone();
        for cx in [&stranger, &cx] {
            assert_eq!(enrol(accounts, cx, &mut thief, None).await, Err(REFUSED.into()));
        }
        assert!(look(accounts, &stranger).await.is_empty());
        assert_eq!(look(accounts, &cx).await, [card]);
        assert_eq!(sign_in(accounts, &mut thief).await, Err(REFUSED.into()));
        assert_eq!(sign_in(accounts, &mut phone).await.unwrap().user_id, user);
    }
}

#[tokio::test]
async fn a_broken_address_fails_the_start() {
    let house = House::new(platform::Engine::Sqlite).await;
    let build = async |settings: Settings| {
        let deps = Deps {
            db: house.database.db(),
            clock: house.world.clock(),
            ids: house.world.ids(),
            signals: house.world.signals.clone(),
            mailer: Some(house.mailbox.clone()),
            secret: house.world.secret.clone(),
        };
        auth_service::build(&settings, deps).await.map(drop).unwrap_err().to_string()
    };
    let error = build(Settings { public_url: "kindling.example".into(), ..Settings::default() }).await;
    assert!(error.contains("public_url"), "{error}");
    let error = build(Settings { relying_party_id: "other.example".into(), ..Settings::default() }).await;
    assert!(error.contains("other.example"), "{error}");
}
