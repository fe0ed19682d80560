//! Extractors: what comes in. They parse, validate and describe themselves in the document.

use std::ops::Deref;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, dev, web};
use futures_util::StreamExt;
use kernel::{FieldError, UserId};
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use utoipa::openapi::path::ParameterIn;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::document::OperationDoc;
use crate::gate::Gate;
use crate::problem::Problem;
use crate::validation;

/// Reads a part of a request.
pub trait Extract: Sized + 'static {
    /// Whether the operation streams and so gets more time.
    const STREAMS: bool = false;
    /// Reads it, or says what is wrong with it. `actor` is the signed-in person.
    fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> impl Future<Output = Result<Self, Problem>>;
    /// Adds itself to the operation's document.
    fn document(doc: &mut OperationDoc);
}

macro_rules! wrapper {
    ($( $(#[$meta:meta])* $Name:ident; )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        pub struct $Name<T>(pub T);
        impl<T> $Name<T> {
            /// The value.
            pub fn into_inner(self) -> T { self.0 }
        }
        impl<T> Deref for $Name<T> {
            type Target = T;
            fn deref(&self) -> &T { &self.0 }
        }
    )+ };
}

wrapper! {
    /// The path's variables. One that does not parse leads nowhere: 404.
    Path;
    /// The query. One that does not parse: 400. A foreign `user_id`: 403 `actor_mismatch`.
    Query;
    /// A JSON body. Malformed: 400; a field that breaks a rule or names server-owned data: 422; a foreign `user_id`:
    /// 403 `actor_mismatch`.
    Body;
    /// A JSON body whose `user_id` names somebody else; otherwise like [`Body`].
    BodyAbout;
}

impl<T: DeserializeOwned + IntoParams + 'static> Extract for Path<T> {
    async fn extract(
        _gate: &Gate,
        request: &HttpRequest,
        _payload: &mut dev::Payload,
        _actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        let path = web::Path::<T>::extract(request).await.map_err(|_| Problem::not_found())?;
        Ok(Self(path.into_inner()))
    }

    fn document(doc: &mut OperationDoc) {
        doc.parameters(T::into_params(|| Some(ParameterIn::Path)));
        doc.problem(404, "not_found", "There is nothing here.");
    }
}

impl<T: DeserializeOwned + Validate + IntoParams + 'static> Extract for Query<T> {
    async fn extract(
        _gate: &Gate,
        request: &HttpRequest,
        _payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        #[derive(Deserialize)]
        struct Named {
            user_id: Option<String>,
        }
        let query = request.query_string();
        if query.contains("user_id=")
            && let Ok(Named { user_id: Some(named) }) = serde_urlencoded::from_str(query)
        {
            same_actor(&named, actor)?;
        }
        let value: T = serde_urlencoded::from_str(query)
            .map_err(|error| Problem::malformed("bad_query", format!("The query is not valid: {error}.")))?;
        value.validate().map_err(|errors| Problem::invalid(validation::fields(&errors)))?;
        Ok(Self(value))
    }

    fn document(doc: &mut OperationDoc) {
        doc.parameters(T::into_params(|| Some(ParameterIn::Query)));
        doc.problem(400, "bad_query", "The query is not valid.");
        doc.problem(422, "validation_failed", "Some fields break a rule.");
    }
}

impl<T: DeserializeOwned + Validate + ToSchema + 'static> Extract for Body<T> {
    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        let (value, top) = json(gate, request, payload).await?;
        if let Some(named) = top.user_id {
            same_actor(&named, actor)?;
        }
        Ok(Self(value))
    }

    fn document(doc: &mut OperationDoc) {
        doc.json_body::<T>();
    }
}

impl<T: DeserializeOwned + Validate + ToSchema + 'static> Extract for BodyAbout<T> {
    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        _actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        Ok(Self(json(gate, request, payload).await?.0))
    }

    fn document(doc: &mut OperationDoc) {
        doc.json_body::<T>();
    }
}

/// The request as it came, for WebSocket upgrades.
pub struct Raw {
    /// Head.
    pub request: HttpRequest,
    /// Body.
    pub payload: web::Payload,
}

impl Extract for Raw {
    const STREAMS: bool = true;

    async fn extract(
        _gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        _actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        let payload = web::Payload::from_request(request, payload).await;
        Ok(Self { request: request.clone(), payload: payload.map_err(|_| Problem::unavailable())? })
    }

    fn document(_doc: &mut OperationDoc) {}
}

/// A `multipart/form-data` body that is read as it arrives.
pub struct Upload(pub Raw);

impl Extract for Upload {
    const STREAMS: bool = true;

    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        if !is_form(request) {
            let detail = "Send multipart/form-data.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_content_type", detail));
        }
        Raw::extract(gate, request, payload, actor).await.map(Self)
    }

    fn document(doc: &mut OperationDoc) {
        doc.upload_body();
    }
}

