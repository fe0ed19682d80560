//! Where somebody is kept.

/// A place in the index that belongs to one person for as long as they are in it.
///
/// The place is used again after a removal, but never under the same `Row`: whoever kept one finds nobody. Rows are
/// good for the index that gave them and mean nothing to another one, also not to the same people built anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(u32);

/// How many bits count places; the rest counts the people who had one.
const SLOT_BITS: u32 = 26;

/// How many places there may be.
pub(crate) const SLOTS: usize = 1 << SLOT_BITS;

/// How many people can have a place one after the other before it stays empty.
pub(crate) const GENERATIONS: u8 = 1 << (u32::BITS - SLOT_BITS);

impl Row {
    /// `slot` is below [`SLOTS`], and `generation` below [`GENERATIONS`].
    pub(crate) fn new(slot: u32, generation: u8) -> Self {
        Self(slot | u32::from(generation) << SLOT_BITS)
    }

    pub(crate) fn slot(self) -> usize {
        self.0 as usize % SLOTS
    }

    pub(crate) fn generation(self) -> u8 {
        (self.0 >> SLOT_BITS) as u8
    }

    pub(crate) fn hash(self) -> u64 {
        crate::mix::mix(self.0.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn place_and_generation_are_kept_apart() {
        for (slot, generation) in [(0, 0), (SLOTS as u32 - 1, GENERATIONS - 1), (7, 63), (1 << 25, 1)] {
            let row = Row::new(slot, generation);
            assert_eq!((row.slot(), row.generation()), (slot as usize, generation));
        }
    }
}
