//! An attack table: forged access tokens, each of which must be worth nothing at every door.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};
use aws_lc_rs::{hmac, signature};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::Method;
use serde_json::{Value, json};

use kindling::settings::Environment;

use crate::on_every_engine;
use crate::support::{Server, Socket};

/// A real token and what everybody can know about the server.
struct Material {
    token: String,
    header: Value,
    claims: Value,
    /// The published key.
    jwk: Value,
    /// The attacker's own key.
    ed25519: Ed25519KeyPair,
}

fn encode(part: &Value) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

fn decode(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn with(value: &Value, changes: &[(&str, Value)]) -> Value {
    let mut value = value.clone();
    for (name, new) in changes {
        match new {
            Value::String(text) if text == "<missing>" => drop(value.as_object_mut().unwrap().remove(*name)),
            new => value[*name] = new.clone(),
        }
    }
    value
}

impl Material {
    async fn of(server: &Server) -> Self {
        let token = server.register("ada").await.token().to_owned();
        let parts: Vec<&str> = token.split('.').collect();
        let (header, claims) = (decode(parts[0]), decode(parts[1]));
        let jwk = server.get("/.well-known/jwks.json").await.expect(200)["keys"][0].clone();
        let ed25519 = Ed25519KeyPair::generate().unwrap();
        Self { token, header, claims, jwk, ed25519 }
    }

    fn attackers_jwk(&self) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(self.ed25519.public_key()) })
    }

    /// Any header and claims, signed by the attacker with Ed25519.
    fn signed(&self, header: &Value, claims: &Value) -> String {
        let signed = [encode(header), encode(claims)].join(".");
        let signature = URL_SAFE_NO_PAD.encode(self.ed25519.sign(signed.as_bytes()));
        [signed, signature].join(".")
    }

    fn unsigned(&self) -> Vec<(String, String)> {
        let mut table = Vec::new();
        for alg in ["none", "None", "NONE", "nOnE", " none", "none\u{0}", ""] {
            let head = [encode(&with(&self.header, &[("alg", json!(alg))])), encode(&self.claims)].join(".");
            let real = self.token.rsplit('.').next().unwrap();
            for signature in ["", "AA", real] {
                table.push((format!("alg {alg:?}, signature {signature:.4}"), [&*head, signature].join(".")));
            }
        }
        table
    }

    /// The public key in ten spellings as a secret of HMAC.
    fn confused(&self) -> Vec<(String, String)> {
        let x = self.jwk["x"].as_str().unwrap();
        let raw = URL_SAFE_NO_PAD.decode(x).unwrap();
        // SubjectPublicKeyInfo of Ed25519 (RFC 8410, section 4).
        let der = [&[0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00], raw.as_slice()].concat();
        let pem = format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", STANDARD.encode(&der));
        let keys: [(&str, Vec<u8>); 12] = [
            ("x", x.into()),
            ("raw x", raw.clone()),
            ("DER", der.clone()),
            ("PEM", pem.clone().into()),
            ("PEM with a line feed", format!("{pem}\n").into()),
            ("base64 of DER", STANDARD.encode(&der).into()),
            ("base64 of x", STANDARD.encode(&raw).into()),
            ("JWK", self.jwk.to_string().into()),
            ("kid", self.header["kid"].as_str().unwrap().into()),
            ("nothing", Vec::new()),
            ("secret", b"secret".to_vec()),
            ("kindling", b"kindling".to_vec()),
        ];
        let mut table = Vec::new();
        for (name, algorithm) in
            [("HS256", hmac::HMAC_SHA256), ("HS384", hmac::HMAC_SHA384), ("HS512", hmac::HMAC_SHA512)]
        {
            let head = [encode(&with(&self.header, &[("alg", json!(name))])), encode(&self.claims)].join(".");
            for (spelling, key) in &keys {
                let tag = hmac::sign(&hmac::Key::new(algorithm, key), head.as_bytes());
                let token = [head.clone(), URL_SAFE_NO_PAD.encode(tag)].join(".");
                table.push((format!("{name} with {spelling}"), token));
            }
        }
        table
    }

    /// Keys that a token brings along or points at.
    fn injected(&self) -> Vec<(String, String)> {
        let mine = self.attackers_jwk();
        let headers = [
            vec![],
            vec![("jwk", mine.clone())],
            vec![("jwk", mine.clone()), ("kid", json!("<missing>"))],
            vec![("jwk", self.jwk.clone())],
            vec![("jku", json!("http://127.0.0.1:9/jwks.json"))],
            vec![("jku", json!("file:///etc/passwd"))],
            vec![("x5u", json!("http://127.0.0.1:9/cert.pem"))],
            vec![("x5c", json!(["MIIB"]))],
            vec![("x5t", json!("AAAA"))],
            vec![("x5t#S256", json!("AAAA"))],
            vec![("crit", json!(["jwk"])), ("jwk", mine.clone())],
            vec![("crit", json!([]))],
            vec![("b64", json!(false)), ("crit", json!(["b64"]))],
            vec![("zip", json!("DEF"))],
            vec![("enc", json!("A256GCM")), ("alg", json!("dir"))],
            vec![("cty", json!("JWT"))],
            vec![("typ", json!("JWT"))],
            vec![("typ", json!("<missing>"))],
            vec![("typ", json!("AT+JWT"))],
            vec![("alg", json!("Ed25519"))],
            vec![("alg", json!("ES256"))],
            vec![("alg", json!("RS256"))],
            vec![("alg", json!("PS512"))],
            vec![("alg", json!("eddsa"))],
            vec![("alg", json!(["EdDSA"]))],
            vec![("alg", Value::Null)],
            vec![("alg", json!("<missing>"))],
        ];
        let kids = [
            json!("<missing>"),
            json!(""),
            json!(null),
            json!(0),
            json!([]),
            json!({}),
            json!("../../../../dev/null"),
            json!("/dev/null"),
            json!("' or '1'='1"),
            json!("x' union select 'AAAA' --"),
            json!("http://127.0.0.1:9/key"),
            json!("\u{0}"),
            json!("k".repeat(4000)),
            json!("|/bin/true"),
            json!(self.attackers_jwk()["x"]),
        ];
        let with_kids = kids.into_iter().map(|kid| vec![("kid", kid)]);
        headers
            .into_iter()
            .chain(with_kids)
            .map(|changes| {
                let header = with(&self.header, &changes);
                let what: String = format!("the attacker's key, header {header}").chars().take(160).collect();
                (what, self.signed(&header, &self.claims))
            })
            .collect()
    }

    fn minted(&self) -> Vec<(String, String)> {
        let changes = [
            vec![("sub", json!("00000000-0000-7000-8000-000000000001"))],
            vec![("roles", json!(["user", "admin"]))],
            vec![("exp", json!(9_999_999_999_i64))],
            vec![("exp", json!("<missing>"))],
            vec![("exp", json!(1))],
            vec![("iat", json!(9_999_999_999_i64))],
            vec![("nbf", json!(9_999_999_999_i64))],
            vec![("iss", json!("https://evil.example"))],
            vec![("iss", json!(["kindling", "https://evil.example"]))],
            vec![("aud", json!("other"))],
            vec![("aud", json!(["kindling", "other"]))],
            vec![("sid", json!("<missing>"))],
            vec![("sub", json!({ "$ne": null }))],
            vec![("jti", json!("<missing>"))],
        ];
        let minted = changes.into_iter().map(|changes| with(&self.claims, &changes));
        let odd = [json!(null), json!([]), json!({}), json!("ada"), json!(1)];
        minted.chain(odd).map(|claims| (format!("claims {claims}"), self.signed(&self.header, &claims))).collect()
    }

    /// Signatures of another kind.
    fn of_other_curves(&self) -> Vec<(String, String)> {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref()).unwrap();
        let mut table = Vec::new();
        for alg in ["ES256", "EdDSA", "ES384"] {
            let head = [encode(&with(&self.header, &[("alg", json!(alg))])), encode(&self.claims)].join(".");
            let real = pair.sign(&random, head.as_bytes()).unwrap();
            for (what, bytes) in [
                ("a P-256 signature", real.as_ref().to_vec()),
                ("zeros", vec![0; 64]),
                ("ones", vec![0xff; 64]),
                ("96 zeros", vec![0; 96]),
            ] {
                let token = [head.clone(), URL_SAFE_NO_PAD.encode(bytes)].join(".");
                table.push((format!("{alg}, {what}"), token));
            }
        }
        table
    }

    /// The real token, damaged.
    fn damaged(&self) -> Vec<(String, String)> {
        let token = &self.token;
        let parts: Vec<&str> = token.split('.').collect();
        let mut table = Vec::new();
        for cut in (0..token.len()).step_by(token.len() / 24) {
            table.push((format!("cut at {cut}"), token[..cut].to_owned()));
        }
        for at in (0..token.len()).step_by(token.len() / 48) {
            let mut bytes = token.clone().into_bytes();
            // Another letter of base64url, or a dot too many.
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            table.push((format!("byte {at} changed"), String::from_utf8(bytes).unwrap()));
        }
        let [header, claims, signature] = [parts[0], parts[1], parts[2]];
        for (what, text) in [
            ("padded", format!("{token}=")),
            ("padded claims", format!("{header}.{claims}=.{signature}")),
            ("a dot too many", format!("{token}.")),
            ("a dot in front", format!(".{token}")),
            ("five parts", format!("{token}.{claims}.{signature}")),
            ("no claims", format!("{header}..{signature}")),
            ("no header", format!(".{claims}.{signature}")),
            ("swapped", format!("{claims}.{header}.{signature}")),
            ("twice", format!("{token}{token}")),
            ("upper case", token.to_uppercase()),
            ("not base64", "a.b.c".into()),
            ("dots", "..".into()),
            ("a JWE", format!("{header}.{claims}.{signature}.{claims}.{signature}")),
            ("JSON", json!({ "protected": header, "payload": claims, "signature": signature }).to_string()),
            ("huge", "x".repeat(7000)),
        ] {
            table.push((what.to_owned(), text));
        }
        let doubled = URL_SAFE_NO_PAD.encode(format!(
            "{{\"alg\":\"EdDSA\",\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":{}}}",
            self.header["kid"]
        ));
        table.push(("a header with two algorithms".into(), format!("{doubled}.{claims}.{signature}")));
        table
    }
}

