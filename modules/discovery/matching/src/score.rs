//! How well two people fit: each one's probability of liking the other, and the harmonic mean of both.
//!
//! The mean is harmonic because a match takes both: it stays near the smaller of the two (Pizzato and others, "RECON: a
//! reciprocal recommender for online dating", 2010; Neve and Palomares, "Latent factor models and aggregation operators
//! for collaborative filtering in reciprocal recommender systems", 2019). With p = 1 / (1 + e^-x) and q = 1 / (1 + e^-y)
//! it is 2 / (2 + e^-x + e^-y), so its log odds are ln 2 - ln(e^-x + e^-y): two exponentials and no division of two
//! small numbers.

use crate::bias::Posterior;
use crate::facts::Band;
use crate::features::{COUNT, Feature, Person, Phi, Rarity, views};

/// How much of the content is left when the biases of both people are known.
const CONTENT_LEFT: f64 = 0.5;

/// What the features count, in log odds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weights {
    /// In the order of [`Feature::ALL`].
    pub features: [f32; COUNT],
    /// Readiness to like of those who decide, by the place of their gender.
    pub base: [f32; 3],
    /// What the features of a usual pair add up to. Content counts less between people who are known, and what it
    /// counts less is its distance from this: being known is neither good nor bad.
    pub usual: f32,
}

impl Weights {
    /// Before any decision is known. Round numbers set by hand, not fitted: what two people have in common speaks for
    /// them, a clash against; age, language and nearness most; and nothing alone decides. They are small because what
    /// people say predicts their likes only a little: an AUC of 0.55 to 0.59 is a spread of about 0.25 in log odds.
    /// Their proportions were set without data; their common scale was halved once after a look at real decisions, and
    /// profession and activity were given the weight of language and nearness after another.
    pub const PRIOR: Self = Self {
        features: [
            0.5, -0.1, -0.1, // age
            0.25, 0.25, 0.25, // interests
            0.1, 0.2, -0.1, // goals
            0.2, -0.4, 0.1, -0.2, // children
            0.4, 0.4, // language, distance
            0.1, -0.2, 0.1, -0.1, 0.1, -0.1, 0.4, // smoking, drinking, education, profession
            0.2, 0.2, 0.4, 0.1, // profile
            0.4, -0.4, // wishes
        ],
        base: [-1.5; 3],
        usual: 1.0,
    };

    /// What a view adds up to.
    pub fn content(&self, phi: &Phi) -> f64 {
        const LANES: usize = 8;
        let (weights, rest) = self.features.as_chunks::<LANES>();
        let (values, others) = phi.0.as_chunks::<LANES>();
        let mut sums = [0.0f32; LANES];
        for (weights, values) in weights.iter().zip(values) {
            for ((sum, weight), value) in sums.iter_mut().zip(weights).zip(values) {
                *sum += weight * value;
            }
        }
        let rest: f32 = rest.iter().zip(others).map(|(weight, value)| weight * value).sum();
        f64::from(sums.iter().sum::<f32>() + rest)
    }

    /// The weight of one feature.
    pub fn get(&self, feature: Feature) -> f32 {
        self.features.get(feature as usize).copied().unwrap_or(0.0)
    }

    fn base_of(&self, person: &Person) -> f64 {
        f64::from(self.base.get(usize::from(person.facts.packed.gender)).copied().unwrap_or(0.0))
    }
}

/// The log odds of two likes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Logits {
    /// That the first one likes the second.
    pub there: f64,
    /// That the second one likes the first.
    pub back: f64,
}

impl Logits {
    /// The score, strictly between 0 and 1 for all but extreme log odds: the harmonic mean of both probabilities.
    pub fn score(self) -> f64 {
        2.0 / (2.0 + self.against())
    }

    /// The log odds of the score, which order as the score does and never run out of digits.
    pub fn logit(self) -> f64 {
        std::f64::consts::LN_2 - self.against().ln()
    }

    /// How fast the score grows with each of the two.
    pub(crate) fn slope(self) -> Self {
        let [there, back] = [self.there, self.back].map(|z| (-z).exp());
        let whole = 2.0 + (there + back);
        Self { there: 2.0 * there / (whole * whole), back: 2.0 * back / (whole * whole) }
    }

    fn against(self) -> f64 {
        (-self.there).exp() + (-self.back).exp()
    }
}

/// How much of a view's content counts when one person is believed to be this open and the other this appealing: all of
/// it between strangers, half of it between people of whom everything is known, and in between by how much is known.
pub fn content_share(decider: &Posterior, decided: &Posterior) -> f64 {
    let known = 0.5 * (decider.open_known() + decided.appeal_known());
    1.0 - (1.0 - CONTENT_LEFT) * known
}

/// The log odds of one like, apart from its content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Offset {
    /// Base and biases, and what a usual pair's content would count beyond the share.
    pub known: f64,
    /// The share of the content that counts.
    pub share: f64,
}

impl Offset {
    /// Log odds with a content.
    pub fn with(self, content: f64) -> f64 {
        self.known + self.share * content
    }
}

/// What all scores of one viewer, or of all of them, are made with.
#[derive(Debug, Clone, Copy)]
pub struct Scorer<'a> {
    /// What the features count.
    pub weights: &'a Weights,
    /// What interests weigh.
    pub rarity: &'a Rarity,
}

impl Scorer<'_> {
    /// What the two see in each other.
    pub fn views(&self, a: &Person, b: &Person, band: Band) -> [Phi; 2] {
        views(a, b, band, self.rarity)
    }

    /// What is believed of the decider's like apart from content.
    pub fn offset(&self, decider: (&Person, &Posterior), decided: &Posterior) -> Offset {
        let (person, posterior) = decider;
        let share = content_share(posterior, decided);
        let usual = (1.0 - share) * f64::from(self.weights.usual);
        Offset { known: self.weights.base_of(person) + posterior.open + decided.appeal + usual, share }
    }

    /// Log odds of both likes.
    pub fn logits(&self, a: (&Person, &Posterior), b: (&Person, &Posterior), band: Band) -> Logits {
        let [there, back] = self.views(a.0, b.0, band);
        Logits {
            there: self.offset(a, b.1).with(self.weights.content(&there)),
            back: self.offset(b, a.1).with(self.weights.content(&back)),
        }
    }
}

#[cfg(test)]
mod tests;
