//! `GET /auth/audit`

use std::sync::Arc;

use auth_contract::{AuditEntry, AuthRefusal, ListAudit};
use edge::{Json, Query, SignedIn};
use kernel::{Cursor, Outcome, Timestamp, page_limit};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::Api;

/// Which page.
#[derive(Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// How many, at most 100; 50 when absent.
    limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    cursor: Option<Cursor>,
}

/// Something that happened to the account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SecurityEvent {
    /// When.
    at: Timestamp,
    /// What.
    #[schema(example = "logged_in")]
    event: String,
    /// The address it came from.
    ip: Option<String>,
    /// What the device called itself (`User-Agent`).
    label: Option<String>,
}

impl From<AuditEntry> for SecurityEvent {
    fn from(entry: AuditEntry) -> Self {
        let AuditEntry { at, event, ip, label } = entry;
        Self { at, event, ip, label }
    }
}

edge::listing!(
    /// What happened to an account, newest first.
    pub struct SecurityEvents {
        events: Vec<SecurityEvent>,
    }
);

pub(crate) async fn list_audit(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<AuditQuery>,
) -> Outcome<Json<SecurityEvents>, AuthRefusal> {
    let AuditQuery { limit, cursor } = query.into_inner();
    let request = ListAudit { limit: page_limit(limit, 50, 100), cursor };
    Ok(Json(api.accounts.list_audit(who.cx(), request).await?.map(SecurityEvent::from).into()))
}
