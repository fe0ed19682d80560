//! What an installation may tune.

use std::time::Duration;

use media_picture::PictureLimits;
use serde::Deserialize;

use crate::domain::screening::{Nsfw, Thresholds};
use crate::store::quota::Quota;

/// How much longer than it was recorded a video may say it is: containers count the last frame of the sound whole, and
/// what the encoder put before the first.
const ROUNDED_UP: Duration = Duration::from_millis(500);

/// The module's section of the configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Most bytes of a picture.
    pub max_upload_bytes: u64,
    /// Most bytes of a video.
    pub max_video_bytes: u64,
    /// Longest video, in seconds.
    pub max_video_s: u64,
    /// Most megapixels (millions of pixels) a picture's header may announce.
    pub max_megapixels: u64,
    /// Longest side a picture's header may announce, in pixels.
    pub max_side: u32,
    /// Pictures that are rendered at once; 0 for half of the processor's cores.
    pub workers: usize,
    /// Uploads that may wait for a worker; more are answered 503.
    pub queue: usize,
    /// Memory that all pictures being rendered may take together, in MiB.
    pub memory_mib: u32,
    /// How long a signed link works at least, in seconds; at most twice as long.
    pub link_ttl_s: u32,
    /// What links begin with: empty for links relative to the page, or the public address of this server or of a
    /// content delivery network in front of it.
    pub cdn_url: String,
    /// Most files of one person, and most bytes of all of them together.
    pub quota_files: u32,
    /// See `quota_files`.
    pub quota_bytes: u64,
    /// Unfinished uploads of one person, and how long each may take, in seconds.
    pub uploads_per_person: u32,
    /// See `uploads_per_person`.
    pub upload_ttl_s: u64,
    /// What is done about explicit pictures.
    pub nsfw: Nsfw,
    /// From which share on a picture is flagged.
    pub nsfw_flag: f32,
    /// From which share on a picture is refused.
    pub nsfw_reject: f32,
    /// The classifier's file; empty for `models/nsfw.bin` in the data folder.
    pub nsfw_model: String,
    /// Whether others see what nothing has looked at yet.
    pub publish_unchecked: bool,
    /// The program that takes pictures out of videos; empty for none.
    pub ffmpeg: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_upload_bytes: 10 << 20,
            max_video_bytes: 100 << 20,
            max_video_s: 60,
            max_megapixels: 40,
            max_side: 16_384,
            workers: 0,
            queue: 16,
            memory_mib: 448,
            link_ttl_s: 3600,
            cdn_url: String::new(),
            quota_files: 500,
            quota_bytes: 1 << 30,
            uploads_per_person: 5,
            upload_ttl_s: 86_400,
            nsfw: Nsfw::Flag,
            nsfw_flag: 0.6,
            nsfw_reject: 0.9,
            nsfw_model: String::new(),
            publish_unchecked: true,
            ffmpeg: "ffmpeg".to_owned(),
        }
    }
}

impl Settings {
    /// Most bytes of any file.
    pub fn max_file_bytes(&self) -> u64 {
        self.max_upload_bytes.max(self.max_video_bytes)
    }

    /// Refuses figures that make no sense.
    ///
    /// # Errors
    /// Which setting, and why.
    pub fn validate(&self) -> Result<(), String> {
        let share = 0.0..=1.0;
        if !share.contains(&self.nsfw_flag) || !share.contains(&self.nsfw_reject) || self.nsfw_reject < self.nsfw_flag {
            return Err("media.nsfw_flag and media.nsfw_reject are shares of 1, the first not above the second".into());
        }
        Ok(())
    }

    /// What a picture may cost.
    pub(crate) fn picture_limits(&self) -> PictureLimits {
        let defaults = PictureLimits::default();
        PictureLimits {
            max_pixels: self.max_megapixels.saturating_mul(1_000_000),
            max_side: self.max_side,
            max_memory: defaults.max_memory.min(u64::from(self.memory_mib) << 20),
        }
    }

    /// How many pictures are rendered at once.
    pub(crate) fn worker_count(&self) -> usize {
        match self.workers {
            0 => std::thread::available_parallelism().map_or(1, |cores| cores.get().div_ceil(2)),
            workers => workers,
        }
    }

    pub(crate) fn quota(&self) -> Quota {
        Quota { files: i64::from(self.quota_files), bytes: i64::try_from(self.quota_bytes).unwrap_or(i64::MAX) }
    }

    pub(crate) fn thresholds(&self) -> Thresholds {
        Thresholds { flag: self.nsfw_flag, reject: self.nsfw_reject }
    }

    pub(crate) fn longest_video(&self) -> Duration {
        Duration::from_secs(self.max_video_s) + ROUNDED_UP
    }
}
