//! `POST /auth/token`: the OAuth 2 token endpoint (RFC 6749, sections 4.3, 5 and 6), with one grant of our own.
//!
//! What the standard has a word for is answered in the standard's form; what it has none for (an outage, too many
//! requests, a body that is no JSON) is a problem like anywhere else.

pub(crate) mod request;

use std::sync::Arc;

use actix_web::HttpResponse;
use auth_contract::{AuthRefusal, LogIn, Refresh, SignIn, ValidateTelegram};
use edge::document::OperationDoc;
use edge::reply::Reply;
use edge::{Anyone, Json};
use kernel::{Cx, Failure, Outcome, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;
use crate::answer::{TokenAnswer, device};
use request::{Grant, Offer, Unusable};

/// Why there are no tokens (RFC 6749, section 5.2), with the product's own words beside the standard's.
#[derive(Serialize, ToSchema)]
pub struct TokenError {
    /// The standard's code.
    #[schema(example = "invalid_grant")]
    error: &'static str,
    /// For people.
    error_description: &'static str,
    /// The product's stable code.
    #[schema(example = "invalid_credentials")]
    code: &'static str,
    /// Names this request in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
}

/// Tokens, or the standard's no.
pub enum Issued {
    /// 200.
    Tokens(TokenAnswer),
    /// 400.
    Denied(TokenError),
}

impl Reply for Issued {
    fn respond(self, cx: &Cx) -> HttpResponse {
        match self {
            Self::Tokens(answer) => Json(answer).respond(cx),
            Self::Denied(error) => {
                let request_id = Some(cx.request_id().to_string());
                HttpResponse::BadRequest().json(TokenError { request_id, ..error })
            }
        }
    }

    fn document(doc: &mut OperationDoc) {
        <Json<TokenAnswer> as Reply>::document(doc);
        doc.json_reply::<TokenError>(400, "The standard's no.");
    }
}

pub(crate) async fn issue_token(api: Arc<Api>, who: Anyone, offer: Offer) -> Outcome<Issued, AuthRefusal> {
    let grant = match offer.0 {
        Ok(grant) => grant,
        Err(unusable) => return Ok(Issued::Denied(unusable.into())),
    };
    match trade(&api, &who, grant).await {
        Ok(signed) => Ok(Issued::Tokens(signed.into())),
        Err(Failure::Refused(refusal)) => match of_refusal(&refusal) {
            Some(error) => Ok(Issued::Denied(error)),
            None => Err(refusal.into()),
        },
        Err(failure) => Err(failure),
    }
}

async fn trade(api: &Api, who: &Anyone, grant: Grant) -> Outcome<SignIn, AuthRefusal> {
    let device = device(who.client());
    match grant {
        Grant::Password { login, password, totp } => {
            api.accounts.log_in(who.cx(), LogIn { login, password, totp, device }).await
        }
        Grant::Refresh { refresh_token } => api.accounts.refresh(who.cx(), Refresh { refresh_token, device }).await,
        Grant::Telegram { init_data, totp } => {
            api.accounts.validate_telegram(who.cx(), ValidateTelegram { init_data, totp, device }).await
        }
    }
}

fn of_refusal(refusal: &AuthRefusal) -> Option<TokenError> {
    let error = match refusal {
        AuthRefusal::InvalidCredentials
        | AuthRefusal::TotpRequired
        | AuthRefusal::TotpInvalid
        | AuthRefusal::InvalidRefreshToken
        | AuthRefusal::TokenReused
        | AuthRefusal::TelegramBadSignature
        | AuthRefusal::TelegramExpired
        | AuthRefusal::TelegramUnusable => "invalid_grant",
        AuthRefusal::TelegramNotConfigured => "unsupported_grant_type",
        _ => return None,
    };
    let doc = refusal.doc();
    Some(TokenError { error, error_description: doc.message, code: doc.code, request_id: None })
}

impl From<Unusable> for TokenError {
    fn from(unusable: Unusable) -> Self {
        let (error, error_description) = match unusable {
            Unusable::Malformed => ("invalid_request", "The body is not a form of single parameters."),
            Unusable::Incomplete(what) => ("invalid_request", what),
            Unusable::UnknownGrant => ("unsupported_grant_type", "This grant type is not supported."),
        };
        Self { error, error_description, code: error, request_id: None }
    }
}
