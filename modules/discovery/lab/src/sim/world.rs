//! People, what they are like, and who could meet whom.

use discovery_matching::{Rarity, Scorer, Weights, rarity, suits};

use super::Settings;
use super::chance::{Dice, Purpose, keyed};
use super::life::{HOURS, Now};
use super::parallel;
use super::people::{INTERESTS, Resident, TODAY};
use super::truth::{Truth, common_taste, likes};

/// Nobody is offered more people than these in all, however long it goes on.
const MOST: usize = 2_000;
/// The share of people who are not there from the beginning.
const LATE: f64 = 0.2;

/// All that is the same for every policy. People are numbered from 0.
pub(super) struct World {
    pub seed: u64,
    pub town: Town,
    truths: Vec<Truth>,
}

/// What the platform may know: pages are made of this and of what was decided and shown.
pub(super) struct Town {
    seed: u64,
    residents: Vec<Resident>,
    joined: Vec<Now>,
    rarity: Vec<f32>,
    /// Whom everybody could meet, in an order of their own.
    candidates: Vec<Vec<u32>>,
}

impl World {
    pub fn new(settings: &Settings) -> Self {
        let seed = settings.seed;
        let numbers: Vec<u32> = (0..settings.people).collect();
        let common = common_taste(seed);
        let truth = |number: &u32| Truth::new(&mut Dice::new(keyed(seed, Purpose::Truth, [(*number).into()])), &common);
        let truths = numbers.iter().map(truth).collect();
        Self { seed, town: Town::new(settings, &numbers), truths }
    }

    #[expect(clippy::indexing_slicing, reason = "people are numbered by their places")]
    pub fn truth(&self, number: u32) -> &Truth {
        &self.truths[number as usize]
    }

    /// Whether somebody likes somebody else when they are shown to them.
    pub fn likes(&self, decider: u32, decided: u32) -> bool {
        let (one, other) = (self.town.resident(decider), self.town.resident(decided));
        let [phi, _] = self.town.scorer().views(&one.person(), &other.person(), one.band(other));
        let probability = self.truth(decider).readiness(self.truth(decided), &phi);
        likes(self.seed, decider, decided, probability)
    }
}

impl Town {
    fn new(settings: &Settings, numbers: &[u32]) -> Self {
        let seed = settings.seed;
        let (residents, joined): (Vec<_>, Vec<_>) = numbers
            .iter()
            .map(|number| {
                let mut dice = Dice::new(keyed(seed, Purpose::Facts, [(*number).into()]));
                (Resident::new(&mut dice), joining(&mut dice, settings.days))
            })
            .unzip();
        let rarity = rarities(&residents);
        let candidates = parallel::map(settings.threads, numbers, |number| candidates(seed, &residents, *number));
        Self { seed, residents, joined, rarity, candidates }
    }

    pub fn len(&self) -> u32 {
        self.residents.len() as u32
    }

    #[expect(clippy::indexing_slicing, reason = "people are numbered by their places")]
    pub fn resident(&self, number: u32) -> &Resident {
        &self.residents[number as usize]
    }

    #[expect(clippy::indexing_slicing, reason = "people are numbered by their places")]
    pub fn joined(&self, number: u32) -> Now {
        self.joined[number as usize]
    }

    pub fn is_there(&self, number: u32, now: Now) -> bool {
        self.joined(number) <= now
    }

    pub fn candidates(&self) -> &[Vec<u32>] {
        &self.candidates
    }

    /// The order of equals, which says nothing about anybody.
    pub fn tie(&self, sides: [u32; 2]) -> u64 {
        keyed(self.seed, Purpose::Tie, sides.map(u64::from))
    }

    /// What is drawn for a viewer of a candidate on a day.
    pub fn draw_key(&self, viewer: u32, candidate: u32, day: u32) -> u64 {
        keyed(self.seed, Purpose::Draw, [viewer.into(), candidate.into(), day.into()])
    }

    /// As shipped: nothing is known of tastes.
    pub fn scorer(&self) -> Scorer<'_> {
        let rarity: &Rarity = &self.rarity;
        Scorer { weights: &Weights::PRIOR, rarity }
    }
}

fn joining(dice: &mut Dice, days: u32) -> Now {
    if days < 2 || !dice.happens(LATE) {
        return Now { day: 0, hour: 0 };
    }
    Now { day: dice.between(1, days - 1), hour: dice.between(0, u32::from(HOURS) - 1) as u8 }
}

fn rarities(residents: &[Resident]) -> Vec<f32> {
    let having = |number: &u32| residents.iter().filter(|one| one.facts().interests.contains(number)).count();
    (0..INTERESTS).map(|number| rarity(having(&number) as u32, residents.len() as u32)).collect()
}

/// Whom somebody could meet: both suit each other and pass each other's filters.
fn candidates(seed: u64, residents: &[Resident], viewer: u32) -> Vec<u32> {
    let Some(one) = residents.get(viewer as usize) else { return Vec::new() };
    let could = |(number, other): &(u32, &Resident)| {
        *number != viewer && suits(&one.facts(), &other.facts(), TODAY) && one.accepts(other) && other.accepts(one)
    };
    let mut there: Vec<_> = (0..).zip(residents).filter(could).map(|(number, _)| number).collect();
    there.sort_by_cached_key(|number| keyed(seed, Purpose::Pool, [viewer.into(), (*number).into()]));
    there.truncate(MOST);
    there
}
