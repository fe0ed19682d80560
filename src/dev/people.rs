//! `GET /dev/people`

use std::sync::Arc;

use edge::{Anyone, Json};
use kernel::{Caller, Cx, NoRefusal, Outcome, Role, SessionId};
use profile_contract::GetCards;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Api, seed};

/// The named demo people.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoPeople {
    /// In the order to show them.
    people: Vec<DemoPersonCard>,
    /// The password of all demo people.
    password: &'static str,
}

/// Somebody to sign in as.
#[derive(Debug, Serialize, ToSchema)]
pub struct DemoPersonCard {
    /// For `POST /dev/login`.
    #[serde(rename = "as")]
    username: String,
    /// Their name.
    name: String,
    /// What they are there to show.
    note: &'static str,
    /// Their photo.
    #[serde(skip_serializing_if = "Option::is_none")]
    photo: Option<String>,
}

pub(super) async fn demo_people(api: Arc<Api>, _who: Anyone) -> Outcome<Json<DemoPeople>, NoRefusal> {
    let mut people = Vec::new();
    for (person, note) in seed::named() {
        // Everybody sees themselves, whoever blocked whom.
        let caller = Caller::User { user: person.id, session: SessionId(api.viewer.0), roles: vec![Role::User] };
        let cards = api.profiles.get_cards(&Cx::new(caller), GetCards { users: vec![person.id] }).await;
        let card = cards.ok().and_then(|cards| cards.cards.into_iter().next());
        let photo =
            card.as_ref().and_then(|card| card.avatar.as_ref()?.variants.first().map(|small| small.url.clone()));
        let name = card.map_or_else(|| capitalised(&person.username), |card| card.name);
        people.push(DemoPersonCard { username: person.username, name, note, photo });
    }
    Ok(Json(DemoPeople { people, password: super::DEMO_PASSWORD }))
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
