//! Boxes of the ISO base media file format (ISO/IEC 14496-12, 4.2): a size, a kind, a body, and boxes in the body.
//!
//! A box never reaches beyond the one that holds it, boxes are not nested deeper than [`DEEPEST`], and every box that
//! is looked at is paid for from a [`Budget`], so that a file of empty boxes ends early.

use std::cell::Cell;

use super::{Fault, Fields};

/// The four characters that name the kind of a box.
pub type Kind = [u8; 4];

/// Deepest nesting that is followed; sound descriptions of QuickTime reach 9.
pub const DEEPEST: u8 = 12;

/// How many boxes may still be read.
#[derive(Debug)]
pub struct Budget(Cell<u32>);

impl Budget {
    /// A budget of `boxes` boxes.
    #[must_use]
    pub fn new(boxes: u32) -> Self {
        Self(Cell::new(boxes))
    }

    /// Pays for one box.
    ///
    /// # Errors
    /// `TooComplex` when nothing is left.
    pub fn spend(&self) -> Result<(), Fault> {
        let left = self.0.get().checked_sub(1).ok_or(Fault::TooComplex("too many boxes"))?;
        self.0.set(left);
        Ok(())
    }
}

/// The beginning of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// What kind of box it is. Of a `uuid` box the extended type is the beginning of the body.
    pub kind: Kind,
    /// Bytes of the head: 8, or 16 with a 64-bit size.
    pub length: u64,
    /// Bytes of the whole box, head included; never more than the room it was read for.
    pub size: u64,
}

impl Head {
    /// Reads a head from the front of `bytes`, for a box that has `room` bytes; a size of 0 takes all of them. `None`
    /// when `bytes` is too short to tell, though `room` would do.
    ///
    /// # Errors
    /// `Corrupt` when the box is smaller than its head or larger than `room`.
    pub fn read(bytes: &[u8], room: u64) -> Result<Option<Self>, Fault> {
        const OUTSIDE: Fault = Fault::Corrupt("a box reaches beyond what holds it");
        let Some((&[a, b, c, d, w, x, y, z], tail)) = bytes.split_first_chunk::<8>() else {
            return if room < 8 { Err(OUTSIDE) } else { Ok(None) };
        };
        let (length, size) = match u32::from_be_bytes([a, b, c, d]) {
            0 => (8, room),
            1 => match tail.first_chunk::<8>() {
                Some(large) => (16, u64::from_be_bytes(*large)),
                None if room < 16 => return Err(OUTSIDE),
                None => return Ok(None),
            },
            size => (8, size.into()),
        };
        match size {
            size if size < length => Err(Fault::Corrupt("a box is smaller than its head")),
            size if size > room => Err(OUTSIDE),
            size => Ok(Some(Self { kind: [w, x, y, z], length, size })),
        }
    }
}

/// A box with its body.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// What kind of box it is.
    pub kind: Kind,
    /// Position of its head in the file.
    pub at: u64,
    /// What follows the head.
    pub body: Fields<'a>,
    depth: u8,
    budget: &'a Budget,
}

impl<'a> Node<'a> {
    /// Version, flags and the fields behind them, of a full box (4.2.2).
    ///
    /// # Errors
    /// `Corrupt` when the body is shorter than that.
    pub fn full(&self) -> Result<(u8, u32, Fields<'a>), Fault> {
        let mut fields = self.body;
        let word = fields.u32()?;
        Ok(((word >> 24) as u8, word & 0x00FF_FFFF, fields))
    }

    /// The boxes that make up the body.
    ///
    /// # Errors
    /// `TooComplex` below [`DEEPEST`].
    pub fn children(&self) -> Result<Boxes<'a>, Fault> {
        self.children_in(self.body)
    }

    /// The boxes in `fields`, which is a part of the body: of a box that begins with fields of its own.
    ///
    /// # Errors
    /// `TooComplex` below [`DEEPEST`].
    pub fn children_in(&self, fields: Fields<'a>) -> Result<Boxes<'a>, Fault> {
        if self.depth >= DEEPEST {
            return Err(Fault::TooComplex("boxes are nested too deep"));
        }
        Ok(Boxes { rest: fields, depth: self.depth + 1, budget: self.budget })
    }
}

/// The boxes of a slice, one after the other. Ends after the first fault.
#[derive(Clone, Debug)]
pub struct Boxes<'a> {
    rest: Fields<'a>,
    depth: u8,
    budget: &'a Budget,
}

impl<'a> Boxes<'a> {
    /// The boxes that `bytes` consists of; its first byte is byte `at` of the file.
    #[must_use]
    pub fn new(bytes: &'a [u8], at: u64, budget: &'a Budget) -> Self {
        Self { rest: Fields::new(bytes, at), depth: 1, budget }
    }

    fn step(&mut self) -> Result<Node<'a>, Fault> {
        self.budget.spend()?;
        let bytes = self.rest.rest();
        let room = bytes.len() as u64;
        let head = Head::read(bytes, room)?.ok_or(Fault::Corrupt("the head of a box is cut short"))?;
        let at = self.rest.at();
        // Both fit: neither is larger than the slice.
        let mut body = self.rest.take(head.size as usize)?;
        body.skip(head.length as usize)?;
        Ok(Node { kind: head.kind, at, body, depth: self.depth, budget: self.budget })
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Result<Node<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        // QuickTime closes some lists with a 32-bit zero; a zero that is shorter than a head can be nothing else.
        let rest = self.rest.rest();
        if rest.is_empty() || (rest.len() < 8 && self.depth > 1 && rest.iter().all(|byte| *byte == 0)) {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            self.rest = Fields::new(&[], self.rest.end());
        }
        Some(step)
    }
}
