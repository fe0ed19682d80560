//! Overwriting in place.

use std::ops::Range;

use super::super::Fault;
use super::super::boxes::Node;

/// Most edits of one file; a phone's video needs some dozen.
const MOST_EDITS: usize = 16_384;

/// Bytes of a file to overwrite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// With these bytes, from `at` on.
    Write {
        /// Position of the first byte.
        at: u64,
        /// At most some ten bytes.
        bytes: Vec<u8>,
    },
    /// With zeros.
    Zero {
        /// Positions in the file; not empty.
        range: Range<u64>,
    },
}

impl Edit {
    /// The positions it overwrites.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        match self {
            Self::Write { at, bytes } => *at..at.saturating_add(bytes.len() as u64),
            Self::Zero { range } => range.clone(),
        }
    }
}

/// Applies to `chunk`, which begins at byte `at` of the file, its part of `edits`, which are ascending and without
/// overlap as in [`super::Video::scrub`]. Chunks may come in any order and of any size, so a file can be stripped while
/// it is copied.
pub fn apply(edits: &[Edit], at: u64, chunk: &mut [u8]) {
    let end = at.saturating_add(chunk.len() as u64);
    let first = edits.partition_point(|edit| edit.range().end <= at);
    for edit in edits.iter().skip(first).take_while(|edit| edit.range().start < end) {
        let range = edit.range();
        // Both differences are at most the length of the chunk.
        let inside = (range.start.max(at) - at) as usize..(range.end.min(end) - at) as usize;
        let passed = at.saturating_sub(range.start) as usize;
        let Some(target) = chunk.get_mut(inside) else { continue };
        match edit {
            Edit::Write { bytes, .. } => {
                target.iter_mut().zip(bytes.iter().skip(passed)).for_each(|(old, new)| *old = *new);
            }
            Edit::Zero { .. } => target.fill(0),
        }
    }
}

/// Collects edits while a file is read.
#[derive(Debug, Default)]
pub struct Scrub(Vec<Edit>);

impl Scrub {
    pub fn zero(&mut self, range: Range<u64>) -> Result<(), Fault> {
        if range.is_empty() { Ok(()) } else { self.push(Edit::Zero { range }) }
    }

    pub fn write(&mut self, at: u64, bytes: &[u8]) -> Result<(), Fault> {
        self.push(Edit::Write { at, bytes: bytes.to_vec() })
    }

    /// Turns a box into one that means nothing (ISO/IEC 14496-12, 8.1.2) and empties it.
    pub fn free(&mut self, node: &Node<'_>) -> Result<(), Fault> {
        self.free_at(node.at, node.body.at()..node.body.end(), &node.kind)
    }

    /// The same for a box at `at` of which only the head is in memory.
    pub fn free_at(&mut self, at: u64, body: Range<u64>, kind: &[u8; 4]) -> Result<(), Fault> {
        if !matches!(kind, b"free" | b"skip" | b"wide") {
            self.write(at.saturating_add(4), b"free")?;
        }
        self.zero(body)
    }

    /// Turns an element of EBML, head included, into one that means nothing (RFC 8794, 11.3.2).
    pub fn void(&mut self, range: Range<u64>) -> Result<(), Fault> {
        const VOID: u8 = 0xEC;
        // An identifier and a size are at least two bytes; a short size says up to 126, a long one has eight bytes.
        let total = range.end - range.start;
        let head = match total {
            0..=128 => vec![VOID, 0x80 | total.saturating_sub(2) as u8],
            _ => [&[VOID][..], &(1 << 56 | (total - 9)).to_be_bytes()].concat(),
        };
        self.zero(range.start + head.len() as u64..range.end)?;
        self.write(range.start, &head)
    }

    fn push(&mut self, edit: Edit) -> Result<(), Fault> {
        if self.0.len() >= MOST_EDITS {
            return Err(Fault::TooComplex("too much to strip"));
        }
        self.0.push(edit);
        Ok(())
    }

    /// The edits in their order; neighbouring zeros become one.
    pub fn finish(mut self) -> Vec<Edit> {
        self.0.sort_by_key(|edit| edit.range().start);
        let mut edits: Vec<Edit> = Vec::with_capacity(self.0.len());
        for edit in self.0 {
            match (edits.last_mut(), edit) {
                (Some(Edit::Zero { range: last }), Edit::Zero { range }) if last.end == range.start => {
                    last.end = range.end;
                }
                (_, edit) => edits.push(edit),
            }
        }
        edits
    }
}
