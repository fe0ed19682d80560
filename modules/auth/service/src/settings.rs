//! What an installation may tune.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::telegram::{BotKey, Scheme, TelegramKeys};

/// The public keys that Telegram publishes for third parties: of production, and of its test environment.
const TELEGRAM_KEYS: [&str; 2] = [
    "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d",
    "40055058a4ee38156a06562e52eece92a771bcd8346a8c4615cb7376eddf72ec",
];

/// The module's section of the configuration.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Who issues access tokens (`iss`).
    pub issuer: String,
    /// Whom access tokens are for (`aud`).
    pub audience: String,
    /// How long an access token works, in seconds.
    pub access_ttl_s: u64,
    /// How long a refresh token works, in seconds.
    pub refresh_ttl_s: u64,
    /// For how long after its first use a refresh token is answered with the same successor again, in seconds; 0 for
    /// never.
    pub refresh_grace_s: u64,
    /// The token of the Telegram bot whose Mini App signs people in. Where there is one, it decides; without token and
    /// id that way is closed.
    pub telegram_bot_token: Option<String>,
    /// The bot's id, for those who do not have its token: then Telegram's own signature decides. 0 for none.
    pub telegram_bot_id: u64,
    /// Telegram's public keys (Ed25519, hexadecimal), which that signature is checked with.
    pub telegram_public_keys: Vec<String>,
    /// How old Telegram's init data may be, in seconds.
    pub telegram_max_age_s: u64,
    /// Where the client's pages are, for links in mails and for passkeys; the composition root says it.
    #[serde(skip)]
    pub public_url: String,
    /// Whom passkeys are made for (WebAuthn's relying party id): a domain name; empty for the host of `public_url`.
    pub relying_party_id: String,
    /// Pages that may use passkeys, as origins; empty for that of `public_url`.
    pub passkey_origins: Vec<String>,
    /// For how long a mailed link that sets a new password works, in seconds.
    pub reset_ttl_s: u64,
    /// For how long a mailed link that confirms an address works, in seconds.
    pub email_ttl_s: u64,
    /// For how long a new signing key is only published before it signs, in seconds: as long as others may keep the
    /// published keys.
    pub key_lead_s: u64,
    /// Services that may ask what tokens are worth, by name, with their secrets.
    pub introspection_clients: BTreeMap<String, String>,
    /// How long somebody may change their mind about the erasure of their account, in seconds.
    pub erasure_grace_s: u64,
    /// How long the answer to somebody who leaves or stays waits at most until other modules in this process know of it,
    /// in milliseconds.
    pub settle_ms: u64,
    /// For how long the log of an account is kept, in days.
    pub audit_days: u32,
    /// Memory of one Argon2id hash, in KiB.
    pub hash_memory_kib: u32,
    /// Passes of one Argon2id hash.
    pub hash_iterations: u32,
    /// Hashes at once; 0 for the processor's cores.
    pub hash_workers: usize,
    /// Hashes that may wait for a worker; more are answered 503.
    pub hash_queue: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            issuer: "kindling".into(),
            audience: "kindling".into(),
            access_ttl_s: 15 * 60,
            refresh_ttl_s: 30 * 24 * 3600,
            refresh_grace_s: 10,
            telegram_bot_token: None,
            telegram_bot_id: 0,
            telegram_public_keys: TELEGRAM_KEYS.map(Into::into).to_vec(),
            telegram_max_age_s: 3600,
            public_url: "http://localhost:8080".into(),
            relying_party_id: String::new(),
            passkey_origins: Vec::new(),
            reset_ttl_s: 3600,
            email_ttl_s: 24 * 3600,
            key_lead_s: 3600,
            introspection_clients: BTreeMap::new(),
            erasure_grace_s: 7 * 24 * 3600,
            settle_ms: 1000,
            audit_days: 180,
            hash_memory_kib: 19 * 1024,
            hash_iterations: 2,
            hash_workers: 0,
            hash_queue: 64,
        }
    }
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("telegram", &self.bot_token().is_some())
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Refuses what would be unsafe where real people sign in; to be called before production starts. The floor for
    /// hashing is OWASP's for Argon2id: 19 MiB and two passes.
    pub fn validate(&self) -> Result<(), String> {
        let rules = [
            (!self.issuer.is_empty() && !self.audience.is_empty(), "issuer and audience must not be empty"),
            ((60..=3600).contains(&self.access_ttl_s), "access_ttl_s must be 60 to 3600"),
            (self.refresh_ttl_s > self.access_ttl_s, "refresh_ttl_s must be longer than access_ttl_s"),
            (self.refresh_grace_s <= 60, "refresh_grace_s must be at most 60"),
            ((1..=24 * 3600).contains(&self.telegram_max_age_s), "telegram_max_age_s must be 1 to 86400"),
            ((60..=24 * 3600).contains(&self.reset_ttl_s), "reset_ttl_s must be 60 to 86400"),
            (
                self.introspection_clients.values().all(|secret| secret.len() >= 32),
                "secrets of introspection_clients must have at least 32 characters",
            ),
            (self.one_bot(), "telegram_bot_id must be the number that telegram_bot_token begins with"),
            (self.hash_memory_kib >= 19 * 1024, "hash_memory_kib must be at least 19456"),
            (self.hash_iterations >= 2, "hash_iterations must be at least 2"),
        ];
        match rules.iter().find(|(kept, _)| !kept) {
            Some((_, rule)) => Err(format!("auth: {rule}")),
            None => self.telegram_scheme().map(drop).map_err(|rule| format!("auth: {rule}")),
        }
    }

    /// How Telegram's init data is checked; `None` when neither a bot's token nor its id is known.
    pub(crate) fn telegram_scheme(&self) -> Result<Option<Scheme>, &'static str> {
        let keys = TelegramKeys::new(self.telegram_bot_id, &self.telegram_public_keys)
            .ok_or("telegram_public_keys must be keys of 64 hexadecimal digits")?;
        Ok(match (self.bot_token(), self.telegram_bot_id) {
            (Some(token), _) => Some(Scheme::Hash(BotKey::new(token))),
            (None, 0) => None,
            (None, _) => Some(Scheme::Signature(keys)),
        })
    }

    /// Whether the bot's token begins with its id, where both are known.
    fn one_bot(&self) -> bool {
        let id = [&self.telegram_bot_id.to_string(), ":"].concat();
        self.telegram_bot_id == 0 || self.bot_token().is_none_or(|token| token.starts_with(&id))
    }

    /// The bot's token, if there is one; an empty environment variable is none.
    pub(crate) fn bot_token(&self) -> Option<&str> {
        self.telegram_bot_token.as_deref().map(str::trim).filter(|token| !token.is_empty())
    }

    /// How many hashes run at once.
    pub(crate) fn hash_worker_count(&self) -> usize {
        match self.hash_workers {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            workers => workers,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_safe_and_weaker_ones_are_refused() {
        assert_eq!(Settings::default().validate(), Ok(()));
        let weak: [fn(&mut Settings); 10] = [
            |settings| settings.hash_memory_kib = 19 * 1024 - 1,
            |settings| settings.hash_iterations = 1,
            |settings| settings.access_ttl_s = 3601,
            |settings| settings.refresh_ttl_s = 60,
            |settings| settings.refresh_grace_s = 61,
            |settings| settings.telegram_max_age_s = 86_401,
            |settings| settings.issuer.clear(),
            |settings| settings.telegram_public_keys.clear(),
            |settings| settings.telegram_public_keys.push("not a key".into()),
            |settings| (settings.telegram_bot_id, settings.telegram_bot_token) = (12, Some("123:token".into())),
        ];
        for weaken in weak {
            let mut settings = Settings::default();
            weaken(&mut settings);
            assert!(settings.validate().is_err(), "{settings:?}");
        }
    }

    #[test]
    fn the_bots_token_decides_where_there_is_one_and_telegrams_signature_where_only_the_id_is_known() {
        let scheme = |token: &str, id: u64| {
            let settings =
                Settings { telegram_bot_token: Some(token.into()), telegram_bot_id: id, ..Settings::default() };
            settings.telegram_scheme().unwrap()
        };
        assert!(matches!(scheme("123:token", 0), Some(Scheme::Hash(_))));
        assert!(matches!(scheme("123:token", 123), Some(Scheme::Hash(_))));
        assert!(matches!(scheme("", 123), Some(Scheme::Signature(_))));
        assert!(scheme("", 0).is_none());
    }

    #[test]
    fn the_bots_token_never_shows() {
        let settings = Settings { telegram_bot_token: Some("123:canary".into()), ..Settings::default() };
        assert!(!format!("{settings:?}").contains("canary"));
        assert_eq!(settings.bot_token(), Some("123:canary"));
        assert_eq!(Settings { telegram_bot_token: Some(" ".into()), ..Settings::default() }.bot_token(), None);
    }
}
