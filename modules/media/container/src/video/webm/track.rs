//! The tracks (RFC 9559, 5.1.4).

use super::super::super::Fault;
use super::super::edit::Scrub;
use super::super::{PictureCodec, SoundCodec};
use super::element::Element;
use super::vorbis;

/// What a packet of sound is taken to last when nobody says: a common one of Opus, and the order of those of Vorbis.
const PACKET_NS: u64 = 20_000_000;

/// The picture and the sound of a file. Others than one of each are refused, as their blocks could not be told apart
/// from what is to be shown without reading all of them.
#[derive(Debug)]
pub struct Tracks {
    pub picture: Track,
    pub picture_codec: PictureCodec,
    /// Width and height in pixels, upright.
    pub size: (u32, u32),
    pub sound: Option<(Track, SoundCodec)>,
}

/// What is to be known of a track to read its blocks.
#[derive(Debug, Default)]
pub struct Track {
    pub number: u64,
    /// Whether it is Opus, whose packets say how long they last.
    pub opus: bool,
    /// What a frame lasts that does not say, in nanoseconds.
    pub usual_ns: u64,
    /// Blocks so far.
    pub blocks: u64,
}

impl Tracks {
    pub fn read(tracks: &Element<'_>, scrub: &mut Scrub) -> Result<Self, Fault> {
        let (mut picture, mut sound) = (None, None);
        for child in tracks.children() {
            let child = child?;
            if child.id != 0xAE {
                scrub.void(child.at..child.end())?;
                continue;
            }
            let entry = Entry::read(&child, scrub)?;
            let track = Track { number: entry.number, usual_ns: entry.usual_ns, ..Track::default() };
            let second = match entry.kind {
                1 => picture.replace((track, entry.picture()?, entry.size()?)).is_some(),
                2 => {
                    let (codec, opus) = (entry.sound()?, entry.codec == b"A_OPUS");
                    let usual_ns = if track.usual_ns == 0 { PACKET_NS } else { track.usual_ns };
                    sound.replace((Track { opus, usual_ns, ..track }, codec)).is_some()
                }
                _ => return Err(Fault::Unsupported("a track that is neither picture nor sound")),
            };
            if second {
                return Err(Fault::Unsupported("two pictures or two sounds in one file"));
            }
        }
        let (picture, picture_codec, size) = picture.ok_or(Fault::Unsupported("a file without a video track"))?;
        if sound.as_ref().is_some_and(|(sound, _): &(Track, _)| sound.number == picture.number) {
            return Err(Fault::Corrupt("two tracks have one number"));
        }
        Ok(Self { picture, picture_codec, size, sound })
    }

    /// The track with this number, and whether it is the picture.
    pub fn by_number(&mut self, number: u64) -> Option<(&mut Track, bool)> {
        if self.picture.number == number {
            return Some((&mut self.picture, true));
        }
        self.sound.as_mut().filter(|(sound, _)| sound.number == number).map(|(sound, _)| (sound, false))
    }
}

/// A track as it is described.
struct Entry<'a> {
    number: u64,
    kind: u64,
    codec: &'a [u8],
    usual_ns: u64,
    video: Video,
}

