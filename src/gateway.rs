//! The gateway: who stands behind a token, health, pages, the API's document.

pub mod account;
pub mod authenticator;
pub mod docs;
pub mod health;
pub mod pages;

use crate::app::App;

/// All public operations, module by module.
pub fn routes(app: &App) -> Vec<edge::Routes> {
    let mut routes = vec![
        auth_http::routes(auth_http::Api { accounts: app.accounts.clone() }),
        account::routes(app),
        profile_http::routes(profile_http::Api { profiles: app.profiles.clone() }),
        discovery_http::routes(discovery_http::Api { encounters: app.encounters.clone() }),
        chat_http::routes(chat_http::Api {
            conversations: app.conversations.clone(),
            hub: app.hub.clone(),
            origins: app.settings.server.origins(),
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
