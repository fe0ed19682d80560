//! Big-endian fields, read one after the other.

use super::Fault;

/// Reads fields from the front of a slice and knows where in the file they are. All integers are big-endian.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    rest: &'a [u8],
    at: u64,
}

impl<'a> Fields<'a> {
    /// Fields of `bytes`, whose first byte is byte `at` of the file.
    #[must_use]
    pub fn new(bytes: &'a [u8], at: u64) -> Self {
        Self { rest: bytes, at }
    }

    /// Position in the file of the next byte.
    #[must_use]
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Position in the file behind the last byte.
    #[must_use]
    pub fn end(&self) -> u64 {
        self.at.saturating_add(self.rest.len() as u64)
    }

    /// What has not been read yet.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether everything has been read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next `count` bytes as fields of their own.
    ///
    /// # Errors
    /// `Corrupt` when there are fewer.
    pub fn take(&mut self, count: usize) -> Result<Fields<'a>, Fault> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(CUT)?;
        let fields = Fields { rest: taken, at: self.at };
        self.rest = rest;
        self.at = self.at.saturating_add(count as u64);
        Ok(fields)
    }

    /// Passes over `count` bytes.
    ///
    /// # Errors
    /// `Corrupt` when there are fewer, as in all readers below.
    pub fn skip(&mut self, count: usize) -> Result<(), Fault> {
        self.take(count).map(drop)
    }

    /// The next `N` bytes.
    ///
    /// # Errors
    /// `Corrupt` when there are fewer.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        self.take(N)?.rest.first_chunk().copied().ok_or(CUT)
    }

    /// An unsigned byte.
    ///
    /// # Errors
    /// `Corrupt` when it is cut short.
    pub fn u8(&mut self) -> Result<u8, Fault> {
        self.array().map(u8::from_be_bytes)
    }

    /// An unsigned 16-bit integer.
    ///
    /// # Errors
    /// `Corrupt` when it is cut short.
    pub fn u16(&mut self) -> Result<u16, Fault> {
        self.array().map(u16::from_be_bytes)
    }

    /// An unsigned 32-bit integer.
    ///
    /// # Errors
    /// `Corrupt` when it is cut short.
    pub fn u32(&mut self) -> Result<u32, Fault> {
        self.array().map(u32::from_be_bytes)
    }

    /// A signed 32-bit integer.
    ///
    /// # Errors
    /// `Corrupt` when it is cut short.
    pub fn i32(&mut self) -> Result<i32, Fault> {
        self.array().map(i32::from_be_bytes)
    }

    /// An unsigned 64-bit integer.
    ///
    /// # Errors
    /// `Corrupt` when it is cut short.
    pub fn u64(&mut self) -> Result<u64, Fault> {
        self.array().map(u64::from_be_bytes)
    }

    /// An unsigned integer of `width` bytes, at most eight; of none it is 0.
    ///
    /// # Errors
    /// `Corrupt` when it is cut short.
    pub fn uint(&mut self, width: usize) -> Result<u64, Fault> {
        Ok(self.take(width)?.rest.iter().fold(0, |value, byte| value << 8 | u64::from(*byte)))
    }
}

const CUT: Fault = Fault::Corrupt("a field is cut short");
