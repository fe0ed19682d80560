//! Other paths to blocks, which older clients know. Each does what its namesake under `/safety/blocks` does.

use std::sync::Arc;

use edge::{BodyAbout, Created, Json, NoContent, Path, Query, SignedIn};
use kernel::Outcome;
use profile_contract::{Block, ProfileRefusal};

use crate::Api;
use crate::block::{BlockMade, NewBlock, block};
use crate::list_blocks::{BlockList, BlocksQuery, list_blocks};
use crate::unblock::unblock;
use crate::whose::PersonPath;

pub(crate) async fn list_chat_blocks(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<BlocksQuery>,
) -> Outcome<Json<BlockList>, ProfileRefusal> {
    list_blocks(api, who, query).await
}

pub(crate) async fn block_in_chat(
    api: Arc<Api>,
    who: SignedIn,
    body: BodyAbout<NewBlock>,
) -> Outcome<Created<BlockMade>, ProfileRefusal> {
    block(api, who, body).await
}

pub(crate) async fn unblock_in_chat(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<PersonPath>,
) -> Outcome<NoContent, ProfileRefusal> {
    unblock(api, who, path).await
}

pub(crate) async fn block_in_discovery(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<PersonPath>,
) -> Outcome<Created<BlockMade>, ProfileRefusal> {
    api.profiles.block(who.cx(), Block { user: path.user_id }).await?;
    Ok(BlockMade::of(path.user_id))
}

pub(crate) async fn unblock_in_discovery(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<PersonPath>,
) -> Outcome<NoContent, ProfileRefusal> {
    unblock(api, who, path).await
}
