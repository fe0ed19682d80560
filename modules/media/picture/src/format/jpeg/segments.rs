//! A walk over the segments of a JPEG file (ITU-T T.81, annex B) that decodes nothing.

use crate::PictureRefusal;

const RST0: u8 = 0xD0;
const RST7: u8 = 0xD7;
const SOI: u8 = 0xD8;
const EOI: u8 = 0xD9;
const TEM: u8 = 0x01;

/// Start of scan.
pub const SOS: u8 = 0xDA;
/// Huffman tables.
pub const DHT: u8 = 0xC4;
/// Quantisation tables.
pub const DQT: u8 = 0xDB;
/// Restart interval.
pub const DRI: u8 = 0xDD;
/// Reserved; and the conditioning of arithmetic coding. Among the frame headers by number, but none of them.
pub const NO_FRAME: [u8; 2] = [0xC8, 0xCC];

/// One marker and what belongs to it.
pub struct Segment<'a> {
    /// The marker's second byte.
    pub marker: u8,
    /// What stands behind the two bytes of length.
    pub body: &'a [u8],
    /// Behind a start of scan: the entropy-coded data, with its stuffing and restart markers. Else empty.
    pub data: &'a [u8],
}

/// The segments of a file from SOI to EOI.
///
/// A picture ends with EOI or is refused: decoders fill what is missing of a truncated photo with grey. Data after EOI
/// is common (second pictures, maker notes) and ignored, as it is never served.
pub struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Segments<'a> {
    /// The segments of a file that begins with SOI.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2 }
    }

    /// The next segment; nothing at EOI.
    ///
    /// # Errors
    /// `Corrupt` where the file is cut short.
    pub fn next(&mut self) -> Result<Option<Segment<'a>>, PictureRefusal> {
        loop {
            let (marker, at) = next_marker(self.bytes, self.at).ok_or(PictureRefusal::Corrupt)?;
            self.at = at;
            match marker {
                EOI => return Ok(None),
                TEM | SOI | RST0..=RST7 => continue,
                _ => {}
            }
            let body = segment(self.bytes, at).ok_or(PictureRefusal::Corrupt)?;
            self.at += 2 + body.len();
            let mut data: &[u8] = &[];
            if marker == SOS {
                let (_, behind) = next_marker(self.bytes, self.at).ok_or(PictureRefusal::Corrupt)?;
                data = self.bytes.get(self.at..behind - 2).ok_or(PictureRefusal::Corrupt)?;
                self.at = behind - 2;
            }
            return Ok(Some(Segment { marker, body, data }));
        }
    }
}

/// The next marker at or after `from`, and the position behind it. Entropy-coded data before it is passed over: in it
/// 0xFF is followed by 0x00 or by a restart marker.
fn next_marker(bytes: &[u8], from: usize) -> Option<(u8, usize)> {
    let mut at = from;
    loop {
        at += memchr::memchr(0xFF, bytes.get(at..)?)? + 1;
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
