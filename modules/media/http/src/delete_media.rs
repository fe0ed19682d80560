//! `DELETE /media/{file_id}`

use std::sync::Arc;

use edge::{Json, Path, SignedIn};
use kernel::Outcome;
use media_contract::{DeleteMedia, MediaRefusal};
use serde::Serialize;

use crate::{Api, FilePath};

/// The file is gone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Deleted {
    /// Always true.
    success: bool,
}

pub async fn delete_media(api: Arc<Api>, who: SignedIn, path: Path<FilePath>) -> Outcome<Json<Deleted>, MediaRefusal> {
    api.media.delete_media(who.cx(), DeleteMedia { file: path.file_id }).await?;
    Ok(Json(Deleted { success: true }))
}
