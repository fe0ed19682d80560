//! `DELETE /media/uploads/{upload_id}`

use std::sync::Arc;

use edge::{Path, SignedIn};
use kernel::Outcome;
use media_contract::{CancelUpload, MediaRefusal};

use super::UploadPath;
use super::headers::Spoken;
use crate::Api;
use crate::reply::Tus;

pub async fn cancel_upload(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<UploadPath>,
    _spoken: Spoken,
) -> Outcome<Tus<204>, MediaRefusal> {
    api.media.cancel_upload(who.cx(), CancelUpload { upload: path.upload_id }).await?;
    Ok(Tus(Vec::new()))
}
