//! Videos: what an MP4 or WebM file is, how long it really lasts, and how to strip it without moving a byte.
//!
//! A video is too large to hold, so [`Probe`] asks for the ranges it needs. It walks over the whole file from box to
//! box, or block to block; it never believes a duration that somebody wrote down, but adds up the samples.
//!
//! # What is taken
//! Only what browsers play: H.264, H.265, AV1 and VP9 with AAC, MP3 or Opus in MP4 (ISO/IEC 14496-12, also with
//! QuickTime's brand, also fragmented); VP8, VP9 and AV1 with Opus or Vorbis in WebM (RFC 9559 and the WebM container
//! guidelines). Encrypted tracks and references to data outside the file are refused.
//!
//! # What is left of it
//! [`Video::scrub`] overwrites everything that is not needed to play one picture and one sound track: tags, places and
//! dates, names of devices and programs, further tracks, and all bytes of `mdat` that no sample of the two lies in.
//! Nothing moves, so offsets in the file stay true. What the codecs carry inside samples is not looked at.
//!
//! ```
//! use media_container::video::{Probe, Wanted};
//!
//! # fn read(_: std::ops::Range<u64>) -> Vec<u8> { Vec::new() }
//! let mut probe = Probe::new(0);
//! let verdict = loop {
//!     match probe.wants() {
//!         Wanted::Done(video) => break Ok(video),
//!         Wanted::Read(range) => match probe.feed(&read(range)) {
//!             Ok(()) => {}
//!             Err(fault) => break Err(fault),
//!         },
//!     }
//! };
//! assert!(verdict.is_err(), "an empty file is not a video");
//! ```

mod edit;
mod mp4;
mod probe;
mod webm;
mod window;

pub use edit::{Edit, apply};
pub use probe::{LARGEST_READ, MOST_STEPS, Probe, Wanted};

/// What a file is and how to strip it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Video {
    /// The container, by content.
    pub kind: Kind,
    /// Width in pixels as it is shown: upright, with square pixels as far as the container says; not 0.
    pub width: u32,
    /// Height in pixels as it is shown; not 0.
    pub height: u32,
    /// The longest of all durations that are written and of what the samples add up to, in milliseconds, rounded up.
    /// What players show may be shorter by the last packet of sound.
    pub duration_ms: u64,
    /// How the pictures are coded.
    pub picture: PictureCodec,
    /// How the sound is coded, if there is any.
    pub sound: Option<SoundCodec>,
    /// What to overwrite before the file is shown to anybody: ascending, without overlap, inside the file.
    pub scrub: Vec<Edit>,
}

impl Video {
    /// The media type to serve it as.
    #[must_use]
    pub fn mime(&self) -> &'static str {
        self.kind.mime()
    }

    /// Whether it has sound.
    #[must_use]
    pub fn has_audio(&self) -> bool {
        self.sound.is_some()
    }
}

/// A container format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// ISO base media, QuickTime included.
    Mp4,
    /// The subset of Matroska that browsers play.
    WebM,
}

impl Kind {
    /// The media type to serve it as.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::WebM => "video/webm",
        }
    }
}

/// How pictures are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureCodec {
    /// ITU-T H.264.
    H264,
    /// ITU-T H.265.
    H265,
    /// AOMedia AV1.
    Av1,
    /// RFC 6386.
    Vp8,
    /// Google VP9.
    Vp9,
}

/// How sound is coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoundCodec {
    /// ISO/IEC 13818-7 and 14496-3.
    Aac,
    /// ISO/IEC 11172-3 and 13818-3, layer III.
    Mp3,
    /// RFC 6716.
    Opus,
    /// Xiph Vorbis I.
    Vorbis,
}

/// `ticks` of a clock with `rate` ticks a second, in milliseconds, rounded up. A rate of 0 is refused before.
fn millis(ticks: u64, rate: u64) -> u64 {
    let millis = (u128::from(ticks) * 1000).div_ceil(u128::from(rate.max(1)));
    u64::try_from(millis).unwrap_or(u64::MAX)
}
