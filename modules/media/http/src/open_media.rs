//! `GET /media/{file_id}`

use std::sync::Arc;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{HttpResponse, HttpResponseBuilder};
use edge::{Anyone, Path, Problem, Query, Raw};
use futures_util::TryStreamExt;
use kernel::{BlobFailure, BlobRange, Caller, Cx, Failure, Outcome, UserId};
use media_contract::{LinkProof, MediaRefusal, OpenMedia, OpenedMedia};
use serde::Deserialize;
use validator::Validate;

use crate::accept::prefers_webp;
use crate::conditional::{Conditions, Plan, plan};
use crate::reply::Bytes;
use crate::{Api, FilePath};

/// How long a content delivery network may answer without asking: so long a link may outlive a block there.
const SHARED_MAX_AGE: (&str, &str) = ("cdn-cache-control", "public, max-age=30");

#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OpenQuery {
    /// `200`, `640`, `1080` or `1920`: the longest side in pixels; the largest there is when absent. `poster`, or a size,
    /// for the picture of a video.
    variant: Option<String>,
    /// From a signed link: for whom it was made.
    #[serde(rename = "for")]
    #[param(value_type = Option<String>, format = Uuid)]
    viewer: Option<UserId>,
    /// From a signed link: until when it works, seconds since the epoch.
    expires: Option<i64>,
    /// From a signed link.
    signature: Option<String>,
}

pub async fn open_media(
    api: Arc<Api>,
    who: Anyone,
    path: Path<FilePath>,
    query: Query<OpenQuery>,
    raw: Raw,
) -> Outcome<Bytes, MediaRefusal> {
    let headers = raw.request.headers();
    let OpenQuery { variant, viewer, expires, signature } = query.into_inner();
    let proof = expires.zip(signature).map(|(expires, signature)| LinkProof { viewer, expires, signature });
    let webp = prefers_webp(text(headers, &header::ACCEPT));
    let open = OpenMedia { file: path.file_id, variant, webp, proof };
    let opened = opened(&api, who.cx(), open).await?;
    let conditions = Conditions {
        if_none_match: text(headers, &header::IF_NONE_MATCH),
        if_range: text(headers, &header::IF_RANGE),
        range: text(headers, &header::RANGE),
    };
    let plan = plan(conditions, &opened.etag, opened.length);
    Ok(Bytes(respond(&api, who.cx(), &opened, plan).await?))
}

/// Where the bytes are, if whoever asks may have them: their owner, whoever holds a link made for somebody who may see
/// the owner still, and whoever is shown the picture.
async fn opened(api: &Api, cx: &Cx, open: OpenMedia) -> Outcome<OpenedMedia, MediaRefusal> {
    let me = cx.caller().user();
    let viewer = open.proof.as_ref().and_then(|proof| proof.viewer);
    let by_link = match api.media.open_media(cx, open.clone()).await {
        Err(Failure::Refused(MediaRefusal::NotFound)) => None,
        other => Some(other?),
    };
    if let Some(opened) = by_link {
        let owner = opened.owner;
        let allowed = match viewer {
            _ if me == Some(owner) => true,
            Some(viewer) if viewer != owner => api.rights.may_see(cx, viewer, owner).await?,
            _ => true,
        };
        if allowed {
            return Ok(opened);
        }
    }
    // Without a link that works, people see what they are shown; a link made for somebody else takes nothing from them.
    if me.is_none() {
        return Err(MediaRefusal::NotFound.into());
    }
    shown(api, cx, OpenMedia { proof: None, ..open }).await
}

async fn shown(api: &Api, cx: &Cx, open: OpenMedia) -> Outcome<OpenedMedia, MediaRefusal> {
    let ourselves = Caller::Service { name: "media".into() };
    let ourselves = Cx::within(ourselves, cx.request_id().clone(), cx.remaining()).with_trace(cx.trace().cloned());
    let file = open.file;
    let opened = api.media.open_media(&ourselves, open).await?;
    let pictures = api.rights.shown(cx, opened.owner).await?;
    let is_shown = pictures.iter().any(|picture| picture.file_id == file);
    Ok(is_shown.then_some(opened).ok_or(MediaRefusal::NotFound)?)
}

async fn respond(api: &Api, cx: &Cx, opened: &OpenedMedia, plan: Plan) -> Outcome<HttpResponse, MediaRefusal> {
    let length = opened.length;
    Ok(match plan {
        Plan::NotModified => head(api, opened, StatusCode::NOT_MODIFIED).finish(),
        Plan::Whole => body(api, opened, None, head(api, opened, StatusCode::OK)).await?,
        Plan::Part(range) => {
            let mut part = head(api, opened, StatusCode::PARTIAL_CONTENT);
            let last = range.end.saturating_sub(1);
            part.insert_header((header::CONTENT_RANGE, format!("bytes {}-{last}/{length}", range.start)));
            body(api, opened, Some(range), part).await?
        }
        Plan::Unsatisfiable => {
            let detail = "The file has no such bytes.";
            let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_satisfiable", detail);
            let mut response = problem.respond(cx.request_id());
            if let Ok(value) = format!("bytes */{length}").parse() {
                response.headers_mut().insert(header::CONTENT_RANGE, value);
            }
            response
        }
    })
}

/// What every answer about the bytes says of them. The type is fixed by the module, and nothing in the bytes may run.
fn head(api: &Api, opened: &OpenedMedia, status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::ETAG, format!("\"{}\"", opened.etag)))
        .insert_header((header::CACHE_CONTROL, format!("private, max-age={}, immutable", opened.max_age_s)))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"));
    if opened.mime.starts_with("image/") {
        response.insert_header((header::VARY, "Accept"));
    }
    if api.behind_cdn {
        response.insert_header(SHARED_MAX_AGE);
    }
    response
}

async fn body(
    api: &Api,
    opened: &OpenedMedia,
    range: Option<BlobRange>,
    mut response: HttpResponseBuilder,
) -> Outcome<HttpResponse, MediaRefusal> {
    let bytes = api.blobs.stream(&opened.blob, range).await.map_err(|failure| match failure {
        // Deleted between the two questions.
        BlobFailure::Missing => MediaRefusal::NotFound.into(),
        other => {
            tracing::warn!(error = %other, "a stored file cannot be read");
            Failure::Unavailable
        }
    })?;
    let length = range.map_or(opened.length, |range| range.end - range.start);
    response.insert_header((header::CONTENT_TYPE, opened.mime.as_str()));
    Ok(response.body(SizedStream::new(length, bytes.map_err(std::io::Error::other))))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
