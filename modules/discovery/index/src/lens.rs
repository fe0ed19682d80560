//! A query, with everything worked out once that does not depend on whom it looks at.

use discovery_matching::{ADULT, Band, Criteria, age_on};

use crate::age::{Days, births};
use crate::asks::NOTHING;
use crate::index::Index;
use crate::place::Entry;
use crate::query::Query;
use crate::row::Row;
use crate::sieve::{Sieve, asked};
use crate::terms::{Filter, Filters};

pub(crate) struct Lens<'a, S> {
    index: &'a Index<S>,
    query: &'a Query<'a>,
    age_years: u8,
    /// Grown-ups who suit the viewer.
    suiting: Sieve,
    /// Of them, those whom the viewer's filters let through.
    meeting: Sieve,
    /// The same, of whatever age.
    of_any_age: Sieve,
    right_ages: Days,
    own: Option<Row>,
    late: Vec<Row>,
}

impl<'a, S: Copy + Default> Lens<'a, S> {
    /// `None` for a viewer who may see nobody.
    pub fn of(index: &'a Index<S>, query: &'a Query<'a>) -> Option<Self> {
        let age_years = age_on(query.facts.packed.birth_day, query.today);
        if age_years < ADULT {
            return None;
        }
        let packed = &query.facts.packed;
        let suiting = Sieve::suiting(packed, births(ADULT..=u8::MAX, query.today));
        let right_ages = match asked(query.filters).has(Filter::Age) {
            true => births(query.filters.age_min.max(ADULT)..=query.filters.age_max, query.today),
            false => suiting.births(),
        };
        let meeting = Sieve::suiting(packed, right_ages).meeting(query.filters);
        let of_any_age = suiting.meeting(query.filters);
        let (own, late) = (index.row_of(query.viewer), query.seen.late(index));
        Some(Self { index, query, age_years, suiting, meeting, of_any_age, right_ages, own, late })
    }

    /// Lets through grown-ups who suit the viewer.
    pub fn suiting(&self) -> &Sieve {
        &self.suiting
    }

    /// Lets through, of them, whom the viewer's filters let through as far as it shows in the traits.
    pub fn meeting(&self) -> &Sieve {
        &self.meeting
    }

    /// Whether somebody whom [`Lens::meeting`] lets through, at a distance that the viewer accepts, passes both ways, is
    /// not the viewer, and has not been seen.
    #[inline]
    pub fn passes(&self, entry: &Entry, band: Band) -> bool {
        self.misses_words(entry).is_empty() && self.could_meet(entry, band) && !self.is_seen(entry)
    }

    /// Whether somebody whom [`Lens::suiting`] lets through could be shown to a viewer who asks for nothing.
    #[inline]
    pub fn could_meet(&self, entry: &Entry, band: Band) -> bool {
        self.is_accepted_by(entry, band) && self.own != Some(entry.row)
    }

    /// Which of the viewer's filters somebody does not pass whom [`Lens::suiting`] lets through.
    pub fn failed(&self, entry: &Entry, band: Band) -> Filters {
        self.of_any_age
            .failed(&entry.traits)
            .and(self.misses_words(entry))
            .with(Filter::Age, !self.right_ages.hold(entry.traits.birth_day()))
            .with(Filter::Distance, band > self.query.filters.farthest)
    }

    /// Whether the viewer has decided about somebody.
    #[inline]
    pub fn is_seen(&self, entry: &Entry) -> bool {
        self.query.seen.contains(entry.row) || self.late.contains(&entry.row)
    }

    #[inline]
    fn is_accepted_by(&self, entry: &Entry, band: Band) -> bool {
        entry.filters == NOTHING || self.index.asks().accept(entry.filters, &self.query.facts, self.age_years, band)
    }

    /// Which words that the viewer asks for are missing.
    #[inline]
    fn misses_words(&self, entry: &Entry) -> Filters {
        let Criteria { interests, languages, .. } = self.query.filters;
        if interests.is_empty() & languages.is_empty() {
            return Filters::default();
        }
        let facts = self.index.facts_of(entry.row);
        let has =
            |asked: &[u32], words: Option<&[u32]>| asked.iter().any(|word| words.unwrap_or_default().contains(word));
        Filters::default()
            .with(Filter::Interests, !interests.is_empty() && !has(interests, facts.map(|facts| facts.interests)))
            .with(Filter::Languages, !languages.is_empty() && !has(languages, facts.map(|facts| facts.languages)))
    }
}
