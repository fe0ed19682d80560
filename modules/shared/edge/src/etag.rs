//! Entity tags (RFC 9110, section 8.8.3): replies that clients need not be sent twice, and writes that hold only for what
//! the client has read.
//!
//! A tag is strong: it is of the very bytes of the body. Where a thing has a version of its own the tag begins with it, so
//! that `If-Match` compares versions while links in the body, which are signed anew now and then, change the rest.

use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse, dev};
use aws_lc_rs::digest;
use kernel::{Cx, UserId};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};

use crate::document::OperationDoc;
use crate::extract::Extract;
use crate::gate::Gate;
use crate::problem::Problem;
use crate::reply::{Json, Reply};

/// Bytes of a body's SHA-256 that a tag carries.
const DIGEST: usize = 16;

/// 200 with a body and an `ETag`, or 304 when the client has that body already.
#[derive(Debug, Clone, PartialEq)]
pub struct Tagged<T> {
    body: T,
    version: Option<i64>,
    cached: Option<&'static str>,
}

impl<T> Tagged<T> {
    /// A body that is tagged by its bytes alone.
    pub fn new(body: T) -> Self {
        Self { body, version: None, cached: None }
    }
    /// A body of a thing that has this version, for [`IfMatch`].
    pub fn of_version(body: T, version: i64) -> Self {
        Self { body, version: Some(version), cached: None }
    }
    /// Says how others may keep it, as `Cache-Control` does; nobody may otherwise.
    pub fn cached(mut self, how: &'static str) -> Self {
        self.cached = Some(how);
        self
    }
}

impl<T: Serialize + ToSchema + 'static> Reply for Tagged<T> {
    fn respond(self, _cx: &Cx) -> HttpResponse {
        let bytes = match serde_json::to_vec(&self.body) {
            Ok(bytes) => bytes,
            Err(error) => {
                tracing::error!(%error, "a reply could not be encoded");
                return HttpResponse::InternalServerError().finish();
            }
        };
        let mut response = HttpResponse::Ok();
        response.insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/json")));
        if let Ok(tag) = HeaderValue::from_str(&tag(self.version, &bytes)) {
            response.insert_header((header::ETAG, tag));
        }
        if let Some(cached) = self.cached {
            response.insert_header((header::CACHE_CONTROL, HeaderValue::from_static(cached)));
        }
        response.body(bytes)
    }

    fn document(doc: &mut OperationDoc) {
        Json::<T>::document(doc);
        doc.empty_reply(304, "The client has this body already.");
        let about = "Entity tags of bodies that the client has; 304 without a body when it is one of them.";
        doc.parameters(vec![header_parameter("If-None-Match", about)]);
    }
}

fn tag(version: Option<i64>, body: &[u8]) -> String {
    let digest = digest::digest(&digest::SHA256, body);
    let mut tag = String::with_capacity(2 * DIGEST + 24);
    tag.push('"');
    if let Some(version) = version {
        tag.push_str(&version.to_string());
        tag.push('.');
    }
    for byte in digest.as_ref().iter().take(DIGEST) {
        for digit in [byte >> 4, byte & 15] {
            tag.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    tag.push('"');
    tag
}

/// Which versions of a thing a write is meant for (`If-Match`). Tags are compared strongly (RFC 9110, section 8.8.3.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IfMatch(Option<Vec<i64>>);

impl IfMatch {
    /// The versions; `None` when any will do. None of them fits when the client named other things.
    pub fn into_versions(self) -> Option<Vec<i64>> {
        self.0
    }

    fn of(headers: &HeaderMap) -> Self {
        let tags = listed(headers, &header::IF_MATCH);
        if tags.is_empty() && !headers.contains_key(header::IF_MATCH) || tags.contains(&"*") {
            return Self(None);
        }
        let version = |tag: &&str| tag.strip_prefix('"')?.strip_suffix('"')?.split_once('.')?.0.parse().ok();
        Self(Some(tags.iter().filter_map(version).collect()))
    }
}

impl Extract for IfMatch {
    async fn extract(
        _gate: &Gate,
        request: &HttpRequest,
        _payload: &mut dev::Payload,
        _actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        Ok(Self::of(request.headers()))
    }

    fn document(doc: &mut OperationDoc) {
        let about = "The `ETag` of what the client has read; 412 when it has changed since.";
        doc.parameters(vec![header_parameter("If-Match", about)]);
    }
}

/// The answer for a client that has this very body already; `None` for everybody else.
pub(crate) fn unchanged(request: &HttpRequest, response: &HttpResponse) -> Option<HttpResponse> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    let tag = response.headers().get(header::ETAG).filter(|_| safe && response.status() == StatusCode::OK)?;
    let current = weak(tag.to_str().ok()?);
    let known = listed(request.headers(), &header::IF_NONE_MATCH);
    if !known.iter().any(|known| *known == "*" || weak(known) == current) {
        return None;
    }
    let mut answer = HttpResponse::NotModified();
    for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
        if let Some(value) = response.headers().get(&name) {
            answer.insert_header((name, value.clone()));
        }
    }
    Some(answer.finish())
}

