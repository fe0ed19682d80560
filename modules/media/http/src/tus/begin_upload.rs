//! `POST /media/uploads`

use std::sync::Arc;

use actix_web::http::header;
use edge::SignedIn;
use kernel::Outcome;
use media_contract::{BeginUpload, MediaRefusal};

use super::headers::Announced;
use super::progress;
use crate::Api;
use crate::reply::Tus;

pub async fn begin_upload(api: Arc<Api>, who: SignedIn, announced: Announced) -> Outcome<Tus<201>, MediaRefusal> {
    let Announced { length, filename } = announced;
    let state = api.media.begin_upload(who.cx(), BeginUpload { length, filename }).await?;
    let mut headers = progress(&state);
    headers.push((header::LOCATION, format!("/media/uploads/{}", state.upload)));
    Ok(Tus(headers))
}
