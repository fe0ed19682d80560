//! Photos of profiles: which of the owner's files are shown, in which order.

use std::sync::Arc;

use actix_web::HttpResponse;
use edge::document::OperationDoc;
use edge::reply::Reply;
use edge::{Body, Created, Json, JsonOrUpload, NoContent, Path, Problem, SignedIn, Upload};
use kernel::{Cx, FileId, Outcome, Picture, async_trait};
use profile_contract::{AddPhoto, GetOwnProfile, ListPhotos, OrderPhotos, ProfileRefusal, RemovePhoto};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::Api;
use crate::whose::{ProfilePath, Whose};

/// Most photos of a profile.
const MOST: usize = 6;

/// Stores uploaded files. They are the media module's, which this crate does not know: the root hands in a way there.
#[async_trait(?Send)]
pub trait PhotoUploads: Send + Sync + 'static {
    /// Reads the form to its end and stores its `file` (or `photo`) as one of the caller's, or says why not.
    async fn store(&self, who: &SignedIn, upload: Upload) -> Result<FileId, Problem>;
}

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

/// A photo was added, or its file could not be stored.
pub struct PhotoAdded(Result<Created<PhotoList>, Problem>);

impl Reply for PhotoAdded {
    fn respond(self, cx: &Cx) -> HttpResponse {
        match self.0 {
            Ok(created) => created.respond(cx),
            Err(problem) => problem.respond(cx.request_id()),
        }
    }

    fn document(doc: &mut OperationDoc) {
        Created::<PhotoList>::document(doc);
        for (status, code, message) in [
            (400, "no_file", "The upload has no part named file or photo."),
            (409, "media_quota_exceeded", "Your files take all the room you have. Delete some first."),
            (413, "file_too_large", "The file is too large."),
            (415, "unsupported_media", "This kind of file is not supported."),
            (422, "image_too_large", "The image has too many pixels."),
            (422, "corrupt_image", "The image is damaged."),
            (422, "explicit_media", "Explicit pictures are not allowed here."),
            (422, "media_rejected", "A moderator has rejected this file."),
        ] {
            doc.problem(status, code, message);
        }
    }
}

pub(crate) async fn add_photo(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<ProfilePath>,
    body: JsonOrUpload<NewPhoto>,
) -> Outcome<PhotoAdded, ProfileRefusal> {
    path.user_id.own(&who)?;
    let (file, position) = match body {
        JsonOrUpload::Json(NewPhoto { file_id, position }) => (file_id, position),
        JsonOrUpload::Upload(upload) => {
            // Nothing is stored for a profile that has no room for it, or is not there.
            let me = api.profiles.get_own_profile(who.cx(), GetOwnProfile {}).await?;
            if me.public.photos.len() >= MOST {
                return Err(ProfileRefusal::TooManyPhotos.into());
            }
            match api.photos.store(&who, upload).await {
                Ok(file) => (file, None),
                Err(problem) => return Ok(PhotoAdded(Err(problem))),
            }
        }
    };
    let photos = api.profiles.add_photo(who.cx(), AddPhoto { file, position }).await?.photos;
    let location = format!("/profiles/{}/photos", who.user());
    Ok(PhotoAdded(Ok(Created::at(location, PhotoList::new(photos, None)))))
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
