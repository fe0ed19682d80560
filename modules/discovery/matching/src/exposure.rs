//! Who is shown how often.

use crate::bias::Posterior;

/// How much a day's expected impressions lower a rank, in log odds. A fifth of it leaves a few with most of the cards, both
/// in the simulation and on real evenings, where it brought fewer matches, too.
const LAMBDA: f64 = 0.5;
/// One slot in this many is drawn among new people.
const SLOTS: usize = 8;
/// The slot of every eight that is drawn.
const DRAWN_SLOT: usize = 3;
/// How long somebody is new, in seconds.
const NEW_SECONDS: u32 = 48 * 3_600;
/// How often somebody new is shown while they are new.
const NEW_IMPRESSIONS: u32 = 50;

/// What a candidate is ranked by: the log odds of the score, less what they have been shown today beyond others.
pub fn z_rank(logit: f64, impressions_today: u32, expected_today: f64) -> f64 {
    logit - LAMBDA * f64::from(impressions_today) / expected_today.max(1.0)
}

/// Whether a slot of a viewer's list, counted from 0, is drawn among new people instead of ranked.
pub fn is_drawn(slot: usize) -> bool {
    slot % SLOTS == DRAWN_SLOT
}

/// How many impressions somebody new still lacks to be on their way to 50 in their first 48 hours, 0 afterwards.
/// Whoever lacks some may be drawn.
pub fn lacking_impressions(age_seconds: u32, impressions: u32) -> u32 {
    if age_seconds >= NEW_SECONDS {
        return 0;
    }
    let hour = 1 + age_seconds / 3_600;
    let due = (NEW_IMPRESSIONS * hour).div_ceil(NEW_SECONDS / 3_600);
    due.saturating_sub(impressions)
}

/// Thompson sampling: somebody as they may be, drawn from what is believed of them (Chapelle and Li, "An empirical
/// evaluation of Thompson sampling", 2011). `key` is a keyed hash of viewer, candidate and day, so the same question has
/// the same answer all day and nothing is told by asking again.
pub fn draw(posterior: &Posterior, key: u64) -> Posterior {
    let [open, appeal] = normals(key);
    Posterior {
        open: posterior.open + open / posterior.open_precision.sqrt(),
        appeal: posterior.appeal + appeal / posterior.appeal_precision.sqrt(),
        ..*posterior
    }
}

/// Two independent standard normal numbers (Box and Muller, "A note on the generation of random normal deviates", 1958)
/// out of the two halves of a key, each taken to the middle of its step in 0..1.
fn normals(key: u64) -> [f64; 2] {
    let uniform = |half: u32| (f64::from(half) + 0.5) / (f64::from(u32::MAX) + 1.0);
    let radius = (-2.0 * uniform((key >> 32) as u32).ln()).sqrt();
    let (sine, cosine) = (std::f64::consts::TAU * uniform(key as u32)).sin_cos();
    [radius * cosine, radius * sine]
}

#[cfg(test)]
mod tests;
