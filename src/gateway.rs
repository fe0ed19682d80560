//! The gateway: who stands behind a token, health, pages, the API's document, CORS.

pub mod authenticator;
pub mod docs;
pub mod health;
pub mod pages;

use actix_cors::Cors;
use actix_web::http::{Method, header};
use chat_http::Origins;

use crate::app::App;
use crate::settings::ServerSettings;

/// All public operations, module by module.
pub fn routes(app: &App) -> Vec<edge::Routes> {
    let mut routes = vec![
        auth_http::routes(auth_http::Api { accounts: app.accounts.clone() }),
        profile_http::routes(profile_http::Api { profiles: app.profiles.clone() }),
        discovery_http::routes(discovery_http::Api { encounters: app.encounters.clone() }),
        chat_http::routes(chat_http::Api {
            conversations: app.conversations.clone(),
            hub: app.hub.clone(),
            origins: origins(&app.settings.server),
        }),
        media_http::routes(media_http::Api {
            media: app.media.clone(),
            blobs: app.blobs.clone(),
            max_upload_bytes: app.settings.media.max_upload_bytes,
        }),
        health::routes(app),
    ];
    if app.settings.environment == crate::settings::Environment::Dev {
        routes.push(crate::dev::routes(app));
    }
    routes
}

/// Which web pages may call the API and open sockets.
fn origins(settings: &ServerSettings) -> Origins {
    Origins { allowed: settings.allowed_origins.clone(), localhost: settings.allow_localhost }
}

/// Which browser origins may call the API, with credentials.
pub fn cors(settings: &ServerSettings) -> Cors {
    let origins = origins(settings);
    Cors::default()
        .allowed_origin_fn(move |origin, _| origin.to_str().is_ok_and(|origin| origins.admit(origin, None)))
        .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allowed_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            header::IF_MATCH,
            header::IF_NONE_MATCH,
            header::RANGE,
            header::HeaderName::from_static("idempotency-key"),
            header::HeaderName::from_static("x-request-id"),
            header::HeaderName::from_static("traceparent"),
        ])
        .expose_headers([
            header::LOCATION,
            header::ETAG,
            header::RETRY_AFTER,
            header::HeaderName::from_static("x-request-id"),
        ])
        .supports_credentials()
        .block_on_origin_mismatch(false)
        .max_age(3600)
}
