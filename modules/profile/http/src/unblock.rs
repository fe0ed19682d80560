//! Takes a block back.

use std::sync::Arc;

use edge::{NoContent, Path, SignedIn};
use kernel::Outcome;
use profile_contract::{ProfileRefusal, Unblock};

use crate::Api;
use crate::whose::PersonPath;

pub(crate) async fn unblock(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<PersonPath>,
) -> Outcome<NoContent, ProfileRefusal> {
    api.profiles.unblock(who.cx(), Unblock { user: path.user_id }).await?;
    Ok(NoContent)
}
