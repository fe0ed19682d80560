//! A walk over the chunks of a WebP file (RFC 9649) that decodes nothing.
//!
//! The decoder believes a frame's own dimensions and compares them with the canvas only afterwards, so a small canvas
//! could hide a huge frame. Here every frame counts, and the largest one is what the limits see.

use super::{PictureFormat, PictureHeader, PictureRefusal};

#[derive(Default)]
struct Seen {
    width: u32,
    height: u32,
    pixels: bool,
    alpha: bool,
    animated: bool,
}

/// Dimensions and cost of a WebP file that is as long as it says.
pub fn header(bytes: &[u8]) -> Result<PictureHeader, PictureRefusal> {
    let size = bytes.get(4..).and_then(little_endian).ok_or(PictureRefusal::Corrupt)?;
    let body = usize::try_from(size).ok().and_then(|size| bytes.get(12..size.checked_add(8)?));
    let mut seen = Seen::default();
    walk(body.ok_or(PictureRefusal::Corrupt)?, &mut seen)?;
    if !seen.pixels {
        return Err(PictureRefusal::Corrupt);
    }
    // Bytes a pixel at the decoder's peak: planes or pixels of the frame, its transparency, the canvas, the output.
    let depth = match (seen.animated, seen.alpha) {
        (true, _) => 18,
        (false, true) => 11,
        (false, false) => 7,
    };
    let memory = u64::from(seen.width) * u64::from(seen.height) * depth;
    Ok(PictureHeader { format: PictureFormat::WebP, width: seen.width, height: seen.height, memory })
}

fn walk(mut rest: &[u8], seen: &mut Seen) -> Result<(), PictureRefusal> {
    while let Some((head, tail)) = rest.split_first_chunk::<8>() {
        let [a, b, c, d, ref size @ ..] = *head;
        let size = little_endian(size).and_then(|size| usize::try_from(size).ok()).ok_or(PictureRefusal::Corrupt)?;
        let body = tail.get(..size).ok_or(PictureRefusal::Corrupt)?;
        match &[a, b, c, d] {
            b"VP8X" => extended(body, seen).ok_or(PictureRefusal::Corrupt)?,
            b"VP8 " => lossy(body, seen).ok_or(PictureRefusal::Corrupt)?,
            b"VP8L" => lossless(body, seen).ok_or(PictureRefusal::Corrupt)?,
            b"ALPH" => seen.alpha = true,
            b"ANMF" => {
                seen.animated = true;
                walk(body.get(16..).ok_or(PictureRefusal::Corrupt)?, seen)?;
            }
            _ => {}
        }
        rest = tail.get(size + (size & 1)..).unwrap_or_default();
    }
    Ok(())
}

/// Flags, three reserved bytes, then canvas width and height less one in 24 bits each.
fn extended(body: &[u8], seen: &mut Seen) -> Option<()> {
    let &[flags, _, _, _, w0, w1, w2, h0, h1, h2, ..] = body else { return None };
    seen.alpha |= flags & 0x10 != 0;
    seen.animated |= flags & 0x02 != 0;
    frame(u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1, seen);
    Some(())
}

/// RFC 6386, 9.1: three bytes of tag, a start code, then 14 bits of width and of height.
fn lossy(body: &[u8], seen: &mut Seen) -> Option<()> {
    let &[_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..] = body else { return None };
    seen.pixels = true;
    frame((u16::from_le_bytes([w0, w1]) & 0x3FFF).into(), (u16::from_le_bytes([h0, h1]) & 0x3FFF).into(), seen);
    Some(())
}

/// RFC 9649, 3.4: a signature byte, then 14 bits of width less one, of height less one, and the transparency bit.
fn lossless(body: &[u8], seen: &mut Seen) -> Option<()> {
    let (0x2F, rest) = body.split_first()? else { return None };
    let bits = little_endian(rest)?;
    seen.pixels = true;
    seen.alpha |= (bits >> 28) & 1 != 0;
    frame((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1, seen);
    Some(())
}

fn frame(width: u32, height: u32, seen: &mut Seen) {
    seen.width = seen.width.max(width);
    seen.height = seen.height.max(height);
}

fn little_endian(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk::<4>().map(|four| u32::from_le_bytes(*four))
}
