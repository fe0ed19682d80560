//! What is compared of two people.
//!
//! Every feature is 0 when nothing is said, so the pair that says nothing has only zeros. Facts in common count the
//! more of them there are, without end but ever less; a fact taken away from either side never raises such a feature.
//! Race, religion, payment and looks are not among them. Height counts only where somebody has wished for one.

mod overlap;
#[cfg(test)]
mod tests;

use crate::criteria::Criteria;
use crate::facts::{ACTIVITY_STEPS, BANDS_KM, Band, Facts, Packed};
use overlap::Overlap;

/// Days in a year, on average, in ten-thousandths.
const YEAR: i64 = 3_652_425;
const DAYS: i64 = 10_000;
/// Years apart at which closeness in age is gone.
const FAR_IN_AGE: f32 = 10.0;
/// Years apart beyond which more of them say no more.
const WORLDS_APART: f32 = 30.0;
/// How many shared interests, or how much rarity, are half of what can be reached.
const HALF_OF_INTERESTS: f32 = 3.0;
/// The same for languages.
const HALF_OF_LANGUAGES: f32 = 0.25;
/// The same for photos.
const HALF_OF_PHOTOS: f32 = 2.0;
/// The education that is not comparable, as its place plus one.
const OTHER_EDUCATION: u8 = 6;

/// One person as the other side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// What they say.
    pub facts: Facts<'a>,
    /// Age in whole years, see [`age_on`](crate::age_on).
    pub age_years: u8,
    /// What they wish for, if anything. Wishes rank and never filter.
    pub wishes: Option<&'a Criteria>,
}

macro_rules! features {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $sign:ident;)*) => {
        /// What is compared. One person views the other; where nothing else is said, both views are the same.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Feature { $($(#[$doc])* $name,)* }

        impl Feature {
            /// All of them, in the order of every table of this crate.
            pub const ALL: [Self; COUNT] = [$(Self::$name),*];

            /// Its stable name.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Which way it may count.
            pub fn sign(self) -> Sign {
                match self { $(Self::$name => Sign::$sign,)* }
            }
        }

        /// How many features there are.
        pub const COUNT: usize = [$($code),*].len();
    };
}

/// Which way a feature may count, whatever is learned: what people have in common never speaks against them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Never against somebody.
    For,
    /// Never for somebody.
    Against,
    /// Either way.
    Either,
}

features! {
    /// Falls from 1 in the same year of birth to 0 at ten years apart.
    CloseInAge = "close_in_age", For;
    /// Tens of years by which the other one is older.
    Older = "older", Either;
    /// Tens of years by which the other one is younger.
    Younger = "younger", Either;
    /// Shared interests: n / (n + 3).
    SharedInterests = "shared_interests", For;
    /// Jaccard index of the interests.
    SimilarInterests = "similar_interests", For;
    /// Rarity of the shared interests: r / (r + 3), see [`Rarity`].
    RareInterests = "rare_interests", For;
    /// Dice coefficient of the goals.
    SharedGoals = "shared_goals", For;
    /// 1 when a goal of one goes together with a goal of the other.
    CompatibleGoals = "compatible_goals", For;
    /// 1 when both have goals and none go together.
    ClashingGoals = "clashing_goals", Against;
    /// 1 when both want children, or both want none.
    ChildrenWishShared = "children_wish_shared", For;
    /// 1 when one wants children and the other wants none.
    ChildrenWishClash = "children_wish_clash", Against;
    /// 1 when both have children, or both have none.
    ChildrenAlike = "children_alike", For;
    /// 1 when one has children and the other has none.
    ChildrenUnlike = "children_unlike", Against;
    /// Languages in common: n / (n + 0.25).
    SharedLanguage = "shared_language", For;
    /// 1, 0.8, 0.6, 0.4, 0.2 for the distance bands, 0 beyond them.
    Nearby = "nearby", For;
    /// 1 when both smoke equally often; who has quit is with those who never began.
    SmokingAlike = "smoking_alike", For;
    /// Distance of the two habits in 0..1.
    SmokingGap = "smoking_gap", Against;
    /// As for smoking.
    DrinkingAlike = "drinking_alike", For;
    /// As for smoking.
    DrinkingGap = "drinking_gap", Against;
    /// 1 for the same education.
    EducationAlike = "education_alike", For;
    /// Steps between the two educations in 0..1.
    EducationGap = "education_gap", Against;
    /// 1 for the same profession or field of study.
    ProfessionAlike = "profession_alike", For;
    /// How complete the other profile is, in 0..1.
    Completeness = "completeness", For;
    /// Photos of the other one: n / (n + 2).
    Photos = "photos", For;
    /// How often the other one is about, in 0..1 by the steps of [`ACTIVITY_STEPS`](crate::ACTIVITY_STEPS).
    Activity = "activity", For;
    /// 1 when a moderator has seen that it is them.
    Verified = "verified", For;
    /// Share of the viewer's wishes that the other one meets.
    WishesMet = "wishes_met", For;
    /// Share of the viewer's wishes that the other one does not meet.
    WishesUnmet = "wishes_unmet", Against;
}

