//! Days and hours: who looks when, what they are shown, what they decide.

use discovery_matching::Fade;

use super::Settings;
use super::page::page;
use super::parallel;
use super::platform::Platform;
use super::policy::Policy;
use super::world::World;

/// Rounds of a day.
pub(super) const HOURS: u8 = 24;

/// The beginning of an hour; days are counted from the day on which all begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Now {
    pub day: u32,
    pub hour: u8,
}

impl Now {
    /// How much evidence counts.
    pub fn fade(self) -> Fade {
        Fade::on(i32::try_from(self.day).unwrap_or(i32::MAX))
    }

    /// 0 before.
    pub fn seconds_since(self, earlier: Self) -> u32 {
        let hours = |now: Self| u64::from(now.day) * u64::from(HOURS) + u64::from(now.hour);
        let seconds = hours(self).saturating_sub(hours(earlier)) * 3_600;
        u32::try_from(seconds).unwrap_or(u32::MAX)
    }
}

/// Somebody was shown somebody else and has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decision {
    pub decider: u32,
    pub decided: u32,
    pub liked: bool,
    /// Whether it has made a match.
    pub matched: bool,
    pub now: Now,
}

/// Lets a policy serve a world, and tells of every decision in order.
pub(super) fn watch(world: &World, policy: &Policy, settings: &Settings, mut tell: impl FnMut(&Decision)) {
    let mut platform = Platform::new(&world.town, policy);
    for day in 0..settings.days {
        platform.begin_day();
        let hours: Vec<_> =
            (0..world.town.len()).map(|number| world.truth(number).hour(world.seed, number, day)).collect();
        for hour in 0..HOURS {
            let now = Now { day, hour };
            let looking = (0..).zip(&hours).filter(|(_, looks)| **looks == Some(hour)).map(|(number, _)| number);
            let looking: Vec<u32> = looking.filter(|number| world.town.is_there(*number, now)).collect();
            let expected_today = platform.expected_today(now);
            let look = |viewer: &u32| look(world, &platform, *viewer, now, expected_today);
            let decided = parallel::map(settings.threads, &looking, look);
            for (viewer, likes) in looking.iter().zip(decided) {
                for (other, liked) in likes {
                    tell(&platform.note(*viewer, other, liked, now));
                }
            }
        }
    }
}

/// Whom somebody looks at, and whether they like them.
fn look(world: &World, platform: &Platform, viewer: u32, now: Now, expected_today: f64) -> Vec<(u32, bool)> {
    let truth = world.truth(viewer);
    let (mut decided, mut liked) = (Vec::new(), 0);
    for other in page(platform, viewer, truth.cards, now, expected_today) {
        if liked == truth.patience {
            break;
        }
        let likes = world.likes(viewer, other);
        liked += usize::from(likes);
        decided.push((other, likes));
    }
    decided
}
