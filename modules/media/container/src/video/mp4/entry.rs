//! The `stsd` box: how the samples of a track are coded (8.5.2, 12.1.3, 12.2.3; ISO/IEC 14496-14 and -15).

use super::super::super::boxes::{Boxes, Kind, Node};
use super::super::super::{Fault, Fields};
use super::super::{PictureCodec, SoundCodec};
use super::ledger::Ledger;

/// Most descriptions of one track.
const MOST_ENTRIES: usize = 16;

/// Why an encrypted track is refused.
pub const ENCRYPTED: Fault = Fault::Unsupported("an encrypted track");

/// How a track is coded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    Picture(PictureCodec),
    Sound(SoundCodec),
}

/// How the samples of a track with this handler are coded. All descriptions must agree.
pub fn codec(stsd: &Node<'_>, handler: &Kind) -> Result<Codec, Fault> {
    let mut codec = None;
    for entry in entries(stsd)? {
        let this = if handler == b"vide" { picture(&entry)? } else { sound(&entry)? };
        if codec.replace(this).is_some_and(|codec| codec != this) {
            return Err(Fault::Unsupported("a track that changes its codec"));
        }
    }
    codec.ok_or(Fault::Corrupt("a track that describes nothing"))
}

/// Has everything overwritten in the descriptions that names makers and programs. Returns width and height in pixels,
/// 0 of sound.
pub fn scrub(stsd: &Node<'_>, visual: bool, ledger: &mut Ledger) -> Result<(u32, u32), Fault> {
    let mut size = (0, 0);
    for entry in entries(stsd)? {
        let entry = if visual { Entry::visual(&entry)? } else { Entry::audio(&entry)? };
        if size == (0, 0) {
            size = entry.size;
        }
        entry.names.iter().try_for_each(|name| ledger.scrub.zero(name.at()..name.end()))?;
        for node in entry.boxes {
            let node = node?;
            if matches!(&node.kind, b"udta" | b"meta" | b"uuid" | b"name" | b"free" | b"skip" | b"wide") {
                ledger.scrub.free(&node)?;
            }
        }
    }
    Ok(size)
}

fn entries<'a>(stsd: &Node<'a>) -> Result<Vec<Node<'a>>, Fault> {
    let (_, _, mut fields) = stsd.full()?;
    fields.skip(4)?;
    let entries = stsd.children_in(fields)?.take(MOST_ENTRIES + 1).collect::<Result<Vec<_>, _>>()?;
    if entries.len() > MOST_ENTRIES { Err(Fault::TooComplex("too many descriptions")) } else { Ok(entries) }
}

fn picture(entry: &Node<'_>) -> Result<Codec, Fault> {
    let (codec, config) = match &entry.kind {
        b"avc1" | b"avc3" => (PictureCodec::H264, b"avcC"),
        b"hvc1" | b"hev1" => (PictureCodec::H265, b"hvcC"),
        b"av01" => (PictureCodec::Av1, b"av1C"),
        b"vp09" => (PictureCodec::Vp9, b"vpcC"),
        b"encv" => return Err(ENCRYPTED),
        _ => return Err(Fault::Unsupported("a video codec that browsers do not play")),
    };
    find(Entry::visual(entry)?.boxes, config)?.ok_or(UNCONFIGURED)?;
    Ok(Codec::Picture(codec))
}

fn sound(entry: &Node<'_>) -> Result<Codec, Fault> {
    const FOREIGN: Fault = Fault::Unsupported("a sound codec that browsers do not play");
    let codec = match &entry.kind {
        b"mp4a" => {
            let children = Entry::audio(entry)?.boxes;
            let esds = match find(children.clone(), b"esds")? {
                Some(esds) => esds,
                // QuickTime puts it one level deeper.
                None => {
                    let wave = find(children, b"wave")?.ok_or(UNCONFIGURED)?;
                    find(wave.children()?, b"esds")?.ok_or(UNCONFIGURED)?
                }
            };
            match object_type(&esds)? {
                0x40 | 0x66..=0x68 => SoundCodec::Aac,
                0x69 | 0x6B => SoundCodec::Mp3,
                _ => return Err(FOREIGN),
            }
        }
        b".mp3" => SoundCodec::Mp3,
        b"Opus" => {
            find(Entry::audio(entry)?.boxes, b"dOps")?.ok_or(UNCONFIGURED)?;
            SoundCodec::Opus
        }
        b"enca" => return Err(ENCRYPTED),
        _ => return Err(FOREIGN),
    };
    Ok(Codec::Sound(codec))
}