/// Weight of every interest by its number, 0 or more; a number beyond the table weighs 0.
pub type Rarity = [f32];

/// Weight of an interest that `having` of `people` have: the smoothed inverse document frequency
/// `ln((1 + people) / (1 + having))` (Spärck Jones, "A statistical interpretation of term specificity", 1972).
pub fn rarity(having: u32, people: u32) -> f32 {
    let ratio = (1.0 + f64::from(people)) / (1.0 + f64::from(having));
    ratio.ln().max(0.0) as f32
}

/// The features of one view, in the order of [`Feature::ALL`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phi(pub [f32; COUNT]);

impl Default for Phi {
    /// Of the pair that says nothing.
    fn default() -> Self {
        Self([0.0; COUNT])
    }
}

impl Phi {
    /// One value.
    pub fn get(&self, feature: Feature) -> f32 {
        self.0.get(feature as usize).copied().unwrap_or(0.0)
    }

    /// The same view with another value.
    pub fn with(mut self, feature: Feature, value: f32) -> Self {
        if let Some(place) = self.0.get_mut(feature as usize) {
            *place = value;
        }
        self
    }
}

/// What `a` sees in `b`, and what `b` sees in `a`.
pub fn views(a: &Person, b: &Person, band: Band, rarity: &Rarity) -> [Phi; 2] {
    let shared = Shared::of(&a.facts, &b.facts, band, rarity);
    [shared.seen(a, b, band), shared.seen(b, a, band)]
}

/// What is the same from both sides.
struct Shared {
    years_apart: f32,
    interests: Overlap,
    languages: Overlap,
    goals: Goals,
    children_wish: Answers,
    children: Answers,
    nearby: f32,
    smoking: Steps,
    drinking: Steps,
    education: Steps,
    profession: Answers,
}

impl Shared {
    fn of(a: &Facts, b: &Facts, band: Band, rarity: &Rarity) -> Self {
        let (one, other) = (&a.packed, &b.packed);
        let bands = BANDS_KM.len() as f32;
        Self {
            years_apart: birth_year(one.birth_day).abs_diff(birth_year(other.birth_day)) as f32,
            interests: Overlap::of(a.interests, b.interests, rarity),
            languages: Overlap::of(a.languages, b.languages, &[]),
            goals: Goals::of(one.goals, other.goals),
            children_wish: Answers::of(one.wants_children, other.wants_children),
            children: Answers::of(one.has_children, other.has_children),
            nearby: (bands - f32::from(band)).max(0.0) / bands,
            smoking: Steps::between(habit(one.smoking), habit(other.smoking), 2.0),
            drinking: Steps::between(habit(one.drinking), habit(other.drinking), 2.0),
            education: Steps::between(education(one.education), education(other.education), 4.0),
            profession: Answers::of(one.profession, other.profession),
        }
    }

