//! Why nobody is left, and what would help.

use chrono::NaiveDate;
use discovery_contract::{Funnel, FunnelStep};
use kernel::geo::BANDS_KM;

use super::age::{ADULT, OLDEST};
use super::person::Person;
use super::wish::{Filter, Wish};

/// Years by which an age range is widened at a time.
const AGE_STEP: u8 = 5;

/// A change to the filters after which somebody appears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    /// The filters as they would be.
    pub wish: Wish,
    /// In words.
    pub text: String,
}

/// Counts what each filter leaves. `undecided` are the people whom the viewer may see, who suit them and about whom
/// they have not decided; `decided` is the number of the others who suit them.
pub(crate) fn funnel(viewer: &Person, undecided: &[Person], decided: usize, wish: &Wish, today: NaiveDate) -> Funnel {
    let step = |filter: &str, left: usize| FunnelStep { filter: filter.into(), left: rounded(left) };
    let mut steps = vec![step("both_ways", undecided.len() + decided), step("not_decided", undecided.len())];
    let mut left: Vec<_> = undecided.iter().collect();
    for filter in Filter::ALL.into_iter().filter(|filter| wish.sets(*filter)) {
        left.retain(|person| wish.passes(filter, viewer, person, today));
        steps.push(step(filter.as_str(), left.len()));
    }
    let suggestion = suggest(viewer, undecided, wish, today).map(|suggestion| suggestion.text);
    Funnel { steps, suggestion }
}

/// The smallest loosening of one filter that brings somebody, preferring the filter that brings most; all filters when
/// no single one is enough; `None` when nobody is there at all.
pub(crate) fn suggest(viewer: &Person, undecided: &[Person], wish: &Wish, today: NaiveDate) -> Option<Suggestion> {
    let found = |wish: &Wish| undecided.iter().filter(|person| wish.accepts(viewer, person, today)).count();
    if found(wish) > 0 {
        return Some(Suggestion { wish: wish.clone(), text: "Start again from the first page.".into() });
    }
    let loosened = Filter::ALL.into_iter().filter(|filter| wish.sets(*filter)).filter_map(|filter| {
        let first = loosenings(filter, viewer, wish).into_iter().find(|suggestion| found(&suggestion.wish) > 0)?;
        Some((found(&first.wish), first))
    });
    let mut best: Option<(usize, Suggestion)> = None;
    for (count, suggestion) in loosened {
        if best.as_ref().is_none_or(|(most, _)| count > *most) {
            best = Some((count, suggestion));
        }
    }
    let everything = || {
        let suggestion = Suggestion { wish: Wish::default(), text: "Remove all filters.".into() };
        (found(&suggestion.wish) > 0).then_some(suggestion)
    };
    best.map(|(_, suggestion)| suggestion).or_else(everything)
}

/// Ways to loosen one filter, least first.
fn loosenings(filter: Filter, viewer: &Person, wish: &Wish) -> Vec<Suggestion> {
    let with = |change: &dyn Fn(&mut Wish), text: String| {
        let mut wish = wish.clone();
        change(&mut wish);
        Suggestion { wish, text }
    };
    match filter {
        Filter::Age => (1..=OLDEST / AGE_STEP)
            .map(|steps| {
                let by = steps * AGE_STEP;
                let low = wish.ages.start().saturating_sub(by).max(ADULT);
                let high = wish.ages.end().saturating_add(by).min(OLDEST);
                with(&|wish| wish.ages = low..=high, format!("Widen the age range to {low}-{high}."))
            })
            .collect(),
        Filter::Distance => {
            let anywhere = match viewer.cell {
                Some(_) => "Remove the distance limit.",
                None => "Remove the distance limit, or say on your profile where you are.",
            };
            BANDS_KM
                .into_iter()
                .filter(|edge| wish.within_km.is_some_and(|now| now < *edge))
                .map(|edge| with(&|wish| wish.within_km = Some(edge), format!("Look within {edge} km.")))
                .chain([with(&|wish| wish.within_km = None, anywhere.into())])
                .collect()
        }
        Filter::Goal => vec![with(&|wish| wish.goals.clear(), "Accept any goal.".into())],
        Filter::Photos => vec![with(&|wish| wish.photos = false, "Include people without photos.".into())],
    }
}

/// 0 as 0, up to nine as 5, then to the nearest ten, so that nobody can be counted.
fn rounded(count: usize) -> u32 {
    let count = u32::try_from(count).unwrap_or(u32::MAX - 10);
    match count {
        0 => 0,
        1..=9 => 5,
        _ => (count + 5) / 10 * 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::{TODAY, crowd, people, person};
    use profile_contract::Goal;
    use proptest::prelude::*;

    #[test]
    fn counts_are_rounded() {
        let counts = [0, 1, 9, 10, 14, 15, 24, 25, 1004].map(rounded);
        assert_eq!(counts, [0, 5, 5, 10, 10, 20, 20, 30, 1000]);
    }

    #[test]
    fn the_funnel_names_the_filter_that_left_nobody() {
        let viewer = person(1, |_| {});
        let others: Vec<_> = (2..32).map(|n| person(n, |facts| facts.goal = vec![Goal::Dating])).collect();
        let wish = Wish { goals: vec![Goal::Marriage], photos: true, ..Wish::default() };
        let funnel = funnel(&viewer, &others, 3, &wish, TODAY);
        let steps: Vec<_> = funnel.steps.iter().map(|step| (step.filter.as_str(), step.left)).collect();
        assert_eq!(steps, [("both_ways", 30), ("not_decided", 30), ("goal", 0), ("has_photos", 0)]);
        assert_eq!(funnel.suggestion.unwrap(), "Accept any goal.");
    }

    #[test]
    fn the_smallest_step_that_helps_is_suggested() {
        let viewer = person(1, |_| {});
        let older = person(2, |facts| facts.birth_date = facts.birth_date - chrono::Months::new(12 * 12));
        let wish = Wish { ages: 25..=32, ..Wish::default() };
        assert_eq!(suggest(&viewer, &[older], &wish, TODAY).unwrap().text, "Widen the age range to 18-42.");
        let away = person(3, |facts| facts.cell = kernel::Cell::at(52.52, 13.85));
        let wish = Wish { within_km: Some(5), ..Wish::default() };
        assert_eq!(suggest(&viewer, &[away], &wish, TODAY).unwrap().text, "Look within 50 km.");
        let nowhere = person(4, |facts| facts.cell = None);
        assert_eq!(suggest(&viewer, &[nowhere], &wish, TODAY).unwrap().text, "Remove the distance limit.");
        assert_eq!(suggest(&viewer, &[], &wish, TODAY), None);
    }

    proptest! {
        #[test]
        fn a_suggestion_works_and_there_is_one_whenever_somebody_is_there(
            viewer in people(), crowd in crowd(6), low in 18u8..90, within in proptest::option::of(Just(5)),
            goals in proptest::sample::subsequence(Goal::ALL.to_vec(), 0..=2), photos: bool,
        ) {
            let wish = Wish { ages: low..=low + 2, within_km: within, goals, photos };
            let there: Vec<_> = crowd.into_iter().filter(|one| viewer.suits(one, TODAY)).collect();
            match suggest(&viewer, &there, &wish, TODAY) {
                Some(better) => prop_assert!(there.iter().any(|one| better.wish.accepts(&viewer, one, TODAY))),
                None => prop_assert!(there.is_empty()),
            }
        }
    }
}
