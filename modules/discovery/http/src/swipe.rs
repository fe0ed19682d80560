//! Decisions about people. Three paths and an alias for one contract method.

use std::sync::Arc;

use discovery_contract::{Action, DiscoveryRefusal, Swipe, SwipeResult};
use edge::{Body, Json, SignedIn};
use kernel::{ConversationId, MatchId, Outcome, UserId};
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::Api;

/// About whom.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
pub struct TargetBody {
    /// The person.
    pub target_id: UserId,
    /// A word with a like.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub comment: Option<String>,
}

/// About whom, and what.
#[derive(Debug, Deserialize, Validate, utoipa::ToSchema)]
pub struct SwipeBody {
    /// The person; `target_user_id` is accepted too.
    #[serde(alias = "target_user_id")]
    pub target_id: UserId,
    /// What the caller decides.
    pub action: Action,
    /// A word with a like.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub comment: Option<String>,
}

/// What came of a decision.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SwipeReply {
    /// Always true.
    pub success: bool,
    /// Whether the two have liked each other.
    pub matched: bool,
    /// The match, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_id: Option<MatchId>,
    /// Where the two can talk, if so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
}

impl From<SwipeResult> for SwipeReply {
    fn from(result: SwipeResult) -> Self {
        let SwipeResult { matched, match_id, conversation_id } = result;
        Self { success: true, matched, match_id, conversation_id }
    }
}

type Decided = Outcome<Json<SwipeReply>, DiscoveryRefusal>;

pub(crate) async fn like(api: Arc<Api>, who: SignedIn, body: Body<TargetBody>) -> Decided {
    decide(&api, &who, body.into_inner(), Action::Like).await
}

pub(crate) async fn pass(api: Arc<Api>, who: SignedIn, body: Body<TargetBody>) -> Decided {
    decide(&api, &who, body.into_inner(), Action::Pass).await
}

pub(crate) async fn superlike(api: Arc<Api>, who: SignedIn, body: Body<TargetBody>) -> Decided {
    decide(&api, &who, body.into_inner(), Action::Superlike).await
}

pub(crate) async fn swipe(api: Arc<Api>, who: SignedIn, body: Body<SwipeBody>) -> Decided {
    let SwipeBody { target_id, action, comment } = body.into_inner();
    decide(&api, &who, TargetBody { target_id, comment }, action).await
}

async fn decide(api: &Api, who: &SignedIn, about: TargetBody, action: Action) -> Decided {
    let decision = Swipe { target: about.target_id, action, comment: about.comment };
    Ok(Json(api.encounters.swipe(who.cx(), decision).await?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::routes;
    use actix_web::http::StatusCode;
    use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
    use edge::testing::{KnownTokens, app};
    use kernel::Fake;
    use serde_json::{Value, json};

    /// Matches whoever is superliked, knows nobody but the second person.
    fn fake() -> Fake<dyn discovery_contract::Encounters> {
        Fake::new().on(|cx, req: Swipe| {
            if cx.caller().user() == Some(req.target) {
                return Err(DiscoveryRefusal::Yourself.into());
            }
            if req.target != testkit::user(2) {
                return Err(DiscoveryRefusal::NotFound.into());
            }
            let matched = req.action == Action::Superlike;
            let id = matched.then_some(req.target.0);
            Ok(SwipeResult { matched, match_id: id.map(MatchId), conversation_id: id.map(ConversationId) })
        })
    }

    async fn post(path: &str, body: Value) -> (StatusCode, Value) {
        let routes = routes(Api { encounters: Arc::new(fake()) });
        let service = init_service(app(&routes, KnownTokens::default().with("alice", testkit::user(1)))).await;
        let request = TestRequest::post().uri(path).insert_header(("authorization", "Bearer alice")).set_json(body);
        let response = call_service(&service, request.to_request()).await;
        (response.status(), read_body_json(response).await)
    }

    #[actix_web::test]
    async fn a_decision_says_whether_it_made_a_match() {
        let bob = testkit::user(2);
        for path in ["/discovery/like", "/discovery/pass"] {
            let (status, body) = post(path, json!({"target_id": bob})).await;
            assert_eq!((status, body), (StatusCode::OK, json!({"success": true, "matched": false})), "{path}");
        }
        let matched = json!({"success": true, "matched": true, "match_id": bob, "conversation_id": bob});
        assert_eq!(post("/discovery/superlike", json!({"target_id": bob, "comment": "hi"})).await.1, matched);
        for name in ["target_id", "target_user_id"] {
            let body = json!({name: bob, "action": "superlike"});
            assert_eq!(post("/discovery/swipe", body).await, (StatusCode::OK, matched.clone()), "{name}");
        }
    }

    #[actix_web::test]
    async fn refusals_keep_their_status_and_code() {
        let code = async |path, body| {
            let (status, body) = post(path, body).await;
            (status.as_u16(), body["code"].as_str().unwrap_or_default().to_owned())
        };
        let (alice, bob, carol) = (testkit::user(1), testkit::user(2), testkit::user(3));
        assert_eq!(code("/discovery/like", json!({"target_id": alice})).await, (422, "yourself".into()));
        assert_eq!(code("/discovery/like", json!({"target_id": carol})).await, (404, "profile_not_found".into()));
        assert_eq!(code("/discovery/like", json!({})).await.0, 422);
        assert_eq!(code("/discovery/swipe", json!({"target_id": bob, "action": "wink"})).await.0, 422);
        let long = json!({"target_id": bob, "comment": "x".repeat(201)});
        assert_eq!(code("/discovery/like", long).await, (422, "validation_failed".into()));
        let foreign = json!({"target_id": bob, "user_id": carol});
        assert_eq!(code("/discovery/like", foreign).await, (403, "actor_mismatch".into()));
    }
}