/// One description.
struct Entry<'a> {
    /// Width and height in pixels, 0 of sound.
    size: (u32, u32),
    /// Where QuickTime names the maker, and where the encoder is named.
    names: Vec<Fields<'a>>,
    boxes: Boxes<'a>,
}

impl<'a> Entry<'a> {
    fn visual(entry: &Node<'a>) -> Result<Self, Fault> {
        let mut fields = entry.body;
        fields.skip(12)?;
        let maker = fields.take(12)?;
        let size = (fields.u16()?.into(), fields.u16()?.into());
        fields.skip(14)?;
        let encoder = fields.take(32)?;
        fields.skip(4)?;
        Ok(Self { size, names: vec![maker, encoder], boxes: open(entry, fields)? })
    }

    fn audio(entry: &Node<'a>) -> Result<Self, Fault> {
        let mut fields = entry.body;
        fields.skip(8)?;
        let version = fields.u16()?;
        let maker = fields.take(6)?;
        fields.skip(12)?;
        // QuickTime's later versions have more fields. In ISO files a 1 says that there are none.
        let more = match version {
            1 if plausible(entry, fields)? => 0,
            1 => 16,
            2 => 36,
            _ => 0,
        };
        fields.skip(more)?;
        Ok(Self { size: (0, 0), names: vec![maker], boxes: open(entry, fields)? })
    }
}

/// Whether boxes begin here.
fn plausible(entry: &Node<'_>, fields: Fields<'_>) -> Result<bool, Fault> {
    Ok(entry
        .children_in(fields)?
        .next()
        .is_none_or(|first| first.is_ok_and(|node| node.kind.iter().all(u8::is_ascii_graphic))))
}

/// The boxes of a description, from `fields` on, if they are not those of an encrypted track.
fn open<'a>(entry: &Node<'a>, fields: Fields<'a>) -> Result<Boxes<'a>, Fault> {
    let boxes = entry.children_in(fields)?;
    if find(boxes.clone(), b"sinf")?.is_some() { Err(ENCRYPTED) } else { Ok(boxes) }
}

fn find<'a>(mut boxes: Boxes<'a>, kind: &Kind) -> Result<Option<Node<'a>>, Fault> {
    boxes.find(|node| node.as_ref().map_or(true, |node| &node.kind == kind)).transpose()
}

/// What kind of stream a descriptor announces (ISO/IEC 14496-1, 7.2.6.5 and 7.2.6.6).
fn object_type(esds: &Node<'_>) -> Result<u8, Fault> {
    let (_, _, mut fields) = esds.full()?;
    descriptor(&mut fields, 3)?;
    fields.skip(2)?;
    let flags = fields.u8()?;
    if flags & 0x40 != 0 {
        return Err(Fault::Unsupported("data outside the file"));
    }
    fields.skip(if flags & 0x80 != 0 { 2 } else { 0 } + if flags & 0x20 != 0 { 2 } else { 0 })?;
    descriptor(&mut fields, 4)?;
    fields.u8()
}

/// Passes over the tag and the size of a descriptor, seven bits a byte and at most four of them (8.3.3).
fn descriptor(fields: &mut Fields<'_>, tag: u8) -> Result<(), Fault> {
    if fields.u8()? != tag {
        return Err(UNCONFIGURED);
    }
    for _ in 0..4 {
        if fields.u8()? & 0x80 == 0 {
            return Ok(());
        }
    }
    Err(UNCONFIGURED)
}

const UNCONFIGURED: Fault = Fault::Corrupt("a codec without its configuration");
