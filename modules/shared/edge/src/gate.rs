//! The gate: what every request passes before its handler, and who stands behind a token.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web;
use async_trait::async_trait;
use kernel::{Caller, Cx, IdempotencyKey, RequestId, Timestamp, TraceParent};

use crate::problem::Problem;

/// Who an access token speaks for, proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The person and the device.
    pub caller: Caller,
    /// The account's name.
    pub username: String,
    /// When the token ends.
    pub expires_at: Timestamp,
}

/// Why a token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// It is not valid.
    Invalid,
    /// It cannot be checked now.
    Unavailable,
}

/// Checks access tokens. The root hands in one that asks the auth module and remembers answers.
#[async_trait]
pub trait Authenticator: Send + Sync + 'static {
    /// An answer that is remembered, if there is one; the hot path.
    fn remembered(&self, token: &str) -> Option<Arc<Verified>>;
    /// Checks a token.
    async fn verify(&self, token: &str) -> Result<Arc<Verified>, Denied>;
}

/// Limits of the gate.
#[derive(Debug, Clone)]
pub struct GateSettings {
    /// Largest JSON body in bytes.
    pub body_limit: usize,
    /// Time for an ordinary request.
    pub budget: Duration,
    /// Time for a request that streams, such as an upload.
    pub stream_budget: Duration,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self { body_limit: 256 * 1024, budget: Duration::from_secs(10), stream_budget: Duration::from_secs(300) }
    }
}

/// What every request passes; the root puts one into the application's data.
#[derive(Clone)]
pub struct Gate {
    authenticator: Arc<dyn Authenticator>,
    /// Its limits.
    pub settings: GateSettings,
}

impl Gate {
    /// A gate that trusts `authenticator`.
    pub fn new(authenticator: Arc<dyn Authenticator>, settings: GateSettings) -> Self {
        Self { authenticator, settings }
    }

    /// The gate of the application that serves a request.
    pub fn of(request: &HttpRequest) -> Result<&Self, Problem> {
        request.app_data::<web::Data<Self>>().map(|data| data.as_ref()).ok_or_else(Problem::unavailable)
    }

    /// Who an access token speaks for.
    pub async fn authenticate(&self, token: &str) -> Result<Arc<Verified>, Denied> {
        match self.authenticator.remembered(token) {
            Some(verified) => Ok(verified),
            None => self.authenticator.verify(token).await,
        }
    }

    /// Who the request's `Authorization` header speaks for; `None` without one.
    pub async fn bearer(&self, request: &HttpRequest) -> Result<Option<Arc<Verified>>, Problem> {
        let Some(token) = bearer_token(request)? else { return Ok(None) };
        match self.authenticate(token).await {
            Ok(verified) => Ok(Some(verified)),
            Err(Denied::Invalid) => Err(Problem::unauthenticated("invalid_token", "The access token is not valid.")),
            Err(Denied::Unavailable) => Err(Problem::unavailable()),
        }
    }
}

/// The token in `Authorization: Bearer`; a header of another form is an error, not an anonymous request.
fn bearer_token(request: &HttpRequest) -> Result<Option<&str>, Problem> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let bad = || Problem::unauthenticated("invalid_token", "The Authorization header is not a bearer token.");
    let (scheme, token) = value.to_str().map_err(|_| bad())?.split_once(' ').ok_or_else(bad)?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return Err(bad());
    }
    Ok(Some(token.trim()))
}

/// Where a request comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Client {
    /// The address of the other end of the connection.
    pub ip: Option<IpAddr>,
    /// The `User-Agent`, cut to 200 characters, without control characters.
    pub user_agent: Option<String>,
}

impl Client {
    /// Reads them from a request.
    pub fn of(request: &HttpRequest) -> Self {
        let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        Self {
            ip: request.peer_addr().map(|peer| peer.ip()),
            user_agent: agent.map(|text| text.chars().filter(|c| !c.is_control()).take(200).collect()),
        }
    }
}

/// The request's id: the client's if it is a sane one, else a new one.
pub(crate) fn request_id(request: &HttpRequest) -> RequestId {
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    given.and_then(RequestId::parse).unwrap_or_else(RequestId::fresh)
}

/// What accompanies the contract calls of a request.
pub(crate) fn context(
    request: &HttpRequest,
    caller: Caller,
    request_id: &RequestId,
    budget: Duration,
) -> Result<Cx, Problem> {
    let trace = request.headers().get("traceparent").and_then(|value| value.to_str().ok());
    let cx = Cx::within(caller, request_id.clone(), budget).with_trace(trace.and_then(TraceParent::parse));
    let Some(key) = request.headers().get("idempotency-key") else { return Ok(cx) };
    let key = key.to_str().ok().and_then(IdempotencyKey::parse).ok_or_else(|| {
        Problem::malformed("bad_idempotency_key", "Idempotency-Key takes 1-255 visible ASCII characters.")
    })?;
    Ok(cx.with_idempotency(key))
}
