//! What criteria ask for, one thing at a time.

/// One of the things that criteria can ask for, in the order in which they are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// The range of ages.
    Age,
    /// The farthest band.
    Distance,
    /// A goal.
    Goal,
    /// The range of heights.
    Height,
    /// Children, or none.
    Children,
    /// Smoking.
    Smoking,
    /// Drinking.
    Drinking,
    /// Education.
    Education,
    /// That a moderator has seen them.
    Verified,
    /// Photos.
    Photos,
    /// An interest.
    Interests,
    /// A language.
    Languages,
}

impl Filter {
    /// All of them, in order.
    pub const ALL: [Self; 12] = [
        Self::Age,
        Self::Distance,
        Self::Goal,
        Self::Height,
        Self::Children,
        Self::Smoking,
        Self::Drinking,
        Self::Education,
        Self::Verified,
        Self::Photos,
        Self::Interests,
        Self::Languages,
    ];

    /// The filter alone.
    pub(crate) fn alone(self) -> Filters {
        Filters(1 << self as u16)
    }
}

/// Some of the filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Filters(u16);

impl Filters {
    /// How many sets of filters there are.
    pub const SETS: usize = 1 << Filter::ALL.len();

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn has(self, filter: Filter) -> bool {
        self.meets(filter.alone())
    }

    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// With one more, if so.
    pub fn with(self, filter: Filter, so: bool) -> Self {
        if so { Self(self.0 | filter.alone().0) } else { self }
    }

    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Its number among all sets, and back.
    pub fn number(self) -> usize {
        self.0.into()
    }

    pub fn numbered(number: usize) -> Self {
        Self(number as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_filter_has_a_bit_of_its_own_in_its_order() {
        for (place, filter) in Filter::ALL.into_iter().enumerate() {
            let only = Filters::numbered(1 << place);
            assert_eq!(only, filter.alone());
            assert_eq!(only, Filters::default().with(filter, true).with(Filter::Age, false));
            assert!(only.has(filter) && !only.is_empty() && only.without(filter.alone()).is_empty());
        }
    }
}