/// A JSON body like [`Body`], or a `multipart/form-data` body like [`Upload`]: one operation that takes both.
pub enum JsonOrUpload<T> {
    /// JSON came.
    Json(T),
    /// A form comes.
    Upload(Upload),
}

impl<T: DeserializeOwned + Validate + ToSchema + 'static> Extract for JsonOrUpload<T> {
    const STREAMS: bool = true;

    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        if is_form(request) {
            return Upload::extract(gate, request, payload, actor).await.map(Self::Upload);
        }
        let Body(json) = Body::extract(gate, request, payload, actor).await?;
        Ok(Self::Json(json))
    }

    fn document(doc: &mut OperationDoc) {
        doc.json_or_upload_body::<T>();
    }
}

/// Names of data that only the server writes.
const SERVER_OWNED: [&str; 13] = [
    "is_verified",
    "verified",
    "role",
    "roles",
    "is_admin",
    "is_moderator",
    "is_banned",
    "banned",
    "completeness",
    "created_at",
    "updated_at",
    "password_hash",
    "compatibility_score",
];

/// The top level of a body: who it names, and what it may not name.
#[derive(Default)]
struct Top {
    user_id: Option<String>,
    forbidden: Vec<FieldError>,
}

impl<'de> Deserialize<'de> for Top {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Top;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Top, A::Error> {
                let mut top = Top::default();
                while let Some(key) = map.next_key::<std::borrow::Cow<'de, str>>()? {
                    if key == "user_id" {
                        top.user_id = Some(map.next_value::<serde_json::Value>()?.as_str().unwrap_or("").to_owned());
                        continue;
                    }
                    map.next_value::<IgnoredAny>()?;
                    if SERVER_OWNED.contains(&key.as_ref()) {
                        top.forbidden.push(FieldError::new(key, "server_owned", "Only the server writes this field."));
                    }
                }
                Ok(top)
            }
        }
        deserializer.deserialize_map(Keys)
    }
}

async fn json<T: DeserializeOwned + Validate>(
    gate: &Gate,
    request: &HttpRequest,
    payload: &mut dev::Payload,
) -> Result<(T, Top), Problem> {
    if !is_json(request) {
        let detail = "Send application/json.";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_content_type", detail));
    }
    let bytes = read(request, payload, gate.settings.body_limit).await?;
    let malformed = |error: &serde_json::Error| {
        Problem::malformed("malformed_json", format!("The body is not valid JSON for this operation: {error}."))
    };
    let top: Top = serde_json::from_slice(&bytes).map_err(|error| malformed(&error))?;
    if !top.forbidden.is_empty() {
        return Err(Problem::invalid(top.forbidden));
    }
    let value: T = serde_json::from_slice(&bytes).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Problem::invalid(vec![validation::of_serde(&error)]),
        // The grammar knows numbers of any size; only the field does not.
        _ if error.to_string().starts_with("number out of range") => {
            Problem::invalid(vec![validation::of_serde(&error)])
        }
        _ => malformed(&error),
    })?;
    value.validate().map_err(|errors| Problem::invalid(validation::fields(&errors)))?;
    Ok((value, top))
}

/// The edge has read a request's body and given its operation another one, which may be as good as none.
pub(crate) struct GivenBody(pub(crate) bool);

/// Whether a body comes along; for operations that can do without.
pub fn has_body(request: &HttpRequest) -> bool {
    if let Some(GivenBody(given)) = request.extensions().get() {
        return *given;
    }
    let headers = request.headers();
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    headers.contains_key(header::TRANSFER_ENCODING) || length.is_some_and(|length| length != "0")
}

/// Whether the body says that it is a form with files.
fn is_form(request: &HttpRequest) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    kind.to_ascii_lowercase().starts_with("multipart/form-data")
}

/// Whether the body is JSON, or at least does not say that it is something else.
pub(crate) fn is_json(request: &HttpRequest) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = kind.and_then(|kind| kind.split(';').next()).map(|kind| kind.trim().to_ascii_lowercase());
    essence.is_none_or(|kind| kind == "application/json" || kind.ends_with("+json"))
}

/// The whole body.
pub(crate) async fn read(request: &HttpRequest, payload: &mut dev::Payload, limit: usize) -> Result<Vec<u8>, Problem> {
    let declared = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if declared.is_some_and(|declared: usize| declared > limit) {
        return Err(Problem::too_large(limit));
    }
    let mut body = Vec::with_capacity(declared.unwrap_or(0));
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Problem::malformed("broken_body", "The body could not be read to its end."))?;
        if body.len() + chunk.len() > limit {
            return Err(Problem::too_large(limit));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn same_actor(named: &str, actor: Option<UserId>) -> Result<(), Problem> {
    match actor {
        Some(actor) if named.parse::<UserId>().ok() == Some(actor) => Ok(()),
        Some(_) => Err(Problem::forbidden("actor_mismatch", "user_id is not the signed-in account.")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
