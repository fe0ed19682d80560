//! One file a contract method.

mod add_part;
mod begin_upload;
mod cancel_upload;
mod delete_media;
mod describe_media;
mod erase_user;
mod export_user;
mod get_media;
mod get_upload;
mod list_media;
mod list_reviews;
mod open_media;
mod open_part;
mod review_media;
pub(crate) mod store_media;

use kernel::{Cx, Failure, UserId};
use media_contract::MediaRefusal;

/// The person who uploads. To anybody else no upload exists.
fn uploader(cx: &Cx) -> Result<UserId, Failure<MediaRefusal>> {
    cx.caller().user().ok_or_else(|| MediaRefusal::UploadNotFound.into())
}
