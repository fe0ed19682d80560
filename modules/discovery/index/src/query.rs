//! The question, and the order in which it is answered.

use discovery_matching::{Band, Criteria, FAR, Facts};
use kernel::{Cell, UserId};

use crate::index::Index;
use crate::lens::Lens;
use crate::mix::mix;
use crate::places::{Place, Places, Spot};
use crate::row::Row;
use crate::seen::Seen;

/// Who looks, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Who looks; they are never found. They need not be in the index.
    pub viewer: UserId,
    /// What is compared of them.
    pub facts: Facts<'a>,
    /// Where they are. Without a cell everybody is [`FAR`].
    pub cell: Option<Cell>,
    /// What everybody found meets.
    pub filters: &'a Criteria,
    /// Whom not to find.
    pub seen: &'a Seen,
    /// The day on which ages count, from 1970-01-01.
    pub today: i32,
    /// At about so many people the search ends.
    pub most: usize,
    /// Decides which places come first within a band: a secret of the installation and of the viewer, stable for as
    /// long as their list should be.
    pub seed: u64,
}

/// Somebody who was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Where they are kept.
    pub row: Row,
    /// How far they are.
    pub band: Band,
}

impl<S: Copy + Default> Index<S> {
    /// Visits everybody who passes both ways, nearest band first; returns how many that were.
    ///
    /// A search that would find more than `most` takes whole places, band by band, and within a band in an order that is
    /// a keyed hash of the place: a cell, or one of the groups, by ids, of people without a cell. Beyond the last band
    /// the cells of a region, one of H3's of resolution 4, come together, and the order of the regions is a keyed hash
    /// too. After the place with which `most` is reached nobody else is visited. So the people found are decided by the
    /// query and by who is in the index, never by how they got there; and who is found rather than left out tells no
    /// more about a distance than its band does. Within a band there is no order to rely on.
    pub fn visit(&self, query: &Query<'_>, found: impl FnMut(Found)) -> usize {
        let Some(lens) = Lens::of(self, query) else { return 0 };
        let mut search = Search { lens, query, found, count: 0 };
        let spot = query.cell.map(Spot::of);
        let is_open = query.most > 0 && spot.as_ref().is_none_or(|spot| search.near(self.places(), spot));
        if is_open && query.filters.farthest >= FAR {
            search.far(self.places(), spot.as_ref());
        }
        search.count
    }

    /// Puts everybody whom [`Index::visit`] visits into a list, in place of what was in it.
    pub fn collect(&self, query: &Query<'_>, found: &mut Vec<Found>) {
        found.clear();
        self.visit(query, |one| found.push(one));
    }

    /// Reads a little of everything that is kept of some people, so that their memory is on its way all at once instead
    /// of one after the other. Worth a third of the time of whoever looks closely at thousands of people: touch 32 of
    /// them, look at the 32, and so on.
    pub fn touch(&self, found: &[Found]) {
        let facts = |one: &Found| self.facts_of(one.row);
        let first = found.iter().filter_map(facts).map(|facts| facts.packed.birth_day.cast_unsigned());
        let first = first.fold(0, |all, one| all ^ one);
        let lists = found.iter().filter_map(facts).map(|facts| facts.interests.last().copied().unwrap_or(0));
        let wishes = found.iter().filter_map(|one| self.wishes_of(one.row)).map(|wishes| u32::from(wishes.age_min));
        std::hint::black_box(lists.zip(wishes).fold(first, |all, (list, wish)| all ^ list ^ wish));
    }
}

/// A search under way.
struct Search<'a, S, F> {
    lens: Lens<'a, S>,
    query: &'a Query<'a>,
    found: F,
    count: usize,
}

impl<S: Copy + Default, F: FnMut(Found)> Search<'_, S, F> {
    /// Looks at places within the bands; whether there is room for more people.
    fn near(&mut self, places: &Places, spot: &Spot) -> bool {
        let mut near: Vec<_> = places.near(spot, self.query.filters.farthest.min(FAR - 1)).collect();
        // By number, as they lie in memory.
        near.sort_unstable_by_key(|(band, number, _)| (*band, *number));
        let bands = near.chunk_by(|(one, ..), (other, ..)| one == other);
        bands.into_iter().all(|band| {
            let number = band.first().map_or(FAR, |(band, ..)| *band);
            self.take(number, band.iter().map(|(_, _, place)| *place).collect())
        })
    }

    /// Looks at all other places, region by region, until there is no room for more people.
    fn far(&mut self, places: &Places, spot: Option<&Spot>) {
        let mut regions: Vec<_> = places.regions().map(|(mark, region)| (self.turn(mark), region)).collect();
        regions.sort_unstable_by_key(|(turn, _)| *turn);
        for (_, region) in regions {
            if !self.take(FAR, places.among(region).filter(|place| place.band(spot) == FAR).collect()) {
                return;
            }
        }
    }

    /// Looks at places of one band in their turns; whether there is room for more people. When all of them are sure to
    /// be looked at, they are in the order they came.
    fn take(&mut self, band: Band, mut places: Vec<&Place>) -> bool {
        let people: usize = places.iter().map(|place| place.people.len()).sum();
        if self.count + people >= self.query.most {
            places.sort_unstable_by_key(|place| self.turn(place.mark));
        }
        places.into_iter().all(|place| {
            self.look(band, place);
            self.count < self.query.most
        })
    }

    fn look(&mut self, band: Band, place: &Place) {
        let Self { lens, found, count, .. } = self;
        place.people.scan(lens.meeting(), |entry| {
            if lens.passes(entry, band) {
                found(Found { row: entry.row, band });
                *count += 1;
            }
        });
    }

    /// The turn of a place among those of the same band: no two have the same.
    fn turn(&self, mark: u64) -> u64 {
        mix(mark ^ self.query.seed)
    }
}
