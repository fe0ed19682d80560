//! Who fits whom, how well, and why.
//!
//! Pure functions and plain numbers: facts come in packed, scores, reasons and what was learned go out. Both directions
//! of a pair are scored and joined, so a score is the same from both sides. The crate owns what is compared
//! ([`Feature`]), what it counts ([`Weights`], [`Ftrl`]), what decisions say about people ([`Bias`]), and how a score
//! comes apart again ([`Explanation`]).
//!
//! It refuses to know who people are, where they are beyond a distance band, what they look like, what they believe and
//! what they pay; and it has no clock, no chance and no storage. Somebody without facts is not an error: what nobody
//! says is 0 everywhere.
//!
//! ```
//! use discovery_matching::{Facts, Packed, Person, Posterior, Scorer, Weights, age_on};
//!
//! let today = 20_782;
//! let packed = Packed { birth_day: 9_800, gender: 0, looking_for: 0b010, ..Packed::default() };
//! let he = Facts { packed, interests: &[3, 7], languages: &[1] };
//! let packed = Packed { birth_day: 10_100, gender: 1, looking_for: 0b001, ..Packed::default() };
//! let she = Facts { packed, interests: &[7, 9], languages: &[1] };
//!
//! let person = |facts: Facts<'static>| {
//!     Person { facts, age_years: age_on(facts.packed.birth_day, today), wishes: None }
//! };
//! let (he, she, unknown) = (person(he), person(she), Posterior::default());
//! let scorer = Scorer { weights: &Weights::PRIOR, rarity: &[] };
//! let score = scorer.logits((&he, &unknown), (&she, &unknown), 0).score();
//! let why = scorer.explain((&he, &unknown), (&she, &unknown), 0);
//! assert!((0.0..1.0).contains(&score));
//! assert_eq!(why.strongest()[0].0.as_str(), "close_in_age");
//! ```

mod age;
mod bias;
mod criteria;
mod explain;
mod exposure;
mod facts;
mod features;
mod ftrl;
#[cfg(test)]
mod sample;
mod score;

pub use age::{ADULT, OLDEST, age_on};
pub use bias::{Bias, Decision, Delta, Fade, Lesson, Posterior, learn};
pub use criteria::Criteria;
pub use explain::Explanation;
pub use exposure::{draw, is_drawn, lacking_impressions, z_rank};
pub use facts::{ACTIVITY_STEPS, BANDS_KM, Band, FAR, Facts, Packed, activity, suits};
pub use features::{COUNT, Feature, Person, Phi, Rarity, Sign, rarity, views};
pub use ftrl::{Example, Ftrl, FtrlState, Rates};
pub use score::{Logits, Offset, Scorer, Weights, content_share};
