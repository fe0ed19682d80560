//! Everybody's list of an evening, as it would be shown.

use discovery_matching::z_rank;

use super::community::Community;
use crate::data::Date;
use crate::metrics::Ranked;

/// The lists of all people of an evening who have one.
pub(super) struct Lists {
    /// Best first.
    pub best_first: Vec<Vec<Ranked>>,
    /// How often everybody of the evening is in the first places of a list.
    pub shown: Vec<u32>,
}

impl Lists {
    /// Ranks the partners of these dates for one person after the other. Who was shown to those before steps back by the
    /// shipped discount; what is expected of a day is an equal share of all first places.
    pub fn of(community: &Community, wave: u32, dates: &[Date], places: usize) -> Self {
        let people: Vec<_> = community.people_of(wave).collect();
        let partners = |person| dates.iter().filter(move |date| date.man == person || date.woman == person);
        let first_places: usize = people.iter().map(|person| partners(*person).count().min(places)).sum();
        let expected = first_places as f64 / people.len() as f64;
        let mut shown = vec![0; people.len()];
        let place_of = |person| people.iter().position(|one| *one == person);
        let mut best_first = Vec::new();
        for person in &people {
            let mut list: Vec<_> = partners(*person)
                .filter_map(|date| {
                    let partner = place_of(if date.man == *person { date.woman } else { date.man })?;
                    let impressions = shown.get(partner).copied()?;
                    let score = z_rank(community.logit(date), impressions, expected);
                    Some((partner, Ranked { score, matched: date.is_match() }))
                })
                .collect();
            list.sort_by(|(_, one), (_, other)| other.score.total_cmp(&one.score));
            for (partner, _) in list.iter().take(places) {
                shown.iter_mut().skip(*partner).take(1).for_each(|count| *count += 1);
            }
            if !list.is_empty() {
                best_first.push(list.into_iter().map(|(_, ranked)| ranked).collect());
            }
        }
        Self { best_first, shown }
    }
}

#[cfg(test)]
mod tests {
    use discovery_matching::{Packed, Rates, Weights};

    use super::*;
    use crate::data::{Data, Person};

    /// An evening of nine strangers who say nothing, three of them women; everybody likes the first of these.
    fn strangers() -> Data {
        let person = |gender| Person { wave: 1, packed: Packed { gender, ..Packed::default() }, interests: Vec::new() };
        let people = [0, 0, 0, 0, 0, 0, 1, 1, 1].map(person).to_vec();
        let date = |(man, woman)| Date { wave: 1, man, woman, man_likes: woman == 6, woman_likes: true, fold: 0 };
        Data { people, dates: (0..6).flat_map(|man| (6..9).map(move |woman| (man, woman))).map(date).collect() }
    }

    #[test]
    fn equals_take_turns() {
        let data = strangers();
        let community = Community::new(&data, &[], Weights::PRIOR, Rates::default());
        let lists = Lists::of(&community, 1, &data.dates, 1);
        assert_eq!(lists.shown, [1, 1, 1, 0, 0, 0, 2, 2, 2]);
        assert_eq!(lists.best_first.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 3, 3, 3, 3, 6, 6, 6]);
    }

    #[test]
    fn the_best_come_first() {
        let data = strangers();
        let mut community = Community::new(&data, &[], Weights::PRIOR, Rates::default());
        // Often enough that it outweighs having been shown before.
        (0..8).for_each(|_| community.meet(&data.dates));
        let lists = Lists::of(&community, 1, &data.dates, 1);
        assert!(lists.best_first.iter().take(6).all(|list| list[0].matched && !list[1].matched && !list[2].matched));
        assert_eq!(lists.shown.iter().skip(6).copied().collect::<Vec<_>>(), [6, 0, 0]);
    }
}
