//! A browser with an authenticator in software, made for these tests: it knows nothing of the code that it tests, writes
//! its CBOR by hand, and can be bent to lie.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// The page that people use.
pub const ORIGIN: &str = "https://kindling.example";

/// User present, user verified, may be copied, is copied.
pub const FLAGS: u8 = 0b1_1101;

pub enum Key {
    Es256(EcdsaKeyPair),
    EdDsa(Ed25519KeyPair),
    Rs256(RsaKeyPair),
}

impl Key {
    pub fn es256() -> Self {
        Self::Es256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }
    pub fn ed25519() -> Self {
        Self::EdDsa(Ed25519KeyPair::generate().unwrap())
    }
    pub fn rs256() -> Self {
        Self::Rs256(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    /// In COSE's encoding.
    pub fn cose(&self) -> Vec<u8> {
        match self {
            Self::Es256(pair) => {
                let point = pair.public_key().as_ref();
                let head = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &bytes(&point[1..33]), &[0x22]].concat();
                [head, bytes(&point[33..65])].concat()
            }
            Self::EdDsa(pair) => {
                [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21][..], &bytes(pair.public_key().as_ref())].concat()
            }
            Self::Rs256(pair) => {
                let n = pair.public_key().modulus().big_endian_without_leading_zero().to_vec();
                let e = pair.public_key().exponent().big_endian_without_leading_zero().to_vec();
                let head = [&[0xa4, 1, 3, 3, 0x39, 1, 0, 0x20][..], &bytes(&n), &[0x21]].concat();
                [head, bytes(&e)].concat()
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Es256(pair) => pair.sign(&random, message).unwrap().as_ref().to_vec(),
            Self::EdDsa(pair) => pair.sign(message).as_ref().to_vec(),
            Self::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// What is about to be said, before it is signed.
pub struct Draft {
    pub client_data: Value,
    pub relying_party: String,
    pub flags: u8,
    pub count: u32,
    pub id: Vec<u8>,
    pub handle: Vec<u8>,
    /// The public key, in registrations.
    pub cose: Vec<u8>,
    /// What follows all else in the authenticator's data.
    pub tail: Vec<u8>,
    /// `fmt` and `attStmt`, in registrations.
    pub attestation: (String, Vec<u8>),
    pub browser: Browser,
}

/// What the browser writes around it.
pub struct Browser {
    pub kind: Value,
    pub id: Option<Value>,
    pub transports: Value,
}

pub struct Authenticator {
    pub key: Key,
    pub id: Vec<u8>,
    pub handle: Vec<u8>,
    pub count: u32,
}

impl Authenticator {
    pub fn new(key: Key) -> Self {
        let mut id = vec![0; 32];
        aws_lc_rs::rand::fill(&mut id).unwrap();
        Self { key, id, handle: Vec::new(), count: 0 }
    }

    /// `navigator.credentials.create`.
    pub fn create(&mut self, options: &Value) -> Value {
        self.create_bent(options, |_| ())
    }

    pub fn create_bent(&mut self, options: &Value, bend: impl FnOnce(&mut Draft)) -> Value {
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        self.handle = URL_SAFE_NO_PAD.decode(options["user"]["id"].as_str().unwrap()).unwrap();
        let party = options["rp"]["id"].as_str().unwrap();
        let mut draft = self.draft("webauthn.create", &options["challenge"], party);
        draft.flags |= 1 << 6;
        draft.cose = self.key.cose();
        bend(&mut draft);
        let client_data = serde_json::to_vec(&draft.client_data).unwrap();
        let length = u16::try_from(draft.id.len()).unwrap().to_be_bytes();
        let attested = [&[0; 16], &length[..], &draft.id, &draft.cose].concat();
        let data = authenticator_data(&draft, &attested);
        let (format, statement) = &draft.attestation;
        let statement = match format.as_str() {
            "packed" if statement.is_empty() => {
                let signature = self.key.sign(&[&data[..], digest(&SHA256, &client_data).as_ref()].concat());
                [&[0xa2][..], &text("alg"), &[0x26], &text("sig"), &bytes(&signature)].concat()
            }
            _ => statement.clone(),
        };
        let object = [&[0xa3][..], &text("fmt"), &text(format), &text("attStmt"), &statement].concat();
        let object = [&object[..], &text("authData"), &bytes(&data)].concat();
        let response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(&client_data),
            "attestationObject": URL_SAFE_NO_PAD.encode(object),
            "transports": draft.browser.transports,
        });
        credential(&draft, response)
    }

    /// `navigator.credentials.get`.
    pub fn get(&mut self, options: &Value) -> Value {
        self.get_bent(options, |_| ())
    }

    pub fn get_bent(&mut self, options: &Value, bend: impl FnOnce(&mut Draft)) -> Value {
        assert_eq!((&options["userVerification"], &options["allowCredentials"]), (&json!("required"), &json!([])));
        let mut draft = self.draft("webauthn.get", &options["challenge"], options["rpId"].as_str().unwrap());
        bend(&mut draft);
        let client_data = serde_json::to_vec(&draft.client_data).unwrap();
        let data = authenticator_data(&draft, &[]);
        let signature = self.key.sign(&[&data[..], digest(&SHA256, &client_data).as_ref()].concat());
        let response = json!({
            "clientDataJSON": URL_SAFE_NO_PAD.encode(&client_data),
            "authenticatorData": URL_SAFE_NO_PAD.encode(&data),
            "signature": URL_SAFE_NO_PAD.encode(signature),
            "userHandle": URL_SAFE_NO_PAD.encode(&draft.handle),
        });
        credential(&draft, response)
    }

    fn draft(&self, kind: &str, challenge: &Value, party: &str) -> Draft {
        Draft {
            client_data: json!({"type": kind, "challenge": challenge, "origin": ORIGIN, "crossOrigin": false}),
            relying_party: party.into(),
            flags: FLAGS,
            count: self.count,
            id: self.id.clone(),
            handle: self.handle.clone(),
            cose: Vec::new(),
            tail: Vec::new(),
            attestation: ("none".into(), vec![0xa0]),
            browser: Browser { kind: json!("public-key"), id: None, transports: json!(["internal", "hybrid"]) },
        }
    }
}

fn authenticator_data(draft: &Draft, attested: &[u8]) -> Vec<u8> {
    let party = digest(&SHA256, draft.relying_party.as_bytes());
    [party.as_ref(), &[draft.flags], &draft.count.to_be_bytes(), attested, &draft.tail].concat()
}

fn credential(draft: &Draft, response: Value) -> Value {
    let id = json!(URL_SAFE_NO_PAD.encode(&draft.id));
    json!({
        "id": draft.browser.id.clone().unwrap_or_else(|| id.clone()),
        "rawId": id,
        "type": draft.browser.kind,
        "authenticatorAttachment": "platform",
        "clientExtensionResults": {},
        "response": response,
    })
}

/// A byte string of CBOR.
pub fn bytes(content: &[u8]) -> Vec<u8> {
    [head(2, content.len()), content.to_vec()].concat()
}

/// A text of CBOR.
pub fn text(content: &str) -> Vec<u8> {
    [head(3, content.len()), content.as_bytes().to_vec()].concat()
}

fn head(major: u8, length: usize) -> Vec<u8> {
    let major = major << 5;
    match u16::try_from(length).unwrap() {
        short @ 0..24 => vec![major | short as u8],
        byte @ 24..256 => vec![major | 24, byte as u8],
        long => [vec![major | 25], long.to_be_bytes().to_vec()].concat(),
    }
}
