//! What is compared with what.

/// How a list is ordered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    pub name: &'static str,
    /// Whether the scorer ranks. Otherwise all are equals, and only the order of equals is left.
    pub scores: bool,
    /// Whether equals have the same place in each other's order, instead of every viewer having an order of their own.
    pub pairs: bool,
    /// Whether decisions are learned from.
    pub learns: bool,
    /// Whether who was shown more than others today steps back.
    pub discounts: bool,
    /// Whether some slots are drawn among new people.
    pub draws: bool,
}

impl Policy {
    pub const RANDOM: Self =
        Self { name: "random", scores: false, pairs: false, learns: false, discounts: false, draws: false };
    pub const CONTENT: Self = Self { name: "content only", scores: true, ..Self::RANDOM };
    pub const FULL: Self = Self { name: "full scorer", learns: true, discounts: true, draws: true, ..Self::CONTENT };
    pub const UNRULED: Self = Self { name: "full, no exposure rules", discounts: false, draws: false, ..Self::FULL };
    pub const PAIRS: Self = Self { name: "random, same for both", pairs: true, ..Self::RANDOM };

    /// In the order in which they are reported.
    pub const ALL: [Self; 5] = [Self::RANDOM, Self::CONTENT, Self::FULL, Self::UNRULED, Self::PAIRS];
}
