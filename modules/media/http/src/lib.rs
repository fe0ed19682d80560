//! The media module's public HTTP operations: upload (at once, or resumable by tus), download, list, delete.
//!
//! Bytes never pass the contract. Uploads are streamed into the [`Blobs`] port and downloads out of it; the contract is
//! asked what to make of them, and the [`Rights`] port who may see whose.

mod accept;
mod conditional;
mod delete_media;
mod list_media;
mod open_media;
mod receive;
mod reply;
mod rights;
mod store_media;
mod tus;

use std::sync::Arc;

use edge::{Class, Routes};
use kernel::{Blobs, FileId};
use media_contract::MediaFiles;
use serde::Deserialize;

pub use receive::receive;
pub use rights::Rights;

/// What the operations need.
pub struct Api {
    /// The media module.
    pub media: Arc<dyn MediaFiles>,
    /// Where bytes flow to and from.
    pub blobs: Arc<dyn Blobs>,
    /// Who may see whose files.
    pub rights: Arc<dyn Rights>,
    /// Most bytes of an uploaded picture, and of anything whose kind is not known.
    pub max_upload_bytes: u64,
    /// Most bytes of an uploaded video.
    pub max_video_bytes: u64,
    /// Whether links lead to a content delivery network.
    pub behind_cdn: bool,
}

impl Api {
    /// Most bytes of any file.
    fn max_file_bytes(&self) -> u64 {
        self.max_upload_bytes.max(self.max_video_bytes)
    }
}

/// The route table.
pub fn routes(api: Api) -> Routes {
    Routes::new("media", "Media", "Pictures and videos: uploads, renditions, signed links.", api)
        .post(
            "/media/upload",
            store_media::store_media,
            "Stores a picture or video sent as multipart `file` or `photo`.",
        )
        .limited(Class::Upload)
        .options("/media/uploads", tus::describe_uploads, "What resumable uploads (tus 1.0.0) can do here.")
        .post("/media/uploads", tus::begin_upload, "Announces an upload that arrives in parts.")
        .limited(Class::Upload)
        .get("/media/uploads/{upload_id}", tus::get_upload, "How far an upload has come, in headers; for `HEAD` too.")
        .patch("/media/uploads/{upload_id}", tus::continue_upload, "Adds bytes to an upload; the last make it a file.")
        .delete("/media/uploads/{upload_id}", tus::cancel_upload, "Gives an upload up.")
        .get("/media/user/{user_id}", list_media::list_media, "Somebody's files that the caller may see, newest first.")
        .get(
            "/media/{file_id}",
            open_media::open_media,
            "The bytes of a file, for whoever may see it or by signed link.",
        )
        .limited(Class::File)
        .delete("/media/{file_id}", delete_media::delete_media, "Removes a file with all its variants.")
        .into()
}

/// The path of one file.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
struct FilePath {
    /// The file.
    file_id: FileId,
}
