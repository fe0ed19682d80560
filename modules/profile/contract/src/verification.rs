//! Verification: a moderator compares a selfie with somebody's photos.

use kernel::{Cursor, FileId, Picture, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;

vocabulary! {
    /// How somebody's verification stands.
    pub enum VerificationState {
        /// Never asked for.
        None = "none", "Not verified";
        /// A moderator will look.
        Pending = "pending", "Waiting for a moderator";
        /// It is them.
        Verified = "verified", "Verified";
        /// It could not be seen that it is them; they may ask again.
        Rejected = "rejected", "Refused";
    }
}

/// How the caller's verification stands. It says that a moderator has seen who is on the photos of that day: another
/// avatar does not end it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Verification {
    /// How it stands.
    pub state: VerificationState,
    /// Why it was refused, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub requested_at: Option<Timestamp>,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
}

/// Asks a moderator to look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestVerification {
    /// A selfie among the caller's files.
    pub file: FileId,
}

/// Asks who waits for a moderator; for services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListVerifications {
    /// How many, at most 50.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Somebody who waits for a moderator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerificationCase {
    /// Who.
    pub user_id: UserId,
    /// The selfie's file.
    pub file_id: FileId,
    /// The selfie, with links that work for whoever holds them.
    pub selfie: Option<Picture>,
    /// The photos to compare it with.
    pub photos: Vec<Picture>,
    /// Since when.
    pub requested_at: Timestamp,
}

/// Decides about somebody who waits; for services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideVerification {
    /// Who.
    pub user: UserId,
    /// Whether it is them.
    pub approve: bool,
    /// Why not, for people: 1-500 characters, and only with a refusal.
    pub reason: Option<String>,
}
