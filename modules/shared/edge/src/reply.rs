//! Replies: what goes out. They describe themselves in the document.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use kernel::Cx;
use serde::Serialize;
use utoipa::ToSchema;

use crate::document::OperationDoc;

/// Becomes a response.
pub trait Reply: 'static {
    /// The response.
    fn respond(self, cx: &Cx) -> HttpResponse;
    /// Adds itself to the operation's document.
    fn document(doc: &mut OperationDoc);
}

/// 200 with a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Json<T>(pub T);

impl<T: Serialize + ToSchema + 'static> Reply for Json<T> {
    fn respond(self, _cx: &Cx) -> HttpResponse {
        body(StatusCode::OK, &self.0)
    }
    fn document(doc: &mut OperationDoc) {
        doc.json_reply::<T>(200, "Done.");
    }
}

/// 201 with a body and a `Location`; 200 when the request is a repeat of an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Created<T> {
    location: Option<String>,
    body: T,
    replayed: bool,
}

impl<T> Created<T> {
    /// Created, and to be found at `location`.
    pub fn at(location: impl Into<String>, body: T) -> Self {
        Self { location: Some(location.into()), body, replayed: false }
    }
    /// Created; it has no address of its own.
    pub fn new(body: T) -> Self {
        Self { location: None, body, replayed: false }
    }
    /// Says that an earlier request had created it.
    pub fn replayed(mut self, replayed: bool) -> Self {
        self.replayed = replayed;
        self
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for Created<T> {
    fn respond(self, cx: &Cx) -> HttpResponse {
        let repeat = self.replayed || cx.is_replayed();
        let mut response = body(if repeat { StatusCode::OK } else { StatusCode::CREATED }, &self.body);
        if let Some(location) = self.location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            response.headers_mut().insert(header::LOCATION, location);
        }
        response
    }
    fn document(doc: &mut OperationDoc) {
        doc.json_reply::<T>(201, "Created.");
        doc.json_reply::<T>(200, "A repeat of an earlier request; the same answer.");
    }
}

/// 204.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoContent;

impl Reply for NoContent {
    fn respond(self, _cx: &Cx) -> HttpResponse {
        HttpResponse::NoContent().finish()
    }
    fn document(doc: &mut OperationDoc) {
        doc.empty_reply(204, "Done.");
    }
}

/// 202 with a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted<T>(pub T);

impl<T: Serialize + ToSchema + 'static> Reply for Accepted<T> {
    fn respond(self, _cx: &Cx) -> HttpResponse {
        body(StatusCode::ACCEPTED, &self.0)
    }
    fn document(doc: &mut OperationDoc) {
        doc.json_reply::<T>(202, "Accepted; it will be worked on.");
    }
}

/// 101: the connection goes on as a WebSocket.
pub struct Switched(pub HttpResponse);

impl Reply for Switched {
    fn respond(self, _cx: &Cx) -> HttpResponse {
        self.0
    }
    fn document(doc: &mut OperationDoc) {
        doc.empty_reply(101, "The connection goes on as a WebSocket.");
    }
}

/// Any response: bytes and streams.
pub struct Response(pub HttpResponse);

impl Reply for Response {
    fn respond(self, _cx: &Cx) -> HttpResponse {
        self.0
    }
    fn document(doc: &mut OperationDoc) {
        doc.empty_reply(200, "Done.");
    }
}

fn body<T: Serialize>(status: StatusCode, value: &T) -> HttpResponse {
    let mut bytes = Vec::with_capacity(1024);
    if let Err(error) = serde_json::to_writer(&mut bytes, value) {
        tracing::error!(%error, "a reply could not be encoded");
        return HttpResponse::InternalServerError().finish();
    }
    HttpResponse::build(status)
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")))
        .body(bytes)
}
