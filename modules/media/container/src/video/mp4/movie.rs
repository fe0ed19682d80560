//! The `moov` box: its header, and the choice of the two tracks that stay.

use super::super::super::boxes::{Kind, Node};
use super::super::super::{Fault, Fields};
use super::super::{PictureCodec, SoundCodec, millis};
use super::entry::{self, Codec};
use super::ledger::Ledger;
use super::track::{Track, turned};
use super::{MISSING, pick};

/// Most tracks; an iPhone writes up to seven.
const MOST_TRACKS: usize = 64;

/// What a movie says, and what its fragments add.
#[derive(Debug)]
pub struct Movie {
    /// Longest of the durations that are written, in milliseconds.
    written_ms: u64,
    turned: bool,
    /// Whether fragments follow.
    pub fragmented: bool,
    pub picture: Track,
    pub picture_codec: PictureCodec,
    sound: Option<(Track, SoundCodec)>,
    /// Numbers of the tracks that do not stay.
    pub gone: Vec<u32>,
}

/// What is to be known of a track before it is chosen.
struct Outline<'a> {
    node: Node<'a>,
    id: u32,
    handler: Kind,
    /// Of pictures and sound: how they are coded, or why they are not taken.
    codec: Option<Result<Codec, Fault>>,
}

impl Movie {
    pub fn read(moov: &Node<'_>, ledger: &mut Ledger) -> Result<Self, Fault> {
        let ([mvhd, mvex, cmov, rmra], rest) = pick(moov, [b"mvhd", b"mvex", b"cmov", b"rmra"], &[])?;
        if cmov.is_some() {
            return Err(Fault::Unsupported("a compressed movie"));
        }
        if rmra.is_some() {
            return Err(Fault::Unsupported("data outside the file"));
        }
        let header = Header::read(&mvhd.ok_or(MISSING)?, ledger)?;
        let (tracks, rest): (Vec<_>, Vec<_>) = rest.into_iter().partition(|node| &node.kind == b"trak");
        ledger.free(&rest)?;
        let Choice { picture: (outline, picture_codec), sound, gone } = choose(&tracks)?;
        gone.iter().try_for_each(|outline| ledger.scrub.free(&outline.node))?;
        let picture = Track::read(&outline.node, outline.id, true, ledger)?;
        let sound = match sound {
            Some((outline, codec)) => Some((Track::read(&outline.node, outline.id, false, ledger)?, codec)),
            None => None,
        };
        let tracks = [Some(&picture), sound.as_ref().map(|(track, _)| track)];
        let written_ms = tracks.into_iter().flatten().map(|track| track.edited_ms(header.rate));
        let written_ms = written_ms.fold(header.duration_ms, u64::max);
        let gone: Vec<u32> = gone.iter().map(|outline| outline.id).collect();
        let fragmented = mvex.is_some();
        let mut movie = Self { written_ms, turned: header.turned, fragmented, picture, picture_codec, sound, gone };
        if let Some(mvex) = mvex {
            movie.defaults(&mvex, header.rate, ledger)?;
        }
        Ok(movie)
    }

    /// The track with this number, if it stays.
    pub fn track(&mut self, id: u32) -> Option<&mut Track> {
        let mut tracks = std::iter::once(&mut self.picture).chain(self.sound.as_mut().map(|(track, _)| track));
        tracks.find(|track| track.id == id)
    }

    /// Width and height as shown.
    pub fn size(&self) -> Result<(u32, u32), Fault> {
        if self.picture.samples == 0 {
            return Err(Fault::Corrupt("a video without a picture"));
        }
        let (width, height) = self.picture.size;
        if width == 0 || height == 0 {
            return Err(Fault::Corrupt("a video without a size"));
        }
        let sideways = self.picture.turned != self.turned;
        Ok(if sideways { (height, width) } else { (width, height) })
    }

    pub fn duration_ms(&self) -> u64 {
        let sound = self.sound.as_ref().map_or(0, |(track, _)| track.played_ms());
        self.written_ms.max(self.picture.played_ms()).max(sound)
    }

    /// How the sound is coded, if a single packet of it is there.
    pub fn sound_codec(&self) -> Option<SoundCodec> {
        self.sound.as_ref().filter(|(track, _)| track.samples > 0).map(|(_, codec)| *codec)
    }

    /// What fragments leave out (8.8.1 to 8.8.3).
    fn defaults(&mut self, mvex: &Node<'_>, rate: u32, ledger: &mut Ledger) -> Result<(), Fault> {
        let ([mehd], rest) = pick(mvex, [b"mehd"], &[])?;
        if let Some(mehd) = mehd {
            let (version, _, mut fields) = mehd.full()?;
            let written = duration(&mut fields, version)?;
            self.written_ms = self.written_ms.max(millis(written, rate.into()));
        }
        for node in rest {
            let id = if &node.kind == b"trex" { Some(node.full()?.2.u32()?) } else { None };
            match id.and_then(|id| self.track(id)) {
                Some(track) => track.defaults(&node)?,
                None => ledger.scrub.free(&node)?,
            }
        }
        Ok(())
    }
}

