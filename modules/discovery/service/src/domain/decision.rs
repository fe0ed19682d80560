//! How one decision follows another.

use discovery_contract::Action;
use kernel::{FieldError, UserId};

use super::quota::Counted;

/// Longest comment, in characters.
const COMMENT_CHARS: usize = 200;

/// Two different people in the one order both of them have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    /// The smaller id.
    pub low: UserId,
    /// The greater id.
    pub high: UserId,
}

impl Pair {
    /// `None` when it is one person.
    pub fn of(one: UserId, other: UserId) -> Option<Self> {
        (one != other).then(|| Self { low: one.min(other), high: one.max(other) })
    }
}

/// What is written down when somebody who decided `before` now says `now`; `None` when nothing changes.
pub(crate) fn next(before: Option<Action>, now: Action) -> Option<Action> {
    match (before, now) {
        (Some(before), now) if before == now => None,
        (Some(Action::Superlike), Action::Like) => None,
        (_, now) => Some(now),
    }
}

/// What a decision counts as when it is written down over an earlier one: a like is paid for once.
pub(crate) fn counted(before: Option<Action>, now: Action) -> Option<Counted> {
    match now {
        Action::Superlike => Some(Counted::Superlike),
        Action::Like => (!before.is_some_and(Action::is_yes)).then_some(Counted::Like),
        Action::Pass => None,
    }
}

/// A comment worth keeping: trimmed, not empty, only with a yes.
pub(crate) fn comment(action: Action, text: Option<&str>) -> Result<Option<String>, FieldError> {
    let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > COMMENT_CHARS {
        return Err(FieldError::new("comment", "too_long", "A comment has at most 200 characters."));
    }
    if text.chars().any(char::is_control) {
        return Err(FieldError::new("comment", "control_character", "Control characters are not allowed."));
    }
    Ok(action.is_yes().then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeating_changes_nothing_and_a_change_of_mind_does() {
        for action in Action::ALL {
            assert_eq!(next(Some(action), action), None);
            assert_eq!(next(None, action), Some(action));
        }
        assert_eq!(next(Some(Action::Pass), Action::Like), Some(Action::Like));
        assert_eq!(next(Some(Action::Like), Action::Pass), Some(Action::Pass));
        assert_eq!(next(Some(Action::Like), Action::Superlike), Some(Action::Superlike));
        assert_eq!(next(Some(Action::Superlike), Action::Like), None);
    }

    #[test]
    fn likes_count_once_and_passes_never() {
        assert_eq!(counted(None, Action::Like), Some(Counted::Like));
        assert_eq!(counted(Some(Action::Pass), Action::Like), Some(Counted::Like));
        assert_eq!(counted(Some(Action::Like), Action::Superlike), Some(Counted::Superlike));
        assert_eq!(counted(Some(Action::Superlike), Action::Like), None);
        assert_eq!(counted(Some(Action::Like), Action::Pass), None);
    }

    #[test]
    fn a_pair_is_the_same_from_both_sides() {
        let (a, b) = (testkit::user(1), testkit::user(2));
        assert_eq!(Pair::of(a, b), Pair::of(b, a));
        assert_eq!(Pair::of(a, a), None);
    }

    #[test]
    fn comments_are_short_plain_and_only_with_a_yes() {
        assert_eq!(comment(Action::Like, Some("  hi ")), Ok(Some("hi".into())));
        assert_eq!(comment(Action::Pass, Some("hi")), Ok(None));
        assert_eq!(comment(Action::Like, Some("   ")), Ok(None));
        assert!(comment(Action::Like, Some(&"ü".repeat(200))).is_ok());
        assert!(comment(Action::Like, Some(&"ü".repeat(201))).is_err());
        assert!(comment(Action::Superlike, Some("a\nb")).is_err());
    }
}
