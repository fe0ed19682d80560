//! The gateway: who stands behind a token, health, pages, the API's document.

pub mod account;
pub mod authenticator;
pub mod docs;
pub mod health;
pub mod pages;
mod rights;
mod uploads;

use std::sync::Arc;

use crate::app::App;

/// All public operations, module by module.
pub fn routes(app: &App) -> Vec<edge::Routes> {
    let photos = Arc::new(uploads::StoredPhotos { media: Arc::new(media(app)) });
    let mut routes = vec![
        auth_http::routes(auth_http::Api { accounts: app.accounts.clone() }),
        account::routes(app),
        profile_http::routes(profile_http::Api { profiles: app.profiles.clone(), photos }),
        discovery_http::routes(discovery_http::Api { encounters: app.encounters.clone() }),
        chat_http::routes(chat_http::Api {
            conversations: app.conversations.clone(),
            hub: app.hub.clone(),
            origins: app.settings.server.origins(),
        }),
        media_http::routes(media(app)),
        health::routes(app),
    ];
    if app.settings.environment == crate::settings::Environment::Dev {
        routes.push(crate::dev::routes(app));
    }
    routes
}

fn media(app: &App) -> media_http::Api {
    media_http::Api {
        media: app.media.clone(),
        blobs: app.blobs.clone(),
        rights: Arc::new(rights::ShownPhotos { profiles: app.profiles.clone() }),
        max_upload_bytes: app.settings.media.max_upload_bytes,
        max_video_bytes: app.settings.media.max_video_bytes,
        behind_cdn: !app.settings.media.cdn_url.is_empty(),
    }
}