/// A tag as it is compared weakly.
fn weak(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// The members of a header that is a list, over all its lines.
fn listed<'r>(headers: &'r HeaderMap, name: &header::HeaderName) -> Vec<&'r str> {
    let lines = headers.get_all(name).filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|tag| !tag.is_empty()).collect()
}

fn header_parameter(name: &str, about: &str) -> Parameter {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(about))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::Anyone;
    use crate::routes::Routes;
    use crate::testing::{KnownTokens, app};
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use kernel::{NoRefusal, Outcome};
    use std::sync::Arc;

    async fn read(_state: Arc<()>, _who: Anyone) -> Outcome<Tagged<&'static str>, NoRefusal> {
        Ok(Tagged::of_version("body", 7).cached("public, max-age=60"))
    }

    async fn write(_state: Arc<()>, _who: Anyone, only: IfMatch) -> Outcome<Json<Vec<i64>>, NoRefusal> {
        Ok(Json(only.into_versions().unwrap_or_else(|| vec![-1])))
    }

    async fn ask(method: Method, headers: &[(&'static str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
        let routes: Routes =
            Routes::new("test", "Test", "", ()).get("/thing", read, "Reads.").put("/thing", write, "Writes.").into();
        let service = init_service(app(&routes, KnownTokens::default())).await;
        let mut request = TestRequest::with_uri("/thing").method(method);
        for header in headers {
            request = request.append_header(*header);
        }
        let response = call_service(&service, request.to_request()).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, read_body(response).await.to_vec())
    }

    #[actix_web::test]
    async fn a_body_is_sent_once() {
        let (status, headers, body) = ask(Method::GET, &[]).await;
        let tag = headers.get("etag").unwrap().to_str().unwrap().to_owned();
        assert_eq!((status, &body[..], tag.len()), (200, &b"\"body\""[..], 2 + 2 + 32));
        assert_eq!(headers.get("cache-control").unwrap(), "public, max-age=60");
        let weak = format!("\"other\", W/{tag}");
        for known in [tag.as_str(), "*", &weak] {
            for method in [Method::GET, Method::HEAD] {
                let (status, headers, body) = ask(method, &[("if-none-match", known)]).await;
                assert_eq!((status, body.len()), (304, 0), "{known}");
                assert_eq!(headers.get("etag").unwrap().to_str().unwrap(), tag);
                assert!(headers.contains_key("x-request-id") && !headers.contains_key("content-type"));
            }
        }
        for other in ["\"other\"", tag.trim_matches('"'), "", "\"7\""] {
            assert_eq!(ask(Method::GET, &[("if-none-match", other)]).await.0, 200, "{other}");
        }
    }

    #[actix_web::test]
    async fn a_write_names_the_versions_it_is_meant_for() {
        let versions = async |headers: &[(&'static str, &str)]| ask(Method::PUT, headers).await.2;
        assert_eq!(versions(&[]).await, b"[-1]");
        assert_eq!(versions(&[("if-match", "*")]).await, b"[-1]");
        assert_eq!(versions(&[("if-match", "\"7.abc\"")]).await, b"[7]");
        assert_eq!(versions(&[("if-match", "\"7.a\" , \"8.b\""), ("if-match", "\"-9.c\"")]).await, b"[7,8,-9]");
        for strange in ["W/\"7.abc\"", "7.abc", "\"abc\"", "\"x.y\"", "\"", ""] {
            assert_eq!(versions(&[("if-match", strange)]).await, b"[]", "{strange:?} is no version of ours");
        }
        assert_eq!(ask(Method::PUT, &[("if-none-match", "*")]).await.0, 200, "only reads have nothing to send");
    }

    #[test]
    fn tags_differ_with_the_body_and_with_the_version() {
        assert_eq!(tag(None, b"a"), tag(None, b"a"));
        assert_ne!(tag(None, b"a"), tag(None, b"b"));
        assert_ne!(tag(Some(1), b"a"), tag(Some(2), b"a"));
    }
}
