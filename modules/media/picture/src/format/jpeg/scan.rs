//! The order of blocks in a scan (ITU-T T.81, A.2), and sequential coding (F.2.2).

use super::bits::Bits;
use super::frame::{Frame, Scan};
use super::huffman::Table;
use super::idct::{Block, PLACES};
use super::samples::Samples;
use crate::PictureRefusal;

/// What decodes the blocks of a scan one after the other.
pub trait Coding {
    /// Forgets what was carried over from earlier blocks.
    fn restart(&mut self);
    /// Decodes the block in column `x` and row `y` of a component, the one at place `part` in the scan.
    ///
    /// # Errors
    /// `Corrupt` for bits that make no sense.
    fn block(&mut self, bits: &mut Bits, part: usize, x: u32, y: u32) -> Result<(), PictureRefusal>;
}

/// Runs through the blocks of a scan, with a restart marker behind every `interval` units unless that is 0.
///
/// # Errors
/// `Corrupt` when the data is damaged or shorter than the scan.
pub fn run(
    frame: &Frame,
    scan: &Scan,
    interval: u16,
    data: &[u8],
    coding: &mut impl Coding,
) -> Result<(), PictureRefusal> {
    let components: Vec<_> = scan.parts.iter().filter_map(|part| frame.components.get(part.component)).collect();
    // A component that comes alone comes block by block, without the padding of interleaved units.
    let (across, down, interleaved) = match components.as_slice() {
        [alone] => (alone.blocks_across(), alone.blocks_down(), false),
        _ => (frame.units_across, frame.units_down, true),
    };
    let mut bits = Bits::new(data);
    let mut left = interval;
    let mut number = 0;
    for y in 0..down {
        for x in 0..across {
            if interval > 0 {
                if left == 0 {
                    bits.restart(number)?;
                    coding.restart();
                    number = (number + 1) % 8;
                    left = interval;
                }
                left -= 1;
            }
            if !interleaved {
                coding.block(&mut bits, 0, x, y)?;
                continue;
            }
            for (part, component) in components.iter().enumerate() {
                for v in 0..component.v {
                    for h in 0..component.h {
                        coding.block(&mut bits, part, x * component.h + h, y * component.v + v)?;
                    }
                }
            }
        }
        bits.check()?;
    }
    Ok(())
}

/// One component of a sequential scan.
pub struct Part<'a> {
    /// Where its samples go.
    pub samples: &'a mut Samples,
    /// Codes for the means.
    pub dc: &'a Table,
    /// Codes for the other coefficients.
    pub ac: &'a Table,
    /// The mean of the block before.
    pub mean: i32,
}

/// Sequential coding: every block is whole, and its samples are made at once.
pub struct Sequential<'a> {
    /// The scan's components.
    pub parts: Vec<Part<'a>>,
}

impl Coding for Sequential<'_> {
    fn restart(&mut self) {
        self.parts.iter_mut().for_each(|part| part.mean = 0);
    }

    fn block(&mut self, bits: &mut Bits, part: usize, x: u32, y: u32) -> Result<(), PictureRefusal> {
        let part = self.parts.get_mut(part).ok_or(PictureRefusal::Corrupt)?;
        bits.refill();
        let size = part.dc.symbol(bits)?;
        if size > 15 {
            return Err(PictureRefusal::Corrupt);
        }
        part.mean = part.mean.wrapping_add(bits.take_signed(size.into()));
        let mut block: Block = [0; 64];
        if let Some(mean) = block.first_mut() {
            *mean = part.mean as i16;
        }
        let last = frequencies(bits, part.ac, &mut block)?;
        part.samples.put(x, y, &block, last == 0);
        Ok(())
    }
}

/// Decodes the AC coefficients of a block and says how far they go, in zigzag order; 0 when there are none.
#[inline]
fn frequencies(bits: &mut Bits, table: &Table, block: &mut Block) -> Result<usize, PictureRefusal> {
    let mut last = 0;
    let mut next = 1;
    while next < 64 {
        bits.refill();
        let (value, run) = match table.coefficient(bits) {
            Some(found) => (found.value, usize::from(found.run)),
            None => {
                let symbol = table.symbol(bits)?;
                let (run, size) = (usize::from(symbol >> 4), symbol & 15);
                if size == 0 {
                    if run < 15 {
                        break;
                    }
                    next += 16;
                    continue;
                }
                (bits.take_signed(size.into()) as i16, run)
            }
        };
        next += run;
        let place = PLACES.get(next).ok_or(PictureRefusal::Corrupt)?;
        if let Some(into) = block.get_mut(usize::from(*place)) {
            *into = value;
        }
        last = next;
        next += 1;
    }
    Ok(last)
}
