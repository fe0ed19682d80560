//! Tokens as an independent library reads them, and forged ones.

use super::*;
use crate::keys::generate;
use aws_lc_rs::signature::Ed25519KeyPair;
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_millis(1_772_366_400_000);

struct Bench {
    tokens: Tokens,
    ring: Ring,
    pkcs8: Vec<u8>,
}

fn encode<T: Serialize>(part: &T) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(part).unwrap())
}

fn decode<T: DeserializeOwned>(part: &str) -> T {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

impl Bench {
    fn new() -> Self {
        let pkcs8 = generate().unwrap();
        let key = Key::from_pkcs8(&pkcs8, NOW.before(Duration::from_secs(1000))).unwrap();
        let ring = Ring::new(vec![Arc::new(key)], Duration::from_secs(900));
        Self { tokens: Tokens::new(&Settings::default()), ring, pkcs8 }
    }
    fn ids() -> (UserId, SessionId) {
        (UserId(Uuid::from_u128(7)), SessionId(Uuid::from_u128(8)))
    }
    fn issue(&self) -> String {
        self.issue_until(NOW.after(Duration::from_secs(86_400))).0
    }
    fn issue_until(&self, latest: Timestamp) -> (String, u64) {
        let (user, session) = Self::ids();
        let bearer = Bearer { user, session, roles: &[Role::User], latest };
        self.tokens.issue(self.ring.signing(NOW).unwrap(), bearer, Uuid::from_u128(9), NOW).unwrap()
    }
    fn taken(&self, token: &str) -> bool {
        self.taken_at(token, NOW)
    }
    fn taken_at(&self, token: &str, now: Timestamp) -> bool {
        matches!(self.tokens.read(&self.ring, token, now), Reading::Ours(_))
    }
    fn jwk(&self) -> Value {
        self.ring.public(NOW).remove(0)
    }
    /// Any header and claims, signed with the real key.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let signed = [encode(header), encode(claims)].join(".");
        let signature = Ed25519KeyPair::from_pkcs8(&self.pkcs8).unwrap().sign(signed.as_bytes());
        [signed, URL_SAFE_NO_PAD.encode(signature)].join(".")
    }
    fn parts(&self) -> (Value, Value) {
        let token = self.issue();
        let mut parts = token.split('.');
        (decode(parts.next().unwrap()), decode(parts.next().unwrap()))
    }
}

fn with(value: &Value, name: &str, new: Value) -> Value {
    let mut value = value.clone();
    value[name] = new;
    value
}

fn without(value: &Value, name: &str) -> Value {
    let mut value = value.clone();
    value.as_object_mut().unwrap().remove(name);
    value
}

#[test]
fn an_independent_library_accepts_our_tokens_with_our_published_key() {
    let bench = Bench::new();
    let jwk: jsonwebtoken::jwk::Jwk = serde_json::from_value(bench.jwk()).unwrap();
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.validate_exp = false;
    validation.set_issuer(&["kindling"]);
    validation.set_audience(&["kindling"]);
    let read =
        jsonwebtoken::decode::<Claims>(bench.issue(), &DecodingKey::from_jwk(&jwk).unwrap(), &validation).unwrap();
    assert_eq!(read.header.kid, jwk.common.key_id);
    assert_eq!((read.claims.sub, read.claims.sid), Bench::ids());
    assert_eq!(read.claims.exp - read.claims.iat, 900);
}

#[test]
fn a_token_works_until_it_expires_and_never_beyond_its_session() {
    let bench = Bench::new();
    let token = bench.issue();
    let after = |seconds| bench.taken_at(&token, NOW.after(Duration::from_secs(seconds)));
    assert!(after(0) && after(899));
    assert!(!after(900) && !after(901), "a remembered token expires as well");
    let (short, seconds) = bench.issue_until(NOW.after(Duration::from_secs(100)));
    assert_eq!(seconds, 100);
    assert!(!bench.taken_at(&short, NOW.after(Duration::from_secs(100))));
}

#[test]
fn every_changed_byte_breaks_a_token() {
    let bench = Bench::new();
    let token = bench.issue();
    assert!(bench.taken(&token));
    for at in 0..token.len() {
        for new in [b'A', b'B', b'.', b'=', token.as_bytes()[at] ^ 1] {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = new;
            let Ok(changed) = String::from_utf8(bytes) else { continue };
            assert!(changed == token || !bench.taken(&changed), "byte {at} as {new}");
        }
        assert!(!bench.taken(&token[..at]), "cut at {at}");
    }
}

