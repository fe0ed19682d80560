//! A picture out of a video, by ffmpeg where it is installed.
//!
//! The program reads hostile bytes, so it gets as little as possible: one local file in a format that was found out
//! before (so that no playlist or script can make it open anything else), files and pipes alone as protocols, one
//! thread, and limits of time, memory and output. Without a picture a video is still a video.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use kernel::{BlobFailure, BlobKey, Blobs};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

/// Longest run.
const PATIENCE: Duration = Duration::from_secs(20);
/// Largest picture that is read from it, in bytes; a lossless one of 1,920 x 1,920 pixels is smaller.
const LARGEST: u64 = 16 << 20;
/// Address space and processor time it may take, where `prlimit` can say so.
const LIMITS: [&str; 3] = ["--as=1500000000", "--cpu=20", "--core=0"];

/// A file that goes with this value.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!(%error, "a temporary video stays");
        }
    }
}

/// Takes a picture at a tenth of the video's length, which is rarely black. `demuxer` is ffmpeg's name of the format.
/// `None`, and a line in the log, when there is none.
pub async fn take(program: &str, blobs: &dyn Blobs, key: &BlobKey, demuxer: &str, duration: Duration) -> Option<Bytes> {
    if program.is_empty() {
        return None;
    }
    let scratch = match copied(blobs, key).await {
        Ok(scratch) => scratch,
        Err(error) => {
            tracing::warn!(%error, "a video cannot be copied for its picture");
            return None;
        }
    };
    match tokio::time::timeout(PATIENCE, run(program, &scratch.0, demuxer, duration / 10)).await {
        Ok(Ok(picture)) if !picture.is_empty() => Some(picture.into()),
        Ok(Ok(_)) => None,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => None,
        Ok(Err(error)) => {
            tracing::warn!(%error, "no picture of a video");
            None
        }
        Err(_) => {
            tracing::warn!("no picture of a video in time");
            None
        }
    }
}

async fn copied(blobs: &dyn Blobs, key: &BlobKey) -> Result<Scratch, BlobFailure> {
    let broken = |error: std::io::Error| BlobFailure::Unavailable(error.to_string());
    // The key's own name is unique and made by us.
    let name = format!("kindling-{}", key.as_str().replace('/', "-"));
    let path = std::env::temp_dir().join(name);
    let mut file = tokio::fs::File::create_new(&path).await.map_err(broken)?;
    let scratch = Scratch(path);
    let mut bytes = blobs.stream(key, None).await?;
    while let Some(chunk) = bytes.try_next().await? {
        file.write_all(&chunk).await.map_err(broken)?;
    }
    file.flush().await.map_err(broken)?;
    Ok(scratch)
}

async fn run(program: &str, video: &Path, demuxer: &str, at: Duration) -> std::io::Result<Vec<u8>> {
    let mut command = limited(program);
    command
        .args(["-nostdin", "-hide_banner", "-v", "error", "-max_alloc", "268435456", "-threads", "1"])
        .args(["-protocol_whitelist", "file,pipe", "-f", demuxer, "-ss", &format!("{:.3}", at.as_secs_f64()), "-i"])
        .arg(video)
        .args(["-map", "0:v:0", "-frames:v", "1", "-an", "-sn", "-dn", "-threads", "1"])
        .args(["-vf", "scale=w='min(1920,iw)':h='min(1920,ih)':force_original_aspect_ratio=decrease"])
        .args(["-c:v", "png", "-f", "image2pipe", "pipe:1"]);
    let mut child = command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut picture = Vec::new();
    if let Some(output) = child.stdout.take() {
        output.take(LARGEST + 1).read_to_end(&mut picture).await?;
    }
    if picture.len() as u64 > LARGEST {
        child.kill().await?;
        return Err(std::io::Error::other("the picture is too large"));
    }
    let status = child.wait().await?;
    if status.success() { Ok(picture) } else { Err(std::io::Error::other(format!("the program ended with {status}"))) }
}

/// The program inside limits, where the system has the tool for it.
fn limited(program: &str) -> Command {
    const PRLIMIT: &str = "/usr/bin/prlimit";
    if !Path::new(PRLIMIT).is_file() {
        return Command::new(program);
    }
    let mut command = Command::new(PRLIMIT);
    command.args(LIMITS).arg("--").arg(program);
    command
}
