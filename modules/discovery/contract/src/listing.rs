//! People somebody has something to do with: matches, those who like them, favourites.

use kernel::{ConversationId, Cursor, MatchId, Picture, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Asks for a page of the caller's matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMatches {
    /// How many, at most 50.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// A match as one of the two sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MatchView {
    /// The match.
    pub match_id: MatchId,
    /// The other person.
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
    pub photo: Option<Picture>,
    /// Since when.
    pub matched_at: Timestamp,
    /// Where they can talk.
    pub conversation_id: ConversationId,
    /// When somebody last wrote there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_message_at: Option<Timestamp>,
    /// How many of the other's messages the viewer has not read.
    pub unread_count: u64,
}

/// Ends a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatch {
    /// Which.
    pub match_id: MatchId,
}

/// Asks for a page of those who like the caller and whom the caller has not decided about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLikes {
    /// How many, at most 50.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Somebody who likes the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LikeView {
    /// Who.
    #[serde(flatten)]
    pub person: PersonView,
    /// Whether it was a superlike.
    pub superlike: bool,
    /// The word they said with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When.
    pub liked_at: Timestamp,
}

/// Asks for a page of the caller's favourites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListFavorites {
    /// How many, at most 50.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Somebody whom the caller keeps for later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FavoriteView {
    /// Who.
    #[serde(flatten)]
    pub person: PersonView,
    /// Since when.
    pub added_at: Timestamp,
}

/// Keeps somebody for later. They never learn of it, and it changes no order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddFavorite {
    /// Whom.
    pub target: UserId,
}

/// Keeps somebody no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveFavorite {
    /// Whom.
    pub target: UserId,
}

/// Somebody in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PersonView {
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
    pub photo: Option<Picture>,
}