    fn seen(&self, viewer: &Person, other: &Person, band: Band) -> Phi {
        let of: &Packed = &other.facts.packed;
        let decades = self.years_apart.min(WORLDS_APART) / 10.0;
        let older = of.birth_day < viewer.facts.packed.birth_day;
        let [met, unmet] = wishes(viewer, other, band);
        Phi([
            (1.0 - self.years_apart / FAR_IN_AGE).max(0.0),
            if older { decades } else { 0.0 },
            if older { 0.0 } else { decades },
            saturating(self.interests.count, HALF_OF_INTERESTS),
            self.interests.jaccard(),
            saturating(self.interests.rarity, HALF_OF_INTERESTS),
            self.goals.dice,
            yes(self.goals.compatible),
            yes(self.goals.clash),
            yes(self.children_wish.same),
            yes(self.children_wish.differ),
            yes(self.children.same),
            yes(self.children.differ),
            saturating(self.languages.count, HALF_OF_LANGUAGES),
            self.nearby,
            self.smoking.alike,
            self.smoking.gap,
            self.drinking.alike,
            self.drinking.gap,
            self.education.alike,
            self.education.gap,
            yes(self.profession.same),
            f32::from(of.completeness.min(100)) / 100.0,
            saturating(f32::from(of.photos), HALF_OF_PHOTOS),
            steps(of.activity, ACTIVITY_STEPS.len()),
            yes(of.is_verified()),
            met,
            unmet,
        ])
    }
}

fn wishes(viewer: &Person, other: &Person, band: Band) -> [f32; 2] {
    let Some(wishes) = viewer.wishes else { return [0.0; 2] };
    let (met, asked) = wishes.met(&other.facts, other.age_years, band);
    if asked == 0 {
        return [0.0; 2];
    }
    [f32::from(met), f32::from(asked - met)].map(|part| part / f32::from(asked))
}

/// How goals agree.
struct Goals {
    dice: f32,
    compatible: bool,
    clash: bool,
}

impl Goals {
    /// For each goal those it goes together with, as bits in the order of [`Packed::goals`]: company among itself, dates
    /// with what may begin with them, commitment among itself.
    const TOGETHER: [u8; 7] = [0b100_0001, 0b001_0110, 0b010_1110, 0b010_1100, 0b001_0010, 0b010_1100, 0b100_0001];

    fn of(one: u8, other: u8) -> Self {
        let suiting = (0u8..).zip(Self::TOGETHER).map(|(goal, together)| together * (one >> goal & 1));
        let compatible = suiting.fold(0, |all, together| all | together) & other != 0;
        let [shared, one_has, other_has] = [one & other, one, other].map(|bits| bits.count_ones() as f32);
        Self {
            dice: 2.0 * shared / (one_has + other_has).max(1.0),
            compatible,
            clash: one != 0 && other != 0 && !compatible,
        }
    }
}

/// How two answers to one question agree; 0 is no answer.
struct Answers {
    same: bool,
    differ: bool,
}

impl Answers {
    fn of<T: PartialEq + Default>(one: T, other: T) -> Self {
        let both = one != T::default() && other != T::default();
        Self { same: both && one == other, differ: both && one != other }
    }
}

/// How far apart two steps of one scale are. Steps begin at 1; 0 is none, and compares with nothing.
struct Steps {
    alike: f32,
    gap: f32,
}

impl Steps {
    fn between(one: u8, other: u8, longest: f32) -> Self {
        let both = yes(one != 0) * yes(other != 0);
        Self { alike: both * yes(one == other), gap: both * f32::from(one.abs_diff(other)) / longest }
    }
}

/// How much of a habit there is now, of its place plus one.
fn habit(place_plus_one: u8) -> u8 {
    const LEVELS: [u8; 5] = [0, 1, 2, 3, 1];
    LEVELS.get(usize::from(place_plus_one)).copied().unwrap_or(0)
}

/// How high an education is, of its place plus one.
fn education(place_plus_one: u8) -> u8 {
    if place_plus_one < OTHER_EDUCATION { place_plus_one } else { 0 }
}

/// The year of birth. Parts of a score are told exactly, so that nothing finer may be in them: with days, anybody could
/// work out somebody's birthday.
fn birth_year(birth_day: i32) -> i64 {
    (i64::from(birth_day) * DAYS).div_euclid(YEAR)
}

/// A step as a part of all.
fn steps(step: u8, all: usize) -> f32 {
    usize::from(step).min(all) as f32 / all as f32
}

/// Rises from 0 towards 1 and never stops; one half at `half`.
fn saturating(amount: f32, half: f32) -> f32 {
    amount / (amount + half)
}

fn yes(is: bool) -> f32 {
    f32::from(u8::from(is))
}
