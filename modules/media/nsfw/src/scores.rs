//! What the classifier says of a picture.

use crate::architecture::CLASSES;

/// How sure the model is of each of its classes, each from 0 to 1; they sum to 1 within rounding.
///
/// The classes are those of nsfwjs, and so are their meanings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scores {
    /// Harmless drawings and anime.
    pub drawing: f32,
    /// Pornographic drawings.
    pub hentai: f32,
    /// Harmless photographs.
    pub neutral: f32,
    /// Pornographic photographs.
    pub porn: f32,
    /// Suggestive photographs that are not pornographic.
    pub sexy: f32,
}

impl Scores {
    /// How sure the model is that the picture is pornographic, drawn or not.
    pub fn explicit(&self) -> f32 {
        self.porn + self.hentai
    }

    /// The softmax of the last layer's outputs, in the model's order of classes; `None` unless all are numbers.
    pub(crate) fn from_logits(logits: [f32; CLASSES]) -> Option<Self> {
        if !logits.iter().all(|logit| logit.is_finite()) {
            return None;
        }
        let logits = logits.map(f64::from);
        let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares = logits.map(|logit| (logit - largest).exp());
        let sum: f64 = shares.iter().sum();
        let [drawing, hentai, neutral, porn, sexy] = shares.map(|share| (share / sum) as f32);
        Some(Self { drawing, hentai, neutral, porn, sexy })
    }
}
