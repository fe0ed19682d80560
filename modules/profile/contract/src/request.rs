//! Requests to the profile module.

use chrono::NaiveDate;
use kernel::{Cell, Cursor, FileId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::attribute::one_or_many;
use crate::{Change, Education, Gender, Goal, Habit, LookingFor};

/// All that people say of themselves. Text is stored as typed (NFC); control characters are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, utoipa::ToSchema)]
pub struct ProfileDraft {
    /// 2-100 characters.
    #[validate(length(min = 2, max = 100))]
    #[schema(min_length = 2, max_length = 100)]
    pub name: String,
    /// Makes the age; 18 to 120 years ago.
    #[schema(value_type = String, format = Date)]
    pub birth_date: NaiveDate,
    /// What they are.
    pub gender: Gender,
    /// Whom they want to meet; everybody when absent.
    #[serde(default)]
    #[schema(required = false)]
    pub looking_for: LookingFor,
    /// What they hope for; several are fine, and one needs no list.
    #[serde(default, deserialize_with = "one_or_many::list")]
    #[validate(length(max = 7))]
    #[schema(required = false)]
    pub goal: Vec<Goal>,
    /// At most 1,000 characters.
    #[validate(length(max = 1000))]
    pub bio: Option<String>,
    /// At most 20 of at most 50 characters.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(required = false)]
    pub interests: Vec<String>,
    /// At most 10 of at most 50 characters.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(required = false)]
    pub languages: Vec<String>,
    /// Centimetres, 100-250.
    #[validate(range(min = 100, max = 250))]
    pub height_cm: Option<u16>,
    /// Kilograms, 30-300.
    #[validate(range(min = 30, max = 300))]
    pub weight_kg: Option<u16>,
    /// Their education.
    pub education: Option<Education>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub profession: Option<String>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub company: Option<String>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub school: Option<String>,
    /// Whether they have children.
    pub has_children: Option<bool>,
    /// Whether they want (more) children.
    pub wants_children: Option<bool>,
    /// How often they smoke.
    pub smoking: Option<Habit>,
    /// How often they drink.
    pub drinking: Option<Habit>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub city: Option<String>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub country: Option<String>,
}

/// Creates the caller's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateProfile {
    /// What they say.
    pub profile: ProfileDraft,
    /// Where they are; coordinates were dropped at the edge.
    pub cell: Option<Cell>,
}

/// Asks for the caller's own profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetOwnProfile {}

/// Asks for a profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetProfile {
    /// Whose.
    pub user: UserId,
}

/// Asks for several profiles, at most 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetProfiles {
    /// Whose.
    pub users: Vec<UserId>,
}

/// Asks for names and avatars, at most 200.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetCards {
    /// Whose.
    pub users: Vec<UserId>,
}

/// Asks for a person's name and avatar with the account's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetUser {
    /// Who.
    pub user: UserId,
}

/// Fields to change: absent ones stay, `null` clears, a value sets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProfileChanges {
    /// The name.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub name: Change<String>,
    /// The birth date.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Change<NaiveDate>,
    /// What they are.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Gender>)]
    pub gender: Change<Gender>,
    /// Whom they want to meet.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<LookingFor>)]
    pub looking_for: Change<LookingFor>,
    /// What they hope for.
    #[serde(default, skip_serializing_if = "Change::is_keep", deserialize_with = "one_or_many::change")]
    #[schema(value_type = Option<Vec<Goal>>)]
    pub goal: Change<Vec<Goal>>,
    /// The text.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub bio: Change<String>,
    /// The interests.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Vec<String>>)]
    pub interests: Change<Vec<String>>,
    /// The languages.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Vec<String>>)]
    pub languages: Change<Vec<String>>,
    /// Centimetres.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<u16>)]
    pub height_cm: Change<u16>,
    /// Kilograms.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<u16>)]
    pub weight_kg: Change<u16>,
    /// The education.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Education>)]
    pub education: Change<Education>,
    /// The profession.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub profession: Change<String>,
    /// The company.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub company: Change<String>,
    /// The school.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub school: Change<String>,
    /// Whether they have children.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<bool>)]
    pub has_children: Change<bool>,
    /// Whether they want children.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<bool>)]
    pub wants_children: Change<bool>,
    /// How often they smoke.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Habit>)]
    pub smoking: Change<Habit>,
    /// How often they drink.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Habit>)]
    pub drinking: Change<Habit>,
    /// The city.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub city: Change<String>,
    /// The country.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub country: Change<String>,
}

/// Changes the caller's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateProfile {
    /// What changes.
    pub changes: ProfileChanges,
    /// Where they are now, when that changes too.
    pub cell: Option<Cell>,
}

/// Moves the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetLocation {
    /// Where to.
    pub cell: Cell,
}

/// Removes the caller's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteProfile {}

/// Asks for somebody's photos.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPhotos {
    /// Whose.
    pub user: UserId,
}

/// Adds a photo to the caller's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPhoto {
    /// One of the caller's files.
    pub file: FileId,
    /// Where to put it, 0 being the avatar; last when absent.
    pub position: Option<u32>,
}

/// Puts the caller's photos in another order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPhotos {
    /// All of them, each once.
    pub files: Vec<FileId>,
}

/// Takes a photo off the caller's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemovePhoto {
    /// Which.
    pub file: FileId,
}

/// Asks which people the viewer may see, at most 500.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisibleTo {
    /// Who looks.
    pub viewer: UserId,
    /// At whom.
    pub users: Vec<UserId>,
}

/// Asks what matching needs to know, at most 500 people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetMatchFacts {
    /// Of whom.
    pub users: Vec<UserId>,
}

/// Hides the caller and another person from each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Whom.
    pub user: UserId,
}

/// Takes a block back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unblock {
    /// Whose.
    pub user: UserId,
}

/// Asks whom the caller blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListBlocks {
    /// How many, at most 100.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Somebody the caller blocked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct BlockedPerson {
    /// Who.
    pub user_id: UserId,
    /// Since when.
    pub blocked_at: Timestamp,
}

/// Asks for everything the module holds of somebody; for them alone, and for services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportUser {
    /// Of whom.
    pub user: UserId,
}

/// Erases what the module holds of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseUser {
    /// Of whom.
    pub user: UserId,
}
