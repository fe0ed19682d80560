//! The `kindling` command.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use auth_service::{KeyState, Rotation};
use clap::{Args, Parser, Subcommand};
use kindling::app::{self, App};
use kindling::settings::{Environment, Settings};
use kindling::{dev, gateway, log, memory, model, server};

/// A dating and messaging backend: one binary that grows to many machines.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs everything on this machine with demo people: no configuration, no other process, no network.
    Dev(Dev),
    /// Runs for real people: no demo data, no development routes.
    Serve(Common),
    /// Brings all databases up to date and ends.
    Migrate(Common),
    /// Prints the OpenAPI document and ends.
    Openapi(Common),
    /// Looks after the keys that sign access tokens; running servers notice within a minute.
    Keys {
        #[command(subcommand)]
        action: KeysAction,
    },
    /// Looks after what looks at pictures.
    Model {
        #[command(subcommand)]
        action: ModelAction,
    },
    /// Lets made-up people live by the shipped scorer and by other orders, and says how they fare.
    Sim {
        /// The same seed makes the same world.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many people live in it.
        #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u32).range(2..=20_000))]
        people: u32,
        /// How many days they are watched.
        #[arg(long, default_value_t = 14, value_parser = clap::value_parser!(u32).range(1..=365))]
        days: u32,
        /// Threads that work on it; they change nothing that is printed. 0 for one a core.
        #[arg(long, default_value_t = 0)]
        threads: usize,
    },
    /// Says how well the shipped scorer predicts who likes whom, on decisions that were really made.
    Eval {
        #[command(subcommand)]
        data: EvalData,
    },
    /// Asks a running server whether it is healthy; for container health checks.
    Health {
        /// Where it listens.
        #[arg(long, default_value = "http://127.0.0.1:8080/health")]
        url: String,
    },
}

#[derive(Subcommand)]
enum KeysAction {
    /// Shows the keys, oldest first.
    List(Common),
    /// Publishes a new key, which signs an hour later (auth.key_lead_s); the old one checks until its last token expires.
    Rotate {
        #[command(flatten)]
        common: Common,
        /// The old keys were stolen: the new one signs at once, and what others signed is worth nothing within a minute.
        #[arg(long)]
        emergency: bool,
    },
}

#[derive(Subcommand)]
enum ModelAction {
    /// Installs the classifier of explicit pictures from the file that `npm pack nsfwjs` writes; servers use it from
    /// their next start on.
    Install {
        /// The package file, nsfwjs-<version>.tgz.
        package: PathBuf,
        #[command(flatten)]
        common: Common,
    },
}

#[derive(Subcommand)]
enum EvalData {
    /// The Columbia speed-dating decisions (Fisman and others, 2006), which are not part of this program.
    SpeedDating {
        /// A folder with people.csv.gz and dates.csv.gz.
        folder: PathBuf,
    },
}

#[derive(Args)]
struct Common {
    /// A configuration file (TOML).
    #[arg(long)]
    config: Option<PathBuf>,
    /// Overrides data_dir: where embedded databases, files and keys live.
    #[arg(long)]
    data_dir: Option<PathBuf>,
    /// Overrides the port.
    #[arg(long)]
    port: Option<u16>,
}

#[derive(Args)]
struct Dev {
    #[command(flatten)]
    common: Common,
    /// The same seed makes the same people.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many demo people besides the named ones.
    #[arg(long, default_value_t = 200)]
    people: usize,
}

