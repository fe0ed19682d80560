//! The reasons for a score, in words, with evidence the viewer may see.
//!
//! A part of a score becomes a reason only when what the other person shows (the profile module's view of them, not
//! this module's own facts) proves it. A field that is hidden or has changed meanwhile is never named.

use chrono::NaiveDate;
use discovery_contract::Reason;
use profile_contract::{Goal, Habit, ProfileView};

use super::person::{Person, common, fold};
use super::score::{Feature, Part, Score, habit_level, jaccard};

/// How many reasons a card carries at most.
const MOST: usize = 4;
/// Years apart that still read as close.
const CLOSE_YEARS: u8 = 3;

/// The strongest positive parts that can be shown to be true, strongest first. That the two look for each other holds
/// for every card, so it is said only where there is nothing else to say: there is always a reason.
pub(crate) fn reasons(score: &Score, viewer: &Person, shown: &ProfileView, today: NaiveDate) -> Vec<Reason> {
    let mut parts: Vec<Part> = score.parts().iter().copied().filter(|part| part.micros > 0).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.micros));
    let proved = |part: Part| {
        let text = evidence(part.feature, viewer, shown, today)?;
        Some(Reason { code: part.feature.as_str().into(), text, weight: part.weight() })
    };
    let (general, special): (Vec<_>, Vec<_>) =
        parts.into_iter().partition(|part| part.feature == Feature::MutualPreferences);
    let told: Vec<_> = special.into_iter().filter_map(proved).take(MOST).collect();
    if told.is_empty() { general.into_iter().filter_map(proved).collect() } else { told }
}

