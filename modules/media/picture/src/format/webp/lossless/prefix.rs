//! Prefix codes (RFC 9649, 3.7.2).

use super::bits::Bits;
use crate::PictureRefusal;

/// Codes of up to this many bits are found by one look.
const FAST: u32 = 8;
const LONGEST: u32 = 15;
/// Order in which the lengths of the code for lengths come (3.7.2.1.2).
const ORDER: [usize; 19] = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// A prefix code ready for decoding.
pub enum Code {
    /// One symbol, which takes no bits.
    Single(u16),
    /// Several symbols.
    Several(Box<Table>),
}

/// Symbols by their codes.
pub struct Table {
    /// By the next bits: symbol, and above it the length of its code; 0 for longer codes.
    fast: Box<[u16]>,
    /// How many bits of the next ones lead into `fast`.
    width: u32,
    /// By length, for codes read with the first bit on top: the first 15 bits that are beyond all codes of this length.
    limits: [u16; LONGEST as usize + 1],
    /// By length: what to add to a code to get the place of its symbol.
    offsets: [i32; LONGEST as usize + 1],
    /// Symbols in the order of their codes.
    symbols: Box<[u16]>,
}

impl Code {
    /// Reads a code over `alphabet` symbols.
    ///
    /// # Errors
    /// `Corrupt` for lengths that do not make a code.
    pub fn read(bits: &mut Bits, alphabet: usize) -> Result<Self, PictureRefusal> {
        if !bits.flag() {
            let lengths = lengths(bits, alphabet)?;
            return Self::build(&lengths).ok_or(PictureRefusal::Corrupt);
        }
        let two = bits.flag();
        let wide = bits.flag();
        let first = bits.take(if wide { 8 } else { 1 }) as usize;
        if !two {
            return if first < alphabet { Ok(Self::Single(first as u16)) } else { Err(PictureRefusal::Corrupt) };
        }
        let second = bits.take(8) as usize;
        let mut lengths = vec![0; alphabet.min(256)];
        for symbol in [first, second] {
            *lengths.get_mut(symbol).ok_or(PictureRefusal::Corrupt)? = 1;
        }
        Self::build(&lengths).ok_or(PictureRefusal::Corrupt)
    }

    /// Bytes that the tables of this code take.
    pub fn cost(&self) -> usize {
        match self {
            Self::Single(_) => 0,
            Self::Several(table) => size_of::<Table>() + 2 * (table.fast.len() + table.symbols.len()),
        }
    }

    fn build(lengths: &[u8]) -> Option<Self> {
        let mut counts = [0u16; LONGEST as usize + 1];
        for &length in lengths {
            *counts.get_mut(usize::from(length))? += u16::from(length > 0);
        }
        let used = lengths.iter().filter(|length| **length > 0).count();
        if used == 1 {
            return lengths.iter().position(|length| *length > 0).map(|symbol| Self::Single(symbol as u16));
        }
        let mut limits = [0; LONGEST as usize + 1];
        let mut offsets = [0; LONGEST as usize + 1];
        // By length: the next code, and the place of its symbol.
        let mut next = [(0u32, 0u32); LONGEST as usize + 1];
        let (mut code, mut place) = (0u32, 0u32);
        for (length, &count) in (0u32..).zip(&counts).skip(1) {
            code <<= 1;
            *next.get_mut(length as usize)? = (code, place);
            *offsets.get_mut(length as usize)? = place as i32 - code as i32;
            (code, place) = (code + u32::from(count), place + u32::from(count));
            if code > 1 << length {
                return None;
            }
            *limits.get_mut(length as usize)? = (code << (LONGEST - length)) as u16;
        }
        // Every sequence of bits must mean something.
        if code != 1 << LONGEST {
            return None;
        }
        let longest = (0u32..).zip(&counts).filter(|(_, count)| **count > 0).map(|(length, _)| length).max()?;
        let width = longest.min(FAST);
        let mut fast = vec![0; 1 << width].into_boxed_slice();
        let mut symbols = vec![0; used].into_boxed_slice();
        for (symbol, &length) in (0u16..).zip(lengths).filter(|(_, length)| **length > 0) {
            let (code, place) = next.get_mut(usize::from(length))?;
            *symbols.get_mut(*place as usize)? = symbol;
            let length = u32::from(length);
            if length <= width {
                let first = (code.reverse_bits() >> (32 - length)) as usize;
                fast.iter_mut()
                    .skip(first)
                    .step_by(1 << length)
                    .for_each(|entry| *entry = (length as u16) << 12 | symbol);
            }
            (*code, *place) = (*code + 1, *place + 1);
        }
        Some(Self::Several(Box::new(Table { fast, width, limits, offsets, symbols })))
    }

    /// The next symbol. 15 bits must be there.
    #[inline]
    pub fn symbol(&self, bits: &mut Bits) -> u16 {
        match self {
            Self::Single(symbol) => *symbol,
            Self::Several(table) => table.symbol(bits),
        }
    }
}

impl Table {
    #[inline]
    fn symbol(&self, bits: &mut Bits) -> u16 {
        let next = usize::from(bits.peek()) & ((1 << self.width) - 1);
        let entry = self.fast.get(next).copied().unwrap_or_default();
        if entry != 0 {
            bits.skip((entry >> 12).into());
            return entry & 0xFFF;
        }
        self.long_symbol(bits)
    }

    #[cold]
    fn long_symbol(&self, bits: &mut Bits) -> u16 {
        let next = bits.peek().reverse_bits() >> 1;
        let lengths = (0u32..).zip(self.limits.iter().zip(&self.offsets)).skip(self.width as usize + 1);
        for (length, (&limit, &offset)) in lengths {
            // The last limit is beyond all 15 bits.
            if next < limit {
                bits.skip(length);
                let place = u32::from(next >> (LONGEST - length)).wrapping_add_signed(offset);
                return self.symbols.get(place as usize).copied().unwrap_or_default();
            }
        }
        0
    }
}

/// Reads the lengths of all codes, themselves coded (3.7.2.1.2).
fn lengths(bits: &mut Bits, alphabet: usize) -> Result<Vec<u8>, PictureRefusal> {
    let listed = 4 + bits.take(4) as usize;
    let mut own = [0; ORDER.len()];
    for &place in ORDER.iter().take(listed) {
        if let Some(length) = own.get_mut(place) {
            *length = bits.take(3) as u8;
        }
    }
    let code = Code::build(&own).ok_or(PictureRefusal::Corrupt)?;
    let mut left = if bits.flag() {
        let width = 2 + 2 * bits.take(3);
        2 + bits.take(width) as usize
    } else {
        alphabet
    };
    let mut lengths = Vec::with_capacity(alphabet);
    let mut last = 8;
    while lengths.len() < alphabet && left > 0 {
        left -= 1;
        bits.refill();
        let (length, times) = match code.symbol(bits) {
            16 => (last, 3 + bits.take(2) as usize),
            17 => (0, 3 + bits.take(3) as usize),
            18 => (0, 11 + bits.take(7) as usize),
            length => (length as u8, 1),
        };
        if length > 0 {
            last = length;
        }
        lengths.extend(std::iter::repeat_n(length, times));
    }
    bits.check()?;
    if lengths.len() > alphabet {
        return Err(PictureRefusal::Corrupt);
    }
    lengths.resize(alphabet, 0);
    Ok(lengths)
}
