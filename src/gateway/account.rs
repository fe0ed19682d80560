//! What a person can ask of all modules at once: everything that is held of them.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::header;
use auth_contract::{Accounts, AuthRefusal, ExportAccount};
use chat_contract::Conversations;
use discovery_contract::Encounters;
use edge::document::OperationDoc;
use edge::reply::Reply;
use edge::{Json, Routes, SignedIn};
use kernel::{Clock, Cx, Exported, Failure, Outcome, Timestamp};
use media_contract::MediaFiles;
use profile_contract::Profiles;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::app::App;

struct Api {
    accounts: Arc<dyn Accounts>,
    profiles: Arc<dyn Profiles>,
    media: Arc<dyn MediaFiles>,
    encounters: Arc<dyn Encounters>,
    conversations: Arc<dyn Conversations>,
    clock: Arc<dyn Clock>,
}

/// Operations about the whole account.
pub fn routes(app: &App) -> Routes {
    let api = Api {
        accounts: app.accounts.clone(),
        profiles: app.profiles.clone(),
        media: app.media.clone(),
        encounters: app.encounters.clone(),
        conversations: app.conversations.clone(),
        clock: app.clock.clone(),
    };
    Routes::new("gateway", "Auth", "Accounts, and how people prove who they are.", api)
        .get("/auth/export", export_account, "Everything that is held of the caller, as one JSON document.")
        .into()
}

/// Everything that is held of somebody. Links to their pictures work for an hour at least.
#[derive(Serialize, ToSchema)]
struct Export {
    /// When.
    exported_at: Timestamp,
    /// The account: names, devices, ways to sign in, its log.
    account: Value,
    /// The profile, the place and the blocks.
    profile: Value,
    /// All files.
    media: Value,
    /// Decisions about others, and matches.
    discovery: Value,
    /// Conversations, with the messages they sent.
    chat: Value,
}

/// A document to be saved.
struct Download(Export);

impl Reply for Download {
    fn respond(self, cx: &Cx) -> HttpResponse {
        let mut response = Json(self.0).respond(cx);
        let saved = header::HeaderValue::from_static("attachment; filename=\"kindling-export.json\"");
        response.headers_mut().insert(header::CONTENT_DISPOSITION, saved);
        response
    }

    fn document(doc: &mut OperationDoc) {
        Json::<Export>::document(doc);
    }
}

async fn export_account(api: Arc<Api>, who: SignedIn) -> Outcome<Download, AuthRefusal> {
    let (cx, user) = (who.cx(), who.user());
    let (account, profile, media, discovery, chat) = tokio::try_join!(
        api.accounts.export_account(cx, ExportAccount {}),
        of(api.profiles.export_user(cx, profile_contract::ExportUser { user })),
        of(api.media.export_user(cx, media_contract::ExportUser { user })),
        of(api.encounters.export_user(cx, discovery_contract::ExportUser { user })),
        of(api.conversations.export_user(cx, chat_contract::ExportUser { user })),
    )?;
    Ok(Download(Export {
        exported_at: api.clock.now(),
        account: account.data,
        profile: profile.data,
        media: media.data,
        discovery: discovery.data,
        chat: chat.data,
    }))
}

/// A module's part. None of them refuses people what is their own.
async fn of<R: std::fmt::Debug>(part: impl Future<Output = Outcome<Exported, R>>) -> Outcome<Exported, AuthRefusal> {
    part.await.map_err(Failure::unexpected)
}
