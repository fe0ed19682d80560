//! The row of one person.

use discovery_matching::Packed;

use crate::arena::Span;
use crate::row::{GENERATIONS, Row};

/// What is read when somebody has passed the filters.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Record<S> {
    pub packed: Packed,
    pub words: Span,
    /// Number of the place.
    pub place: u32,
    /// Number of the filters.
    pub filters: u32,
    /// Number of the wishes.
    pub wishes: u32,
    pub joined_day: i32,
    /// Of whoever has the row, or will have it next; [`GENERATIONS`] when nobody will any more.
    pub generation: u8,
    pub listed: bool,
    /// The caller's.
    pub state: S,
}

impl<S> Record<S> {
    /// The row at which this record is found.
    pub fn row(&self, slot: u32) -> Row {
        Row::new(slot, self.generation)
    }
}

impl<S: Copy + Default> Record<S> {
    /// Makes every [`Row`] given out so far find nobody, and says whether the slot can be used again.
    pub fn retire(&mut self) -> bool {
        *self = Self { generation: self.generation + 1, ..Self::default() };
        self.generation < GENERATIONS
    }
}
