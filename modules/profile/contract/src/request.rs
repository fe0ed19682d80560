//! Requests to the profile module.

use kernel::{Cell, Cursor, FileId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::{ProfileChanges, ProfileDraft};

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

/// Changes the caller's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateProfile {
    /// What changes.
    pub changes: ProfileChanges,
    /// Where they are now, when that changes too.
    pub cell: Option<Cell>,
    /// The place they chose, when they did.
    pub place: Option<PlaceName>,
    /// Only if the profile still has one of these versions; whatever it has when absent.
    pub versions: Option<Vec<i64>>,
}

/// What a place is called. It becomes somebody's city and country where they have said none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceName {
    /// The city.
    pub city: String,
    /// The country.
    pub country: String,
}

/// Moves the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetLocation {
    /// Where to.
    pub cell: Cell,
    /// The place they chose, when they did.
    pub place: Option<PlaceName>,
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
