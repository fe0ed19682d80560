//! `GET /media/user/{user_id}`

use std::sync::Arc;

use edge::{Json, Path, Query, SignedIn};
use kernel::{Cursor, FileId, Outcome, Picture, PictureVariant, UserId};
use media_contract::{ListMedia, MediaKind, MediaRefusal, MediaView};
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{AnyOfBuilder, Schema};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};
use validator::Validate;

use crate::Api;

const DEFAULT_LIMIT: u32 = 20;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct UserPath {
    /// The account. Of others only the pictures that they show to the caller are listed.
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

/// A picture that somebody else shows.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SharedMedia {
    /// The file.
    file_id: FileId,
    /// A link to the largest variant, for the caller alone.
    url: String,
    /// What it is.
    kind: MediaKind,
    /// Width of the upright picture in pixels.
    width: u32,
    /// Height of the upright picture in pixels.
    height: u32,
    /// A tiny placeholder in the BlurHash format.
    blurhash: String,
    /// All sizes, smallest first.
    variants: Vec<PictureVariant>,
}

impl From<Picture> for SharedMedia {
    fn from(picture: Picture) -> Self {
        let Picture { file_id, url, width, height, blurhash, variants } = picture;
        Self { file_id, url, kind: MediaKind::Image, width, height, blurhash, variants }
    }
}

/// The caller's own file with all there is, or somebody else's picture.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum ListedMedia {
    /// The caller's own.
    Own(Box<MediaView>),
    /// Somebody else's.
    Shared(Box<SharedMedia>),
}

impl PartialSchema for ListedMedia {
    fn schema() -> RefOr<Schema> {
        let [own, shared] = [MediaView::name(), SharedMedia::name()].map(Ref::from_schema_name);
        let description = "One's own file with all there is, or a picture that somebody else shows.";
        AnyOfBuilder::new().item(own).item(shared).description(Some(description)).into()
    }
}

impl ToSchema for ListedMedia {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((MediaView::name().into_owned(), MediaView::schema()));
        schemas.push((SharedMedia::name().into_owned(), SharedMedia::schema()));
        MediaView::schemas(schemas);
        SharedMedia::schemas(schemas);
    }
}

edge::listing!(
    /// A page of files.
    pub struct MediaList {
        files: Vec<ListedMedia>,
    }
);

pub async fn list_media(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<UserPath>,
    query: Query<ListQuery>,
) -> Outcome<Json<MediaList>, MediaRefusal> {
    if path.user_id != who.user() {
        let mut shown = api.rights.shown(who.cx(), path.user_id).await?;
        // Ids grow with time. There are never more than one page of them.
        shown.sort_by_key(|picture| std::cmp::Reverse(picture.file_id));
        let files = shown.into_iter().map(|picture| ListedMedia::Shared(Box::new(picture.into()))).collect();
        return Ok(Json(MediaList::new(files, None)));
    }
    let ListQuery { limit, cursor } = query.into_inner();
    let page = api.media.list_media(who.cx(), ListMedia { limit: limit.unwrap_or(DEFAULT_LIMIT), cursor }).await?;
    Ok(Json(page.map(|file| ListedMedia::Own(Box::new(file))).into()))
}
