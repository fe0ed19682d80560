//! The comments of Vorbis, which lie between its two headers (Vorbis I, 5.2; RFC 9559 and the codec specification of
//! Matroska: three packets, whose sizes come first).

use super::super::super::{Fault, Fields};
use super::super::edit::Scrub;

/// Has the comments overwritten in the private data of the codec: what they were becomes one long name of the encoder
/// that is all zeros, and a list of no comments.
pub fn scrub(mut private: Fields<'_>, scrub: &mut Scrub) -> Result<(), Fault> {
    const BROKEN: Fault = Fault::Corrupt("headers of Vorbis");
    if private.u8()? != 2 {
        return Err(BROKEN);
    }
    let (first, second) = (laced(&mut private)?, laced(&mut private)?);
    private.skip(first)?;
    let mut comments = private.take(second)?;
    if comments.array()? != *b"\x03vorbis" {
        return Err(BROKEN);
    }
    // The length of the name and the number of comments in little-endian 32 bits each, and a bit that is set at the end.
    let name = comments.rest().len().checked_sub(9).and_then(|name| u32::try_from(name).ok()).ok_or(BROKEN)?;
    let (start, end) = (comments.at(), comments.end());
    scrub.write(start, &name.to_le_bytes())?;
    scrub.zero(start + 4..end - 1)?;
    scrub.write(end - 1, &[1])
}

/// A size as a sum of bytes, of which the last is not 255.
fn laced(fields: &mut Fields<'_>) -> Result<usize, Fault> {
    let mut size = 0;
    loop {
        let byte = fields.u8()?;
        size += usize::from(byte);
        if byte < 255 {
            return Ok(size);
        }
    }
}
