//! Chance that repeats itself.

/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
pub struct Chance(u64);

impl Chance {
    /// What chance has in store for a number.
    pub fn of(number: u64) -> Self {
        // Neighbours must not begin where one another go on.
        Self(Self(number).next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 on, below 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// A whole number below `end`, which is at most 2^62: the error is no concern here.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// Whether something happens that happens once in so many times.
    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Two independent standard normal numbers (Box and Muller, "A note on the generation of random normal deviates",
    /// 1958).
    pub fn normals(&mut self) -> (f64, f64) {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let (sine, cosine) = (std::f64::consts::TAU * self.unit()).sin_cos();
        (radius * cosine, radius * sine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_the_paper() {
        // The first numbers of the reference implementation from state 0.
        let mut chance = Chance(0);
        assert_eq!([chance.next(), chance.next()], [0xe220_a839_7b1d_cdaf, 0x6e78_9e6a_a1b9_65f4]);
    }

    #[test]
    fn normals_have_mean_zero_and_spread_one() {
        let mut chance = Chance::of(7);
        let drawn: Vec<f64> = (0..20_000).map(|_| chance.normals()).flat_map(|(one, other)| [one, other]).collect();
        let mean = drawn.iter().sum::<f64>() / drawn.len() as f64;
        let spread = drawn.iter().map(|z| z * z).sum::<f64>() / drawn.len() as f64;
        assert!(mean.abs() < 0.02 && (spread - 1.0).abs() < 0.03, "{mean} {spread}");
    }
}