on_every_engine! {
    async fn no_forged_token_opens_any_door(server: &Server) {
        let material = Material::of(server).await;
        let verify = async |token: &str| {
            server.send(server.request(Method::GET, "/auth/verify").header("authorization", format!("Bearer {token}"))).await
        };
        assert_eq!(verify(&material.token).await.status, 200, "the control");
        let table = [
            material.unsigned(),
            material.confused(),
            material.injected(),
            material.minted(),
            material.of_other_curves(),
            material.damaged(),
        ]
        .concat();
        assert!(table.len() >= 150, "only {} attacks", table.len());
        let mut tried = 0;
        for (what, token) in &table {
            let Ok(header) = reqwest::header::HeaderValue::from_str(&format!("Bearer {token}")) else { continue };
            let answer = server.send(server.request(Method::GET, "/auth/verify").header("authorization", header.clone())).await;
            assert_eq!(answer.status, 401, "{what}: {}", answer.json);
            assert!(!answer.json["code"].is_null(), "{what}");
            let renewed = server.send(server.request(Method::POST, "/auth/refresh").header("authorization", header)).await;
            assert_eq!(renewed.status, 401, "{what}: renewing");
            tried += 1;
        }
        assert!(tried >= 150, "only {tried} attacks could be sent");
        for (what, token) in table.iter().step_by(9) {
            let path: String = token.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let status = server.get(&format!("/auth/verify/{path}")).await.status.as_u16();
            assert!((400..500).contains(&status), "{what} in the path: {status}");
            let mut socket = Socket::open(server, "/chat/connect").await;
            socket.tell(json!({ "type": "auth", "token": token })).await;
            assert_eq!(socket.close_code().await, Some(4401), "{what} on a socket");
        }
        assert_eq!(verify(&material.token).await.status, 200, "the control, afterwards");
        println!("{tried} forged tokens refused");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_ends_when_it_says() {
    let server = Server::start_with(platform::Engine::Sqlite, Environment::Production, |settings| {
        settings.auth.access_ttl_s = 4
    })
    .await;
    let person = server.register("ada").await;
    assert_eq!(person.get("/auth/verify").await.status, 200);
    tokio::time::sleep(std::time::Duration::from_millis(4100)).await;
    assert_eq!(person.get("/auth/verify").await.status, 401, "though it was remembered");
    server.stop().await;
}
