//! Cross-origin requests (WHATWG Fetch, section 3.2): which pages of other origins may read answers. A request without
//! `Origin` pays two looks at its headers for it.

use std::sync::Arc;

use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, HttpResponse};

use crate::origins::Origins;
use crate::problem::Problem;
use crate::routes::plain;

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
/// What requests may carry.
const CARRIED: &str = "authorization, content-type, if-match, if-none-match, range, idempotency-key, x-request-id, traceparent, \
     tus-resumable, upload-length, upload-offset, upload-metadata";
/// What pages may read of answers besides what they always may.
const EXPOSED: &str = "location, etag, retry-after, x-request-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset, \
     content-location, tus-resumable, tus-version, tus-extension, tus-max-size, upload-length, upload-offset, \
     upload-expires";
/// Seconds that a browser remembers an answer to a preflight.
const REMEMBERED: &str = "3600";

/// Lets pages of some other origins call, with credentials.
#[derive(Debug, Clone)]
pub struct Cors {
    origins: Arc<Origins>,
}

impl Cors {
    /// Lets pages of these origins.
    pub fn new(origins: Origins) -> Self {
        Self { origins: Arc::new(origins) }
    }

    /// Serves a request; for `App::wrap_fn`.
    pub fn serve<S>(
        &self,
        request: ServiceRequest,
        app: &S,
    ) -> impl Future<Output = Result<ServiceResponse, Error>> + use<S>
    where
        S: Service<ServiceRequest, Response = ServiceResponse, Error = Error>,
    {
        let origin = self.origin(request.headers());
        let preflight = request.method() == Method::OPTIONS
            && origin.is_some()
            && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
        let answering = if preflight { Err(request) } else { Ok(app.call(request)) };
        async move {
            let mut response = match answering {
                Ok(call) => call.await?,
                Err(request) => {
                    let answer = answer_preflight(&request, origin.as_ref());
                    request.into_response(answer)
                }
            };
            announce(origin, response.headers_mut());
            Ok(response)
        }
    }

    /// Who asks, if a page does, and whether it may read the answer.
    fn origin(&self, headers: &HeaderMap) -> Option<Origin> {
        let origin = headers.get(header::ORIGIN)?;
        let admitted = origin.to_str().is_ok_and(|origin| self.origins.admit(origin, None));
        Some(if admitted { Origin::Admitted(origin.clone()) } else { Origin::Foreign })
    }
}

enum Origin {
    Admitted(HeaderValue),
    Foreign,
}

fn answer_preflight(request: &ServiceRequest, origin: Option<&Origin>) -> HttpResponse {
    if !matches!(origin, Some(Origin::Admitted(_))) {
        let detail = "Pages of this origin may not call.";
        return plain(request.request(), &Problem::new(StatusCode::FORBIDDEN, "origin_not_allowed", detail));
    }
    HttpResponse::NoContent()
        .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(METHODS)))
        .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(CARRIED)))
        .insert_header((header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(REMEMBERED)))
        .finish()
}

fn announce(origin: Option<Origin>, headers: &mut HeaderMap) {
    let stored = || headers.get(header::CACHE_CONTROL).is_none_or(|value| value != "no-store");
    // An answer that a cache keeps without an origin must not be handed to a page that needs one.
    if origin.is_some() || stored() {
        headers.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    if let Some(Origin::Admitted(origin)) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
    }
}
