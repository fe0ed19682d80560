//! A walk over the segments of a JPEG file (ITU-T T.81, annex B) that decodes nothing.
//!
//! It is there for things the decoder does not tell: what decoding will cost, whether the file is whole, and whether
//! it is of a kind that the decoder gets wrong. The decoder fills the missing part of a truncated photo with grey and
//! reports success; here a picture ends with its EOI marker or is refused. Data after EOI is common (second pictures,
//! maker notes) and ignored, as it is never served.

use super::{PictureFormat, PictureHeader, PictureRefusal};

const RST0: u8 = 0xD0;
const RST7: u8 = 0xD7;
const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const SOS: u8 = 0xDA;
const DHT: u8 = 0xC4;
const JPG: u8 = 0xC8;
const DAC: u8 = 0xCC;
const TEM: u8 = 0x01;

struct Frame {
    width: u16,
    height: u16,
    components: u8,
    /// Samples of all components a pixel of the largest one, times 16 (4:4:4 is 48, 4:2:0 is 24).
    samples: u64,
    progressive: bool,
}

/// Dimensions and cost of a JPEG file that is whole from SOI to EOI.
pub fn header(bytes: &[u8]) -> Result<PictureHeader, PictureRefusal> {
    let mut at = 2;
    let mut frame: Option<Frame> = None;
    let mut scanned = false;
    loop {
        let (marker, next) = next_marker(bytes, at).ok_or(PictureRefusal::Corrupt)?;
        at = next;
        match marker {
            EOI => break,
            TEM | SOI | RST0..=RST7 => continue,
            _ => {}
        }
        let body = segment(bytes, at).ok_or(PictureRefusal::Corrupt)?;
        at += 2 + body.len();
        match marker {
            DHT | JPG | DAC => {}
            0xC0..=0xC2 => {
                let this = start_of_frame(marker, body)?;
                // A second frame header could announce a small picture first and a huge one later.
                if frame.replace(this).is_some() {
                    return Err(PictureRefusal::Corrupt);
                }
            }
            // Lossless, hierarchical and arithmetic coding: in the standard, in no camera.
            0xC3..=0xCF => return Err(PictureRefusal::Unsupported),
            SOS => {
                let frame = frame.as_ref().ok_or(PictureRefusal::Corrupt)?;
                // The decoder turns a sequential picture with a scan for each component into coloured noise and
                // reports success (etemesi254/zune-image issue 422). Progressive ones it reads.
                if !frame.progressive && body.first() != Some(&frame.components) {
                    return Err(PictureRefusal::Unsupported);
                }
                scanned = true;
            }
            _ => {}
        }
    }
    let frame = frame.filter(|_| scanned).ok_or(PictureRefusal::Corrupt)?;
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    // 8-bit output in one or three channels, and every coefficient in 16 bits when scans have to be collected.
    let output = pixels * if frame.components == 1 { 1 } else { 3 };
    let coefficients = if frame.progressive { pixels * frame.samples / 8 } else { 0 };
    Ok(PictureHeader {
        format: PictureFormat::Jpeg,
        width: frame.width.into(),
        height: frame.height.into(),
        memory: output + coefficients,
    })
}

/// The next marker at or after `from`, and the position behind it. Entropy-coded data before it is passed over: in it
/// 0xFF is followed by 0x00 or by a restart marker.
fn next_marker(bytes: &[u8], from: usize) -> Option<(u8, usize)> {
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)? + 1;
        match bytes.get(at)? {
            0x00 | RST0..=RST7 => at += 1,
            0xFF => {}
            marker => return Some((*marker, at + 1)),
        }
    }
}

/// The body of the segment whose two length bytes are at `at`; the length counts itself.
fn segment(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let length = u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]);
    bytes.get(at + 2..at + usize::from(length))
}

fn start_of_frame(marker: u8, body: &[u8]) -> Result<Frame, PictureRefusal> {
    let &[precision, h1, h0, w1, w0, components, ref tables @ ..] = body else {
        return Err(PictureRefusal::Corrupt);
    };
    if precision != 8 {
        return Err(PictureRefusal::Unsupported);
    }
    if !matches!(components, 1 | 3 | 4) || tables.len() != usize::from(components) * 3 {
        return Err(PictureRefusal::Corrupt);
    }
    let factors = || tables.iter().skip(1).step_by(3).map(|factor| (u64::from(factor >> 4), u64::from(factor & 15)));
    if factors().any(|(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v)) {
        return Err(PictureRefusal::Corrupt);
    }
    let widest = factors().map(|(h, _)| h).max().unwrap_or(1);
    let tallest = factors().map(|(_, v)| v).max().unwrap_or(1);
    Ok(Frame {
        height: u16::from_be_bytes([h1, h0]),
        width: u16::from_be_bytes([w1, w0]),
        components,
        samples: factors().map(|(h, v)| 16 * h * v).sum::<u64>() / (widest * tallest),
        progressive: marker == 0xC2,
    })
}
