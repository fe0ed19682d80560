//! Chance that can be asked again: numbers that are hashes of what they are about.

use super::life::Decision;
use crate::mix::mixed;

/// What a number is for. The same people get unrelated numbers for different purposes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Facts,
    Truth,
    CommonTaste,
    Pool,
    Tie,
    Draw,
    Look,
    Like,
}

/// The number of a purpose and of what it is about.
pub(super) fn keyed<const N: usize>(seed: u64, purpose: Purpose, about: [u64; N]) -> u64 {
    about.into_iter().fold(mixed(seed ^ mixed(purpose as u64)), |key, number| mixed(key ^ number))
}

/// A hashed number as one of 0..1.
pub(super) fn uniform(number: u64) -> f64 {
    ((number >> 11) as f64 + 0.5) / (1u64 << 53) as f64
}

/// A sequence of throws for one person, which nobody else's throws change.
pub(super) struct Dice(u64);

impl Dice {
    pub fn new(key: u64) -> Self {
        Self(key)
    }

    /// In 0..1.
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(1);
        uniform(mixed(self.0))
    }

    /// Whether something of this probability happens.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// One of `low..=high`, all equally likely.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let steps = f64::from(high - low) + 1.0;
        low + (self.uniform() * steps) as u32
    }

    /// The place of one of these weights, by weight.
    pub fn place(&mut self, weights: &[f64]) -> u8 {
        let mut left = self.uniform() * weights.iter().sum::<f64>();
        let passed = weights.iter().take_while(|weight| {
            left -= **weight;
            left >= 0.0
        });
        passed.count().min(weights.len().saturating_sub(1)) as u8
    }

    /// Standard normal (Box and Muller, "A note on the generation of random normal deviates", 1958).
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * self.uniform().ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }
}

/// A hash over decisions in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Digest(pub u64);

impl Digest {
    pub fn absorb(&mut self, decision: &Decision) {
        let pair = u64::from(decision.decider) << 32 | u64::from(decision.decided);
        let rest = u64::from(decision.now.day) << 8 | u64::from(decision.now.hour) << 1 | u64::from(decision.liked);
        self.0 = mixed(mixed(self.0 ^ pair) ^ rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THROWS: u32 = 50_000;

    fn mean(mut of: impl FnMut(&mut Dice) -> f64) -> f64 {
        let mut dice = Dice::new(7);
        (0..THROWS).map(|_| of(&mut dice)).sum::<f64>() / f64::from(THROWS)
    }

    #[test]
    fn throws_are_spread_as_they_say() {
        assert!((mean(Dice::uniform) - 0.5).abs() < 0.01);
        assert!((mean(|dice| f64::from(u8::from(dice.happens(0.2)))) - 0.2).abs() < 0.01);
        assert!(mean(Dice::normal).abs() < 0.02);
        assert!((mean(|dice| dice.normal().powi(2)) - 1.0).abs() < 0.03);
        for place in 0..3 {
            let share = mean(|dice| f64::from(u8::from(dice.place(&[1.0, 2.0, 5.0]) == place)));
            assert!((share - [0.125, 0.25, 0.625][usize::from(place)]).abs() < 0.01, "{place} {share}");
        }
        for number in 3..=6 {
            let share = mean(|dice| f64::from(u8::from(dice.between(3, 6) == number)));
            assert!((share - 0.25).abs() < 0.01, "{number} {share}");
        }
    }

    #[test]
    fn numbers_depend_on_all_they_are_about() {
        let number = keyed(1, Purpose::Like, [2, 3]);
        assert_eq!(number, keyed(1, Purpose::Like, [2, 3]));
        for other in [
            keyed(2, Purpose::Like, [2, 3]),
            keyed(1, Purpose::Tie, [2, 3]),
            keyed(1, Purpose::Like, [3, 2]),
            keyed(1, Purpose::Like, [2, 4]),
        ] {
            assert_ne!(number, other);
        }
    }
}
