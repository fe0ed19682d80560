//! Removes the caller's profile; its photos are released.

use std::sync::Arc;

use edge::{NoContent, Path, SignedIn};
use kernel::Outcome;
use profile_contract::{DeleteProfile, ProfileRefusal};

use crate::Api;
use crate::whose::ProfilePath;

pub(crate) async fn delete_profile(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
) -> Outcome<NoContent, ProfileRefusal> {
    path.user_id.own(&who)?;
    api.profiles.delete_profile(who.cx(), DeleteProfile {}).await?;
    Ok(NoContent)
}
