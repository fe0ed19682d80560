//! What AV1 data says of itself before it is decoded (AV1 bitstream specification, version 1.0.0 with errata 1, 5.3 to
//! 5.5): one sequence header, and how many frames follow.
//!
//! The decoder takes the memory for what this says, not for what the container says.

use crate::PictureRefusal;

const SEQUENCE_HEADER: u8 = 1;
const FRAME_HEADER: u8 = 3;
const FRAME: u8 = 6;

/// More frames than a still picture has; a layered one has one for each layer.
const MOST_FRAMES: u32 = 4;

/// What is known of AV1 data before it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Largest width of a frame.
    pub width: u32,
    /// Largest height of a frame.
    pub height: u32,
    /// Bits a sample: 8, 10 or 12.
    pub depth: u8,
    /// Bits by which chroma is narrower and lower than luma, each 0 or 1; nothing when there is no chroma.
    pub subsampling: Option<(u8, u8)>,
    /// Whether frames may be coded narrower than they are shown.
    pub superres: bool,
    /// `ColorPrimaries`, `TransferCharacteristics`, `MatrixCoefficients` (ITU-T H.273); 2 is unspecified.
    pub colour: [u8; 3],
    /// Whether samples use all values.
    pub full_range: bool,
    /// Frames, not counting those shown again.
    pub frames: u32,
}

/// Looks through the units of AV1 data.
///
/// # Errors
/// `Corrupt` for units that reach beyond the data or data without a picture, `Unsupported` for more than one sequence
/// header (AV1-AVIF 1.1, 2.1 wants exactly one) or too many frames.
pub fn survey(data: &[u8]) -> Result<Survey, PictureRefusal> {
    let mut rest = data;
    let mut found: Option<Survey> = None;
    let mut frames = 0;
    while let Some((kind, body, behind)) = unit(rest).ok_or(PictureRefusal::Corrupt)? {
        match kind {
            SEQUENCE_HEADER => {
                let this = sequence(&mut Bits { data: body, at: 0 }).ok_or(PictureRefusal::Corrupt)?;
                if found.replace(this).is_some() {
                    return Err(PictureRefusal::Unsupported);
                }
            }
            FRAME_HEADER | FRAME => frames += 1,
            _ => {}
        }
        rest = behind;
    }
    match (found, frames) {
        (Some(found), 1..=MOST_FRAMES) => Ok(Survey { frames, ..found }),
        (Some(_), 1..) => Err(PictureRefusal::Unsupported),
        _ => Err(PictureRefusal::Corrupt),
    }
}

/// A unit's type, its payload, and what is behind it (5.3.2, 5.3.3).
type Unit<'a> = (u8, &'a [u8], &'a [u8]);

/// The first unit; the inner nothing is the end of the data, the outer one a unit that is not whole.
fn unit(data: &[u8]) -> Option<Option<Unit<'_>>> {
    let Some((&head, mut rest)) = data.split_first() else { return Some(None) };
    if head & 0x80 != 0 {
        return None;
    }
    if head & 0x04 != 0 {
        rest = rest.get(1..)?;
    }
    let kind = head >> 3 & 15;
    if head & 0x02 == 0 {
        return Some(Some((kind, rest, &[])));
    }
    let mut size = 0usize;
    for place in 0..8 {
        let (&byte, behind) = rest.split_first()?;
        rest = behind;
        size |= usize::from(byte & 0x7F).checked_shl(7 * place)?;
        if byte & 0x80 == 0 {
            let (body, behind) = rest.split_at_checked(size)?;
            return Some(Some((kind, body, behind)));
        }
    }
    None
}

/// Sequence header (5.5.1) as far as the colour configuration (5.5.2).
fn sequence(bits: &mut Bits) -> Option<Survey> {
    let profile = bits.take(3)?;
    bits.take(1)?;
    let reduced = bits.flag()?;
    if reduced {
        bits.take(5)?;
    } else {
        operating_points(bits)?;
    }
    let (width_bits, height_bits) = (bits.take(4)? + 1, bits.take(4)? + 1);
    let (width, height) = (bits.take(width_bits)? + 1, bits.take(height_bits)? + 1);
    if !reduced && bits.flag()? {
        bits.take(7)?;
    }
    bits.take(3)?;
    if !reduced {
        tools(bits)?;
    }
    let superres = bits.flag()?;
    bits.take(2)?;
    let high = bits.flag()?;
    let depth = match (high, profile) {
        (false, _) => 8,
        (true, 2) if bits.flag()? => 12,
        (true, _) => 10,
    };
    let monochrome = profile != 1 && bits.flag()?;
    let mut colour = [2; 3];
    if bits.flag()? {
        for code in &mut colour {
            *code = u8::try_from(bits.take(8)?).ok()?;
        }
    }
    let (full_range, subsampling) = match (monochrome, colour, profile) {
        (true, ..) => (bits.flag()?, None),
        // sRGB as it is.
        (false, [1, 13, 0], _) => (true, Some((0, 0))),
        (false, _, 0) => (bits.flag()?, Some((1, 1))),
        (false, _, 1) => (bits.flag()?, Some((0, 0))),
        _ => {
            let full_range = bits.flag()?;
            let across = depth < 12 || bits.flag()?;
            let down = depth == 12 && across && bits.flag()?;
            (full_range, Some((across.into(), down.into())))
        }
    };
    Some(Survey { width, height, depth, subsampling, superres, colour, full_range, frames: 0 })
}

/// Timing and operating points of a sequence header that is not reduced.
fn operating_points(bits: &mut Bits) -> Option<()> {
    let mut delay_bits = None;
    if bits.flag()? {
        bits.take(32)?;
        bits.take(32)?;
        if bits.flag()? {
            bits.variable()?;
        }
        if bits.flag()? {
            delay_bits = Some(bits.take(5)? + 1);
            bits.take(32)?;
            bits.take(10)?;
        }
    }
    let delays = bits.flag()?;
    for _ in 0..=bits.take(5)? {
        bits.take(12)?;
        if bits.take(5)? > 7 {
            bits.take(1)?;
        }
        if let Some(length) = delay_bits
            && bits.flag()?
        {
            bits.take(length)?;
            bits.take(length)?;
            bits.take(1)?;
        }
        if delays && bits.flag()? {
            bits.take(4)?;
        }
    }
    Some(())
}

/// Coding tools of a sequence header that is not reduced.
fn tools(bits: &mut Bits) -> Option<()> {
    bits.take(4)?;
    let order_hint = bits.flag()?;
    if order_hint {
        bits.take(2)?;
    }
    // Chosen frame by frame, or forced here.
    let screen_content = bits.flag()? || bits.flag()?;
    if screen_content && !bits.flag()? {
        bits.take(1)?;
    }
    if order_hint {
        bits.take(3)?;
    }
    Some(())
}

/// Bits from the top of each byte.
struct Bits<'a> {
    data: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn flag(&mut self) -> Option<bool> {
        let byte = self.data.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// `count` bits, at most 32.
    fn take(&mut self, count: u32) -> Option<u32> {
        (0..count).try_fold(0, |value, _| Some(value << 1 | u32::from(self.flag()?)))
    }

    /// Passes over a number of variable length (4.10.3).
    fn variable(&mut self) -> Option<()> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
        }
        if zeros < 32 { self.take(zeros).map(drop) } else { Some(()) }
    }
}
