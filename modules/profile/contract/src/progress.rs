//! How far somebody has come with setting up their account.

use serde::{Deserialize, Serialize};

use crate::Change;

/// Where somebody stands in the client's own sequence of steps; the server keeps it and gives it no meaning.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Progress {
    /// The step to show next.
    pub step: Option<String>,
    /// Steps that are done, in the order in which they were.
    pub completed_steps: Vec<String>,
}

/// Progress, and what the server makes of the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProgressView {
    /// Where they stand.
    #[serde(flatten)]
    pub progress: Progress,
    /// 0-100; 0 without a profile.
    pub completeness: u8,
    /// What is missing for 100: field names, most useful first.
    pub missing: Vec<String>,
}

/// Says how far the caller has come. It needs no profile: much of it happens before there is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateProgress {
    /// The step to show next; `null` for none.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    pub step: Change<String>,
    /// Steps that are done now; they are added to those that were.
    pub completed_steps: Vec<String>,
}
