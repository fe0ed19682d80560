//! `OPTIONS /media/uploads`

use std::sync::Arc;

use actix_web::http::header::HeaderName;
use edge::Anyone;
use kernel::Outcome;
use media_contract::MediaRefusal;

use super::{EXTENSIONS, VERSION};
use crate::Api;
use crate::reply::Tus;

pub async fn describe_uploads(api: Arc<Api>, _who: Anyone) -> Outcome<Tus<204>, MediaRefusal> {
    Ok(Tus(vec![
        (HeaderName::from_static("tus-version"), VERSION.to_owned()),
        (HeaderName::from_static("tus-extension"), EXTENSIONS.to_owned()),
        (HeaderName::from_static("tus-max-size"), api.max_file_bytes().to_string()),
    ]))
}