#[test]
fn forged_headers_are_refused_even_with_the_right_signature() {
    let bench = Bench::new();
    let (header, claims) = bench.parts();
    assert!(bench.taken(&bench.signed(&header, &claims)), "the control");
    let own = bench.jwk();
    let forged = [
        with(&header, "alg", json!("none")),
        with(&header, "alg", json!("None")),
        with(&header, "alg", json!("HS256")),
        with(&header, "alg", json!("ES256")),
        with(&header, "alg", json!("Ed25519")),
        with(&header, "alg", json!("eddsa")),
        with(&header, "alg", json!(["EdDSA"])),
        with(&header, "alg", Value::Null),
        without(&header, "alg"),
        with(&header, "typ", json!("JWT")),
        with(&header, "typ", json!("")),
        without(&header, "typ"),
        with(&header, "kid", json!("")),
        with(&header, "kid", json!("../../dev/null")),
        without(&header, "kid"),
        with(&header, "kid", json!("' OR 1=1 --")),
        with(&header, "jwk", own),
        with(&header, "jku", json!("http://127.0.0.1/")),
        with(&header, "x5u", json!("http://127.0.0.1/")),
        with(&header, "x5c", json!([])),
        with(&header, "crit", json!(["exp"])),
        with(&header, "b64", json!(false)),
        with(&header, "zip", json!("DEF")),
        json!({}),
        json!([]),
        json!("EdDSA"),
    ];
    for header in forged {
        assert!(!bench.taken(&bench.signed(&header, &claims)), "{header}");
    }
}

#[test]
fn claims_of_others_are_refused_even_with_the_right_signature() {
    let bench = Bench::new();
    let (header, claims) = bench.parts();
    for forged in [
        with(&claims, "iss", json!("other")),
        with(&claims, "iss", json!(["kindling"])),
        without(&claims, "iss"),
        with(&claims, "aud", json!("chat")),
        with(&claims, "aud", json!(["kindling"])),
        without(&claims, "aud"),
        with(&claims, "iat", json!(NOW.as_secs() + 61)),
        with(&claims, "exp", json!(0)),
        with(&claims, "exp", json!(-1)),
        with(&claims, "exp", json!("9999999999")),
        with(&claims, "exp", json!(1e12)),
        without(&claims, "exp"),
        with(&claims, "sub", json!("admin")),
        without(&claims, "sub"),
        without(&claims, "sid"),
        without(&claims, "jti"),
        without(&claims, "roles"),
        with(&claims, "roles", json!(["root"])),
        json!(null),
        json!([]),
    ] {
        assert!(!bench.taken(&bench.signed(&header, &forged)), "{forged}");
    }
}

#[test]
fn other_keys_and_other_algorithms_sign_nothing() {
    let bench = Bench::new();
    let (header, claims) = bench.parts();
    let stranger = Bench::new();
    assert!(!bench.taken(&stranger.signed(&header, &claims)), "another Ed25519 key under our kid");
    assert!(!bench.taken(&stranger.issue()));
    let public = bench.jwk()["x"].as_str().unwrap().to_owned();
    let kid = bench.ring.signing(NOW).unwrap().id.clone();
    for key in [public.as_bytes(), &URL_SAFE_NO_PAD.decode(&public).unwrap(), &bench.pkcs8, b""] {
        let header = jsonwebtoken::Header { kid: Some(kid.clone()), typ: Some(TYPE.into()), ..Default::default() };
        let confused = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key)).unwrap();
        assert!(!bench.taken(&confused), "HS256 with a key that is public");
    }
    let token = bench.issue();
    let (signed, signature) = token.rsplit_once('.').unwrap();
    for forged in [
        signed.to_owned(),
        format!("{signed}."),
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode([0u8; 64])),
        format!("{signed}.{signature}="),
        format!("{token}.{signature}"),
        format!(".{token}"),
        format!("{token}\n"),
        "..".into(),
        String::new(),
        "x".repeat(LONGEST + 1),
    ] {
        assert!(!bench.taken(&forged), "{forged}");
    }
}
