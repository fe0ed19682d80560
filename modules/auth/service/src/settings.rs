//! What an installation may tune.

use std::path::PathBuf;

use serde::Deserialize;

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
    /// The key that signs access tokens (PKCS#8); made at first start, readable by its owner only.
    pub key_file: PathBuf,
    /// The token of the Telegram bot whose Mini App signs people in; without one that way is closed.
    pub telegram_bot_token: Option<String>,
    /// How old Telegram's init data may be, in seconds.
    pub telegram_max_age_s: u64,
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
            key_file: "data/auth-signing.key".into(),
            telegram_bot_token: None,
            telegram_max_age_s: 3600,
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
            .field("key_file", &self.key_file)
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
            (self.hash_memory_kib >= 19 * 1024, "hash_memory_kib must be at least 19456"),
            (self.hash_iterations >= 2, "hash_iterations must be at least 2"),
        ];
        match rules.iter().find(|(kept, _)| !kept) {
            Some((_, rule)) => Err(format!("auth: {rule}")),
            None => Ok(()),
        }
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
        let weak: [fn(&mut Settings); 7] = [
            |settings| settings.hash_memory_kib = 19 * 1024 - 1,
            |settings| settings.hash_iterations = 1,
            |settings| settings.access_ttl_s = 3601,
            |settings| settings.refresh_ttl_s = 60,
            |settings| settings.refresh_grace_s = 61,
            |settings| settings.telegram_max_age_s = 86_401,
            |settings| settings.issuer.clear(),
        ];
        for weaken in weak {
            let mut settings = Settings::default();
            weaken(&mut settings);
            assert!(settings.validate().is_err(), "{settings:?}");
        }
    }

    #[test]
    fn the_bots_token_never_shows() {
        let settings = Settings { telegram_bot_token: Some("123:canary".into()), ..Settings::default() };
        assert!(!format!("{settings:?}").contains("canary"));
        assert_eq!(settings.bot_token(), Some("123:canary"));
        assert_eq!(Settings { telegram_bot_token: Some(" ".into()), ..Settings::default() }.bot_token(), None);
    }
}
