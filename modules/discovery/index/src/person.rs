//! What the index is told of somebody.

use discovery_matching::{Criteria, Facts, Packed};
use kernel::{Cell, UserId};

/// One person as the source of truth has them, with words as numbers of the index's vocabulary.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// Where, or nowhere known.
    pub cell: Option<Cell>,
    /// Facts of a fixed size.
    pub packed: Packed,
    /// What they like: ascending, each once, 65,535 at most.
    pub interests: Vec<u32>,
    /// What they speak, likewise.
    pub languages: Vec<u32>,
    /// Whom they will be shown to: only people who meet all of it.
    pub filters: Criteria,
    /// Whom they would rather meet.
    pub wishes: Criteria,
    /// Whether they are shown to strangers. Who is not still looks at others.
    pub listed: bool,
    /// Day on which they joined, counted from 1970-01-01.
    pub joined_day: i32,
}

impl Person {
    /// What is compared of them.
    pub fn facts(&self) -> Facts<'_> {
        Facts { packed: self.packed, interests: &self.interests, languages: &self.languages }
    }
}
