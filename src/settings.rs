//! Configuration: embedded defaults, a profile, a file, the environment; a section per module.

use std::path::{Path, PathBuf};
use std::time::Duration;

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use platform::{BlobSettings, DatabaseSettings, SmtpSettings};
use serde::Deserialize;

/// What kind of run this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// On a developer's machine, with demo people and `/dev` routes.
    Dev,
    /// For real people.
    Production,
}

/// All settings.
#[derive(Debug, Clone, Deserialize)]
pub struct Settings {
    /// What kind of run this is.
    pub environment: Environment,
    /// Where embedded databases, files and keys live.
    pub data_dir: PathBuf,
    /// Derives all keys; empty means a file in `data_dir`.
    pub secret: String,
    /// The listener.
    pub server: ServerSettings,
    /// How often one person or address may ask for what.
    pub limits: edge::LimitSettings,
    /// The log.
    pub log: LogSettings,
    /// Mail to people.
    pub mail: MailSettings,
    /// Where modules keep their data.
    pub database: DatabaseSettings,
    /// Where files' bytes are kept.
    pub blobs: BlobSettings,
    /// The auth module.
    pub auth: auth_service::Settings,
    /// The profile module.
    pub profile: profile_service::Settings,
    /// The media module.
    pub media: media_service::Settings,
    /// The discovery module.
    pub discovery: discovery_service::Settings,
    /// The chat module.
    pub chat: chat_service::Settings,
    /// Live connections.
    pub realtime: realtime::RealtimeSettings,
}

/// The listener.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerSettings {
    /// The address to listen on.
    pub host: String,
    /// The port; 0 takes any free one.
    pub port: u16,
    /// Threads that serve requests; 0 means one a core.
    pub workers: usize,
    /// How clients reach this server; empty means `http://host:port`.
    pub public_url: String,
    /// Browser origins that may call with credentials.
    pub allowed_origins: Vec<String>,
    /// Whether any localhost origin may.
    pub allow_localhost: bool,
    /// Whether cookies may travel unencrypted, with names that say so.
    pub insecure_cookies: bool,
    /// Proxies in front of this server that may say where a request comes from.
    pub trusted_proxies: edge::Proxies,
    /// Largest JSON body in bytes.
    pub body_limit: usize,
    /// Milliseconds for an ordinary request.
    pub request_budget_ms: u64,
    /// Milliseconds for a request that streams.
    pub stream_budget_ms: u64,
    /// Seconds that requests under way get when the server stops.
    pub shutdown_s: u64,
}

impl ServerSettings {
    /// Which web pages may call the API with credentials and open sockets.
    pub fn origins(&self) -> edge::Origins {
        let public = self.public_url.trim_end_matches('/');
        let origin = public.split_once("://").map(|(scheme, rest)| {
            let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
            [scheme, "://", authority].concat()
        });
        edge::Origins { own: origin, allowed: self.allowed_origins.clone(), localhost: self.allow_localhost }
    }

    /// What the gate checks requests against.
    pub fn gate(&self) -> edge::GateSettings {
        edge::GateSettings {
            body_limit: self.body_limit,
            budget: Duration::from_millis(self.request_budget_ms),
            stream_budget: Duration::from_millis(self.stream_budget_ms),
            proxies: self.trusted_proxies.clone(),
            origins: self.origins(),
            insecure_cookies: self.insecure_cookies,
        }
    }
}

/// The log.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogSettings {
    /// A `tracing` filter.
    pub level: String,
    /// How lines look.
    pub format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// A JSON object a line.
    Json,
}

/// Mail to people.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// The server that takes it, with its password; empty for none.
    pub smtp_url: String,
    /// Who it is from.
    pub from: String,
}

impl std::fmt::Debug for MailSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MailSettings").field("from", &self.from).finish_non_exhaustive()
    }
}

impl MailSettings {
    /// How mail is sent; `None` where no server is named.
    pub fn smtp(&self) -> Option<SmtpSettings> {
        let url = self.smtp_url.trim();
        (!url.is_empty()).then(|| SmtpSettings::new(url, &self.from))
    }
}

/// The environment's usual names and the keys they set.
const USUAL: [(&str, &str); 8] = [
    ("PORT", "server.port"),
    ("HOST", "server.host"),
    ("DATABASE_URL", "database.url"),
    ("JWT_SECRET", "secret"),
    ("JWT_ISSUER", "auth.issuer"),
    ("JWT_AUDIENCE", "auth.audience"),
    ("TELEGRAM_BOT_TOKEN", "auth.telegram_bot_token"),
    ("BOT_TOKEN", "auth.telegram_bot_token"),
];

impl Settings {
    /// Defaults, then the profile, then `file`, then the environment, then the command line; the later one wins.
    pub fn load(
        environment: Environment,
        file: Option<&Path>,
        data_dir: Option<&Path>,
        port: Option<u16>,
    ) -> anyhow::Result<Self> {
        let mut figment = Self::figment(environment, file);
        if let Some(folder) = data_dir {
            figment = figment.merge(Serialized::default("data_dir", folder));
        }
        if let Some(port) = port {
            figment = figment.merge(Serialized::default("server.port", port));
        }
        Self::from(figment)
    }

