//! `POST /auth/refresh`

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, dev};
use auth_contract::{AuthRefusal, Refresh, RenewAccess};
use edge::document::OperationDoc;
use edge::extract::Extract;
use edge::{Anyone, Body, Gate, Json, Problem};
use kernel::{Outcome, UserId};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa::openapi::Required;
use validator::Validate;

use crate::Api;
use crate::answer::TokenAnswer;

/// A refresh token. Without one, the access token of the `Authorization` header is renewed.
#[derive(Default, Deserialize, Validate, ToSchema)]
pub struct RefreshTrade {
    /// The token.
    refresh_token: Option<String>,
}

/// A body that may be missing altogether.
pub struct Trade(RefreshTrade);

impl Extract for Trade {
    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        let headers = request.headers();
        let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let chunked = headers.contains_key(header::TRANSFER_ENCODING);
        if !chunked && length.is_none_or(|length| length == "0") {
            return Ok(Self(RefreshTrade::default()));
        }
        let body: Body<RefreshTrade> = Body::extract(gate, request, payload, actor).await?;
        Ok(Self(body.into_inner()))
    }

    fn document(doc: &mut OperationDoc) {
        <Body<RefreshTrade> as Extract>::document(doc);
        doc.body::<RefreshTrade>(&["application/json"], Required::False);
    }
}

pub(crate) async fn refresh(api: Arc<Api>, who: Anyone, trade: Trade) -> Outcome<Json<TokenAnswer>, AuthRefusal> {
    let signed = match trade.0.refresh_token {
        Some(refresh_token) => api.accounts.refresh(who.cx(), Refresh { refresh_token }).await?,
        None => api.accounts.renew_access(who.cx(), RenewAccess {}).await?,
    };
    Ok(Json(signed.into()))
}
