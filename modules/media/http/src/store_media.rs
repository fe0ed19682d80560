//! `POST /media/upload`

use std::sync::Arc;

use edge::{Created, SignedIn, Upload};
use kernel::Outcome;
use media_contract::{MediaRefusal, MediaView};

use crate::Api;
use crate::receive::receive;

pub async fn store_media(api: Arc<Api>, who: SignedIn, upload: Upload) -> Outcome<Created<MediaView>, MediaRefusal> {
    let staged = receive(&api, &who, upload).await?;
    let view = api.media.store_media(who.cx(), staged).await?;
    Ok(Created::at(format!("/media/{}", view.file_id), view))
}
