//! `GET /.well-known/jwks.json`

use std::sync::Arc;

use auth_contract::{AuthRefusal, GetJwks};
use edge::{Anyone, Json};
use kernel::Outcome;
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;

/// A JSON Web Key Set (RFC 7517).
#[derive(Serialize, ToSchema)]
pub struct KeySet {
    /// The keys: `kty`, `crv`, `x`, `kid`, `use`, `alg`.
    #[schema(value_type = Vec<Object>)]
    keys: Vec<serde_json::Value>,
}

pub(crate) async fn get_jwks(api: Arc<Api>, who: Anyone) -> Outcome<Json<KeySet>, AuthRefusal> {
    Ok(Json(KeySet { keys: api.accounts.get_jwks(who.cx(), GetJwks {}).await?.keys }))
}
