//! Progressive coding (ITU-T T.81, annex G): coefficients come band by band and bit by bit, so they are collected.

use super::bits::Bits;
use super::frame::Scan;
use super::huffman::Table;
use super::idct::{Block, PLACES};
use super::scan::Coding;
use crate::PictureRefusal;

/// One component of a progressive scan.
pub struct Part<'a> {
    /// The component's coefficients, row by row.
    pub blocks: &'a mut [Block],
    /// Blocks in a row.
    pub across: usize,
    /// Codes for the means; without use in other scans than the first for them.
    pub dc: Option<&'a Table>,
    /// Codes for the other coefficients; without use in scans of means.
    pub ac: Option<&'a Table>,
    /// The mean of the block before.
    pub mean: i32,
}

/// Progressive coding of one scan.
pub struct Progressive<'a> {
    /// The scan's components.
    pub parts: Vec<Part<'a>>,
    first: usize,
    last: usize,
    refining: bool,
    low: u32,
    /// Blocks to come that have nothing new in this band.
    ended: u32,
}

impl<'a> Progressive<'a> {
    /// Coding for a scan with this header.
    pub fn new(scan: &Scan, parts: Vec<Part<'a>>) -> Self {
        let (first, last) = (scan.first.into(), scan.last.into());
        Self { parts, first, last, refining: scan.high > 0, low: scan.low.into(), ended: 0 }
    }
}

impl Coding for Progressive<'_> {
    fn restart(&mut self) {
        self.parts.iter_mut().for_each(|part| part.mean = 0);
        self.ended = 0;
    }

    fn block(&mut self, bits: &mut Bits, part: usize, x: u32, y: u32) -> Result<(), PictureRefusal> {
        let (low, band) = (self.low, self.first..=self.last);
        let part = self.parts.get_mut(part).ok_or(PictureRefusal::Corrupt)?;
        let place = y as usize * part.across + x as usize;
        let block = part.blocks.get_mut(place).ok_or(PictureRefusal::Corrupt)?;
        match (self.first, self.refining) {
            (0, false) => {
                bits.refill();
                let size = part.dc.ok_or(PictureRefusal::Corrupt)?.symbol(bits)?;
                if size > 15 {
                    return Err(PictureRefusal::Corrupt);
                }
                part.mean = part.mean.wrapping_add(bits.take_signed(size.into()));
                if let Some(mean) = block.first_mut() {
                    *mean = (part.mean << low) as i16;
                }
                Ok(())
            }
            (0, true) => {
                bits.refill();
                if let Some(mean) = block.first_mut() {
                    *mean |= (bits.take(1) << low) as i16;
                }
                Ok(())
            }
            (_, false) if self.ended > 0 => {
                self.ended -= 1;
                Ok(())
            }
            (_, false) => {
                self.ended = first_pass(bits, part.ac.ok_or(PictureRefusal::Corrupt)?, block, band, low)?;
                Ok(())
            }
            (_, true) => {
                let table = part.ac.ok_or(PictureRefusal::Corrupt)?;
                self.ended = refinement(bits, table, block, band, low, self.ended)?;
                Ok(())
            }
        }
    }
}

type Band = std::ops::RangeInclusive<usize>;

/// G.1.2.2: the first scan of a band. Gives how many further blocks have nothing in it.
fn first_pass(bits: &mut Bits, table: &Table, block: &mut Block, band: Band, low: u32) -> Result<u32, PictureRefusal> {
    let mut next = *band.start();
    while next <= *band.end() {
        bits.refill();
        let (value, run) = match table.coefficient(bits) {
            Some(found) => (found.value, usize::from(found.run)),
            None => {
                let symbol = table.symbol(bits)?;
                let (run, size) = (symbol >> 4, symbol & 15);
                if size == 0 {
                    if run < 15 {
                        return Ok(run_of_ends(bits, run) - 1);
                    }
                    next += 16;
                    continue;
                }
                (bits.take_signed(size.into()) as i16, usize::from(run))
            }
        };
        next += run;
        *coefficient(block, next)? = value << low;
        next += 1;
    }
    Ok(0)
}

/// G.1.2.3: one more bit for the coefficients that are not 0 yet known, and those that become so. `ended` and the
/// result are how many blocks, this one or the next ones, have only bits of the former kind.
fn refinement(
    bits: &mut Bits,
    table: &Table,
    block: &mut Block,
    band: Band,
    low: u32,
    mut ended: u32,
) -> Result<u32, PictureRefusal> {
    let mut next = *band.start();
    while ended == 0 && next <= *band.end() {
        bits.refill();
        let symbol = table.symbol(bits)?;
        let (run, size) = (symbol >> 4, symbol & 15);
        let mut new = 0;
        match size {
            0 if run < 15 => {
                ended = run_of_ends(bits, run);
                break;
            }
            0 => {}
            1 => new = if bits.take(1) == 1 { 1 << low } else { -1 << low },
            _ => return Err(PictureRefusal::Corrupt),
        }
        let mut zeros = run;
        while next <= *band.end() {
            let coefficient = coefficient(block, next)?;
            next += 1;
            if *coefficient != 0 {
                refine(bits, coefficient, low);
            } else if zeros == 0 {
                *coefficient = new;
                break;
            } else {
                zeros -= 1;
            }
        }
    }
    if ended == 0 {
        return Ok(0);
    }
    for next in next..=*band.end() {
        let coefficient = coefficient(block, next)?;
        if *coefficient != 0 {
            refine(bits, coefficient, low);
        }
    }
    Ok(ended - 1)
}

/// The length of a run of blocks whose band ends here, this one counted (G.1.2.2, table G.1).
fn run_of_ends(bits: &mut Bits, size: u8) -> u32 {
    if size == 0 { 1 } else { (1 << size) + bits.take(size.into()) }
}

fn refine(bits: &mut Bits, coefficient: &mut i16, low: u32) {
    bits.refill();
    let bit = 1 << low;
    if bits.take(1) == 1 && *coefficient & bit == 0 {
        *coefficient = coefficient.wrapping_add(if *coefficient < 0 { -bit } else { bit });
    }
}

fn coefficient(block: &mut Block, zigzag: usize) -> Result<&mut i16, PictureRefusal> {
    PLACES.get(zigzag).and_then(|place| block.get_mut(usize::from(*place))).ok_or(PictureRefusal::Corrupt)
}
