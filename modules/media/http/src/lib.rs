//! The media module's public HTTP operations: upload, download, list, delete.
//!
//! Bytes never pass the contract. Uploads are streamed into the [`Blobs`] port and downloads out of it; the contract is
//! asked what to make of them and whether they may be served.

mod accept;
mod conditional;
mod delete_media;
mod list_media;
mod open_media;
mod receive;
mod store_media;

use std::sync::Arc;

use edge::{Class, Routes};
use kernel::{Blobs, FileId};
use media_contract::MediaFiles;
use serde::Deserialize;

/// What the operations need.
pub struct Api {
    /// The media module.
    pub media: Arc<dyn MediaFiles>,
    /// Where bytes flow to and from.
    pub blobs: Arc<dyn Blobs>,
    /// Most bytes of an uploaded file.
    pub max_upload_bytes: u64,
}

/// The route table.
pub fn routes(api: Api) -> Routes {
    Routes::new("media", "Media", "Pictures: upload, renditions, signed links.", api)
        .post("/media/upload", store_media::store_media, "Stores a picture sent as multipart `file` or `photo`.")
        .limited(Class::Upload)
        .get("/media/user/{user_id}", list_media::list_media, "The caller's files, newest first.")
        .get("/media/{file_id}", open_media::open_media, "The bytes of a picture, for its owner or by signed link.")
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
