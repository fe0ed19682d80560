//! `PATCH /media/uploads/{upload_id}`
//!
//! Whatever has arrived when the connection breaks is kept: that is what resuming is for.

use std::sync::Arc;

use actix_web::error::PayloadError;
use edge::{Path, SignedIn};
use futures_util::StreamExt;
use kernel::Outcome;
use media_contract::{AddPart, GetUpload, MediaRefusal, OpenPart, PartPlace};

use super::headers::NextPart;
use super::{UploadPath, progress};
use crate::Api;
use crate::receive::{paced, unstored};
use crate::reply::Tus;

pub async fn continue_upload(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<UploadPath>,
    part: NextPart,
) -> Outcome<Tus<204>, MediaRefusal> {
    let (upload, offset) = (path.upload_id, part.offset);
    let place = api.media.open_part(who.cx(), OpenPart { upload, offset }).await?;
    let (size, key) = (receive(&api, &place, part).await?, place.key);
    let state = match size {
        0 => api.media.get_upload(who.cx(), GetUpload { upload }).await?,
        size => api.media.add_part(who.cx(), AddPart { upload, offset, size, key }).await?,
    };
    Ok(Tus(progress(&state)))
}

/// Streams the body to its place, as far as it comes; how many bytes that were.
async fn receive(api: &Api, place: &PartPlace, part: NextPart) -> Outcome<u64, MediaRefusal> {
    let mut body = paced(part.raw.payload, place.room);
    let mut writer = None;
    let mut size = 0;
    while let Some(chunk) = body.next().await {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(PayloadError::Overflow) => return Err(MediaRefusal::FileTooLarge.into()),
            Err(_) => break,
        };
        size += chunk.len() as u64;
        let open = match &mut writer {
            Some(open) => open,
            None => writer.insert(api.blobs.create(&place.key).await.map_err(|failure| unstored(&failure))?),
        };
        open.write(chunk).await.map_err(|failure| unstored(&failure))?;
    }
    let Some(writer) = writer else { return Ok(0) };
    writer.finish().await.map_err(|failure| unstored(&failure))?;
    Ok(size)
}
