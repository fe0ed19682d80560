//! Replies of the profile module. What others see and what the owner sees are two types.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kernel::{Cell, Picture, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::{
    AllowMessagesFrom, Education, Gender, Goal, Habit, LookingFor, ProfileSettings, Progress, Prompt, Verification,
};

/// A profile as others may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProfileView {
    /// Whose.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Whole years; absent when they hide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
    /// What they are.
    pub gender: Gender,
    /// What they hope for.
    pub goal: Vec<Goal>,
    /// What they write of themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bio: Option<String>,
    /// What they like.
    pub interests: Vec<String>,
    /// What they speak.
    pub languages: Vec<String>,
    /// Centimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_cm: Option<u16>,
    /// Their education.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub education: Option<Education>,
    /// Their profession.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profession: Option<String>,
    /// Their company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Their school.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school: Option<String>,
    /// Whether they have children.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_children: Option<bool>,
    /// Whether they want children.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wants_children: Option<bool>,
    /// How often they smoke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub smoking: Option<Habit>,
    /// How often they drink.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drinking: Option<Habit>,
    /// Their city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Their country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Questions they have answered.
    pub prompts: Vec<Prompt>,
    /// Their photos; the first is the avatar.
    pub photos: Vec<Picture>,
    /// Whether a moderator has seen that it is them.
    pub is_verified: bool,
    /// The upper edge of the distance band in kilometres: 5, 10, 25, 50 or 100; absent beyond, and when they hide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<u32>,
    /// Whether they are there right now; absent when they hide it, and on one's own profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub online: Option<bool>,
}

/// A profile as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OwnProfile {
    /// What others see, with what they hide and without a distance.
    #[serde(flatten)]
    pub public: ProfileView,
    /// Their birth date.
    #[schema(value_type = String, format = Date)]
    pub birth_date: NaiveDate,
    /// Whom they want to meet.
    pub looking_for: LookingFor,
    /// Kilograms; never shown to others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_kg: Option<u16>,
    /// Whether a place is known; which one is not kept beyond its cell.
    pub has_location: bool,
    /// 0-100, computed by the server.
    pub completeness: u8,
    /// What is missing for 100: field names, most useful first.
    pub missing: Vec<String>,
    /// How they want to be seen, reached and told.
    pub settings: ProfileSettings,
    /// How far they have come with setting up.
    pub progress: Progress,
    /// Whether a moderator has seen that it is them, or will.
    pub verification: Verification,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed. No two changes of a profile have the same time, so it is also the profile's version.
    pub updated_at: Timestamp,
}

/// Several profiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileViews {
    /// Those the caller may see, in the order asked for.
    pub profiles: Vec<ProfileView>,
}

/// Names and avatars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cards {
    /// Of those the caller may see, in the order asked for.
    pub cards: Vec<PersonCard>,
}

/// The least that is needed to show a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PersonCard {
    /// Who.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Whole years; absent when they hide it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u8>,
    /// Their city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Their first photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Picture>,
}

/// A person and their account's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UserCard {
    /// Who; the same as `user_id`.
    pub id: UserId,
    /// Who.
    pub user_id: UserId,
    /// The name they sign in with.
    pub username: String,
    /// The name they go by.
    pub name: String,
    /// Their first photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar: Option<Picture>,
}

/// Photos of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Photos {
    /// The first is the avatar.
    pub photos: Vec<Picture>,
}

/// Whom a viewer may see.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Visible {
    /// Those of the people asked about whom the viewer may see.
    pub users: Vec<UserId>,
    /// From whom they take messages; those who take requests, as most do, are left out.
    #[serde(default)]
    pub messages_from: BTreeMap<UserId, AllowMessagesFrom>,
}

/// What matching needs to know of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchFactsList {
    /// Of those who have a profile.
    pub facts: Vec<MatchFacts>,
}

/// What matching needs to know of one person; never shown to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchFacts {
    /// Who.
    pub user_id: UserId,
    /// Makes the age.
    pub birth_date: NaiveDate,
    /// What they are.
    pub gender: Gender,
    /// Whom they want to meet.
    pub looking_for: LookingFor,
    /// What they hope for.
    pub goal: Vec<Goal>,
    /// What they like.
    pub interests: Vec<String>,
    /// What they speak.
    pub languages: Vec<String>,
    /// Centimetres.
    pub height_cm: Option<u16>,
    /// Their education.
    pub education: Option<Education>,
    /// Whether they have children.
    pub has_children: Option<bool>,
    /// Whether they want children.
    pub wants_children: Option<bool>,
    /// How often they smoke.
    pub smoking: Option<Habit>,
    /// How often they drink.
    pub drinking: Option<Habit>,
    /// Where they are.
    pub cell: Option<Cell>,
    /// How many photos they have.
    pub photos: u8,
    /// 0-100.
    pub completeness: u8,
    /// Whether a moderator has seen that it is them.
    pub is_verified: bool,
    /// Whether they may be shown to people they have not met: visible, and not taking a break.
    #[serde(default = "yes")]
    pub listed: bool,
    /// Whether only people whom they liked see them.
    #[serde(default)]
    pub incognito: bool,
    /// What they work as, as they typed it.
    #[serde(default)]
    pub profession: Option<String>,
    /// Whether their age is to be found out by nobody, neither by asking for ages nor by an order.
    #[serde(default)]
    pub hides_age: bool,
    /// Whether their distance is to be found out by nobody, likewise.
    #[serde(default)]
    pub hides_distance: bool,
}

/// What facts that were written down before there was a choice say.
fn yes() -> bool {
    true
}
