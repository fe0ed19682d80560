//! Why nobody is left, and what would help.

use std::ops::RangeInclusive;

use discovery_contract::{Funnel, FunnelStep};
use discovery_index::{Filter, Tally};
use discovery_matching::{BANDS_KM, Band};

/// A change to the filters after which somebody appears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Suggestion {
    /// Nothing: somebody passes all filters, on an earlier page.
    StartAgain,
    /// Also people who are not online.
    Offline,
    /// Another range of ages.
    Ages(RangeInclusive<u8>),
    /// Farther away.
    Within(Band),
    /// All of one filter.
    Without(Filter),
    /// All of all filters.
    Nothing,
}

/// Counts what each filter leaves, and says what would help. `hidden` of those who were decided about are none; `placed`
/// tells whether the viewer has a place, and `online` whether they ask for people who are online.
pub(crate) fn funnel(tally: &Tally, hidden: usize, placed: bool, online: bool) -> Funnel {
    let step = |filter: &str, left: usize| FunnelStep { filter: filter.into(), left: rounded(left) };
    let (decided, undecided) = (tally.decided().saturating_sub(hidden), tally.undecided());
    let mut steps = vec![step("both_ways", undecided + decided), step("not_decided", undecided)];
    steps.extend(tally.left().into_iter().map(|(filter, left)| step(name(filter), left)));
    if online {
        steps.push(step("online_only", 0));
    }
    let suggestion = suggest(tally, online).map(|suggestion| text(&suggestion, placed));
    Funnel { steps, suggestion }
}

/// The smallest loosening of one filter that brings somebody, preferring the filter that brings most; all filters when
/// no single one is enough; `None` when nobody is there at all.
pub(crate) fn suggest(tally: &Tally, online: bool) -> Option<Suggestion> {
    if tally.found() > 0 {
        return Some(if online { Suggestion::Offline } else { Suggestion::StartAgain });
    }
    let mut best: Option<(usize, Suggestion)> = None;
    for (filter, _) in tally.left() {
        let found = match filter {
            Filter::Age => tally.wider_ages().map(|(ages, found)| (found, Suggestion::Ages(ages))),
            Filter::Distance => tally.wider_band().map(|(band, found)| (found, Suggestion::Within(band))),
            other => Some((tally.without(other), Suggestion::Without(other))),
        };
        if let Some((found, suggestion)) = found
            && found > best.as_ref().map_or(0, |(most, _)| *most)
        {
            best = Some((found, suggestion));
        }
    }
    let everything = (tally.undecided() > 0).then_some(Suggestion::Nothing);
    best.map(|(_, suggestion)| suggestion).or(everything)
}

/// The name of a filter for clients.
pub(crate) fn name(filter: Filter) -> &'static str {
    match filter {
        Filter::Age => "age",
        Filter::Distance => "max_distance_km",
        Filter::Goal => "goal",
        Filter::Height => "height",
        Filter::Children => "has_children",
        Filter::Smoking => "smoking",
        Filter::Drinking => "drinking",
        Filter::Education => "education",
        Filter::Verified => "verified_only",
        Filter::Photos => "has_photos",
        Filter::Interests => "interests",
        Filter::Languages => "languages",
    }
}

fn text(suggestion: &Suggestion, placed: bool) -> String {
    match suggestion {
        Suggestion::StartAgain => "Start again from the first page.".into(),
        Suggestion::Offline => "Include people who are not online.".into(),
        Suggestion::Ages(ages) => format!("Widen the age range to {}-{}.", ages.start(), ages.end()),
        Suggestion::Within(band) => match BANDS_KM.get(usize::from(*band)) {
            Some(edge) => format!("Look within {edge} km."),
            None if placed => "Remove the distance limit.".into(),
            None => "Remove the distance limit, or say on your profile where you are.".into(),
        },
        Suggestion::Without(filter) => match filter {
            Filter::Goal => "Accept any goal.",
            Filter::Height => "Accept any height.",
            Filter::Children => "Accept people with and without children.",
            Filter::Smoking => "Accept any smoking habit.",
            Filter::Drinking => "Accept any drinking habit.",
            Filter::Education => "Accept any education.",
            Filter::Verified => "Include people who are not verified.",
            Filter::Photos => "Include people without photos.",
            Filter::Interests => "Accept any interests.",
            Filter::Languages => "Accept any language.",
            Filter::Age => "Accept any age.",
            Filter::Distance => "Remove the distance limit.",
        }
        .into(),
        Suggestion::Nothing => "Remove all filters.".into(),
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

    #[test]
    fn counts_are_rounded() {
        let counts = [0, 1, 9, 10, 14, 15, 24, 25, 1004].map(rounded);
        assert_eq!(counts, [0, 5, 5, 10, 10, 20, 20, 30, 1000]);
    }

    #[test]
    fn every_filter_has_a_name_and_words_of_its_own() {
        let names: std::collections::HashSet<_> = Filter::ALL.into_iter().map(name).collect();
        let texts: std::collections::HashSet<_> =
            Filter::ALL.into_iter().map(|filter| text(&Suggestion::Without(filter), true)).collect();
        assert_eq!((names.len(), texts.len()), (Filter::ALL.len(), Filter::ALL.len()));
        assert_eq!(text(&Suggestion::Within(2), true), "Look within 25 km.");
        assert!(text(&Suggestion::Within(5), false).contains("on your profile"));
    }
}