impl Common {
    fn settings(&self, environment: Environment) -> anyhow::Result<Settings> {
        Settings::load(environment, self.config.as_deref(), self.data_dir.as_deref(), self.port)
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    if matches!(cli.command, Command::Dev(_) | Command::Serve(_)) {
        memory::give_back_early();
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: the runtime cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        Command::Dev(options) => dev_command(options).await?,
        Command::Serve(options) => serve_command(options.settings(Environment::Production)?).await?,
        Command::Migrate(options) => {
            let settings = options.settings(Environment::Production)?;
            log::start(&settings.log)?;
            App::build(settings).await?.close().await;
            println!("All databases are up to date.");
        }
        Command::Openapi(options) => {
            let settings = options.settings(Environment::Production)?;
            let folder = tempdir()?;
            let app = App::build(settings.in_folder(&folder)).await?;
            println!("{}", gateway::docs::document(&gateway::routes(&app)).to_pretty_json()?);
            app.close().await;
            std::fs::remove_dir_all(folder)?;
        }
        Command::Keys { action } => keys_command(action).await?,
        Command::Model { action: ModelAction::Install { package, common } } => {
            println!("{}", model::install(&common.settings(Environment::Production)?, &package)?);
        }
        Command::Sim { seed, people, days, threads } => {
            let cores = || std::thread::available_parallelism().map_or(1, usize::from);
            let threads = if threads == 0 { cores() } else { threads };
            println!("{}", discovery_lab::sim::run(&discovery_lab::sim::Settings { seed, people, days, threads }));
        }
        Command::Eval { data: EvalData::SpeedDating { folder } } => {
            println!("{}", discovery_lab::eval::speed_dating(&folder)?);
        }
        Command::Health { url } => {
            let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(5)).build()?;
            let healthy = client.get(url).send().await.is_ok_and(|response| response.status().is_success());
            println!("{}", if healthy { "healthy" } else { "unhealthy" });
            return Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn keys_command(action: KeysAction) -> anyhow::Result<()> {
    let (common, rotation) = match &action {
        KeysAction::List(common) => (common, None),
        KeysAction::Rotate { common, emergency: false } => (common, Some(Rotation::Planned)),
        KeysAction::Rotate { common, emergency: true } => (common, Some(Rotation::Emergency)),
    };
    let settings = common.settings(Environment::Production)?;
    log::start(&settings.log)?;
    let keys = app::signing_keys(&settings).await?;
    if let Some(rotation) = rotation {
        println!("The new key is {}.", keys.rotate(rotation).await?);
    }
    for key in keys.list().await? {
        let state = match key.state {
            KeyState::Next => "next",
            KeyState::Signing => "signing",
            KeyState::Checking => "checking",
            KeyState::Retired => "retired",
        };
        println!("{}  {state:8}  signs from {}", key.id, key.signs_from);
    }
    Ok(())
}

async fn serve_command(settings: Settings) -> anyhow::Result<()> {
    log::start(&settings.log)?;
    if settings.mail.smtp().is_none() {
        tracing::warn!("no mail.smtp_url: addresses stay unconfirmed, and passwords cannot be reset");
    }
    let listener = server::bind(&settings.server.host, settings.server.port)?;
    let running = server::start(App::build(settings).await?, listener)?;
    tracing::info!(address = %running.address(), version = env!("CARGO_PKG_VERSION"), "serving");
    if let Some(link) = running.admin_link().await? {
        println!("Nobody is admin yet. This link makes one, once, within a week: {link}");
    }
    stopped().await?;
    tracing::info!("stopping");
    running.stop().await
}

async fn dev_command(options: Dev) -> anyhow::Result<()> {
    let mut settings = options.common.settings(Environment::Dev)?;
    let bot = settings.auth.telegram_bot_token.get_or_insert_default();
    if bot.is_empty() {
        bot.push_str(dev::DEMO_BOT_TOKEN);
    }
    if settings.media.workers == 0 {
        // Nobody else is waiting while demo people are drawn.
        settings.media.workers = std::thread::available_parallelism().map_or(2, usize::from);
    }
    log::start(&settings.log)?;
    // The port first: nobody wants to wait for demo people and then read that it is taken.
    let listener = server::bind(&settings.server.host, settings.server.port)?;
    let data = settings.data_dir.clone();
    let app = Arc::new(App::build(settings).await?);
    dev::seed::seed(&app, options.seed, options.people, |done, total| {
        if done == 1 || done % 20 == 0 || done == total {
            eprintln!("drawing demo people: {done}/{total}");
        }
    })
    .await
    .context("demo people cannot be made; remove the data folder and start again")?;
    let app = Arc::into_inner(app).context("the seeding has ended")?;
    let running = server::start(app, listener)?;
    let base = running.app.settings.public_url(running.address().port());
    println!("\n  Kindling is running, with demo people in {}.\n", data.display());
    println!("  app         {base}/");
    println!("  Swagger UI  {base}/swagger-ui/");
    println!("  OpenAPI     {base}/api-docs/openapi.json");
    match running.app.settings.mail.smtp() {
        None => println!("  mailbox     {base}/dev/mailbox\n"),
        Some(_) => println!("  mail        goes out over SMTP\n"),
    }
    println!("  demo logins (password: {})", dev::DEMO_PASSWORD);
    for (person, note) in dev::seed::named() {
        println!("    {:8} {note}", person.username);
    }
    if let Some(link) = running.admin_link().await? {
        println!("\n  Nobody is admin yet. This link makes one, once, within a week:\n  {link}");
    }
    println!("\n  Ctrl-C stops it. A fresh start: remove {}.\n", data.display());
    stopped().await?;
    running.stop().await
}

/// Waits for Ctrl-C or SIGTERM.
async fn stopped() -> anyhow::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted?,
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn tempdir() -> anyhow::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("kindling-openapi-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
