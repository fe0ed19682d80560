//! A person's names and avatar.

use std::sync::Arc;

use edge::{Json, Path, SignedIn};
use kernel::Outcome;
use profile_contract::{GetUser, ProfileRefusal, UserCard};

use crate::Api;
use crate::whose::ProfilePath;

pub(crate) async fn get_user(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
) -> Outcome<Json<UserCard>, ProfileRefusal> {
    let request = GetUser { user: path.user_id.user(&who) };
    Ok(Json(api.profiles.get_user(who.cx(), request).await?))
}
