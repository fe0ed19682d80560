//! The load bench: how fast is Kindling, as a ratio to something everybody knows?
//!
//! ```text
//! cargo build --release && cargo build --release -p load
//! target/release/load                         # every goal, about seven minutes
//! target/release/load P1 S1 --rounds 3        # some goals, quicker
//! target/release/load all --check ship        # exit code 1 if a goal is missed
//! ```
//!
//! An absolute figure says as much about the machine as about the program. So every goal is measured against a
//! reference server in the same run, both as processes of their own, in turns (A B, B A, A B ...), and the medians
//! are compared. Use a quiet machine; the facts printed above the table say what it was. CPU time per request is
//! the steadier half of each pair. It reads `/proc`, so it needs Linux.
//!
//! Where to look:
//!
//! - [`goals`] has the list of benches and one file for each: what is measured, against what, and the levels.
//!   A new goal is a new file there and one line in the list.
//! - [`product`] is all this crate knows about Kindling; [`reference`] holds the servers it is compared with.
//! - [`crowd`] invents a million people and writes them into the product's tables; [`index`] has the product's index
//!   crates work on them.
//! - [`photo`] makes the picture that is uploaded; [`render`] has the product's picture crate work on it.
//! - [`rounds`] takes arms in turns; [`generator`] is the closed-loop client; [`http`] speaks the protocol.
//! - [`process`] starts servers and reads their CPU time and memory; [`statistics`] and [`table`] make figures of it.

mod crowd;
mod generator;
mod goals;
mod http;
mod index;
mod machine;
mod photo;
mod process;
mod product;
mod reference;
mod render;
mod rounds;
mod scratch;
mod statistics;
mod table;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::{Args, Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

use crate::table::{Level, Row};

/// Measures Kindling against reference servers and prints goal, figure, reference, ratio and verdict.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(flatten)]
    measure: Measure,
    #[command(subcommand)]
    serve: Option<Serve>,
}

#[derive(Args)]
struct Measure {
    /// Goals to measure (P1, P4, S1 ...), or `all`.
    #[arg(default_value = "all")]
    goals: Vec<String>,
    /// Exit with 1 if a measured goal is below this level.
    #[arg(long, value_enum)]
    check: Option<Level>,
    #[command(flatten)]
    setting: Setting,
}

/// What every bench is told: which binary, and how long and wide to measure.
#[derive(Args, Clone)]
pub struct Setting {
    /// The release binary of the product.
    #[arg(long, value_name = "PATH", default_value = "target/release/kindling")]
    pub kindling: PathBuf,
    /// Seconds each arm runs in a round. Bounded with the rounds, so that no access token (15 min) expires.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=20))]
    pub seconds: u64,
    /// Rounds; every round runs every arm once.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=9))]
    pub rounds: u64,
    /// Connections of the closed loop, each with one request under way.
    #[arg(long, default_value_t = 64, value_parser = clap::value_parser!(u64).range(1..=4096))]
    pub connections: u64,
}

#[derive(Subcommand)]
enum Serve {
    /// Run one of the reference servers; the bench starts these itself.
    #[command(subcommand)]
    Reference(reference::Server),
    /// Index invented people and search them, and print what it took; the bench starts this itself.
    Index(index::Job),
    /// Render a picture again and again and print its processor time; the bench starts this itself.
    Render(render::Job),
}

fn main() -> Result<ExitCode> {
    let cli = Cli::parse();
    match cli.serve {
        Some(Serve::Reference(server)) => return reference::serve(server).map(|()| ExitCode::SUCCESS),
        Some(Serve::Index(job)) => return index::run(&job).map(|()| ExitCode::SUCCESS),
        Some(Serve::Render(job)) => return render::run(&job).map(|()| ExitCode::SUCCESS),
        None => {}
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        // Whichever arm loses is dropped, and with it every server that was started.
        tokio::select! {
            outcome = measure(cli.measure) => outcome,
            _ = terminate.recv() => Ok(ExitCode::FAILURE),
            _ = tokio::signal::ctrl_c() => Ok(ExitCode::FAILURE),
        }
    })
}

async fn measure(asked: Measure) -> Result<ExitCode> {
    let benches = goals::select(&asked.goals)?;
    product::require(&asked.setting.kindling)?;
    ensure!(!cfg!(debug_assertions), "an unoptimised bench proves nothing: cargo build --release -p load");

    // Before the run: its own load is no fact about the machine.
    let facts = machine::facts();
    eprintln!("{facts}");
    let mut rows: Vec<Row> = Vec::new();
    for bench in benches {
        eprintln!("\n{}: {}", bench.goals.join(", "), bench.about);
        rows.extend((bench.measure)(&asked.setting).await?);
    }

    println!("{facts}\n\n{}", table::render(&rows));
    let missed = asked.check.is_some_and(|level| rows.iter().any(|row| row.verdict() < Some(level)));
    Ok(if missed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

impl Setting {
    /// How long one arm runs in one round.
    pub fn turn(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_and_reference_servers_share_one_command_line() {
        let cli = Cli::try_parse_from(["load", "P1", "S1", "--rounds", "3", "--check", "good"]).unwrap();
        assert_eq!(cli.measure.goals, ["P1", "S1"]);
        assert_eq!(cli.measure.setting.rounds, 3);
        assert_eq!(cli.measure.check, Some(Level::Good));
        assert!(cli.serve.is_none());

        let cli = Cli::try_parse_from(["load"]).unwrap();
        assert_eq!(cli.measure.goals, ["all"]);

        let render = ["load", "render", "photo.jpg", "--sides", "200,640", "--encodings", "webp,jpeg"];
        let Some(Serve::Render(job)) = Cli::try_parse_from(render).unwrap().serve else { panic!("no job") };
        assert_eq!((job.sides, job.encodings), (vec![200, 640], vec!["webp".to_owned(), "jpeg".to_owned()]));

        let cli = Cli::try_parse_from(["load", "reference", "bare-json", "--port", "4000"]).unwrap();
        assert!(matches!(cli.serve, Some(Serve::Reference(reference::Server::BareJson { port: 4000, .. }))));
    }

    #[test]
    fn a_run_that_outlives_its_tokens_is_refused() {
        assert!(Cli::try_parse_from(["load", "--seconds", "60"]).is_err());
        assert!(Cli::try_parse_from(["load", "--rounds", "100"]).is_err());
    }
}
