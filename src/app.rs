//! Builds the modules in dependency order and hands each its neighbours.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::Context;
use auth_contract::Accounts;
use auth_service::Keys;
use chat_contract::Conversations;
use discovery_contract::Encounters;
use kernel::{Blobs, Clock, Contract, Ids, Reaction, Signals, SystemClock, SystemIds, Timestamp};
use media_contract::MediaFiles;
use media_service::{Classifier, InstalledModel, Nsfw};
use platform::{Database, LocalBus, Mailbox, Mailer, Relay, RelaySettings, Secret, SmtpMailer, open_blobs};
use profile_contract::Profiles;
use realtime::Hub;
use sea_orm_migration::MigratorTrait;

use crate::erasure::Erasures;
use crate::settings::{Environment, Settings};

/// The modules of this process, ready to be asked.
pub struct App {
    /// What it was built from.
    pub settings: Settings,
    /// Accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Profiles.
    pub profiles: Arc<dyn Profiles>,
    /// Media files.
    pub media: Arc<dyn MediaFiles>,
    /// Encounters.
    pub encounters: Arc<dyn Encounters>,
    /// Conversations.
    pub conversations: Arc<dyn Conversations>,
    /// Where bytes live.
    pub blobs: Arc<dyn Blobs>,
    /// Open connections.
    pub hub: Arc<Hub>,
    /// Nudges inside this process.
    pub signals: Signals,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// Mail that `dev` kept instead of sending it; empty where a server takes it.
    pub mailbox: Arc<Mailbox>,
    /// Databases by module.
    pub databases: Vec<(&'static str, Database)>,
    /// Set while the server stops: it is no longer ready for requests.
    pub draining: Arc<AtomicBool>,
    smtp: Option<Arc<SmtpMailer>>,
    erasures: Arc<Erasures>,
    jobs: Vec<tokio::task::JoinHandle<()>>,
}

/// How long consumers remember events, and stored replies are kept (24 h are promised).
const INBOX_KEPT: Duration = Duration::from_secs(30 * 24 * 3600);
const REPLIES_KEPT: Duration = Duration::from_secs(24 * 3600);
/// How long a process that stops waits for mail that is under way.
const MAIL_PATIENCE: Duration = Duration::from_secs(2);

impl App {
    /// Opens and migrates the databases, builds the modules, and starts the relays and jobs.
    pub async fn build(settings: Settings) -> anyhow::Result<Self> {
        private_folder(&settings.data_dir)?;
        let secret = installation_secret(&settings)?;
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let signals = Signals::new();
        let hub = Hub::new(settings.realtime.clone(), clock.clone(), ids.clone());

        let open = Opener { settings: &settings, secret: &secret };
        let (auth_db, media_db, profile_db, discovery_db, chat_db) = tokio::try_join!(
            open.database::<migration::auth::Migrator>("auth"),
            open.database::<migration::media::Migrator>("media"),
            open.database::<migration::profile::Migrator>("profile"),
            open.database::<migration::discovery::Migrator>("discovery"),
            open.database::<migration::chat::Migrator>("chat"),
        )?;

        let mailbox = Arc::new(Mailbox::default());
        let smtp = settings.mail.smtp().map(|smtp| SmtpMailer::new(&smtp)).transpose().context("mail")?.map(Arc::new);
        let mailer: Option<Arc<dyn Mailer>> = match &smtp {
            Some(smtp) => Some(smtp.clone()),
            None if settings.environment == Environment::Dev => Some(mailbox.clone()),
            None => None,
        };
        let auth_settings =
            auth_service::Settings { public_url: settings.public_url(settings.server.port), ..settings.auth.clone() };
        let auth = auth_service::build(
            &auth_settings,
            auth_service::Deps {
                db: auth_db.clone(),
                clock: clock.clone(),
                ids: ids.clone(),
                signals: signals.clone(),
                mailer,
                secret: secret.derive("auth"),
            },
        )
        .await
        .context("auth module")?;
        let accounts = <dyn Accounts>::local(auth.contract);

        let blobs = open_blobs(&settings.blobs, &settings.data_dir.join("media"))?;
        let media = media_service::build(
            &settings.media,
            media_service::Deps {
                db: media_db.clone(),
                blobs: blobs.clone(),
                clock: clock.clone(),
                ids: ids.clone(),
                secret: secret.derive("media"),
                classifier: classifier(&settings),
            },
        );
        let media_files = <dyn MediaFiles>::local(media.contract);

        let profile = profile_service::build(
            settings.profile.clone(),
            profile_service::Deps {
                db: profile_db.clone(),
                clock: clock.clone(),
                ids: ids.clone(),
                signals: signals.clone(),
                accounts: accounts.clone(),
                media: media_files.clone(),
                presence: hub.clone(),
            },
        );
        let profiles = <dyn Profiles>::local(profile.contract);

        let discovery = discovery_service::build(
            settings.discovery.clone(),
            discovery_service::Deps {
                db: discovery_db.clone(),
                clock: clock.clone(),
                ids: ids.clone(),
                profiles: profiles.clone(),
            },
        )
        .await
        .context("discovery module")?;
        let encounters = <dyn Encounters>::local(discovery.contract);

        let chat = chat_service::build(
            &settings.chat,
            chat_service::Deps {
                db: chat_db.clone(),
                clock: clock.clone(),
                ids: ids.clone(),
                profiles: profiles.clone(),
                live: hub.clone(),
            },
        );
        let conversations = <dyn Conversations>::local(chat.contract);

        let databases = vec![
            ("auth", auth_db),
            ("media", media_db),
            ("profile", profile_db),
            ("discovery", discovery_db),
            ("chat", chat_db),
        ];
        let reactions = [auth.reactions, media.reactions, profile.reactions, discovery.reactions, chat.reactions];
        let mut jobs = start_relays(&databases, reactions.into_iter().flatten(), &clock);
        jobs.push(start_sweeps(databases.clone(), clock.clone()));
        let sweep = Arc::new(auth.sweep);
        jobs.push(every(Duration::from_secs(3600), move || {
            let sweep = Arc::clone(&sweep);
            async move {
                if let Err(error) = sweep.run().await {
                    tracing::warn!(%error, "expired sign-ins could not be swept");
                }
            }
        }));
        let sweep = Arc::new(media.sweep);
        let leftovers = Arc::clone(&sweep);
        jobs.push(every(Duration::from_secs(600), move || {
            let sweep = Arc::clone(&leftovers);
            async move {
                if let Err(error) = sweep.run().await {
                    tracing::warn!(%error, "leftover media could not be swept");
                }
            }
        }));
        let orphans = Arc::clone(&sweep);
        jobs.push(every(Duration::from_secs(24 * 3600), move || {
            let sweep = Arc::clone(&orphans);
            async move {
                match sweep.run_orphans().await {
                    Ok(0) => {}
                    Ok(blobs) => tracing::info!(blobs, "removed blobs that belonged to nothing"),
                    Err(error) => tracing::warn!(%error, "the blob store could not be gone through"),
                }
            }
        }));
        let relearn = Arc::new(discovery.relearn);
        jobs.push(every(Duration::from_secs(6 * 3600), move || {
            let relearn = Arc::clone(&relearn);
            async move {
                match relearn.run().await {
                    Ok(0) => {}
                    Ok(decisions) => tracing::info!(decisions, "learned what features count"),
                    Err(error) => tracing::warn!(%error, "nothing could be learned from decisions"),
                }
            }
        }));
        let erasures = Arc::new(Erasures {
            accounts: accounts.clone(),
            profiles: profiles.clone(),
            media: media_files.clone(),
            encounters: encounters.clone(),
            conversations: conversations.clone(),
        });
        let due = Arc::clone(&erasures);
        jobs.push(every(Duration::from_secs(300), move || {
            let due = Arc::clone(&due);
            async move {
                if let Err(error) = due.run().await {
                    tracing::warn!(%error, "due erasures could not be looked up");
                }
            }
        }));
        Ok(Self {
            settings,
            accounts,
            profiles,
            media: media_files,
            encounters,
            conversations,
            blobs,
            hub,
            signals,
            clock,
            ids,
            mailbox,
            databases,
            draining: Arc::default(),
            smtp,
            erasures,
            jobs,
        })
    }

