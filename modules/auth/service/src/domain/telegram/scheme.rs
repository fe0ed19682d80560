//! What tells authentic init data from forged.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{InitData, digits};

/// How init data is checked. There is one scheme at a time: data that fails it gets no second chance in the other.
pub enum Scheme {
    /// `hash`, with the bot's token.
    Hash(BotKey),
    /// `signature`, with the bot's id and Telegram's public keys.
    Signature(TelegramKeys),
}

impl Scheme {
    pub(super) fn vouches_for(&self, data: &InitData) -> bool {
        match self {
            Self::Hash(key) => key.vouches_for(data),
            Self::Signature(keys) => keys.vouch_for(data),
        }
    }
}

/// The key made from a bot's token.
pub struct BotKey(Box<hmac::Key>);

impl BotKey {
    /// `HMAC-SHA256(key "WebAppData", message token)`.
    pub fn new(bot_token: &str) -> Self {
        let secret = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, b"WebAppData"), bot_token.as_bytes());
        Self(Box::new(hmac::Key::new(hmac::HMAC_SHA256, secret.as_ref())))
    }

    fn vouches_for(&self, data: &InitData) -> bool {
        data.hash.is_some_and(|hash| hmac::verify(&self.0, data.lines(None).as_bytes(), &hash).is_ok())
    }

    /// The `hash` of a check string.
    #[cfg(test)]
    pub(super) fn sign(&self, lines: &str) -> hmac::Tag {
        hmac::sign(&self.0, lines.as_bytes())
    }
}

/// Telegram's public keys (Ed25519), and the bot that data must have been made for.
pub struct TelegramKeys {
    bot_id: u64,
    keys: Vec<[u8; 32]>,
}

impl TelegramKeys {
    /// Takes keys as 64 hexadecimal digits each; `None` when there is none or one is something else.
    pub fn new(bot_id: u64, keys: &[String]) -> Option<Self> {
        let keys = keys.iter().map(|key| digits(&key.to_ascii_lowercase())).collect::<Option<Vec<_>>>()?;
        (!keys.is_empty()).then_some(Self { bot_id, keys })
    }

    /// Whether one of the keys signed `<bot id>:WebAppData` and, from the next line on, the fields but `hash` and
    /// `signature`. `hash` proves nothing here: it needs the bot's token.
    fn vouch_for(&self, data: &InitData) -> bool {
        let Some(signature) = data.field("signature").and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()) else {
            return false;
        };
        let message = [&self.bot_id.to_string(), ":WebAppData\n", &data.lines(Some("signature"))].concat();
        self.keys.iter().any(|key| UnparsedPublicKey::new(&ED25519, key).verify(message.as_bytes(), &signature).is_ok())
    }
}
