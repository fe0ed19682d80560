//! Criteria, kept once however many people have the same ones.

use std::hash::{BuildHasher, RandomState};

use discovery_matching::{Band, Criteria, Facts};
use hashbrown::HashTable;

use crate::memory;
use crate::sieve::asked;
use crate::terms::Filter;
use crate::words::Vocabulary;

/// The number of criteria that ask for nothing: what most people have.
pub(crate) const NOTHING: u32 = 0;

/// Numbered criteria, with the number of people who have them.
#[derive(Debug)]
pub(crate) struct Asks {
    asks: Vec<Ask>,
    /// For every number, so small that the cache holds them all.
    digests: Vec<Digest>,
    numbers: HashTable<u32>,
    free: Vec<u32>,
    /// People choose what they ask for, so the hash has a secret.
    hasher: RandomState,
    nothing: Criteria,
}

#[derive(Debug)]
struct Ask {
    criteria: Criteria,
    people: u32,
}

/// What is asked most, and whether there is more to look at.
#[derive(Debug, Clone, Copy)]
struct Digest {
    age_min: u8,
    age_max: u8,
    farthest: Band,
    asks_more: bool,
}

impl Digest {
    fn of(criteria: &Criteria) -> Self {
        let asked = asked(criteria);
        let (age_min, age_max) =
            if asked.has(Filter::Age) { (criteria.age_min, criteria.age_max) } else { (0, u8::MAX) };
        let asks_more = !asked.without(Filter::Age.alone()).without(Filter::Distance.alone()).is_empty();
        Self { age_min, age_max, farthest: criteria.farthest, asks_more }
    }
}

impl Default for Asks {
    fn default() -> Self {
        let asks = vec![Ask { criteria: Criteria::default(), people: 0 }];
        let (numbers, hasher) = (HashTable::new(), RandomState::new());
        let digests = vec![Digest::of(&Criteria::default())];
        Self { asks, digests, numbers, free: Vec::new(), hasher, nothing: Criteria::default() }
    }
}

impl Asks {
    /// The criteria of a number.
    pub fn get(&self, number: u32) -> &Criteria {
        self.asks.get(number as usize).map_or(&self.nothing, |ask| &ask.criteria)
    }

    /// Whether the criteria of a number accept somebody of this age at this distance.
    #[inline]
    pub fn accept(&self, number: u32, facts: &Facts, age_years: u8, band: Band) -> bool {
        let Some(digest) = self.digests.get(number as usize) else { return true };
        (digest.age_min..=digest.age_max).contains(&age_years)
            && band <= digest.farthest
            && (!digest.asks_more || self.get(number).accepts(facts, age_years, band))
    }

    /// The number of these criteria, which one more person has from now on.
    pub fn take(&mut self, criteria: &Criteria, vocabulary: &mut Vocabulary) -> u32 {
        if *criteria == self.nothing {
            return NOTHING;
        }
        let hash = hash(&self.hasher, criteria);
        let known = self.numbers.find(hash, |number| self.get(*number) == criteria).copied();
        if let Some(ask) = known.and_then(|number| self.asks.get_mut(number as usize)) {
            ask.people += 1;
        }
        known.unwrap_or_else(|| {
            vocabulary.interests.ask(&criteria.interests);
            vocabulary.languages.ask(&criteria.languages);
            self.add(hash, criteria.clone())
        })
    }

    /// One person fewer has the criteria of this number.
    pub fn give_back(&mut self, number: u32, vocabulary: &mut Vocabulary) {
        let Some(ask) = self.asks.get_mut(number as usize).filter(|_| number != NOTHING) else { return };
        ask.people -= 1;
        if ask.people > 0 {
            return;
        }
        let criteria = std::mem::take(&mut ask.criteria);
        if let Ok(entry) = self.numbers.find_entry(hash(&self.hasher, &criteria), |known| *known == number) {
            entry.remove();
        }
        self.free.push(number);
        vocabulary.interests.ask_no_more(&criteria.interests);
        vocabulary.languages.ask_no_more(&criteria.languages);
    }

    /// How many different criteria there are.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    pub fn bytes(&self) -> usize {
        let lists = |ask: &Ask| memory::of_list(&ask.criteria.interests) + memory::of_list(&ask.criteria.languages);
        memory::of_list(&self.asks)
            + memory::of_list(&self.digests)
            + memory::of_list(&self.free)
            + memory::of_table::<u32>(self.numbers.capacity())
            + self.asks.iter().map(lists).sum::<usize>()
    }

    fn add(&mut self, hash: u64, criteria: Criteria) -> u32 {
        let (digest, ask) = (Digest::of(&criteria), Ask { criteria, people: 1 });
        let number = self.free.pop().unwrap_or(self.asks.len() as u32);
        let slots = self.asks.get_mut(number as usize).zip(self.digests.get_mut(number as usize));
        if let Some((old_ask, old_digest)) = slots {
            (*old_ask, *old_digest) = (ask, digest);
        } else {
            memory::push(&mut self.asks, ask);
            memory::push(&mut self.digests, digest);
        }
        let Self { asks, numbers, hasher, nothing, .. } = self;
        let again = |number: &u32| {
            let criteria = asks.get(*number as usize).map_or(&*nothing, |ask| &ask.criteria);
            self::hash(hasher, criteria)
        };
        numbers.insert_unique(hash, number, again);
        number
    }
}

fn hash(hasher: &RandomState, criteria: &Criteria) -> u64 {
    let Criteria { age_min, age_max, farthest, goals, height_min, height_max, has_children, .. } = criteria;
    let Criteria { smoking, drinking, education, verified, photos, interests, languages, .. } = criteria;
    let numbers = (age_min, age_max, farthest, goals, height_min, height_max, has_children);
    hasher.hash_one((numbers, smoking, drinking, education, verified, photos, interests, languages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_criteria_are_kept_once_and_forgotten_with_the_last_who_has_them() {
        let (mut asks, mut vocabulary) = (Asks::default(), Vocabulary::default());
        let jazz = vocabulary.interests.number("jazz");
        let listeners = Criteria { interests: vec![jazz], ..Criteria::default() };
        let smokers = Criteria { smoking: 4, ..Criteria::default() };
        assert_eq!(asks.take(&Criteria::default(), &mut vocabulary), NOTHING);
        let first = asks.take(&listeners, &mut vocabulary);
        assert_eq!(asks.take(&listeners, &mut vocabulary), first);
        let other = asks.take(&smokers, &mut vocabulary);
        assert_eq!((asks.get(first), asks.get(other), asks.len()), (&listeners, &smokers, 2));
        asks.give_back(first, &mut vocabulary);
        asks.give_back(NOTHING, &mut vocabulary);
        assert_eq!((asks.get(first), vocabulary.interests.find("jazz")), (&listeners, Some(jazz)));
        asks.give_back(first, &mut vocabulary);
        assert_eq!((asks.len(), vocabulary.interests.find("jazz")), (1, None));
        let tall = Criteria { height_min: 190, ..Criteria::default() };
        assert_eq!(asks.take(&tall, &mut vocabulary), first, "numbers are used again");
        assert_eq!((asks.get(first), asks.get(NOTHING)), (&tall, &Criteria::default()));
    }
}