/// The tracks that stay, and those that go.
struct Choice<'a> {
    picture: (Outline<'a>, PictureCodec),
    sound: Option<(Outline<'a>, SoundCodec)>,
    gone: Vec<Outline<'a>>,
}

/// The first picture and the first sound that can be played stay; all others go, so that nobody can see a different
/// video than the one that was looked at. A track of a foreign codec is a reason to refuse only when there is no other.
fn choose<'a>(tracks: &[Node<'a>]) -> Result<Choice<'a>, Fault> {
    if tracks.len() > MOST_TRACKS {
        return Err(Fault::TooComplex("too many tracks"));
    }
    let (mut picture, mut sound, mut gone) = (None, None, Vec::new());
    let (mut no_picture, mut no_sound) = (Fault::Unsupported("a file without a video track"), None);
    let mut ids = Vec::new();
    for node in tracks {
        let outline = outline(node)?;
        if ids.contains(&outline.id) {
            return Err(Fault::Corrupt("two tracks have one number"));
        }
        ids.push(outline.id);
        match outline.codec {
            Some(Ok(Codec::Picture(codec))) if picture.is_none() => picture = Some((outline, codec)),
            Some(Ok(Codec::Sound(codec))) if sound.is_none() => sound = Some((outline, codec)),
            codec => {
                match codec {
                    Some(Err(fault)) if &outline.handler == b"vide" => no_picture = fault,
                    Some(Err(fault)) => no_sound = Some(fault),
                    _ => {}
                }
                gone.push(outline);
            }
        }
    }
    let picture = picture.ok_or(no_picture)?;
    match (sound, no_sound) {
        (None, Some(fault)) => Err(fault),
        (sound, _) => Ok(Choice { picture, sound, gone }),
    }
}

fn outline<'a>(trak: &Node<'a>) -> Result<Outline<'a>, Fault> {
    let ([tkhd, mdia], _) = pick(trak, [b"tkhd", b"mdia"], &[])?;
    let (version, _, mut fields) = tkhd.ok_or(MISSING)?.full()?;
    fields.skip(if version == 1 { 16 } else { 8 })?;
    let id = fields.u32()?;
    let ([hdlr, minf], _) = pick(&mdia.ok_or(MISSING)?, [b"hdlr", b"minf"], &[])?;
    let (_, _, mut fields) = hdlr.ok_or(MISSING)?.full()?;
    fields.skip(4)?;
    let handler = fields.array()?;
    let mut outline = Outline { node: *trak, id, handler, codec: None };
    if matches!(&handler, b"vide" | b"soun") {
        let ([stbl], _) = pick(&minf.ok_or(MISSING)?, [b"stbl"], &[])?;
        let ([stsd], _) = pick(&stbl.ok_or(MISSING)?, [b"stsd"], &[])?;
        outline.codec = match entry::codec(&stsd.ok_or(MISSING)?, &handler) {
            Err(fault) if fault == entry::ENCRYPTED || matches!(fault, Fault::Corrupt(_)) => return Err(fault),
            codec => Some(codec),
        };
    }
    Ok(outline)
}

/// `mvhd` (8.2.2).
struct Header {
    rate: u32,
    duration_ms: u64,
    turned: bool,
}

impl Header {
    fn read(mvhd: &Node<'_>, ledger: &mut Ledger) -> Result<Self, Fault> {
        let (version, _, mut fields) = mvhd.full()?;
        forget_dates(&mut fields, version, ledger)?;
        let rate = fields.u32()?;
        if rate == 0 {
            return Err(Fault::Corrupt("a clock that stands"));
        }
        let duration_ms = millis(duration(&mut fields, version)?, rate.into());
        // Preferred rate and volume, reserved.
        fields.skip(16)?;
        Ok(Self { rate, duration_ms, turned: turned(&mut fields)? })
    }
}

/// Passes over the dates of creation and change at the front of a header, and has them overwritten.
pub fn forget_dates(fields: &mut Fields<'_>, version: u8, ledger: &mut Ledger) -> Result<(), Fault> {
    let dates = fields.take(if version == 1 { 16 } else { 8 })?;
    ledger.scrub.zero(dates.at()..dates.end())
}

/// A time: of 64 bits in version 1.
pub fn time(fields: &mut Fields<'_>, version: u8) -> Result<u64, Fault> {
    if version == 1 { fields.u64() } else { fields.u32().map(u64::from) }
}

/// A duration that is written; all bits set means that it is not known, and counts as none.
pub fn duration(fields: &mut Fields<'_>, version: u8) -> Result<u64, Fault> {
    let unknown = if version == 1 { u64::MAX } else { u32::MAX.into() };
    time(fields, version).map(|duration| if duration == unknown { 0 } else { duration })
}
