//! Elements of EBML (RFC 8794): an identifier, a size, a body, and elements in the body.

use super::super::super::boxes::Budget;
use super::super::super::{Fault, Fields};

/// Identifiers with their markers (RFC 9559, 5.1).
pub mod id {
    pub const EBML: u32 = 0x1A45_DFA3;
    pub const VOID: u32 = 0xEC;
    pub const SEGMENT: u32 = 0x1853_8067;
    pub const SEEK_HEAD: u32 = 0x114D_9B74;
    pub const INFO: u32 = 0x1549_A966;
    pub const TRACKS: u32 = 0x1654_AE6B;
    pub const CLUSTER: u32 = 0x1F43_B675;
    pub const CUES: u32 = 0x1C53_BB6B;
    pub const TAGS: u32 = 0x1254_C367;
    pub const ATTACHMENTS: u32 = 0x1941_A469;
    pub const CHAPTERS: u32 = 0x1043_A770;
}

/// Four bytes of identifier and eight of size.
pub const LONGEST_HEAD: u64 = 12;

/// The beginning of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub id: u32,
    /// Bytes of identifier and size.
    pub length: u64,
    /// Bytes of the body; `None` if it was not known when it was written.
    pub size: Option<u64>,
}

impl Head {
    /// Reads a head from the front of `bytes`, for an element that has `room` bytes.
    pub fn read(bytes: &[u8], room: u64) -> Result<Self, Fault> {
        let mut fields = Fields::new(bytes, 0);
        let first = fields.u8()?;
        let width = first.leading_zeros() as usize + 1;
        if width > 4 {
            return Err(Fault::Corrupt("an identifier that is too long"));
        }
        let id = u32::from(first) << (8 * (width - 1)) | fields.uint(width - 1)? as u32;
        let (size, all_ones) = vint(&mut fields)?;
        let length = fields.at();
        let size = (!all_ones).then_some(size);
        if size.is_some_and(|size| size > room.saturating_sub(length)) || length > room {
            return Err(Fault::Corrupt("an element reaches beyond what holds it"));
        }
        Ok(Self { id, length, size })
    }

    /// Bytes of the body, of an element that must say.
    pub fn known(&self) -> Result<u64, Fault> {
        self.size.ok_or(Fault::Corrupt("an element without an end"))
    }

    /// Bytes of the whole element, of one that must say.
    pub fn total(&self) -> Result<u64, Fault> {
        Ok(self.length + self.known()?)
    }
}

/// An integer of one to eight bytes that says its own length, and whether all its bits are set.
pub fn vint(fields: &mut Fields<'_>) -> Result<(u64, bool), Fault> {
    let first = fields.u8()?;
    let width = first.leading_zeros() as usize;
    if width > 7 {
        return Err(Fault::Corrupt("a size that is too long"));
    }
    let bits = 7 * (width + 1);
    let value = (u64::from(first) << (8 * width) | fields.uint(width)?) & ((1 << bits) - 1);
    Ok((value, value == (1 << bits) - 1))
}

/// An element with its body.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    pub id: u32,
    /// Position of its identifier in the file.
    pub at: u64,
    pub body: Fields<'a>,
    budget: &'a Budget,
}

impl<'a> Element<'a> {
    /// The element that `bytes`, from `at` on, begin with.
    pub fn new(bytes: &'a [u8], at: u64, budget: &'a Budget) -> Result<Self, Fault> {
        budget.spend()?;
        let head = Head::read(bytes, bytes.len() as u64)?;
        let mut body = Fields::new(bytes, at);
        // Both fit, as they were compared with the slice.
        body.skip(head.length as usize)?;
        let body = body.take(head.known()? as usize)?;
        Ok(Self { id: head.id, at, body, budget })
    }

    pub fn end(&self) -> u64 {
        self.body.end()
    }

    /// The elements that make up the body.
    pub fn children(&self) -> Elements<'a> {
        Elements { rest: self.body, budget: self.budget }
    }

    /// The body as an unsigned integer; an empty one is 0 (RFC 8794, 7.2).
    pub fn uint(&self) -> Result<u64, Fault> {
        let mut fields = self.body;
        match fields.rest().len() {
            width @ 0..=8 => fields.uint(width),
            _ => Err(Fault::Corrupt("a number that is too long")),
        }
    }

    /// The body as a floating-point number (RFC 8794, 7.3).
    pub fn float(&self) -> Result<f64, Fault> {
        let mut fields = self.body;
        match fields.rest().len() {
            0 => Ok(0.0),
            4 => Ok(f32::from_bits(fields.u32()?).into()),
            8 => Ok(f64::from_bits(fields.u64()?)),
            _ => Err(Fault::Corrupt("a number of odd length")),
        }
    }

    /// The body as text, which zeros may close early (RFC 8794, 7.4).
    pub fn text(&self) -> &'a [u8] {
        self.body.rest().split(|byte| *byte == 0).next().unwrap_or_default()
    }
}

/// The elements of a slice, one after the other. Ends after the first fault.
pub struct Elements<'a> {
    rest: Fields<'a>,
    budget: &'a Budget,
}

impl<'a> Iterator for Elements<'a> {
    type Item = Result<Element<'a>, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let element = Element::new(self.rest.rest(), self.rest.at(), self.budget);
        let passed = element.as_ref().map_or(self.rest.end(), Element::end) - self.rest.at();
        let skipped = self.rest.skip(passed as usize);
        Some(skipped.and(element))
    }
}
