//! What an installation may tune.

use serde::Deserialize;

use crate::domain::picture::PictureLimits;

/// The module's section of the configuration.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Most bytes of an upload.
    pub max_upload_bytes: u64,
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
    pub link_base: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_upload_bytes: 10 << 20,
            max_megapixels: 40,
            max_side: 16_384,
            workers: 0,
            queue: 16,
            memory_mib: 512,
            link_ttl_s: 3600,
            link_base: String::new(),
        }
    }
}

impl Settings {
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
}
