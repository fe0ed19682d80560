//! What they like and speak: a few words are everybody's, and most are rare.

use super::chance::Chance;

/// Words numbered by how common they are: the n-th is 1/n as common as the first (Zipf's law).
pub struct Zipf {
    /// The chance of a word or a more common one.
    up_to: Vec<f64>,
}

impl Zipf {
    /// So many words.
    pub fn of(words: u32) -> Self {
        let whole: f64 = (1..=words).map(|rank| 1.0 / f64::from(rank)).sum();
        let sum = |sum: &mut f64, rank: u32| {
            *sum += 1.0 / f64::from(rank) / whole;
            Some(*sum)
        };
        Self { up_to: (1..=words).scan(0.0, sum).collect() }
    }

    /// So many different words, ascending; `count` must be well below the number of words.
    pub fn some(&self, count: usize, chance: &mut Chance) -> Vec<u32> {
        let mut words = Vec::with_capacity(count);
        while words.len() < count {
            let drawn = chance.unit();
            let word =
                self.up_to.partition_point(|up_to| *up_to <= drawn).min(self.up_to.len().saturating_sub(1)) as u32;
            if let Err(place) = words.binary_search(&word) {
                words.insert(place, word);
            }
        }
        words
    }
}

/// The interest of a number; they sort as their numbers do.
pub fn interest(number: u32) -> String {
    format!("pastime {number:03}")
}

/// The language of a number, likewise.
pub fn language(number: u32) -> String {
    format!("tongue {number:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_different_ascending_and_mostly_the_common_ones() {
        let (zipf, mut chance) = (Zipf::of(500), Chance::of(1));
        let mut counts = [0; 500];
        for _ in 0..10_000 {
            let words = zipf.some(8, &mut chance);
            assert!(words.len() == 8 && words.is_sorted_by(|one, other| one < other), "{words:?}");
            for word in words {
                counts[word as usize] += 1;
            }
        }
        assert!(counts[0] > 2 * counts[9] && counts[9] > 4 * counts[99], "{counts:?}");
        assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    }
}
