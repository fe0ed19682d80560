//! Init data of Telegram Mini Apps, checked with the bot's token, or with Telegram's public keys.
//!
//! The first scheme is Telegram's "validating data received via the Mini App": `hash` is the HMAC-SHA256 of all other
//! fields, decoded, sorted and joined by line feeds, under a key made from the bot's token. `signature`, which is for
//! third parties, is one of those other fields. The Login Widget derives its key differently, so its data does not pass
//! here. The second scheme, "validating data for third-party use", is for servers that know the bot's id only.

mod scheme;

use std::time::Duration;

use kernel::Timestamp;
use serde::Deserialize;

pub use scheme::{BotKey, Scheme, TelegramKeys};

/// Checked before anything else.
const MOST_BYTES: usize = 16 * 1024;
const MOST_FIELDS: usize = 64;

/// How far Telegram's clock may be ahead of ours.
const AHEAD: Duration = Duration::from_secs(60);

/// Why init data is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not of the form Telegram writes, or not signed for this bot.
    Forged,
    /// Too old, or from the future.
    Expired,
    /// Authentic, but names nobody.
    Useless,
}

/// The person that authentic init data names.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TelegramUser {
    /// Telegram's id: positive.
    pub id: i64,
    /// What they are called.
    pub first_name: Option<String>,
}

/// Checks init data and tells whom it names. Data older than `max_age` is refused, which is what limits replays.
pub fn authenticate(raw: &str, scheme: &Scheme, now: Timestamp, max_age: Duration) -> Result<TelegramUser, Fault> {
    let data = InitData::parse(raw).ok_or(Fault::Forged)?;
    if !scheme.vouches_for(&data) {
        return Err(Fault::Forged);
    }
    let signed_at = data.signed_at().ok_or(Fault::Useless)?;
    if now.since(signed_at) > max_age || signed_at.since(now) > AHEAD {
        return Err(Fault::Expired);
    }
    let user: TelegramUser =
        data.field("user").and_then(|json| serde_json::from_str(json).ok()).ok_or(Fault::Useless)?;
    if user.id > 0 { Ok(user) } else { Err(Fault::Useless) }
}

/// Parsed init data: the fields but `hash`.
struct InitData {
    fields: Vec<(String, String)>,
    hash: Option<[u8; 32]>,
}

impl InitData {
    /// Reads form-encoded fields. Each field may come once; control characters are refused, since a line feed in a value
    /// would give two different lists of fields one check string.
    fn parse(raw: &str) -> Option<Self> {
        if raw.len() > MOST_BYTES || raw.bytes().filter(|byte| *byte == b'&').count() >= MOST_FIELDS {
            return None;
        }
        let mut fields = raw
            .split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=')?;
                Some((decode(name)?, decode(value)?))
            })
            .collect::<Option<Vec<_>>>()?;
        fields.sort();
        let twice = fields.windows(2).any(|pair| matches!(pair, [(a, _), (b, _)] if a == b));
        let hash = match fields.iter().position(|(name, _)| name == "hash").map(|at| fields.remove(at)) {
            Some((_, text)) => Some(digits(&text)?),
            None => None,
        };
        (!twice).then_some(Self { fields, hash })
    }

    /// The check string: the fields but `hash` and `without`, sorted, a line each.
    fn lines(&self, without: Option<&str>) -> String {
        let counted = self.fields.iter().filter(|(name, _)| Some(name.as_str()) != without);
        let mut lines: Vec<String> = counted.map(|(name, value)| [name, "=", value].concat()).collect();
        lines.sort();
        lines.join("\n")
    }

    fn signed_at(&self) -> Option<Timestamp> {
        let seconds: i64 = self.field("auth_date")?.parse().ok()?;
        seconds.checked_mul(1000).map(Timestamp::from_millis)
    }

    fn field(&self, wanted: &str) -> Option<&str> {
        self.fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }
}

/// Decodes one name or value. Escapes are in upper-case hex, as Telegram writes them: every content has one spelling, so
/// no byte of authentic data can be changed without breaking it.
fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => digit(bytes.next()?, b'A')? << 4 | digit(bytes.next()?, b'A')?,
            plain => plain,
        });
    }
    String::from_utf8(decoded).ok().filter(|text| !text.chars().any(char::is_control))
}

/// 64 digits of lower-case hex.
fn digits(text: &str) -> Option<[u8; 32]> {
    let nibbles = text.bytes().map(|byte| digit(byte, b'a')).collect::<Option<Vec<u8>>>()?;
    let bytes: Vec<u8> = nibbles.chunks(2).map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble)).collect();
    if nibbles.len() == 64 { bytes.try_into().ok() } else { None }
}

/// The value of a hex digit; its letters start at `ten`.
fn digit(byte: u8, ten: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        letter if (ten..ten + 6).contains(&letter) => Some(letter - ten + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
