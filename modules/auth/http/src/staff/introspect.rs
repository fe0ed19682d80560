//! `POST /auth/introspect`

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, dev};
use auth_contract::{AuthRefusal, Introspect, Introspection};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use edge::document::OperationDoc;
use edge::extract::Extract;
use edge::{Anyone, Body, Gate, Json, Problem};
use kernel::{Outcome, Role, SessionId, UserId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::Required;
use validator::Validate;

use crate::Api;
use crate::issue_token::request::{form, is_form};

/// Also taken as JSON. The client authenticates itself with `Authorization: Basic` (RFC 6749, section 2.3.1).
#[derive(Deserialize, Validate, ToSchema)]
pub struct TokenToInspect {
    /// An access token or a refresh token.
    token: String,
}

/// What a token is worth. Of one that is worth nothing only that is said.
#[derive(Default, Serialize, ToSchema)]
pub struct TokenWorth {
    /// Whether it works now.
    active: bool,
    /// `access_token` or `refresh_token`.
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'static str>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<UserId>,
    /// The account's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    /// The device's sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
    /// What it may do.
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<Vec<Role>>,
    /// When it was issued, in seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    iat: Option<i64>,
    /// When it ends, in seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
}

impl From<Introspection> for TokenWorth {
    fn from(worth: Introspection) -> Self {
        match worth {
            Introspection::Inactive => Self::default(),
            Introspection::Access { user_id, username, session_id, roles, issued_at, expires_at } => Self {
                active: true,
                token_type: Some("access_token"),
                sub: Some(user_id),
                username: Some(username),
                sid: Some(session_id),
                roles: Some(roles),
                iat: Some(issued_at.as_secs()),
                exp: Some(expires_at.as_secs()),
            },
            Introspection::Refresh { user_id, session_id, expires_at } => Self {
                active: true,
                token_type: Some("refresh_token"),
                sub: Some(user_id),
                sid: Some(session_id),
                exp: Some(expires_at.as_secs()),
                ..Self::default()
            },
        }
    }
}

/// A token, and who asks about it.
pub struct Question {
    client: String,
    secret: String,
    token: String,
}

impl Extract for Question {
    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        let token = if is_form(request) {
            let form = form(gate, request, payload).await?;
            let read: Result<TokenToInspect, _> = serde_urlencoded::from_bytes(&form);
            read.map_err(|_| Problem::malformed("malformed_form", "The form has no single parameter token."))?.token
        } else {
            let body: Body<TokenToInspect> = Body::extract(gate, request, payload, actor).await?;
            body.into_inner().token
        };
        // A client that is not named is unknown as well.
        let (client, secret) = basic(request).unwrap_or_default();
        Ok(Self { client, secret, token })
    }

    fn document(doc: &mut OperationDoc) {
        <Body<TokenToInspect> as Extract>::document(doc);
        doc.body::<TokenToInspect>(&["application/x-www-form-urlencoded", "application/json"], Required::True);
        doc.problem(400, "malformed_form", "The form has no single parameter token.");
    }
}

/// Name and secret of `Authorization: Basic` (RFC 7617).
fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let value = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    let credentials = STANDARD.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let (client, secret) = std::str::from_utf8(&credentials).ok()?.split_once(':')?;
    Some((client.to_owned(), secret.to_owned()))
}

pub(crate) async fn introspect(
    api: Arc<Api>,
    who: Anyone,
    question: Question,
) -> Outcome<Json<TokenWorth>, AuthRefusal> {
    let Question { client, secret, token } = question;
    Ok(Json(api.accounts.introspect(who.cx(), Introspect { client, secret, token }).await?.into()))
}
