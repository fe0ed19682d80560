//! What comes to the token endpoint: a form, as the standard has it, or JSON.

use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, dev, web};
use edge::document::OperationDoc;
use edge::extract::Extract;
use edge::{Body, Gate, Problem};
use kernel::UserId;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa::openapi::Required;
use validator::Validate;

/// Also taken as `application/x-www-form-urlencoded`. Parameters a grant does not need are ignored.
#[derive(Deserialize, Validate, ToSchema)]
pub struct TokenRequest {
    /// `password`, `refresh_token` or `urn:kindling:grant:telegram-init-data`.
    #[schema(example = "password")]
    grant_type: Option<String>,
    /// For `password`: the username or the e-mail address.
    username: Option<String>,
    /// For `password`.
    #[schema(format = Password)]
    password: Option<String>,
    /// For `refresh_token`.
    refresh_token: Option<String>,
    /// For Telegram: the Mini App's init data.
    init_data: Option<String>,
    /// For `password` and Telegram: a one-time code, for accounts that ask for one.
    totp: Option<String>,
}

/// What somebody offers for tokens.
pub enum Grant {
    /// A name and a password.
    Password {
        /// A username or an e-mail address.
        login: String,
        /// The password.
        password: String,
        /// A one-time code.
        totp: Option<String>,
    },
    /// A refresh token.
    Refresh {
        /// The token.
        refresh_token: String,
    },
    /// A Telegram Mini App's init data.
    Telegram {
        /// The data.
        init_data: String,
        /// A one-time code.
        totp: Option<String>,
    },
}

/// A request the standard has a word for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// Not a form, or a parameter twice.
    Malformed,
    /// A parameter is missing; which one, for people.
    Incomplete(&'static str),
    /// A grant we do not know.
    UnknownGrant,
}

/// What came, or what is wrong with it in the standard's words.
pub struct Offer(pub Result<Grant, Unusable>);

impl Extract for Offer {
    async fn extract(
        gate: &Gate,
        request: &HttpRequest,
        payload: &mut dev::Payload,
        actor: Option<UserId>,
    ) -> Result<Self, Problem> {
        if !is_form(request) {
            let body: Body<TokenRequest> = Body::extract(gate, request, payload, actor).await?;
            return Ok(Self(body.into_inner().grant()));
        }
        let form = form(gate, request, payload).await?;
        Ok(Self(serde_urlencoded::from_bytes(&form).map_or(Err(Unusable::Malformed), TokenRequest::grant)))
    }

    fn document(doc: &mut OperationDoc) {
        <Body<TokenRequest> as Extract>::document(doc);
        doc.body::<TokenRequest>(&["application/x-www-form-urlencoded", "application/json"], Required::True);
    }
}

/// Whether a form comes in.
pub(crate) fn is_form(request: &HttpRequest) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The bytes of a form.
pub(crate) async fn form(
    gate: &Gate,
    request: &HttpRequest,
    payload: &mut dev::Payload,
) -> Result<web::Bytes, Problem> {
    let limit = gate.settings.body_limit;
    let bytes = web::Bytes::from_request(request, payload).await.map_err(|error| {
        match error.as_response_error().status_code().as_u16() {
            413 => Problem::too_large(limit),
            _ => Problem::malformed("broken_body", "The body could not be read to its end."),
        }
    })?;
    if bytes.len() > limit { Err(Problem::too_large(limit)) } else { Ok(bytes) }
}

impl TokenRequest {
    fn grant(self) -> Result<Grant, Unusable> {
        let needed = |value: Option<String>, what| value.ok_or(Unusable::Incomplete(what));
        match needed(self.grant_type, "grant_type is missing.")?.as_str() {
            "password" => Ok(Grant::Password {
                login: needed(self.username, "username is missing.")?,
                password: needed(self.password, "password is missing.")?,
                totp: self.totp,
            }),
            "refresh_token" => {
                Ok(Grant::Refresh { refresh_token: needed(self.refresh_token, "refresh_token is missing.")? })
            }
            "urn:kindling:grant:telegram-init-data" => {
                let init_data = needed(self.init_data, "init_data is missing.")?;
                Ok(Grant::Telegram { init_data, totp: self.totp })
            }
            _ => Err(Unusable::UnknownGrant),
        }
    }
}