    /// Waits until no event is under way any longer; for tests and seeding.
    pub async fn drain(&self) -> anyhow::Result<()> {
        loop {
            let mut waiting = 0;
            for (_, db) in &self.databases {
                waiting += db.outbox_depth().await?;
            }
            if waiting == 0 {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Erases whom it is time to erase, and tells how many that were; a job does so every few minutes.
    pub async fn erase_due(&self) -> anyhow::Result<usize> {
        self.erasures.run().await
    }

    /// Stops relays and jobs, lets mail leave, and closes the databases.
    pub async fn close(&self) {
        for job in &self.jobs {
            job.abort();
        }
        if let Some(smtp) = &self.smtp
            && !smtp.drain(MAIL_PATIENCE).await
        {
            tracing::warn!("some mail could not be delivered before the end");
        }
        for (module, db) in &self.databases {
            if let Err(error) = db.clone().close().await {
                tracing::warn!(module, %error, "a database could not be closed");
            }
        }
    }
}

/// The keys that sign access tokens, for looking after them beside running servers.
pub async fn signing_keys(settings: &Settings) -> anyhow::Result<Keys> {
    private_folder(&settings.data_dir)?;
    let secret = installation_secret(settings)?;
    let db = Opener { settings, secret: &secret }.database::<migration::auth::Migrator>("auth").await?;
    Ok(Keys::new(&settings.auth, db, Arc::new(SystemClock), &secret.derive("auth")))
}

/// Creates the data folder, for this user alone: it holds keys and what people said to each other.
fn private_folder(folder: &Path) -> anyhow::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("the data folder {} cannot be made", folder.display()))
}

/// The secret all keys come from: configured, kept in a file, or fixed in `dev` so that a seed gives the same order of
/// people in every folder.
fn installation_secret(settings: &Settings) -> anyhow::Result<Secret> {
    if !settings.secret.is_empty() {
        return Secret::from_text(&settings.secret).context("secret must have at least 32 characters");
    }
    if settings.environment == Environment::Dev {
        return Secret::from_text("kindling dev: everybody knows this one").context("the secret of dev");
    }
    Ok(Secret::load_or_create(&settings.data_dir.join("secret.key"))?)
}

/// Where the classifier of explicit pictures is installed.
pub fn classifier_file(settings: &Settings) -> PathBuf {
    match settings.media.nsfw_model.as_str() {
        "" => settings.data_dir.join("models").join("nsfw.bin"),
        file => PathBuf::from(file),
    }
}

/// What looks at pictures, if it is installed.
fn classifier(settings: &Settings) -> Option<Arc<dyn Classifier>> {
    let model = InstalledModel::find(&classifier_file(settings));
    if model.is_none() && settings.media.nsfw != Nsfw::Off && settings.environment == Environment::Production {
        tracing::warn!("no classifier looks at pictures: install it with `kindling model install`, or set media.nsfw");
    }
    model.map(|model| Arc::new(model) as Arc<dyn Classifier>)
}

struct Opener<'a> {
    settings: &'a Settings,
    secret: &'a Secret,
}

impl Opener<'_> {
    async fn database<M: MigratorTrait>(&self, module: &'static str) -> anyhow::Result<Database> {
        let db = Database::open(&self.settings.database, module, self.secret)
            .await
            .with_context(|| format!("the database of the {module} module cannot be opened"))?;
        M::up(db.writer(), None).await.with_context(|| format!("migrating the {module} module"))?;
        Ok(db)
    }
}

