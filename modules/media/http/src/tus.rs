//! Uploads that can be resumed: tus 1.0.0, the core protocol with the extensions creation, expiration and termination.

mod begin_upload;
mod cancel_upload;
mod continue_upload;
mod describe_uploads;
mod get_upload;
mod headers;

pub use begin_upload::begin_upload;
pub use cancel_upload::cancel_upload;
pub use continue_upload::continue_upload;
pub use describe_uploads::describe_uploads;
pub use get_upload::get_upload;

use actix_web::http::header::{self, HeaderName, HttpDate};
use kernel::UploadId;
use media_contract::UploadState;
use serde::Deserialize;

/// The version of the protocol.
pub const VERSION: &str = "1.0.0";
/// Its extensions that are spoken here.
const EXTENSIONS: &str = "creation,expiration,termination";

const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// The path of one upload.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
pub struct UploadPath {
    /// The upload.
    #[param(value_type = String, format = Uuid)]
    upload_id: UploadId,
}

/// What every answer about an upload says: how far it has come, and in the end what it became.
fn progress(state: &UploadState) -> Vec<(HeaderName, String)> {
    let became = state.file.map(|file| (header::CONTENT_LOCATION, format!("/media/{file}")));
    let stands = [
        (UPLOAD_OFFSET, state.offset.to_string()),
        (UPLOAD_LENGTH, state.length.to_string()),
        (UPLOAD_EXPIRES, http_date(state)),
    ];
    stands.into_iter().chain(became).collect()
}

/// A date as HTTP writes it (RFC 9110, section 5.6.7).
fn http_date(state: &UploadState) -> String {
    let since_epoch = std::time::Duration::from_secs(u64::try_from(state.expires_at.as_secs()).unwrap_or(0));
    HttpDate::from(std::time::UNIX_EPOCH + since_epoch).to_string()
}
