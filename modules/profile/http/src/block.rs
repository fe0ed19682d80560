//! Hides the caller and another person from each other.

use std::sync::Arc;

use edge::{BodyAbout, Created, SignedIn};
use kernel::{Outcome, UserId};
use profile_contract::{Block, ProfileRefusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;

/// Whom to block.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewBlock {
    /// Somebody else.
    user_id: UserId,
}

/// A block is in force.
#[derive(Debug, Serialize, ToSchema)]
pub struct BlockMade {
    /// Whom the caller blocked.
    user_id: UserId,
    /// Always `true`.
    blocked: bool,
}

pub(crate) async fn block(
    api: Arc<Api>,
    who: SignedIn,
    body: BodyAbout<NewBlock>,
) -> Outcome<Created<BlockMade>, ProfileRefusal> {
    let user = body.user_id;
    api.profiles.block(who.cx(), Block { user }).await?;
    Ok(Created::at(format!("/safety/blocks/{user}"), BlockMade { user_id: user, blocked: true }))
}
