//! `GET` and `HEAD /media/uploads/{upload_id}`

use std::sync::Arc;

use edge::{Path, SignedIn};
use kernel::Outcome;
use media_contract::{GetUpload, MediaRefusal};

use super::{UploadPath, progress};
use crate::Api;
use crate::reply::Tus;

pub async fn get_upload(api: Arc<Api>, who: SignedIn, path: Path<UploadPath>) -> Outcome<Tus<200>, MediaRefusal> {
    let state = api.media.get_upload(who.cx(), GetUpload { upload: path.upload_id }).await?;
    Ok(Tus(progress(&state)))
}
