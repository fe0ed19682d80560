//! A small deterministic source of choices: the same seed makes the same demo people and pictures on every machine.

use std::ops::Range;

/// The `SplitMix64` generator (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
/// Good for pictures and invented people, never for secrets.
#[derive(Clone, Debug)]
pub struct Chance {
    state: u64,
}

impl Chance {
    /// A stream of its own for every pair of `seed` and `stream`.
    pub const fn new(seed: u64, stream: u64) -> Self {
        let mut mixer = Self { state: seed };
        let first = mixer.next();
        Self { state: first ^ stream.wrapping_mul(0xA24B_AED4_963E_E407) }
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// A whole number in `0..limit`; 0 when `limit` is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 32).unwrap_or_default() % limit.max(1)
    }

    /// A real number in `0.0..1.0`.
    pub fn unit(&mut self) -> f32 {
        f32::from(u16::try_from(self.next() >> 48).unwrap_or_default()) / 65_536.0
    }

    /// A real number in the range.
    pub fn within(&mut self, range: Range<f32>) -> f32 {
        range.start + (range.end - range.start) * self.unit()
    }

    /// True with the given probability.
    pub fn odds(&mut self, probability: f32) -> bool {
        self.unit() < probability
    }

    /// One of the items, each as likely as the others.
    #[expect(clippy::indexing_slicing, reason = "below(N) stays inside, and an empty list does not compile")]
    pub fn pick<T: Copy, const N: usize>(&mut self, items: &[T; N]) -> T {
        const { assert!(N > 0) };
        items[self.below(N)]
    }

    /// One of the items, as likely as its weight.
    #[expect(clippy::indexing_slicing, reason = "an empty list does not compile, so a last item exists")]
    pub fn weighted<T: Copy, const N: usize>(&mut self, items: &[(usize, T); N]) -> T {
        const { assert!(N > 0) };
        let mut left = self.below(items.iter().map(|(weight, _)| weight).sum());
        for (weight, item) in items {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        items[N - 1].1
    }

    /// Mixes the order of the items (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_of_one_seed_differ_and_repeat() {
        assert_eq!(Chance::new(7, 1).next(), Chance::new(7, 1).next());
        assert_ne!(Chance::new(7, 1).next(), Chance::new(7, 2).next());
        assert_ne!(Chance::new(7, 1).next(), Chance::new(8, 1).next());
    }

    #[test]
    fn weights_are_respected() {
        let mut chance = Chance::new(1, 1);
        let heads = (0..4_000).filter(|_| chance.weighted(&[(3, true), (1, false)])).count();
        assert!((2_800..3_200).contains(&heads), "{heads}");
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: Vec<usize> = (0..100).collect();
        Chance::new(3, 0).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<_>>());
    }
}
