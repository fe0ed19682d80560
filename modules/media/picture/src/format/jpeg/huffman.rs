//! Huffman tables (ITU-T T.81, annex C and F.2.2.3).

use super::bits::Bits;
use crate::PictureRefusal;

/// Codes of up to this many bits are found by one look.
const FAST: u32 = 10;
const FAST_ENTRIES: usize = 1 << FAST;
const LONGEST: u32 = 16;

/// A table ready for decoding.
pub struct Table {
    /// By the next bits: symbol, and in the upper byte the length of its code; 0 for longer codes.
    fast: Box<[u16; FAST_ENTRIES]>,
    /// By the next bits: a whole AC coefficient when code and value fit; 0 when not. See [`Coefficient`].
    whole: Box<[Coefficient; FAST_ENTRIES]>,
    /// By length: the first 16 bits that are beyond all codes of this length.
    limits: [u32; LONGEST as usize + 1],
    /// By length: what to add to a code to get the place of its symbol.
    offsets: [i32; LONGEST as usize + 1],
    symbols: [u8; 256],
}

/// An AC coefficient that was found by one look.
#[derive(Clone, Copy, Default)]
pub struct Coefficient {
    /// Its value; 0 when this is none.
    pub value: i16,
    /// Zeros before it.
    pub run: u8,
    /// Bits of code and value together.
    pub bits: u8,
}

impl Table {
    /// Makes a table from its definition: 16 numbers of codes by length, then their symbols.
    ///
    /// # Errors
    /// `Corrupt` when there are more codes than their lengths allow, or fewer symbols than codes.
    pub fn new(definition: &[u8]) -> Result<Self, PictureRefusal> {
        Self::build(definition).ok_or(PictureRefusal::Corrupt)
    }

    fn build(definition: &[u8]) -> Option<Self> {
        let (counts, listed) = definition.split_first_chunk::<16>()?;
        let mut symbols = [0; 256];
        for (to, from) in symbols.iter_mut().zip(listed) {
            *to = *from;
        }
        let mut fast = Box::new([0; FAST_ENTRIES]);
        let mut limits = [0; LONGEST as usize + 1];
        let mut offsets = [0; LONGEST as usize + 1];
        let (mut code, mut place) = (0u32, 0usize);
        for (length, &count) in (1u32..).zip(counts) {
            code <<= 1;
            *offsets.get_mut(length as usize)? = i32::try_from(place).ok()? - i32::try_from(code).ok()?;
            for &symbol in listed.get(place..place + usize::from(count))? {
                if length <= FAST {
                    let first = (code << (FAST - length)) as usize;
                    let entry = (length as u16) << 8 | u16::from(symbol);
                    fast.get_mut(first..first + (1 << (FAST - length)))?.fill(entry);
                }
                code += 1;
            }
            if code > 1 << length {
                return None;
            }
            place += usize::from(count);
            *limits.get_mut(length as usize)? = code << (LONGEST - length);
        }
        let whole = whole(&fast);
        Some(Self { fast, whole, limits, offsets, symbols })
    }

    /// The next symbol. 16 bits must be there.
    ///
    /// # Errors
    /// `Corrupt` for bits that are no code.
    #[inline]
    pub fn symbol(&self, bits: &mut Bits) -> Result<u8, PictureRefusal> {
        let next = bits.peek();
        let entry = self.fast.get(usize::from(next >> (16 - FAST))).copied().unwrap_or_default();
        if entry != 0 {
            bits.skip((entry >> 8).into());
            return Ok(entry as u8);
        }
        self.long_symbol(bits)
    }

    #[cold]
    fn long_symbol(&self, bits: &mut Bits) -> Result<u8, PictureRefusal> {
        let next = u32::from(bits.peek());
        let lengths = (0u32..).zip(self.limits.iter().zip(&self.offsets)).skip(FAST as usize + 1);
        for (length, (&limit, offset)) in lengths {
            if next < limit {
                bits.skip(length);
                let place = (next >> (LONGEST - length)).wrapping_add_signed(*offset) as usize;
                return self.symbols.get(place).copied().ok_or(PictureRefusal::Corrupt);
            }
        }
        Err(PictureRefusal::Corrupt)
    }

    /// The next AC coefficient, if it can be had by one look; then its bits are taken.
    #[inline]
    pub fn coefficient(&self, bits: &mut Bits) -> Option<Coefficient> {
        let found = self.whole.get(usize::from(bits.peek() >> (16 - FAST))).copied().unwrap_or_default();
        if found.value == 0 {
            return None;
        }
        bits.skip(found.bits.into());
        Some(found)
    }
}

/// What the first look tells when the bits of the value are in it too.
fn whole(fast: &[u16; FAST_ENTRIES]) -> Box<[Coefficient; FAST_ENTRIES]> {
    let mut whole = Box::new([Coefficient::default(); FAST_ENTRIES]);
    for (next, (entry, into)) in (0u32..).zip(fast.iter().zip(whole.iter_mut())) {
        let (length, symbol) = (u32::from(entry >> 8), *entry as u8);
        let size = u32::from(symbol & 15);
        if length == 0 || size == 0 || length + size > FAST {
            continue;
        }
        let value = next >> (FAST - length - size) & ((1 << size) - 1);
        let value = if value < 1 << (size - 1) { value as i32 - (1 << size) + 1 } else { value as i32 };
        *into = Coefficient { value: value as i16, run: symbol >> 4, bits: (length + size) as u8 };
    }
    whole
}
