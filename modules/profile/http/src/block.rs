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

impl BlockMade {
    /// The answer to whoever blocked this person.
    pub(crate) fn of(user_id: UserId) -> Created<Self> {
        Created::at(format!("/safety/blocks/{user_id}"), Self { user_id, blocked: true })
    }
}

pub(crate) async fn block(
    api: Arc<Api>,
    who: SignedIn,
    body: BodyAbout<NewBlock>,
) -> Outcome<Created<BlockMade>, ProfileRefusal> {
    api.profiles.block(who.cx(), Block { user: body.user_id }).await?;
    Ok(BlockMade::of(body.user_id))
}
