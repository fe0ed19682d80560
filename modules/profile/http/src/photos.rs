//! Photos of profiles: which of the owner's files are shown, in which order.

use std::sync::Arc;

use edge::{Body, Created, Json, NoContent, Path, SignedIn};
use kernel::{FileId, Outcome, Picture};
use profile_contract::{AddPhoto, ListPhotos, OrderPhotos, ProfileRefusal, RemovePhoto};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::Api;
use crate::whose::{ProfilePath, Whose};

edge::listing!(
    /// A profile's photos, the avatar first; never more than one page.
    pub struct PhotoList {
        photos: Vec<Picture>,
    }
);

/// One of the caller's files, to be shown.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct NewPhoto {
    /// An uploaded file.
    file_id: FileId,
    /// 0 makes it the avatar; last when absent.
    position: Option<u32>,
}

/// All of the profile's photos, each once.
#[derive(Debug, Deserialize, Validate, ToSchema)]
pub struct PhotoOrder {
    /// The first becomes the avatar.
    file_ids: Vec<FileId>,
}

/// The path of a photo.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PhotoPath {
    /// The caller's id, or `me`.
    #[param(value_type = String)]
    user_id: Whose,
    /// The photo's file.
    #[param(value_type = String, format = Uuid)]
    file_id: FileId,
}

pub(crate) async fn list_photos(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
) -> Outcome<Json<PhotoList>, ProfileRefusal> {
    let request = ListPhotos { user: path.user_id.user(&who) };
    Ok(Json(PhotoList::new(api.profiles.list_photos(who.cx(), request).await?.photos, None)))
}

pub(crate) async fn add_photo(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
    body: Body<NewPhoto>,
) -> Outcome<Created<PhotoList>, ProfileRefusal> {
    path.user_id.own(&who)?;
    let request = AddPhoto { file: body.file_id, position: body.position };
    let photos = api.profiles.add_photo(who.cx(), request).await?.photos;
    Ok(Created::at(format!("/profiles/{}/photos", who.user()), PhotoList::new(photos, None)))
}

pub(crate) async fn order_photos(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
    body: Body<PhotoOrder>,
) -> Outcome<Json<PhotoList>, ProfileRefusal> {
    path.user_id.own(&who)?;
    let request = OrderPhotos { files: body.into_inner().file_ids };
    Ok(Json(PhotoList::new(api.profiles.order_photos(who.cx(), request).await?.photos, None)))
}

pub(crate) async fn remove_photo(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<PhotoPath>,
) -> Outcome<NoContent, ProfileRefusal> {
    path.user_id.own(&who)?;
    api.profiles.remove_photo(who.cx(), RemovePhoto { file: path.file_id }).await?;
    Ok(NoContent)
}
