//! The head of the document, the index of its parts, and what it says of itself.

use super::super::super::Fault;
use super::super::edit::Scrub;
use super::element::{Element, id};

/// Checks that a document is WebM (RFC 8794, 11.2; RFC 9559, 4.1).
pub fn document(header: &Element<'_>, scrub: &mut Scrub) -> Result<(), Fault> {
    let mut webm = false;
    for child in header.children() {
        let child = child?;
        match child.id {
            // The kind of document.
            0x4282 => webm = child.text() == b"webm",
            // Version that a reader needs, longest identifier, longest size.
            0x42F7 if child.uint()? > 1 => return Err(FUTURE),
            0x42F2 if child.uint()? > 4 => return Err(FUTURE),
            0x42F3 if child.uint()? > 8 => return Err(FUTURE),
            // The same, and the versions of writer, document, and reader of the document.
            0x42F7 | 0x42F2 | 0x42F3 | 0x4286 | 0x4287 | 0x4285 => {}
            _ => scrub.void(child.at..child.end())?,
        }
    }
    if webm { Ok(()) } else { Err(Fault::Unsupported("neither MP4 nor WebM")) }
}

/// Voids the entries of the index whose targets are voided (RFC 9559, 5.1.1).
pub fn seek_head(seek_head: &Element<'_>, scrub: &mut Scrub) -> Result<(), Fault> {
    const KEPT: [u32; 5] = [id::INFO, id::TRACKS, id::CUES, id::CLUSTER, id::SEEK_HEAD];
    for seek in seek_head.children() {
        let seek = seek?;
        let mut kept = false;
        if seek.id == 0x4DBB {
            for part in seek.children() {
                let part = part?;
                kept |= part.id == 0x53AB && KEPT.contains(&(part.uint()? as u32));
            }
        }
        if !kept {
            scrub.void(seek.at..seek.end())?;
        }
    }
    Ok(())
}

/// What counts of Info (RFC 9559, 5.1.2).
#[derive(Debug)]
pub struct Info {
    /// Nanoseconds a tick.
    pub scale: u64,
    /// The duration that is written, in nanoseconds.
    pub duration_ns: u64,
}

impl Info {
    pub fn read(info: &Element<'_>, scrub: &mut Scrub) -> Result<Self, Fault> {
        let (mut scale, mut duration) = (1_000_000, 0.0);
        for child in info.children() {
            let child = child?;
            match child.id {
                0x2A_D7B1 => scale = child.uint()?,
                0x4489 => duration = child.float()?,
                // The programs that wrote it have to be named: an empty name is one.
                0x4D80 | 0x5741 => scrub.zero(child.body.at()..child.end())?,
                _ => scrub.void(child.at..child.end())?,
            }
        }
        // Neither infinite nor not a number.
        let sane = duration >= 0.0 && f64::is_finite(duration);
        if scale == 0 || !sane {
            return Err(Fault::Corrupt("a clock that stands"));
        }
        // Too large a product becomes the largest number.
        Ok(Self { scale, duration_ns: (duration * scale as f64).ceil() as u64 })
    }
}

const FUTURE: Fault = Fault::Unsupported("a document from the future");