fn evidence(feature: Feature, viewer: &Person, shown: &ProfileView, today: NaiveDate) -> Option<String> {
    match feature {
        Feature::MutualPreferences => Some("Each of you is who the other is looking for".into()),
        Feature::SharedGoals => {
            let shared: Vec<_> = viewer.goal.iter().filter(|goal| shown.goal.contains(goal)).collect();
            list(shared.into_iter().map(|goal| goal_phrase(*goal).to_owned()))
                .map(|goals| format!("You both want {goals}"))
        }
        Feature::SharedInterests => {
            let theirs = fold(&shown.interests);
            list(common(&viewer.interests, &theirs).into_iter().cloned()).map(|likes| format!("You both like {likes}"))
        }
        Feature::SimilarInterests => (jaccard(&viewer.interests, &fold(&shown.interests)) >= 0.5)
            .then(|| "At least half of your interests are the same".into()),
        Feature::SharedLanguage => {
            let theirs = fold(&shown.languages);
            list(common(&viewer.languages, &theirs).into_iter().map(|name| capitalised(name)))
                .map(|names| format!("You both speak {names}"))
        }
        Feature::CloseInAge => match viewer.age(today).abs_diff(shown.age?) {
            0 => Some("You are the same age".into()),
            1 => Some("You are one year apart".into()),
            years @ 2..=CLOSE_YEARS => Some(format!("You are {years} years apart")),
            _ => None,
        },
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
        Feature::Completeness => None,
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

fn habit(one: Option<Habit>, other: Option<Habit>, texts: [&str; 3]) -> Option<String> {
    let (one, other) = (habit_level(one?), habit_level(other?));
    let text = texts.get(usize::from(one))?;
    (one == other).then(|| (*text).to_owned())
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
mod tests {
    use super::*;
    use crate::domain::sample::{TODAY, people, person, with};
    use profile_contract::MatchFacts;
    use proptest::prelude::*;

    /// What the profile module would show of somebody to a viewer.
    fn view(of: &Person, viewer: &Person) -> ProfileView {
        ProfileView {
            user_id: of.user_id,
            name: "Somebody".into(),
            age: Some(of.age(TODAY)),
            gender: of.gender,
            goal: of.goal.clone(),
            bio: None,
            interests: of.interests.clone(),
            languages: of.languages.clone(),
            height_cm: None,
            education: None,
            profession: None,
            company: None,
            school: None,
            has_children: None,
            wants_children: None,
            smoking: of.smoking,
            drinking: of.drinking,
            city: None,
            country: None,
            prompts: Vec::new(),
            photos: Vec::new(),
            is_verified: false,
            distance_km: viewer.band_km(of),
            online: Some(false),
        }
    }

    fn told(viewer: &Person, of: &Person) -> Vec<Reason> {
        reasons(&Score::of(viewer, of, TODAY), viewer, &view(of, viewer), TODAY)
    }

    fn talkative(facts: &mut MatchFacts) {
        facts.goal = vec![Goal::Serious];
        facts.interests = vec!["Hiking".into()];
        facts.languages = vec!["french".into()];
        facts.smoking = Some(Habit::Never);
    }

    #[test]
    fn reasons_are_sentences_strongest_first() {
        let texts: Vec<_> =
            told(&person(1, talkative), &person(2, talkative)).into_iter().map(|one| one.text).collect();
        let wanted =
            ["You both want something serious", "You are the same age", "At least half of your interests are the same"];
        assert_eq!(texts.get(..3).unwrap(), wanted);
        assert_eq!(texts.len(), MOST);
    }

    #[test]
    fn lists_are_read_aloud() {
        let read = |items: &[&str]| list(items.iter().map(|item| (*item).to_owned()));
        assert_eq!(read(&[]), None);
        assert_eq!(read(&["a"]).unwrap(), "a");
        assert_eq!(read(&["a", "b"]).unwrap(), "a and b");
        assert_eq!(read(&["a", "b", "c"]).unwrap(), "a, b and c");
        assert_eq!(read(&["a", "b", "c", "d"]).unwrap(), "a, b and 2 more");
        assert_eq!(capitalised("élan"), "Élan");
    }

    #[test]
    fn two_who_say_nothing_still_have_a_true_reason() {
        let far = |facts: &mut MatchFacts| {
            facts.cell = None;
            facts.birth_date = facts.birth_date - chrono::Months::new(12 * 20);
        };
        let told = told(&person(1, |_| {}), &person(2, far));
        assert_eq!(told.iter().map(|one| one.code.as_str()).collect::<Vec<_>>(), ["mutual_preferences"]);
    }

    #[test]
    fn a_hidden_field_is_not_evidence() {
        let (viewer, other) = (person(1, talkative), person(2, talkative));
        let score = Score::of(&viewer, &other, TODAY);
        let hidden = ProfileView {
            distance_km: None,
            smoking: None,
            goal: Vec::new(),
            interests: Vec::new(),
            languages: Vec::new(),
            ..view(&other, &viewer)
        };
        let codes: Vec<_> = reasons(&score, &viewer, &hidden, TODAY).into_iter().map(|one| one.code).collect();
        assert_eq!(codes, ["close_in_age"]);
    }

    proptest! {
        #[test]
        fn reasons_agree_from_both_sides((a, b) in (people(), people())) {
            let (there, back) = (told(&a, &b), told(&b, &a));
            prop_assert!(!there.is_empty());
            prop_assert_eq!(&there, &back);
            let score = Score::of(&a, &b, TODAY);
            for reason in there {
                prop_assert!(reason.weight > 0.0);
                prop_assert!(score.parts().iter().any(|part| part.feature.as_str() == reason.code && part.weight() == reason.weight));
            }
        }

        #[test]
        fn a_named_interest_is_one_that_both_have((a, b) in (people(), people())) {
            let named = told(&a, &b).into_iter().find(|reason| reason.code == "shared_interests");
            if let Some(named) = named {
                let without = with(b.clone(), |facts| facts.interests.retain(|one| !named.text.contains(one.as_str())));
                prop_assert!(Score::of(&a, &without, TODAY).micros() < Score::of(&a, &b, TODAY).micros());
            }
        }
    }
}
