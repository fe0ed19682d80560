//! Decisions about people, what is left of them for today, and taking them back.

use kernel::{ConversationId, MatchId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// What somebody decided about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Yes.
    Like,
    /// No.
    Pass,
    /// Yes, very much.
    Superlike,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Like, Self::Pass, Self::Superlike];

    /// The word as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Like => "like",
            Self::Pass => "pass",
            Self::Superlike => "superlike",
        }
    }

    /// Reads the word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == text)
    }

    /// Whether two of these make a match.
    pub const fn is_yes(self) -> bool {
        matches!(self, Self::Like | Self::Superlike)
    }
}

/// Decides about somebody. A pass can become a like and a like a pass until the two have matched; then nothing changes.
/// A superlike stays one when a like follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Swipe {
    /// About whom.
    pub target: UserId,
    /// What.
    pub action: Action,
    /// A word with a like, at most 200 characters.
    pub comment: Option<String>,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwipeResult {
    /// Whether the two have liked each other.
    pub matched: bool,
    /// The match, if so.
    pub match_id: Option<MatchId>,
    /// Where they can talk, if so.
    pub conversation_id: Option<ConversationId>,
}

/// Asks to take the caller's last decision back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {}

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// About whom it was.
    pub target: UserId,
    /// What it was.
    pub action: Action,
}

/// Asks what is left for today.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetQuotas {}

/// What is left for today. Days begin at midnight UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quotas {
    /// Likes, superlikes among them.
    pub likes: Quota,
    /// Superlikes.
    pub superlikes: Quota,
    /// Decisions taken back.
    pub undos: Quota,
    /// When all of them are whole again.
    pub resets_at: Timestamp,
}

/// One quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Quota {
    /// How many a day; absent when there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// How many are left; absent when there is no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
}