fn start_relays(
    databases: &[(&'static str, Database)],
    reactions: impl Iterator<Item = Arc<dyn Reaction>>,
    clock: &Arc<dyn Clock>,
) -> Vec<tokio::task::JoinHandle<()>> {
    let bus = Arc::new(LocalBus::new());
    bus.subscribe(reactions);
    databases
        .iter()
        .map(|(_, db)| {
            let relay = Relay::new(db.clone(), bus.clone(), Arc::clone(clock), RelaySettings::default());
            tokio::spawn(relay.run())
        })
        .collect()
}

fn start_sweeps(databases: Vec<(&'static str, Database)>, clock: Arc<dyn Clock>) -> tokio::task::JoinHandle<()> {
    every(Duration::from_secs(3600), move || sweep(databases.clone(), clock.now()))
}

async fn sweep(databases: Vec<(&'static str, Database)>, now: Timestamp) {
    for (module, db) in &databases {
        let swept = async {
            db.sweep_replies(now.before(REPLIES_KEPT)).await?;
            db.sweep_inbox(now.before(INBOX_KEPT)).await
        };
        if let Err(error) = swept.await {
            tracing::warn!(module, %error, "old rows could not be swept");
        }
    }
}

/// Runs a job now and then, first after one pause.
fn every<F, Fut>(pause: Duration, job: F) -> tokio::task::JoinHandle<()>
where
    F: Fn() -> Fut + Send + 'static,
    Fut: Future<Output = ()> + Send,
{
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            job().await;
        }
    })
}