impl<'a> Entry<'a> {
    fn read(entry: &Element<'a>, scrub: &mut Scrub) -> Result<Self, Fault> {
        let mut this = Self { number: 0, kind: 0, codec: b"", usual_ns: 0, video: Video::default() };
        let mut private = None;
        for child in entry.children() {
            let child = child?;
            match child.id {
                0xD7 => this.number = child.uint()?,
                0x83 => this.kind = child.uint()?,
                0x86 => this.codec = child.text(),
                0x23_E383 => this.usual_ns = child.uint()?,
                0x63A2 => private = Some(child.body),
                0xE0 => this.video = Video::read(&child)?,
                // Compression and encryption; browsers know neither.
                0x6D80 => return Err(Fault::Unsupported("an encrypted track")),
                // A factor for all timestamps, which some players apply and others do not.
                0x23_314F if child.float()? != 1.0 => return Err(Fault::Unsupported("a clock of its own")),
                // Identity, flags, language, delays, layers, channels: needed to play.
                0x73C5 | 0xB9 | 0x88 | 0x55AA | 0x9C | 0x6DE7 | 0x6DF8 | 0x23_314F | 0x22_B59C | 0x22_B59D | 0x56AA
                | 0x56BB | 0x55EE | 0x41E4 | 0xE1 => {}
                _ => scrub.void(child.at..child.end())?,
            }
        }
        if let Some(private) = private.filter(|_| this.codec == b"A_VORBIS") {
            vorbis::scrub(private, scrub)?;
        }
        if this.number == 0 { Err(Fault::Corrupt("a track without a number")) } else { Ok(this) }
    }

    fn picture(&self) -> Result<PictureCodec, Fault> {
        match self.codec {
            b"V_VP8" => Ok(PictureCodec::Vp8),
            b"V_VP9" => Ok(PictureCodec::Vp9),
            b"V_AV1" => Ok(PictureCodec::Av1),
            _ => Err(Fault::Unsupported("a video codec that browsers do not play")),
        }
    }

    fn sound(&self) -> Result<SoundCodec, Fault> {
        match self.codec {
            b"A_OPUS" => Ok(SoundCodec::Opus),
            b"A_VORBIS" => Ok(SoundCodec::Vorbis),
            _ => Err(Fault::Unsupported("a sound codec that browsers do not play")),
        }
    }

    fn size(&self) -> Result<(u32, u32), Fault> {
        let size = self.video.shown().and_then(|(width, height)| Some((narrow(width)?, narrow(height)?)));
        size.ok_or(Fault::Corrupt("a video without a size"))
    }
}

fn narrow(pixels: u64) -> Option<u32> {
    u32::try_from(pixels).ok().filter(|pixels| *pixels > 0)
}

/// Sizes of pictures (RFC 9559, 5.1.4.1.28).
#[derive(Default)]
struct Video {
    stored: (u64, u64),
    /// Columns and rows that are cut off.
    cropped: (u64, u64),
    displayed: (u64, u64),
    /// 0 for pixels; the others are shapes.
    unit: u64,
    /// Turned by about a quarter.
    turned: bool,
}

impl Video {
    fn read(video: &Element<'_>) -> Result<Self, Fault> {
        let mut this = Self::default();
        for child in video.children() {
            let child = child?;
            match child.id {
                0xB0 => this.stored.0 = child.uint()?,
                0xBA => this.stored.1 = child.uint()?,
                0x54CC | 0x54DD => this.cropped.0 = this.cropped.0.saturating_add(child.uint()?),
                0x54BB | 0x54AA => this.cropped.1 = this.cropped.1.saturating_add(child.uint()?),
                0x54B0 => this.displayed.0 = child.uint()?,
                0x54BA => this.displayed.1 = child.uint()?,
                0x54B2 => this.unit = child.uint()?,
                0x7670 => this.turned = turned(&child)?,
                _ => {}
            }
        }
        Ok(this)
    }

    fn shown(&self) -> Option<(u64, u64)> {
        let whole = self.unit == 0 && self.displayed.0 > 0 && self.displayed.1 > 0;
        let stored = (self.stored.0.checked_sub(self.cropped.0)?, self.stored.1.checked_sub(self.cropped.1)?);
        let (width, height) = if whole { self.displayed } else { stored };
        Some(if self.turned { (height, width) } else { (width, height) })
    }
}

/// Whether a flat projection is rolled by a quarter (RFC 9559, 5.1.4.1.28.41).
fn turned(projection: &Element<'_>) -> Result<bool, Fault> {
    let mut roll = 0.0;
    for child in projection.children() {
        let child = child?;
        if child.id == 0x7675 {
            roll = child.float()?;
        }
    }
    Ok((45.0..135.0).contains(&f64::abs(roll)))
}
