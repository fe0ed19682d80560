//! Bits from the bottom of each byte (RFC 9649, 3.3).

use crate::PictureRefusal;

/// Reads bits; behind the data come zeros, and whether they were used is asked once in a while.
pub struct Bits<'a> {
    data: &'a [u8],
    buffer: u64,
    filled: u32,
    made_up: u32,
}

impl<'a> Bits<'a> {
    /// Bits of `data`.
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, buffer: 0, filled: 0, made_up: 0 }
    }

    /// Makes sure that 32 bits can be taken.
    #[inline]
    pub fn refill(&mut self) {
        if self.filled >= 32 {
            return;
        }
        let word = if let Some((four, rest)) = self.data.split_first_chunk() {
            self.data = rest;
            u32::from_le_bytes(*four)
        } else {
            self.last()
        };
        self.buffer |= u64::from(word) << self.filled;
        self.filled += 32;
    }

    #[cold]
    fn last(&mut self) -> u32 {
        let mut four = [0; 4];
        four.iter_mut().zip(self.data).for_each(|(into, byte)| *into = *byte);
        self.made_up = self.made_up.saturating_add(8 * (4 - self.data.len() as u32));
        self.data = &[];
        u32::from_le_bytes(four)
    }

    /// The next 16 bits, not taken.
    #[inline]
    pub fn peek(&self) -> u16 {
        self.buffer as u16
    }

    /// Takes `count` bits, at most 32, of those that [`Bits::refill`] made sure of.
    #[inline]
    pub fn skip(&mut self, count: u32) {
        self.buffer >>= count;
        self.filled = self.filled.saturating_sub(count);
    }

    /// The next `count` bits, at most 24, as a number.
    #[inline]
    pub fn take(&mut self, count: u32) -> u32 {
        self.refill();
        let value = self.buffer as u32 & ((1 << count) - 1);
        self.skip(count);
        value
    }

    /// The next bit.
    pub fn flag(&mut self) -> bool {
        self.take(1) == 1
    }

    /// Whether everything taken so far was there.
    ///
    /// # Errors
    /// `Corrupt` when it was not.
    pub fn check(&self) -> Result<(), PictureRefusal> {
        if self.made_up > self.filled { Err(PictureRefusal::Corrupt) } else { Ok(()) }
    }
}
