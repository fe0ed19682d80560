//! What the platform never sees: what people are like, and what they do.

use discovery_matching::{Phi, Weights};

use super::chance::{Dice, Purpose, keyed, uniform};

/// How readily people like on the whole, in log odds.
const BASE: f64 = -2.4;
/// Variances over people.
const OPENNESS_VARIANCE: f64 = 1.6;
const APPEAL_VARIANCE: f64 = 1.0;
/// Deviation of everybody's weights from the prior, and of one's own from everybody's.
const COMMON_DEVIATION: f64 = 0.1;
const OWN_DEVIATION: f64 = 0.15;

/// What somebody is like.
#[derive(Debug, Clone)]
pub(super) struct Truth {
    openness: f64,
    appeal: f64,
    taste: Weights,
    /// How likely they are to look on a day.
    presence: f64,
    /// How many cards they look at on such a day.
    pub cards: usize,
    /// After how many likes they stop.
    pub patience: usize,
}

impl Truth {
    /// `common` is the taste that all have in common.
    pub fn new(dice: &mut Dice, common: &Weights) -> Self {
        Self {
            openness: OPENNESS_VARIANCE.sqrt() * dice.normal(),
            appeal: APPEAL_VARIANCE.sqrt() * dice.normal(),
            taste: deviating(common, dice, OWN_DEVIATION),
            presence: 0.4 + 0.5 * dice.uniform(),
            cards: (12.0 * (0.5 * dice.normal()).exp()).clamp(4.0, 40.0) as usize,
            patience: dice.between(2, 9) as usize,
        }
    }

    /// Probability of liking somebody in whom they see this.
    pub fn readiness(&self, other: &Self, phi: &Phi) -> f64 {
        let z = BASE + self.taste.content(phi) + self.openness + other.appeal;
        1.0 / (1.0 + (-z).exp())
    }

    /// The hour in which they look on a day, if they do.
    pub fn hour(&self, seed: u64, number: u32, day: u32) -> Option<u8> {
        let key = keyed(seed, Purpose::Look, [number.into(), day.into()]);
        let mut dice = Dice::new(key);
        dice.happens(self.presence).then(|| dice.between(0, 23) as u8)
    }
}

/// Whether somebody likes somebody else, whenever they see them.
pub(super) fn likes(seed: u64, decider: u32, decided: u32, probability: f64) -> bool {
    uniform(keyed(seed, Purpose::Like, [decider.into(), decided.into()])) < probability
}

/// The taste that all have in common.
pub(super) fn common_taste(seed: u64) -> Weights {
    let mut dice = Dice::new(keyed(seed, Purpose::CommonTaste, []));
    deviating(&Weights::PRIOR, &mut dice, COMMON_DEVIATION)
}

fn deviating(from: &Weights, dice: &mut Dice, deviation: f64) -> Weights {
    Weights { features: from.features.map(|weight| weight + (deviation * dice.normal()) as f32), ..*from }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_differ_as_much_as_documented() {
        let truths: Vec<_> = (0..4_000).map(|key| Truth::new(&mut Dice::new(key << 20), &Weights::PRIOR)).collect();
        let moments = |of: fn(&Truth) -> f64| {
            let mean = truths.iter().map(of).sum::<f64>() / truths.len() as f64;
            (mean, truths.iter().map(|one| (of(one) - mean).powi(2)).sum::<f64>() / truths.len() as f64)
        };
        let (openness, appeal) = (moments(|one| one.openness), moments(|one| one.appeal));
        assert!(openness.0.abs() < 0.06 && (openness.1 - 1.6).abs() < 0.12, "{openness:?}");
        assert!(appeal.0.abs() < 0.05 && (appeal.1 - 1.0).abs() < 0.08, "{appeal:?}");
        let (cards, _) = moments(|one| one.cards as f64);
        assert!((11.0..14.0).contains(&cards), "{cards}");
        assert!(truths.iter().all(|one| (2..=9).contains(&one.patience)));
        let looks = (0..3_000u32).filter_map(|day| truths[0].hour(1, 7, day));
        let share = looks.count() as f64 / 3_000.0;
        assert!((share - truths[0].presence).abs() < 0.04, "{share}");
    }

    #[test]
    fn what_is_likely_is_often_liked() {
        let liked = (0..5_000).filter(|other| likes(3, 9, *other, 0.3)).count();
        assert!((liked as f64 / 5_000.0 - 0.3).abs() < 0.02, "{liked}");
        let elsewhere = (0..5_000).filter(|other| likes(3, 9, *other, 0.3) != likes(4, 9, *other, 0.3)).count();
        assert!(elsewhere > 1_000, "another seed, another world: {elsewhere}");
    }
}