    /// The same settings with embedded databases, files and keys in another folder.
    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.data_dir = folder.to_owned();
        self.database.url = ["sqlite:", &folder.to_string_lossy()].concat();
        self
    }

    /// Defaults and the profile alone; for tests, which must not depend on their environment.
    pub fn embedded(environment: Environment) -> anyhow::Result<Self> {
        Self::from(Self::base(environment))
    }

    fn base(environment: Environment) -> Figment {
        let (name, profile) = match environment {
            Environment::Dev => ("dev", include_str!("../config/dev.toml")),
            Environment::Production => ("production", include_str!("../config/production.toml")),
        };
        Figment::new()
            .merge(Toml::string(include_str!("../config/default.toml")))
            .merge(Toml::string(profile))
            .merge(Serialized::default("environment", name))
    }

    fn figment(environment: Environment, file: Option<&Path>) -> Figment {
        let mut figment = Self::base(environment);
        if let Some(file) = file {
            figment = figment.merge(Toml::file_exact(file));
        }
        let usual = Env::raw().filter_map(|name| {
            let known = USUAL.iter().find(|(usual, _)| name.as_str().eq_ignore_ascii_case(usual));
            known.map(|(_, key)| (*key).into())
        });
        figment.merge(usual.split(".")).merge(Env::prefixed("KINDLING__").split("__"))
    }

    fn from(figment: Figment) -> anyhow::Result<Self> {
        let mut settings: Self = figment.extract()?;
        if settings.database.url.is_empty() {
            settings.database.url = ["sqlite:", &settings.data_dir.to_string_lossy()].concat();
        }
        settings.check()?;
        Ok(settings)
    }

    /// Refuses settings that would be unsafe.
    fn check(&self) -> anyhow::Result<()> {
        self.media.validate().map_err(anyhow::Error::msg)?;
        if self.environment == Environment::Dev {
            return Ok(());
        }
        if !self.secret.is_empty() {
            check_secret(&self.secret)?;
        }
        self.auth.validate().map_err(anyhow::Error::msg)
    }

    /// How clients reach this server.
    pub fn public_url(&self, port: u16) -> String {
        if self.server.public_url.is_empty() {
            let host = if self.server.host == "0.0.0.0" { "127.0.0.1" } else { &self.server.host };
            return format!("http://{host}:{port}");
        }
        self.server.public_url.trim_end_matches('/').to_owned()
    }
}

/// Words that stand in the secrets of examples and in those of people in a hurry.
const WEAK_WORDS: [&str; 9] =
    ["changeme", "change-me", "change_me", "secret", "password", "default", "example", "kindling", "12345678"];

fn check_secret(secret: &str) -> anyhow::Result<()> {
    let lower = secret.to_lowercase();
    let distinct = secret.chars().collect::<std::collections::HashSet<_>>().len();
    anyhow::ensure!(
        secret.len() >= 32 && distinct >= 12,
        "secret (JWT_SECRET) is too weak: use at least 32 random characters, for example from `openssl rand -base64 48`, \
         or leave it empty to have one made"
    );
    let weak = WEAK_WORDS.iter().find(|word| lower.contains(*word));
    anyhow::ensure!(weak.is_none(), "secret (JWT_SECRET) looks like a default one: it contains a common word");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_profiles_are_complete() {
        let dev = Settings::embedded(Environment::Dev).unwrap();
        assert_eq!((dev.environment, dev.server.host.as_str()), (Environment::Dev, "127.0.0.1"));
        assert_eq!(dev.database.url, "sqlite:data");
        let production = Settings::embedded(Environment::Production).unwrap();
        assert_eq!(production.environment, Environment::Production);
        assert!(!production.server.allow_localhost);
    }

    #[test]
    fn the_mail_servers_password_never_shows() {
        let mut settings = Settings::embedded(Environment::Production).unwrap();
        assert!(settings.mail.smtp().is_none());
        settings.mail.smtp_url = " smtps://user:canary@mx.example ".into();
        let smtp = settings.mail.smtp().unwrap();
        assert_eq!(smtp.url, "smtps://user:canary@mx.example");
        assert!(platform::SmtpMailer::new(&smtp).is_ok(), "the default sender is one");
        assert!(!format!("{settings:?}").contains("canary"));
    }

    #[test]
    fn weak_and_default_secrets_are_refused_and_strong_ones_taken() {
        for weak in [
            "short",
            &"a".repeat(64),
            "your-secret-key-your-secret-key-0123456789",
            "changeme-changeme-0123456789abcdef",
        ] {
            assert!(check_secret(weak).is_err(), "{weak}");
        }
        check_secret("q9Zt4vB1nXe7Lw2KfYc8RmUa5HsJ0dGp").unwrap();
    }
}
