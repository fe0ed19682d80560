//! What somebody asks of others: filters, which only filter, and wishes, which only rank.

use serde::{Deserialize, Serialize};

/// Conditions on other people. What is absent or empty does not ask; what somebody has not said meets no condition on it.
///
/// Nobody is younger than 18, whatever is asked. A distance is measured from cell to cell; who has no place is at none.
/// Whoever hides their age is of the ages around it, and whoever hides their distance is at the distances around it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Filters {
    /// Youngest age in years; below 18 means 18.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_min: Option<u8>,
    /// Oldest age in years; not below the youngest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_max: Option<u8>,
    /// One of the distance bands in kilometres; others are rounded up to the next one, and beyond the last one down to
    /// it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_distance_km: Option<u32>,
    /// Hopes for at least one of these (words of the profile vocabulary).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub goal: Vec<String>,
    /// Shortest height in centimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_min: Option<u16>,
    /// Tallest height in centimetres.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_max: Option<u16>,
    /// Has children, or has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub has_children: Option<bool>,
    /// One of these habits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub smoking: Vec<String>,
    /// One of these habits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drinking: Vec<String>,
    /// One of these educations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub education: Vec<String>,
    /// Likes at least one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interests: Vec<String>,
    /// Speaks at least one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// A moderator has seen that it is them.
    pub verified_only: bool,
    /// Is online, and does not hide it.
    pub online_only: bool,
    /// Has at least one photo.
    pub has_photos: bool,
}

/// What somebody asks of others whenever they look.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Preferences {
    /// Whoever does not meet these is not shown to them, and does not see them. A search of theirs may ask for something
    /// else.
    pub filters: Filters,
    /// Whoever meets these is shown to them earlier.
    pub wishes: Filters,
    /// Whether people a little older or younger, or a little farther away, may be shown when nobody else is left. It is
    /// said when they are.
    pub allow_wider: bool,
}

/// Asks for the caller's preferences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetPreferences {}

/// Replaces the caller's preferences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutPreferences {
    /// All of them.
    pub preferences: Preferences,
}
