//! sharp (libvips for node), which most picture services are built on, in the version named here. It comes from npm into
//! a scratch folder; without node and npm there is no reference.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;

use crate::scratch::Scratch;

const PACKAGE: &str = "sharp@0.35.5";
const SCRIPT: &str = include_str!("sharp.mjs");

/// An installed sharp.
pub struct Sharp {
    folder: Scratch,
}

impl Sharp {
    /// Installs it. `None`, with the reason on standard error, where that cannot be done.
    pub async fn install() -> Result<Option<Self>> {
        let folder = Scratch::new()?;
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--silent", "--prefix", ".", PACKAGE]);
        npm.current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
        let reason = match npm.status().await {
            Ok(status) if status.success() => {
                std::fs::write(folder.path().join("sharp.mjs"), SCRIPT)?;
                return Ok(Some(Self { folder }));
            }
            Ok(status) => format!("npm ended with {status}"),
            Err(error) => format!("npm cannot be started: {error}"),
        };
        eprintln!("  SKIPPED: {PACKAGE} cannot be installed ({reason})");
        Ok(None)
    }

    /// Processor time for one picture in milliseconds, all threads together, over so many `pictures`.
    pub async fn cpu_ms(&self, photo: &Path, pictures: u32, sides: &str, encodings: &str) -> Result<f64> {
        let mut node = Command::new("node");
        node.arg("sharp.mjs").arg(photo).args([&pictures.to_string(), sides, encodings]);
        node.current_dir(self.folder.path()).stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
        let output = node.output().await.context("node cannot be started")?;
        ensure!(output.status.success(), "node ended with {}", output.status);
        let text = String::from_utf8_lossy(&output.stdout);
        text.trim().parse().with_context(|| format!("sharp.mjs said {text:?}"))
    }
}
