//! Renders a picture again and again with the product's picture crate, in a process of its own, so that its processor
//! time is that of the pictures alone.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use media_picture::{PictureLimits, Plan, render_with};
use tokio::process::Command;

use crate::process::cpu_of;

/// What to render.
#[derive(Args)]
pub struct Job {
    /// The picture.
    pub file: PathBuf,
    /// How often.
    #[arg(long, default_value_t = 20)]
    pub pictures: u32,
    /// Longest sides of the renditions in pixels, ascending.
    #[arg(long, value_delimiter = ',')]
    pub sides: Vec<u32>,
    /// Encodings: `webp`, `jpeg` or both.
    #[arg(long, value_delimiter = ',')]
    pub encodings: Vec<String>,
}

/// Runs a job and prints the processor time of one picture in milliseconds.
pub fn run(job: &Job) -> Result<()> {
    let bytes = std::fs::read(&job.file)?;
    let asked = |encoding: &str| job.encodings.iter().any(|asked| asked == encoding);
    let plan = Plan { boxes: &job.sides, webp: asked("webp"), jpeg: asked("jpeg") };
    let render = || -> Result<()> {
        let rendered = render_with(&bytes, &PictureLimits::default(), &plan)?;
        ensure!(rendered.renditions.len() == job.sides.len(), "{} renditions", rendered.renditions.len());
        Ok(())
    };
    // The first one brings code and tables into memory.
    render()?;
    let before = cpu_of("self")?;
    for _ in 0..job.pictures {
        render()?;
    }
    let took = cpu_of("self")?.saturating_sub(before);
    println!("{}", took.as_secs_f64() * 1e3 / f64::from(job.pictures));
    Ok(())
}

/// Has a process of its own run a job: processor time for one picture in milliseconds.
pub async fn cpu_ms(photo: &Path, pictures: u32, sides: &str, encodings: &str) -> Result<f64> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("render").arg(photo).args(["--pictures", &pictures.to_string()]);
    command.args(["--sides", sides, "--encodings", encodings]);
    command.stdin(Stdio::null()).stderr(Stdio::inherit()).kill_on_drop(true);
    let output = command.output().await?;
    ensure!(output.status.success(), "the renderer ended with {}", output.status);
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().with_context(|| format!("the renderer said {text:?}"))
}
