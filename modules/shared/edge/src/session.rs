//! Sessions of browsers: tokens travel in cookies that scripts cannot read, and modules never see a cookie.
//!
//! An operation that signs in takes `"session": "cookie"` beside its own fields. The edge takes that out of the body,
//! and the tokens out of the answer. One that renews a sign-in gets the refresh token of the cookie as if it had come in
//! the body.

use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpMessage, HttpResponse, dev};
use kernel::FieldError;
use serde_json::{Map, Value};

use crate::extract::{GivenBody, is_json, read};
use crate::handler::Exchange;
use crate::origins::same_site;
use crate::problem::Problem;

/// What an operation does to the session of a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Session {
    /// Nothing.
    #[default]
    Keeps,
    /// Its answer has tokens.
    Opens,
    /// Its answer has tokens, for a token that may come in a cookie.
    Renews,
    /// Its success ends the session.
    Ends,
}

/// How the tokens of one request travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Carrier {
    /// In bodies.
    #[default]
    Bodies,
    /// The answer's in cookies.
    Cookies,
    /// The request's and the answer's in cookies.
    Both,
}

/// Reads the body's wish and takes it out; hands on the body that the module shall see.
pub(crate) async fn receive(
    exchange: &Exchange<'_>,
    signed_in: bool,
    mut payload: dev::Payload,
) -> Result<dev::Payload, Problem> {
    let (gate, request, session) = (exchange.gate, exchange.request, exchange.terms.session);
    if !matches!(session, Session::Opens | Session::Renews) || !is_json(request) {
        return Ok(payload);
    }
    let bytes = read(request, &mut payload, gate.settings.body_limit).await?;
    let empty = session == Session::Renews && bytes.is_empty();
    let mut fields = match serde_json::from_slice::<Map<String, Value>>(&bytes) {
        Ok(fields) => fields,
        Err(_) if empty => Map::new(),
        // What is wrong with it is for its own extractor to say.
        Err(_) => return Ok(bytes.into()),
    };
    let wish = fields.remove("session");
    let mut carrier = match wish.as_ref().map(Value::as_str) {
        Some(Some("cookie")) => Carrier::Cookies,
        None | Some(Some("token")) => Carrier::Bodies,
        Some(_) => {
            let wrong = FieldError::new("session", "invalid_value", "Is `cookie` or `token`.");
            return Err(Problem::invalid(vec![wrong]));
        }
    };
    let explicit = request.headers().contains_key(header::AUTHORIZATION)
        || fields.get("refresh_token").is_some_and(|token| !token.is_null());
    let mut changed = wish.is_some();
    if session == Session::Renews && !explicit {
        match gate.cookies().refresh(request) {
            Some(token) => {
                fields.insert("refresh_token".into(), token.into());
                (carrier, changed) = (Carrier::Both, true);
            }
            None if signed_in => carrier = Carrier::Cookies,
            None => {}
        }
    }
    if carrier != Carrier::Bodies {
        same_site(gate, request)?;
    }
    exchange.carrier.set(carrier);
    if !changed {
        return Ok(bytes.into());
    }
    request.extensions_mut().insert(GivenBody(!fields.is_empty()));
    Ok(serde_json::to_vec(&fields).unwrap_or_default().into())
}

/// Puts the answer's tokens where they belong, and takes cookies away that are worth nothing any more.
pub(crate) fn answer(exchange: &Exchange<'_>, response: HttpResponse) -> HttpResponse {
    let cookies = exchange.gate.cookies();
    let (status, carrier) = (response.status(), exchange.carrier.get());
    match exchange.terms.session {
        Session::Opens | Session::Renews if carrier != Carrier::Bodies && status.is_success() => {
            into_cookies(exchange, response)
        }
        Session::Renews if carrier == Carrier::Both && status == StatusCode::UNAUTHORIZED => {
            let mut response = response;
            cookies.clear(response.headers_mut());
            response
        }
        Session::Ends if status.is_success() => {
            let mut response = response;
            if cookies.access(exchange.request).is_some() || cookies.refresh(exchange.request).is_some() {
                cookies.clear(response.headers_mut());
            }
            response
        }
        _ => response,
    }
}

fn into_cookies(exchange: &Exchange<'_>, response: HttpResponse) -> HttpResponse {
    let cookies = exchange.gate.cookies();
    let (mut response, body) = response.into_parts();
    let fields = body.try_into_bytes().ok().and_then(|bytes| serde_json::from_slice::<Map<String, Value>>(&bytes).ok());
    let Some(mut fields) = fields else {
        tracing::error!(path = exchange.terms.path, "the answer to a sign-in is no JSON object");
        return Problem::unavailable().respond(exchange.request_id);
    };
    let seconds = |fields: &Map<String, Value>, name: &str| fields.get(name).and_then(Value::as_u64).unwrap_or(0);
    fields.remove("token");
    if let Some(Value::String(token)) = fields.remove("access_token") {
        cookies.set_access(response.headers_mut(), &token, seconds(&fields, "expires_in"));
    }
    if let Some(Value::String(token)) = fields.remove("refresh_token") {
        cookies.set_refresh(response.headers_mut(), &token, seconds(&fields, "refresh_expires_in"));
    }
    response.set_body(serde_json::to_vec(&fields).unwrap_or_default()).map_into_boxed_body()
}
