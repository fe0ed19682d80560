//! What a score is made of.
//!
//! The way from nothing to the score has two legs, and what is gained on them are the parts, which add up to the score:
//!
//! 1. The start is 0.5, the score when all log odds are 0. Base, openness and appeal together make one neutral part:
//!    how far the score of the two without any content is from there, rounded to 0.05.
//! 2. From there the content of both views grows from the pair that says nothing to what the two say. What every feature
//!    contributes is its integrated gradient (Sundararajan, Taly and Yan, "Axiomatic attribution for deep networks",
//!    2017) of the harmonic mean, by Gauss-Legendre quadrature with eight points. Both directions are added, so both
//!    people are told the same. What the quadrature leaves over, less than a millionth, is in the neutral part.
//!
//! The shown score is the end of the second leg: it differs from the ranked one by what the rounding takes away, and it
//! is within 0 and 1 because the rounding is done before the content and not after. Nothing finer of what others have
//! decided is told: the share of the content is rounded to 0.05 too, and both directions start from the same place.
//! As the neutral part knows nothing of what is said, a fact in common that is taken away always lowers the shown score.

use crate::bias::Posterior;
use crate::facts::Band;
use crate::features::{COUNT, Feature, Person, Phi};
use crate::score::{Logits, Scorer, Weights};

/// The score when all log odds are 0.
const START: f64 = 0.5;
/// Steps of what is told of others' decisions, in one.
const STEPS: f64 = 20.0;
/// Points and weights of Gauss-Legendre quadrature on 0..1.
const QUADRATURE: [(f64, f64); 8] = [
    (0.019_855_071_751_231_884, 0.050_614_268_145_188_13),
    (0.101_666_761_293_186_63, 0.111_190_517_226_687_24),
    (0.237_233_795_041_835_5, 0.156_853_322_938_943_64),
    (0.408_282_678_752_175_1, 0.181_341_891_689_181),
    (0.591_717_321_247_825, 0.181_341_891_689_181),
    (0.762_766_204_958_164_5, 0.156_853_322_938_943_64),
    (0.898_333_238_706_813_4, 0.111_190_517_226_687_24),
    (0.980_144_928_248_768_1, 0.050_614_268_145_188_13),
];

/// A shown score and its parts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Explanation {
    /// The shown score in 0..1, the sum of all parts.
    pub score: f64,
    /// The part everybody has.
    pub start: f64,
    /// The part of all that is not said by the two.
    pub neutral: f64,
    /// The part of every feature, in the order of [`Feature::ALL`].
    pub features: [f64; COUNT],
}

impl Explanation {
    /// The part of one feature.
    pub fn part(&self, feature: Feature) -> f64 {
        self.features.get(feature as usize).copied().unwrap_or(0.0)
    }

    /// The features that speak for the two, strongest first.
    pub fn strongest(&self) -> Vec<(Feature, f64)> {
        let mut parts: Vec<_> = Feature::ALL.into_iter().zip(self.features).filter(|(_, part)| *part > 0.0).collect();
        parts.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        parts
    }
}

impl Scorer<'_> {
    /// The shown score of two people and its parts; the same from both sides.
    pub fn explain(&self, a: (&Person, &Posterior), b: (&Person, &Posterior), band: Band) -> Explanation {
        let (there, back) = (self.offset(a, b.1), self.offset(b, a.1));
        let without_content = Logits { there: there.known, back: back.known }.score();
        let share = in_steps((there.share + back.share) / 2.0);
        explain(self.weights, &self.views(a.0, b.0, band), without_content, share)
    }
}

fn explain(weights: &Weights, views: &[Phi; 2], without_content: f64, share: f64) -> Explanation {
    let from = in_steps(without_content).clamp(1.0 / STEPS, 1.0 - 1.0 / STEPS);
    let offset = (from / (1.0 - from)).ln();
    let [there, back] = views.map(|phi| terms(weights, &phi, share));
    let whole = [there, back].map(|terms| terms.iter().sum::<f64>());
    let score = at(offset, whole, 1.0).score();
    let [slope_there, slope_back] = slopes(offset, whole);
    let mut features = [0.0; COUNT];
    for ((part, there), back) in features.iter_mut().zip(there).zip(back) {
        *part = there * slope_there + back * slope_back;
    }
    let neutral = score - START - features.iter().sum::<f64>();
    Explanation { score, start: START, neutral, features }
}

/// What every feature of a view adds to the log odds.
fn terms(weights: &Weights, phi: &Phi, share: f64) -> [f64; COUNT] {
    let mut terms = [0.0; COUNT];
    for ((term, weight), value) in terms.iter_mut().zip(weights.features).zip(phi.0) {
        *term = share * f64::from(weight) * f64::from(value);
    }
    terms
}

/// The log odds with a part of the content.
fn at(offset: f64, [there, back]: [f64; 2], part: f64) -> Logits {
    Logits { there: offset + part * there, back: offset + part * back }
}

/// The mean slope of the score along the way, in each of the two log odds.
fn slopes(offset: f64, whole: [f64; 2]) -> [f64; 2] {
    QUADRATURE.into_iter().fold([0.0; 2], |[there, back], (point, weight)| {
        let slope = at(offset, whole, point).slope();
        [there + weight * slope.there, back + weight * slope.back]
    })
}

fn in_steps(value: f64) -> f64 {
    (value * STEPS).round() / STEPS
}

#[cfg(test)]
mod tests;
