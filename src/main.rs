//! The `kindling` command.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Args, Parser, Subcommand};
use kindling::app::App;
use kindling::settings::{Environment, LogFormat, LogSettings, Settings};
use kindling::{dev, gateway, server};

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
    /// Asks a running server whether it is healthy; for container health checks.
    Health {
        /// Where it listens.
        #[arg(long, default_value = "http://127.0.0.1:8080/health")]
        url: String,
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
            log(&settings.log)?;
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
        Command::Health { url } => {
            let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(5)).build()?;
            let healthy = client.get(url).send().await.is_ok_and(|response| response.status().is_success());
            println!("{}", if healthy { "healthy" } else { "unhealthy" });
            return Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn serve_command(settings: Settings) -> anyhow::Result<()> {
    log(&settings.log)?;
    let listener = server::bind(&settings.server.host, settings.server.port)?;
    let running = server::start(App::build(settings).await?, listener)?;
    tracing::info!(address = %running.address(), version = env!("CARGO_PKG_VERSION"), "serving");
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
    log(&settings.log)?;
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
    println!("  OpenAPI     {base}/api-docs/openapi.json\n");
    println!("  demo logins (password: {})", dev::DEMO_PASSWORD);
    for (person, note) in dev::seed::named() {
        println!("    {:8} {note}", person.username);
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

fn log(settings: &LogSettings) -> anyhow::Result<()> {
    let filter = tracing_subscriber::EnvFilter::try_new(&settings.level).context("log.level")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.format {
        LogFormat::Text => lines.with_target(false).init(),
        LogFormat::Json => lines.json().init(),
    }
    Ok(())
}

fn tempdir() -> anyhow::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("kindling-openapi-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}
