//! Where a page of people, newest first, starts.

use sea_orm::entity::prelude::Uuid;
use serde::{Deserialize, Serialize};

/// The last row of the page before: when, and who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Instant {
    /// In milliseconds.
    #[serde(rename = "t")]
    pub at: i64,
    /// Tells those of one millisecond apart.
    #[serde(rename = "u")]
    pub who: Uuid,
}
