//! `GET /media/{file_id}`

use std::sync::Arc;

use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{HttpResponse, HttpResponseBuilder};
use edge::{Anyone, Path, Problem, Query, Raw, Response};
use futures_util::TryStreamExt;
use kernel::{BlobFailure, BlobRange, Cx, Failure, Outcome};
use media_contract::{LinkProof, MediaRefusal, OpenMedia, OpenedMedia};
use serde::Deserialize;
use validator::Validate;

use crate::accept::prefers_webp;
use crate::conditional::{Conditions, Plan, plan};
use crate::{Api, FilePath};

#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OpenQuery {
    /// `200`, `640`, `1080` or `1920`: the longest side in pixels; the largest there is when absent.
    variant: Option<String>,
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
) -> Outcome<Response, MediaRefusal> {
    let headers = raw.request.headers();
    let OpenQuery { variant, expires, signature } = query.into_inner();
    let proof = expires.zip(signature).map(|(expires, signature)| LinkProof { expires, signature });
    let webp = prefers_webp(text(headers, &header::ACCEPT));
    let open = OpenMedia { file: path.file_id, variant, webp, proof };
    let opened = api.media.open_media(who.cx(), open).await?;
    let conditions = Conditions {
        if_none_match: text(headers, &header::IF_NONE_MATCH),
        if_range: text(headers, &header::IF_RANGE),
        range: text(headers, &header::RANGE),
    };
    let plan = plan(conditions, &opened.etag, opened.length);
    Ok(Response(respond(&api, who.cx(), &opened, plan).await?))
}

async fn respond(api: &Api, cx: &Cx, opened: &OpenedMedia, plan: Plan) -> Outcome<HttpResponse, MediaRefusal> {
    let length = opened.length;
    Ok(match plan {
        Plan::NotModified => head(opened, StatusCode::NOT_MODIFIED).finish(),
        Plan::Whole => body(api, opened, None, head(opened, StatusCode::OK)).await?,
        Plan::Part(range) => {
            let mut part = head(opened, StatusCode::PARTIAL_CONTENT);
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
fn head(opened: &OpenedMedia, status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response
        .insert_header((header::ETAG, format!("\"{}\"", opened.etag)))
        .insert_header((header::CACHE_CONTROL, format!("private, max-age={}, immutable", opened.max_age_s)))
        .insert_header((header::VARY, "Accept"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"));
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
