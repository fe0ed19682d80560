//! `GET /media/user/{user_id}`

use std::sync::Arc;

use edge::{Json, Path, Query, SignedIn};
use kernel::{Cursor, Outcome, UserId};
use media_contract::{ListMedia, MediaRefusal, MediaView};
use serde::Deserialize;
use validator::Validate;

use crate::Api;

const DEFAULT_LIMIT: u32 = 20;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct UserPath {
    /// The account; others' files are not listed.
    user_id: UserId,
}

#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Rows of a page, 20 unless told, at most 50.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<Cursor>,
}

edge::listing!(
    /// A page of files.
    pub struct MediaList {
        files: Vec<MediaView>,
    }
);

pub async fn list_media(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<UserPath>,
    query: Query<ListQuery>,
) -> Outcome<Json<MediaList>, MediaRefusal> {
    if path.user_id != who.user() {
        return Err(MediaRefusal::NotFound.into());
    }
    let ListQuery { limit, cursor } = query.into_inner();
    let page = api.media.list_media(who.cx(), ListMedia { limit: limit.unwrap_or(DEFAULT_LIMIT), cursor }).await?;
    Ok(Json(page.into()))
}
