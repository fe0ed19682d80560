//! Bits of entropy-coded data (ITU-T T.81, F.2.2.5), with the stuffing taken out.

use crate::PictureRefusal;

/// Reads bits up to the next marker. Behind it come zeros: whether they were used is asked once in a while, which is
/// cheaper than asking at every bit.
pub struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// Bits that are still to be read, from the top.
    buffer: u64,
    filled: u32,
    /// How many of the bits ever put into the buffer came from behind the marker.
    made_up: u32,
}

impl<'a> Bits<'a> {
    /// Bits of a scan's data.
    pub fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, buffer: 0, filled: 0, made_up: 0 }
    }

    /// Makes sure that 32 bits can be taken.
    #[inline]
    pub fn refill(&mut self) {
        if self.filled >= 32 {
            return;
        }
        if let Some(four) = self.data.get(self.at..).and_then(|rest| rest.first_chunk()) {
            let word = u32::from_be_bytes(*four);
            // No byte of it is 0xFF: no byte of the complement is 0.
            if (!word).wrapping_sub(0x0101_0101) & word & 0x8080_8080 == 0 {
                self.buffer |= u64::from(word) << (32 - self.filled);
                self.filled += 32;
                self.at += 4;
                return;
            }
        }
        self.refill_by_bytes();
    }

    #[cold]
    fn refill_by_bytes(&mut self) {
        while self.filled <= 56 {
            let byte = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xFF), Some(0)) => {
                    self.at += 2;
                    0xFF
                }
                (Some(0xFF), _) | (None, _) => {
                    self.made_up = self.made_up.saturating_add(8);
                    0
                }
                (Some(&byte), _) => {
                    self.at += 1;
                    byte
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.filled);
            self.filled += 8;
        }
    }

    /// The next 16 bits, not taken.
    #[inline]
    pub fn peek(&self) -> u16 {
        (self.buffer >> 48) as u16
    }

    /// Takes `count` bits, at most 32, of those that [`Bits::refill`] made sure of.
    #[inline]
    pub fn skip(&mut self, count: u32) {
        self.buffer <<= count;
        self.filled = self.filled.saturating_sub(count);
    }

    /// The next `count` bits, 1 to 16, as a number.
    #[inline]
    pub fn take(&mut self, count: u32) -> u32 {
        let value = (self.buffer >> 32) as u32 >> (32 - count);
        self.skip(count);
        value
    }

    /// A number of `count` bits, 0 to 16, whose lower half of values stands for the negative ones (T.81, figure F.12).
    #[inline]
    pub fn take_signed(&mut self, count: u32) -> i32 {
        if count == 0 {
            return 0;
        }
        let value = self.take(count) as i32;
        if value < 1 << (count - 1) { value - (1 << count) + 1 } else { value }
    }

    /// Goes on behind the restart marker with this number, 0 to 7.
    ///
    /// # Errors
    /// `Corrupt` when there is none or another one, and when the data before it was too short.
    pub fn restart(&mut self, number: u8) -> Result<(), PictureRefusal> {
        self.check()?;
        loop {
            match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xFF), Some(0 | 0xFF)) => self.at += 1,
                (Some(0xFF), Some(&marker)) if marker == 0xD0 + number => break,
                (Some(0xFF), _) | (None, _) => return Err(PictureRefusal::Corrupt),
                _ => self.at += 1,
            }
        }
        self.at += 2;
        (self.buffer, self.filled, self.made_up) = (0, 0, 0);
        Ok(())
    }

    /// Whether everything taken so far was there.
    ///
    /// # Errors
    /// `Corrupt` when it was not.
    pub fn check(&self) -> Result<(), PictureRefusal> {
        if self.made_up > self.filled { Err(PictureRefusal::Corrupt) } else { Ok(()) }
    }
}
