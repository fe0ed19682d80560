//! Whether a picture may be shown before anybody has looked at it.
//!
//! The rule fails closed: only a picture that the classifier has seen and found harmless is approved. What it could not
//! see waits for a review, and whether people see such pictures meanwhile is the installation's choice; what it failed
//! on, or has doubts about, nobody but the owner sees.

use media_contract::Moderation;
use serde::Deserialize;

/// What is done about explicit pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nsfw {
    /// Nothing looks at pictures.
    Off,
    /// Doubtful ones wait for a review, hidden.
    Flag,
    /// The same, and those that are surely explicit are refused.
    Reject,
}

/// From where on a picture is doubtful, and surely explicit; shares of 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Doubtful.
    pub flag: f32,
    /// Surely explicit.
    pub reject: f32,
}

/// What the classifier said.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Sight {
    /// There is none, or it is told not to look, or this is not for its eyes.
    NotLooked,
    /// How sure it is that the picture is explicit, 0 to 1.
    Explicit(f32),
    /// It could not tell.
    Failed,
}

/// What becomes of a picture; `None` when it is refused.
pub fn screen(nsfw: Nsfw, thresholds: Thresholds, sight: Sight) -> Option<Moderation> {
    match (nsfw, sight) {
        (Nsfw::Off, _) | (_, Sight::NotLooked) => Some(Moderation::Unchecked),
        (_, Sight::Failed) => Some(Moderation::Failed),
        // Anything that is not a share is no answer.
        (_, Sight::Explicit(share)) if !(0.0..=1.0).contains(&share) => Some(Moderation::Failed),
        (Nsfw::Reject, Sight::Explicit(share)) if share >= thresholds.reject => None,
        (_, Sight::Explicit(share)) if share >= thresholds.flag => Some(Moderation::Flagged),
        (_, Sight::Explicit(_)) => Some(Moderation::Approved),
    }
}

/// The same for a video of which only one frame was seen: nothing about the rest is known, so it is never approved.
pub fn screen_poster(nsfw: Nsfw, thresholds: Thresholds, sight: Sight) -> Option<Moderation> {
    let verdict = screen(nsfw, thresholds, sight)?;
    Some(if verdict == Moderation::Approved { Moderation::Unchecked } else { verdict })
}

/// Whether others may see it now.
pub fn is_published(moderation: Moderation, unchecked_too: bool) -> bool {
    match moderation {
        Moderation::Approved => true,
        Moderation::Unchecked => unchecked_too,
        Moderation::Flagged | Moderation::Failed | Moderation::Rejected => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLDS: Thresholds = Thresholds { flag: 0.6, reject: 0.9 };

    #[test]
    fn only_what_was_seen_and_found_harmless_is_approved() {
        for nsfw in [Nsfw::Flag, Nsfw::Reject] {
            assert_eq!(screen(nsfw, THRESHOLDS, Sight::Explicit(0.59)), Some(Moderation::Approved));
            assert_eq!(screen(nsfw, THRESHOLDS, Sight::Explicit(0.6)), Some(Moderation::Flagged));
            assert_eq!(screen(nsfw, THRESHOLDS, Sight::NotLooked), Some(Moderation::Unchecked));
        }
        assert_eq!(screen(Nsfw::Flag, THRESHOLDS, Sight::Explicit(1.0)), Some(Moderation::Flagged));
        assert_eq!(screen(Nsfw::Reject, THRESHOLDS, Sight::Explicit(0.9)), None);
        assert_eq!(screen(Nsfw::Off, THRESHOLDS, Sight::Explicit(1.0)), Some(Moderation::Unchecked));
        assert_eq!(screen_poster(Nsfw::Flag, THRESHOLDS, Sight::Explicit(0.0)), Some(Moderation::Unchecked));
        assert_eq!(screen_poster(Nsfw::Reject, THRESHOLDS, Sight::Explicit(0.95)), None);
    }

    #[test]
    fn an_error_never_publishes() {
        for nsfw in [Nsfw::Flag, Nsfw::Reject] {
            for sight in [Sight::Failed, Sight::Explicit(f32::NAN), Sight::Explicit(-0.1), Sight::Explicit(1.1)] {
                let verdict = screen(nsfw, THRESHOLDS, sight);
                assert_eq!(verdict, Some(Moderation::Failed), "{sight:?}");
                assert_eq!(screen_poster(nsfw, THRESHOLDS, sight), verdict);
            }
        }
        for hidden in [Moderation::Flagged, Moderation::Failed, Moderation::Rejected] {
            assert!(!is_published(hidden, true));
        }
        assert!(is_published(Moderation::Approved, false));
        assert!(is_published(Moderation::Unchecked, true) && !is_published(Moderation::Unchecked, false));
    }
}
