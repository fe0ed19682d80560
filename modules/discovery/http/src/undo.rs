//! The last decision is taken back.

use std::sync::Arc;

use discovery_contract::{Action, DiscoveryRefusal, Undo, Undone};
use edge::{Json, SignedIn};
use kernel::{Outcome, UserId};
use serde::Serialize;

use crate::Api;

/// What was taken back.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UndoReply {
    /// Always true.
    pub success: bool,
    /// About whom it was.
    pub target_id: UserId,
    /// What it was.
    pub action: Action,
}

pub(crate) async fn undo(api: Arc<Api>, who: SignedIn) -> Outcome<Json<UndoReply>, DiscoveryRefusal> {
    let Undone { target, action } = api.encounters.undo(who.cx(), Undo {}).await?;
    Ok(Json(UndoReply { success: true, target_id: target, action }))
}
