//! The one error shape: `application/problem+json` (RFC 9457) with a stable `code` and a `request_id`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use kernel::{Failure, FieldError, Refusal, RefusalKind, RequestId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// An error on its way to the client. Never an exception's text, a path or SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: String,
    title: &'static str,
    detail: String,
    errors: Box<[FieldError]>,
    retry_after: Option<u64>,
    resets_at: Option<Timestamp>,
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// `about:blank`, or a page about this kind of problem.
    #[serde(rename = "type")]
    pub kind: &'a str,
    /// The status in words.
    pub title: &'a str,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, for people.
    pub detail: &'a str,
    /// What is wrong, for programs: stable, snake_case.
    pub code: &'a str,
    /// The same text as `detail`.
    pub error: &'a str,
    /// Names this request in the server's log.
    pub request_id: &'a str,
    /// The fields at fault.
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    pub errors: &'a [FieldError],
    /// Seconds after which to try again, with 429 and 503.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// When a quota that is used up is whole again, with 429.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resets_at: Option<Timestamp>,
}

impl Problem {
    /// A problem with a status, its stable code, and words for people.
    pub fn new(status: StatusCode, code: impl Into<String>, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        let (code, detail) = (code.into(), detail.into());
        Self { status, code, title, detail, errors: Box::default(), retry_after: None, resets_at: None }
    }
    /// 400.
    pub fn malformed(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }
    /// 401.
    pub fn unauthenticated(code: &str, detail: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, detail)
    }
    /// 403.
    pub fn forbidden(code: &str, detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }
    /// 404 for a path that leads nowhere.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }
    /// 405.
    pub fn method_not_allowed() -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "This method is not allowed here.")
    }
    /// 413.
    pub fn too_large(limit: usize) -> Self {
        let detail = format!("The body is larger than {limit} bytes.");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }
    /// 422 with the fields at fault.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(StatusCode::UNPROCESSABLE_ENTITY, "validation_failed", "Some fields break a rule.");
        problem.errors = errors.into();
        problem
    }
    /// 429.
    pub fn rate_limited(retry_after_s: u64) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "Too many requests; slow down.");
        problem.retry_after = Some(retry_after_s);
        problem
    }
    /// 503.
    pub fn unavailable() -> Self {
        let mut problem =
            Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "This is not available now; try again soon.");
        problem.retry_after = Some(1);
        problem
    }
    /// 503 when the time for a request ran out.
    pub fn timed_out() -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "timeout", "This took too long; try again soon.");
        problem.retry_after = Some(1);
        problem
    }

    /// The status it will be sent with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What a contract call's failure looks like from outside.
    pub fn from_failure<R: Refusal>(failure: &Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => {
                let doc = refusal.doc();
                let mut problem = Self::new(status_of(doc.kind), doc.code, doc.message);
                problem.errors = refusal.fields().into();
                problem.retry_after = refusal.retry_after_s();
                problem.resets_at = refusal.resets_at();
                problem
            }
            Failure::IdempotencyMismatch => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency_mismatch",
                "This Idempotency-Key was used with another request.",
            ),
            Failure::Unavailable | Failure::Unrecognized => Self::unavailable(),
            Failure::DeadlineExceeded => Self::timed_out(),
            Failure::Internal { incident } => {
                let detail = format!("Something broke on our side; it is logged as {incident}.");
                Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal_error", detail)
            }
        }
    }

    /// The response for a request.
    pub fn respond(&self, request_id: &RequestId) -> HttpResponse {
        let body = ProblemBody {
            kind: "about:blank",
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            code: &self.code,
            error: &self.detail,
            request_id: request_id.as_str(),
            errors: &self.errors,
            retry_after: self.retry_after,
            resets_at: self.resets_at,
        };
        let mut response = HttpResponse::build(self.status);
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json")));
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds.to_string()));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        if self.status == StatusCode::PAYLOAD_TOO_LARGE {
            // What is left of the body is not worth reading.
            response.force_close();
        }
        tracing::debug!(status = self.status.as_u16(), code = self.code, "request refused");
        response.body(serde_json::to_vec(&body).unwrap_or_default())
    }
}

/// The HTTP status of each kind of refusal.
pub fn status_of(kind: RefusalKind) -> StatusCode {
    match kind {
        RefusalKind::Malformed => StatusCode::BAD_REQUEST,
        RefusalKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        RefusalKind::Forbidden => StatusCode::FORBIDDEN,
        RefusalKind::NotFound => StatusCode::NOT_FOUND,
        RefusalKind::Conflict => StatusCode::CONFLICT,
        RefusalKind::Gone => StatusCode::GONE,
        RefusalKind::Stale => StatusCode::PRECONDITION_FAILED,
        RefusalKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        RefusalKind::UnsupportedMedia => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        RefusalKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        RefusalKind::Throttled => StatusCode::TOO_MANY_REQUESTS,
        RefusalKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
    }
}
