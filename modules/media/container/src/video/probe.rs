//! The conversation with the caller: which ranges are read, how many, and how large.

use std::ops::Range;

use super::super::Fault;
use super::Video;
use super::mp4::Mp4;
use super::webm::WebM;
use super::window::{Stop, Window};

/// Most reads for one file. Reads grow to 1 MiB and each goes beyond the one before, so files up to some 500 MB are
/// always read through; a larger one is when there is little to look at.
pub const MOST_STEPS: u32 = 512;

/// Most bytes of one read. They are looked at where they are: nothing of the file is copied but edits of a few bytes.
pub const LARGEST_READ: u64 = 16 << 20;

/// The first read, which finishes many small files.
const FIRST: u64 = 64 << 10;
/// What later reads grow to when no more is asked for.
const AHEAD: u64 = 1 << 20;

/// What a [`Probe`] waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Exactly these bytes of the file, for [`Probe::feed`]. At most [`LARGEST_READ`], inside the file.
    Read(Range<u64>),
    /// Nothing: here is the answer.
    Done(Video),
}

/// Looks at a video through the ranges it asks for. It does no I/O of its own.
#[derive(Debug)]
pub struct Probe {
    length: u64,
    steps: u32,
    wanted: Range<u64>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// `None` until the first bytes tell what the file is.
    Walking(Option<Walk>),
    Over(Result<Video, Fault>),
}

impl Probe {
    /// A probe of a file of `length` bytes.
    #[must_use]
    pub fn new(length: u64) -> Self {
        Self { length, steps: 0, wanted: 0..length.min(FIRST), state: State::Walking(None) }
    }

    /// What to do next. After a fault it stays at the last range.
    #[must_use]
    pub fn wants(&self) -> Wanted {
        match &self.state {
            State::Over(Ok(video)) => Wanted::Done(video.clone()),
            _ => Wanted::Read(self.wanted.clone()),
        }
    }

    /// Takes the bytes of the range that [`Probe::wants`] named.
    ///
    /// # Errors
    /// `Unsupported`, `Corrupt` or `TooComplex` when the video is not taken; it says the same whenever it is asked
    /// again. Fewer or more bytes than were wanted are `Corrupt`: the file is not as long as was said.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        if let State::Walking(walk) = &mut self.state {
            self.steps += 1;
            let window = Window { at: self.wanted.start, bytes };
            let verdict = if bytes.len() as u64 == self.wanted.end - self.wanted.start {
                go_on(walk, self.length, window)
            } else {
                Err(Fault::Corrupt("the file is not as long as was said").into())
            };
            match verdict {
                Ok(video) => self.state = State::Over(Ok(video)),
                Err(Stop::Fault(fault)) => self.state = State::Over(Err(fault)),
                Err(Stop::Need { at, least }) => match self.range(at, least) {
                    Ok(range) => self.wanted = range,
                    Err(fault) => self.state = State::Over(Err(fault)),
                },
            }
        }
        match &self.state {
            State::Over(Err(fault)) => Err(*fault),
            _ => Ok(()),
        }
    }

    /// The range to read when `least` bytes from `at` on are needed.
    fn range(&self, at: u64, least: u64) -> Result<Range<u64>, Fault> {
        if at.checked_add(least).is_none_or(|end| end > self.length) {
            return Err(Fault::Corrupt("the file is cut short"));
        }
        if least > LARGEST_READ {
            return Err(Fault::TooComplex("a table that is too large"));
        }
        if self.steps >= MOST_STEPS {
            return Err(Fault::TooComplex("too many pieces"));
        }
        let ahead = (FIRST << self.steps.min(8)).min(AHEAD);
        Ok(at..at.saturating_add(least.max(ahead)).min(self.length))
    }
}

/// The walk over a file of one of the kinds.
#[derive(Debug)]
enum Walk {
    Mp4(Box<Mp4>),
    WebM(Box<WebM>),
}

impl Walk {
    /// By the first bytes: a file type box, or the head of EBML (RFC 8794, 11.2.1).
    fn new(bytes: &[u8], length: u64) -> Result<Self, Fault> {
        match bytes {
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Ok(Self::Mp4(Box::new(Mp4::new(length)))),
            [0x1A, 0x45, 0xDF, 0xA3, ..] => Ok(Self::WebM(Box::new(WebM::new(length)))),
            _ => Err(Fault::Unsupported("neither MP4 nor WebM")),
        }
    }
}

fn go_on(walk: &mut Option<Walk>, length: u64, window: Window<'_>) -> Result<Video, Stop> {
    let walk = match walk {
        Some(walk) => walk,
        None => walk.insert(Walk::new(window.bytes, length)?),
    };
    match walk {
        Walk::Mp4(walk) => walk.go_on(window),
        Walk::WebM(walk) => walk.go_on(window),
    }
}
