//! The reasons for a score, in words, with evidence the viewer may see.
//!
//! A part of a score becomes a reason only when what the other person shows (the profile module's view of them, not
//! this module's own facts) proves it. A field that is hidden or has changed meanwhile is never named.

use chrono::NaiveDate;
use discovery_contract::{Part, Reason};
use discovery_matching::{Explanation, Feature};
use profile_contract::{Education, Goal, Habit, ProfileView};

use super::person::{Person, common, fold, folded};

/// How many reasons a card carries at most.
const MOST: usize = 4;
/// Years apart that still read as close.
const CLOSE_YEARS: u8 = 3;

/// The strongest positive parts that can be shown to be true, strongest first. That the two look for each other holds
/// for every card, so it is said only where there is nothing else to say: there is always a reason.
pub(crate) fn reasons(why: &Explanation, viewer: &Person, shown: &ProfileView, today: NaiveDate) -> Vec<Reason> {
    let proved = |(feature, weight): (Feature, f64)| {
        let text = evidence(feature, viewer, shown, today)?;
        Some(Reason { code: feature.as_str().into(), text, weight })
    };
    let told: Vec<_> = why.strongest().into_iter().filter_map(proved).take(MOST).collect();
    if !told.is_empty() {
        return told;
    }
    let text = "Each of you is who the other is looking for".to_owned();
    vec![Reason { code: "mutual_preferences".into(), text, weight: why.start }]
}

/// All parts, the greatest first. What rests on something that the other one hides is in `everything_else`.
pub(crate) fn parts(why: &Explanation, shown: &ProfileView) -> Vec<Part> {
    let part = |code: &str, weight: f64| Part { code: code.into(), weight };
    let (mut parts, mut rest) = (vec![part("start", why.start)], why.neutral);
    for (feature, weight) in Feature::ALL.into_iter().zip(why.features) {
        match is_hidden(feature, shown) {
            true => rest += weight,
            false if weight != 0.0 => parts.push(part(feature.as_str(), weight)),
            false => {}
        }
    }
    parts.push(part("everything_else", rest));
    parts.sort_by(|one, other| other.weight.abs().total_cmp(&one.weight.abs()));
    parts
}

/// Whether a part tells of something that the other one does not show.
fn is_hidden(feature: Feature, shown: &ProfileView) -> bool {
    match feature {
        Feature::CloseInAge | Feature::Older | Feature::Younger => shown.age.is_none(),
        Feature::Nearby => shown.distance_km.is_none(),
        // A wish may be for an age or a distance.
        Feature::WishesMet | Feature::WishesUnmet => shown.age.is_none() || shown.distance_km.is_none(),
        _ => false,
    }
}

fn evidence(feature: Feature, viewer: &Person, shown: &ProfileView, today: NaiveDate) -> Option<String> {
    match feature {
        Feature::CloseInAge => match viewer.age(today).abs_diff(shown.age?) {
            0 => Some("You are the same age".into()),
            1 => Some("You are one year apart".into()),
            years @ 2..=CLOSE_YEARS => Some(format!("You are {years} years apart")),
            _ => None,
        },
        Feature::SharedInterests => {
            let theirs = fold(&shown.interests);
            list(common(&viewer.interests, &theirs).into_iter().cloned()).map(|likes| format!("You both like {likes}"))
        }
        Feature::SimilarInterests => (jaccard(&viewer.interests, &fold(&shown.interests)) >= 0.5)
            .then(|| "At least half of your interests are the same".into()),
        Feature::SharedGoals => {
            let shared = viewer.goal.iter().filter(|goal| shown.goal.contains(goal));
            list(shared.map(|goal| goal_phrase(*goal).to_owned())).map(|goals| format!("You both want {goals}"))
        }
        Feature::ChildrenWishShared => {
            both(viewer.wants_children, shown.wants_children, "You both want children", "Neither of you wants children")
        }
        Feature::ChildrenAlike => {
            both(viewer.has_children, shown.has_children, "You both have children", "Neither of you has children")
        }
        Feature::SharedLanguage => {
            let theirs = fold(&shown.languages);
            list(common(&viewer.languages, &theirs).into_iter().map(|name| capitalised(name)))
                .map(|names| format!("You both speak {names}"))
        }
        Feature::Nearby => shown.distance_km.map(|km| format!("Within {km} km")),
        Feature::SmokingAlike => habit(
            viewer.smoking,
            shown.smoking,
            ["Neither of you smokes", "You both smoke now and then", "You both smoke"],
        ),
        Feature::DrinkingAlike => habit(
            viewer.drinking,
            shown.drinking,
            ["Neither of you drinks", "You both drink now and then", "You both drink"],
        ),
        Feature::EducationAlike => viewer
            .education
            .filter(|education| shown.education == Some(*education) && *education != Education::Other)
            .map(|_same| "You have the same education".into()),
        Feature::ProfessionAlike => viewer
            .profession
            .as_ref()
            .filter(|mine| shown.profession.as_deref().map(folded).as_ref() == Some(mine))
            .map(|_same| "You have the same profession".into()),
        Feature::Verified => shown.is_verified.then(|| "Verified to be who is on the photos".into()),
        // True, and nothing that two people have in common, or that one could say to the other.
        Feature::Older
        | Feature::Younger
        | Feature::RareInterests
        | Feature::CompatibleGoals
        | Feature::ClashingGoals
        | Feature::ChildrenWishClash
        | Feature::ChildrenUnlike
        | Feature::SmokingGap
        | Feature::DrinkingGap
        | Feature::EducationGap
        | Feature::Completeness
        | Feature::Photos
        | Feature::Activity
        | Feature::WishesMet
        | Feature::WishesUnmet => None,
    }
}

fn goal_phrase(goal: Goal) -> &'static str {
    match goal {
        Goal::Friendship => "friendship",
        Goal::Dating => "dates",
        Goal::Relationship => "a relationship",
        Goal::Serious => "something serious",
        Goal::Casual => "something casual",
        Goal::Marriage => "marriage",
        Goal::Networking => "professional contacts",
    }
}

fn both(one: Option<bool>, other: Option<bool>, yes: &str, no: &str) -> Option<String> {
    (one? == other?).then(|| if one == Some(true) { yes.to_owned() } else { no.to_owned() })
}

fn habit(one: Option<Habit>, other: Option<Habit>, texts: [&str; 3]) -> Option<String> {
    let (one, other) = (habit_level(one?), habit_level(other?));
    let text = texts.get(usize::from(one))?;
    (one == other).then(|| (*text).to_owned())
}

/// How much of a habit there is now; who has quit is with those who never began.
fn habit_level(habit: Habit) -> u8 {
    match habit {
        Habit::Never | Habit::Quit => 0,
        Habit::Occasionally => 1,
        Habit::Regularly => 2,
    }
}

/// The Jaccard index: what is shared over what either has.
fn jaccard<T: Ord>(one: &[T], other: &[T]) -> f64 {
    let shared = common(one, other).len() as f64;
    let either = (one.len() + other.len()) as f64 - shared;
    if either == 0.0 { 0.0 } else { shared / either }
}

/// `a`, `a and b`, `a, b and c`, `a, b and 2 more`; `None` of nothing.
fn list(items: impl Iterator<Item = String>) -> Option<String> {
    let mut items: Vec<_> = items.collect();
    if items.len() > 3 {
        let more = items.len() - 2;
        items.truncate(2);
        items.push(format!("{more} more"));
    }
    let last = items.pop()?;
    Some(if items.is_empty() { last } else { [items.join(", ").as_str(), last.as_str()].join(" and ") })
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
