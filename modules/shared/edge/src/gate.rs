//! The gate: what every request passes before its handler, and who stands behind a token.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName};
use actix_web::web;
use async_trait::async_trait;
use kernel::{Caller, Cx, IdempotencyKey, RequestId, Timestamp, TraceParent};

use crate::client::{self, Proxies};
use crate::cookies::Cookies;
use crate::limit::{Class, Level, Limiter};
use crate::origins::{Origins, same_site};
use crate::problem::Problem;

pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

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
    /// Who may say where a request comes from.
    pub proxies: Proxies,
    /// Whose pages may use cookies.
    pub origins: Origins,
    /// Whether cookies may travel unencrypted; for development.
    pub insecure_cookies: bool,
}

impl Default for GateSettings {
    fn default() -> Self {
        Self {
            body_limit: 256 * 1024,
            budget: Duration::from_secs(10),
            stream_budget: Duration::from_secs(300),
            proxies: Proxies::default(),
            origins: Origins::default(),
            insecure_cookies: false,
        }
    }
}

/// What every request passes; the root puts one into the application's data.
#[derive(Clone)]
pub struct Gate {
    authenticator: Arc<dyn Authenticator>,
    limiter: Arc<Limiter>,
    /// Its limits.
    pub settings: GateSettings,
}

impl Gate {
    /// A gate that trusts `authenticator`; it counts no requests.
    pub fn new(authenticator: Arc<dyn Authenticator>, settings: GateSettings) -> Self {
        Self { authenticator, limiter: Arc::default(), settings }
    }

    /// The same gate, counting requests.
    pub fn limited(mut self, limiter: Limiter) -> Self {
        self.limiter = Arc::new(limiter);
        self
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

    /// Charges one request to a limit.
    pub(crate) fn charge(&self, request: &HttpRequest, class: Class, caller: &Caller) -> Option<Level> {
        self.limiter.charge(class, caller, || client::address(request))
    }

    /// Names and attributes of the cookies.
    pub(crate) fn cookies(&self) -> Cookies {
        Cookies::new(self.settings.insecure_cookies)
    }

    /// The access token in the request's cookies. Whoever takes it has to make sure which page the request is from.
    pub fn cookie<'r>(&self, request: &'r HttpRequest) -> Option<&'r str> {
        self.cookies().access(request)
    }

    /// Who the request's `Authorization` header speaks for, or without one its cookie; `None` without both. A cookie
    /// changes nothing unless the request is of this site's own pages.
    pub async fn identify(&self, request: &HttpRequest) -> Result<Option<Arc<Verified>>, Problem> {
        let bearer = bearer_token(request)?;
        let Some(token) = bearer.or_else(|| self.cookie(request)) else { return Ok(None) };
        let verified = self.authenticate(token).await.map_err(|denied| match denied {
            Denied::Invalid => Problem::unauthenticated("invalid_token", "The access token is not valid."),
            Denied::Unavailable => Problem::unavailable(),
        })?;
        if bearer.is_none() && !request.method().is_safe() {
            same_site(self, request)?;
        }
        Ok(Some(verified))
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

/// The request's id: the client's if it is a sane one, else a new one.
pub(crate) fn request_id(request: &HttpRequest) -> RequestId {
    let given = request.headers().get(X_REQUEST_ID).and_then(|value| value.to_str().ok());
    given.and_then(RequestId::parse).or_else(counted).unwrap_or_else(RequestId::fresh)
}

/// A random number of this thread's own and a counter: every request needs an id, and a UUID asks the system for chance.
fn counted() -> Option<RequestId> {
    thread_local! {
        static LAST: Cell<u128> = Cell::new(u128::from(RandomState::new().hash_one(())) << 64);
    }
    let next = LAST.get().wrapping_add(1);
    LAST.set(next);
    let mut text = [0; 32];
    let nibbles = (0..32).rev().map(|place| usize::try_from(next >> (place * 4) & 0xf).unwrap_or(0));
    for (digit, nibble) in text.iter_mut().zip(nibbles) {
        *digit = *b"0123456789abcdef".get(nibble)?;
    }
    RequestId::parse(std::str::from_utf8(&text).ok()?)
}

/// What accompanies the contract calls of a request.
pub(crate) fn context(
    request: &HttpRequest,
    caller: Caller,
    request_id: &RequestId,
    budget: Duration,
) -> Result<Cx, Problem> {
    let trace = request.headers().get(TRACEPARENT).and_then(|value| value.to_str().ok());
    let cx = Cx::within(caller, request_id.clone(), budget).with_trace(trace.and_then(TraceParent::parse));
    let Some(key) = request.headers().get(IDEMPOTENCY_KEY) else { return Ok(cx) };
    let key = key.to_str().ok().and_then(IdempotencyKey::parse).ok_or_else(|| {
        Problem::malformed("bad_idempotency_key", "Idempotency-Key takes 1-255 visible ASCII characters.")
    })?;
    Ok(cx.with_idempotency(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;
    use std::collections::HashSet;

    #[test]
    fn requests_have_ids_of_their_own_across_threads() {
        let ids = || (0..100).map(|_| request_id(&TestRequest::get().to_http_request())).collect::<Vec<_>>();
        let other = std::thread::spawn(ids).join().unwrap();
        let all: HashSet<_> = ids().into_iter().chain(other).map(|id| id.to_string()).collect();
        assert_eq!(all.len(), 200);
        assert!(all.iter().all(|id| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())), "{all:?}");
        let named = TestRequest::get().insert_header((X_REQUEST_ID, "mine.1")).to_http_request();
        assert_eq!(request_id(&named).as_str(), "mine.1");
    }
}
