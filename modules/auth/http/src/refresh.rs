//! `POST /auth/refresh`

use std::sync::Arc;

use auth_contract::{AuthRefusal, Refresh, RenewAccess};
use edge::{Anyone, Json};
use kernel::Outcome;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::answer::{TokenAnswer, device};
use crate::optional::Optional;

/// A refresh token. Without one, the access token of the `Authorization` header is renewed.
#[derive(Default, Deserialize, Validate, ToSchema)]
pub struct RefreshTrade {
    /// The token.
    refresh_token: Option<String>,
}

pub(crate) async fn refresh(
    api: Arc<Api>,
    who: Anyone,
    trade: Optional<RefreshTrade>,
) -> Outcome<Json<TokenAnswer>, AuthRefusal> {
    let signed = match trade.0.refresh_token {
        Some(refresh_token) => {
            let request = Refresh { refresh_token, device: device(who.client()) };
            api.accounts.refresh(who.cx(), request).await?
        }
        None => api.accounts.renew_access(who.cx(), RenewAccess {}).await?,
    };
    Ok(Json(signed.into()))
}
