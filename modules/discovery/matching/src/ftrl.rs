//! Weights re-estimated from an installation's own decisions.
//!
//! FTRL-proximal (McMahan and others, "Ad click prediction: a view from the trenches", 2013) on the distance of every
//! weight from its prior, with L2 and without L1: few decisions move little, and many find their own weights. A weight
//! whose sign is given ([`Feature::sign`]) is kept on its side, which for one coordinate is the exact solution.

use crate::bias::sigmoid;
use crate::features::{COUNT, Feature, Phi, Sign};
use crate::score::{Offset, Weights};

/// Bases of three genders follow the features in every table here.
const COORDINATES: usize = COUNT + 3;

/// How many decisions the prior of a usual content is worth.
const USUAL_PRIOR: f64 = 100.0;

/// How fast weights move.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Learning rate of a coordinate that has seen nothing.
    pub alpha: f64,
    /// Smooths the first steps.
    pub beta: f64,
    /// Pull of every coordinate to its prior.
    pub l2: f64,
}

impl Default for Rates {
    fn default() -> Self {
        Self { alpha: 0.1, beta: 1.0, l2: 300.0 }
    }
}

/// What is stored between decisions: plain numbers, features first, then bases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FtrlState {
    /// The linear term of every coordinate.
    pub linear: [f64; COORDINATES],
    /// The sum of the squared gradients of every coordinate.
    pub squares: [f64; COORDINATES],
    /// The sum of the contents of the views that were decided about.
    pub content: f64,
    /// How many there were.
    pub decisions: f64,
}

impl Default for FtrlState {
    fn default() -> Self {
        Self { linear: [0.0; COORDINATES], squares: [0.0; COORDINATES], content: 0.0, decisions: 0.0 }
    }
}

/// One decision with what was known when it was made.
#[derive(Debug, Clone, Copy)]
pub struct Example<'a> {
    /// What the decider saw.
    pub phi: &'a Phi,
    /// Place of the decider's gender.
    pub gender: u8,
    /// As predicted with the weights of that time, see [`Scorer::offset`](crate::Scorer::offset).
    pub offset: Offset,
    /// Whether it was a like.
    pub liked: bool,
    /// 1, and 2 for a superlike.
    pub weight: f64,
}

/// The learner. The same decisions in the same order make the same weights.
#[derive(Debug, Clone, PartialEq)]
pub struct Ftrl {
    prior: Weights,
    rates: Rates,
    state: FtrlState,
    weights: Weights,
}

impl Ftrl {
    /// Goes on from a state, the default being the beginning.
    pub fn new(prior: Weights, rates: Rates, state: FtrlState) -> Self {
        let mut this = Self { prior, rates, state, weights: prior };
        for place in 0..COORDINATES {
            this.settle(place);
        }
        this.settle_usual();
        this
    }

    /// What to store.
    pub fn state(&self) -> &FtrlState {
        &self.state
    }

    /// What has been learned.
    pub fn weights(&self) -> &Weights {
        &self.weights
    }

    /// How precisely the base of a gender is known, for [`Decision`](crate::Decision): the squares of its gradients sum up to the information in the decisions.
    pub fn base_precision(&self, gender: u8) -> f64 {
        self.rates.l2 + self.state.squares.get(COUNT + usize::from(gender)).copied().unwrap_or(0.0)
    }

    /// Learns from one decision.
    pub fn learn(&mut self, example: &Example) {
        let content = self.weights.content(example.phi);
        let error = sigmoid(example.offset.with(content)) - f64::from(u8::from(example.liked));
        let gradient = example.weight * error;
        for (place, value) in example.phi.0.iter().enumerate().filter(|(_, value)| **value != 0.0) {
            self.step(place, gradient * example.offset.share * f64::from(*value));
        }
        self.step(COUNT + usize::from(example.gender), gradient);
        self.state.content += content;
        self.state.decisions += 1.0;
        self.settle_usual();
    }

    fn step(&mut self, place: usize, gradient: f64) {
        let distance = self.distance(place);
        let state = &mut self.state;
        let (Some(linear), Some(squares)) = (state.linear.get_mut(place), state.squares.get_mut(place)) else { return };
        let before = *squares;
        *squares += gradient * gradient;
        let sigma = (squares.sqrt() - before.sqrt()) / self.rates.alpha;
        *linear += gradient - sigma * distance;
        self.settle(place);
    }

    /// How far the weight is from its prior.
    fn distance(&self, place: usize) -> f64 {
        coordinate(&self.weights, place) - coordinate(&self.prior, place)
    }

    /// Puts the weight where its state says.
    fn settle(&mut self, place: usize) {
        let of = |table: &[f64; COORDINATES]| table.get(place).copied().unwrap_or(0.0);
        let stiffness = (self.rates.beta + of(&self.state.squares).sqrt()) / self.rates.alpha + self.rates.l2;
        let free = coordinate(&self.prior, place) - of(&self.state.linear) / stiffness;
        let kept = match Feature::ALL.get(place).map(|feature| feature.sign()) {
            Some(Sign::For) => free.max(0.0),
            Some(Sign::Against) => free.min(0.0),
            Some(Sign::Either) | None => free,
        };
        let weights = &mut self.weights;
        if let Some(weight) = weights.features.iter_mut().chain(&mut weights.base).nth(place) {
            *weight = kept as f32;
        }
    }

    fn settle_usual(&mut self) {
        let (all, count) = (self.state.content, self.state.decisions);
        let prior = f64::from(self.prior.usual);
        self.weights.usual = ((prior * USUAL_PRIOR + all) / (USUAL_PRIOR + count)) as f32;
    }
}

fn coordinate(weights: &Weights, place: usize) -> f64 {
    weights.features.iter().chain(&weights.base).nth(place).copied().map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests;
