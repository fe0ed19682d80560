//! `GET /auth/sessions`

use std::sync::Arc;

use auth_contract::{AuthRefusal, ListSessions, SessionCard};
use edge::{Json, Query, SignedIn};
use kernel::{Cursor, Outcome, SessionId, Timestamp, page_limit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::Api;

/// Which page.
#[derive(Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SessionsQuery {
    /// How many, at most 100; 50 when absent.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// A device that somebody is signed in on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SignedInDevice {
    /// Its sign-in.
    session_id: SessionId,
    /// What it called itself (`User-Agent`).
    label: Option<String>,
    /// Where it signed in from.
    ip: Option<String>,
    /// When it signed in.
    created_at: Timestamp,
    /// When its refresh token was last traded.
    last_used_at: Timestamp,
    /// Whether it is the one that asks.
    current: bool,
}

impl From<SessionCard> for SignedInDevice {
    fn from(card: SessionCard) -> Self {
        let SessionCard { session_id, label, ip, created_at, last_used_at, current } = card;
        Self { session_id, label, ip, created_at, last_used_at, current }
    }
}

edge::listing!(
    /// Where the caller is signed in, newest first.
    pub struct SessionList {
        sessions: Vec<SignedInDevice>,
    }
);

pub(crate) async fn list_sessions(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<SessionsQuery>,
) -> Outcome<Json<SessionList>, AuthRefusal> {
    let SessionsQuery { limit, cursor } = query.into_inner();
    let request = ListSessions { limit: page_limit(limit, 50, 100), cursor };
    Ok(Json(api.accounts.list_sessions(who.cx(), request).await?.map(SignedInDevice::from).into()))
}
