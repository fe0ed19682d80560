//! `GET /auth/passkeys` and `DELETE /auth/passkeys/{passkey_id}`

use std::sync::Arc;

use auth_contract::{AuthRefusal, ListPasskeys, PasskeyCard, RemovePasskey};
use edge::{Json, NoContent, Path, SignedIn};
use kernel::{Outcome, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::Api;

/// A passkey.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PasskeyItem {
    /// Its credential id, in base64url.
    passkey_id: String,
    /// What the person calls it.
    name: String,
    /// When it was registered.
    created_at: Timestamp,
    /// When it last signed in.
    last_used_at: Option<Timestamp>,
}

impl From<PasskeyCard> for PasskeyItem {
    fn from(card: PasskeyCard) -> Self {
        let PasskeyCard { passkey_id, name, created_at, last_used_at } = card;
        Self { passkey_id, name, created_at, last_used_at }
    }
}

edge::listing!(
    /// The caller's passkeys, oldest first; all of them.
    pub struct PasskeyList {
        passkeys: Vec<PasskeyItem>,
    }
);

/// A passkey.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PasskeyPath {
    /// Its id.
    passkey_id: String,
}

pub(crate) async fn list_passkeys(api: Arc<Api>, who: SignedIn) -> Outcome<Json<PasskeyList>, AuthRefusal> {
    let passkeys = api.accounts.list_passkeys(who.cx(), ListPasskeys {}).await?.passkeys;
    Ok(Json(PasskeyList::new(passkeys.into_iter().map(PasskeyItem::from).collect(), None)))
}

pub(crate) async fn remove_passkey(
    api: Arc<Api>,
    who: SignedIn,
    path: Path<PasskeyPath>,
) -> Outcome<NoContent, AuthRefusal> {
    let request = RemovePasskey { passkey_id: path.into_inner().passkey_id };
    api.accounts.remove_passkey(who.cx(), request).await?;
    Ok(NoContent)
}
