//! The endpoints of the sockets: who may open one, proved before the upgrade wherever a token comes along.
//!
//! A token comes in the `Authorization` header, in the query (browsers cannot set headers of a socket), in the cookie of a
//! page that may use it, or in a first `auth` frame.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderName};
use edge::{Anyone, Denied, Gate, Path, Query, Raw, Switched, Verified};
use kernel::{Failure, Outcome, UserId};
use serde::Deserialize;
use validator::Validate;

use crate::bridge::Bridge;
use crate::{Api, socket};

kernel::refusals! {
    /// Why no socket was opened.
    pub enum ConnectRefusal {
        /// The token is not valid.
        InvalidToken => Unauthenticated, "invalid_token", "The access token is not valid.";
        /// A page of another site asked.
        ForeignOrigin => Forbidden, "origin_not_allowed", "Pages of this origin may not open a socket.";
        /// The path names another account.
        ActorMismatch => Forbidden, "actor_mismatch", "This address belongs to another account.";
        /// The request asks for no upgrade.
        NoUpgrade => Malformed, "websocket_expected", "Open this address as a WebSocket.";
    }
}

/// The token, where no header can be set.
#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
pub struct ConnectQuery {
    /// An access token, for clients that cannot send an `Authorization` header.
    pub access_token: Option<String>,
}

/// Whose socket it is.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct AccountPath {
    /// The account; that of the token.
    pub user_id: UserId,
}

pub(crate) async fn connect(
    api: Arc<Api>,
    _who: Anyone,
    query: Query<ConnectQuery>,
    raw: Raw,
) -> Outcome<Switched, ConnectRefusal> {
    open(&api, None, query.into_inner(), raw).await
}

pub(crate) async fn connect_as(
    api: Arc<Api>,
    _who: Anyone,
    path: Path<AccountPath>,
    query: Query<ConnectQuery>,
    raw: Raw,
) -> Outcome<Switched, ConnectRefusal> {
    open(&api, Some(path.user_id), query.into_inner(), raw).await
}

async fn open(api: &Api, expected: Option<UserId>, query: ConnectQuery, raw: Raw) -> Outcome<Switched, ConnectRefusal> {
    let text = |name: HeaderName| raw.request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    let origin = text(header::ORIGIN);
    if origin.is_some_and(|origin| !api.origins.admit(origin, text(header::HOST))) {
        return Err(ConnectRefusal::ForeignOrigin.into());
    }
    let gate = Gate::of(&raw.request).map_err(|_| Failure::Unavailable)?.clone();
    let token = match text(header::AUTHORIZATION) {
        Some(value) => Some(bearer(value).ok_or(ConnectRefusal::InvalidToken)?.to_owned()),
        None => query.access_token,
    };
    let (token, verified) = match token {
        Some(token) => {
            let verified = verify(&gate, &token).await?.ok_or(ConnectRefusal::InvalidToken)?;
            (Some(token), Some(verified))
        }
        // Without an origin nobody knows which page asks, and a stale cookie is as good as none.
        None => match gate.cookie(&raw.request).filter(|_| origin.is_some()) {
            Some(token) => verify(&gate, token).await?.map(|verified| (token.to_owned(), verified)).unzip(),
            None => (None, None),
        },
    };
    if let (Some(expected), Some(verified)) = (expected, verified)
        && verified.caller.user() != Some(expected)
    {
        return Err(ConnectRefusal::ActorMismatch.into());
    }
    let commands = Arc::new(Bridge { conversations: Arc::clone(&api.conversations), gate });
    let session = realtime::Session::new(Arc::clone(&api.hub), commands, expected);
    let response = socket::upgrade(raw, session, token, api.hub.settings().frame_bytes);
    Ok(Switched(response.map_err(|_| ConnectRefusal::NoUpgrade)?))
}

async fn verify(gate: &Gate, token: &str) -> Outcome<Option<Arc<Verified>>, ConnectRefusal> {
    match gate.authenticate(token).await {
        Ok(verified) => Ok(Some(verified)),
        Err(Denied::Invalid) => Ok(None),
        Err(Denied::Unavailable) => Err(Failure::Unavailable),
    }
}

fn bearer(value: &str) -> Option<&str> {
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}
