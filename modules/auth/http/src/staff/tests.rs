//! Statuses and bodies of what staff and services ask.

use super::*;
use actix_web::body::to_bytes;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::test::{TestRequest, call_service, init_service};
use auth_contract::{Accounts, AuditEntry, AuthRefusal, ClaimAdmin, Introspect, Introspection, ListAudit, SetRoles};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use edge::testing::{KnownTokens, app};
use kernel::{Cursor, Done, Fake, Page, Role, SessionId, Timestamp, UserId};
use serde_json::{Value, json};
use std::sync::Arc;

fn marigold() -> UserId {
    UserId(uuid::Uuid::from_u128(7))
}

fn accounts() -> Fake<dyn Accounts> {
    let at = Timestamp::from_millis(1_772_366_400_000);
    Fake::<dyn Accounts>::new()
        .on(|_cx, req: ClaimAdmin| match req.token.as_str() {
            "good" => Ok(Done {}),
            "weak" => Err(AuthRefusal::SecondFactorRequired.into()),
            _ => Err(AuthRefusal::InvalidLink.into()),
        })
        .on(|_cx, req: SetRoles| match (req.user == marigold(), req.roles.as_slice()) {
            (true, [Role::Moderator]) => Ok(Done {}),
            (true, []) => Err(AuthRefusal::LastAdmin.into()),
            _ => Err(AuthRefusal::AccountNotFound.into()),
        })
        .on(move |_cx, req: Introspect| match (req.client.as_str(), req.secret.as_str(), req.token.as_str()) {
            ("shop", "s:3cret", "access") => Ok(Introspection::Access {
                user_id: marigold(),
                username: "marigold".into(),
                session_id: SessionId(marigold().0),
                roles: vec![Role::User],
                issued_at: at,
                expires_at: at.after(std::time::Duration::from_secs(900)),
            }),
            ("shop", "s:3cret", "refresh") => {
                Ok(Introspection::Refresh { user_id: marigold(), session_id: SessionId(marigold().0), expires_at: at })
            }
            ("shop", "s:3cret", _) => Ok(Introspection::Inactive),
            _ => Err(AuthRefusal::InvalidClient.into()),
        })
        .on(move |_cx, req: ListAudit| {
            let entry = AuditEntry { at, event: "logged_in".into(), ip: Some("192.0.2.1".into()), label: None };
            Ok(Page { items: vec![entry], next: (req.limit == 1).then(|| Cursor::of(&1)) })
        })
}

async fn send(request: TestRequest) -> (u16, Value) {
    let routes = crate::routes(Api { accounts: Arc::new(accounts()) });
    let app = init_service(app(&routes, KnownTokens::default().with("marigold", marigold()))).await;
    let response = call_service(&app, request.to_request()).await;
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body()).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

fn signed_in(request: TestRequest) -> TestRequest {
    request.insert_header((AUTHORIZATION, "Bearer marigold"))
}

fn asking(secret: &str, body: &str) -> TestRequest {
    let credentials = STANDARD.encode(["shop:", secret].concat());
    TestRequest::post()
        .uri("/auth/introspect")
        .insert_header((AUTHORIZATION, format!("Basic {credentials}")))
        .insert_header((CONTENT_TYPE, "application/x-www-form-urlencoded"))
        .set_payload(body.to_owned())
}

#[actix_web::test]
async fn the_first_admin_claims_the_link() {
    let claim = async |token: &str| {
        send(signed_in(TestRequest::post().uri("/auth/admin/claim").set_json(json!({ "token": token })))).await
    };
    assert_eq!(claim("good").await.0, 204);
    let (status, body) = claim("weak").await;
    assert_eq!((status, &body["code"]), (403, &json!("second_factor_required")));
    let (status, body) = claim("old").await;
    assert_eq!((status, &body["code"]), (410, &json!("invalid_link")));
    let anonymous = TestRequest::post().uri("/auth/admin/claim").set_json(json!({ "token": "good" }));
    assert_eq!(send(anonymous).await.0, 401);
}

#[actix_web::test]
async fn roles_are_set_by_name() {
    let set = async |user: &str, body: Value| {
        send(signed_in(TestRequest::put().uri(&format!("/auth/roles/{user}")).set_json(body))).await
    };
    let marigold = marigold().to_string();
    assert_eq!(set(&marigold, json!({ "granted": ["moderator"] })).await.0, 204);
    let (status, body) = set(&marigold, json!({ "granted": [] })).await;
    assert_eq!((status, &body["code"]), (409, &json!("last_admin")));
    assert_eq!(set(&marigold, json!({ "granted": ["root"] })).await.0, 422);
    assert_eq!(set(&uuid::Uuid::nil().to_string(), json!({ "granted": [] })).await.0, 404);
    assert_eq!(set("somebody", json!({ "granted": [] })).await.0, 404);
}

#[actix_web::test]
async fn services_ask_with_basic_authentication_and_a_form() {
    let (status, body) = send(asking("s:3cret", "token=access&token_type_hint=access_token")).await;
    assert_eq!(status, 200);
    assert_eq!(
        body,
        json!({
            "active": true, "token_type": "access_token", "sub": marigold(), "username": "marigold",
            "sid": marigold(), "roles": ["user"], "iat": 1_772_366_400, "exp": 1_772_367_300,
        })
    );
    let (_, body) = send(asking("s:3cret", "token=refresh")).await;
    assert_eq!((&body["active"], &body["token_type"]), (&json!(true), &json!("refresh_token")));
    assert_eq!(send(asking("s:3cret", "token=other")).await, (200, json!({ "active": false })));
    let (status, body) = send(asking("wrong", "token=access")).await;
    assert_eq!((status, &body["code"]), (401, &json!("invalid_client")));
    for malformed in ["", "tokens=access", "token=a&token=b"] {
        assert_eq!(send(asking("s:3cret", malformed)).await.0, 400, "{malformed:?}");
    }
    let json = TestRequest::post().uri("/auth/introspect").set_json(json!({ "token": "access" }));
    assert_eq!(send(json).await.0, 401, "nobody in particular");
}

#[actix_web::test]
async fn people_read_their_own_log() {
    let (status, body) = send(signed_in(TestRequest::get().uri("/auth/audit?limit=1"))).await;
    assert_eq!(status, 200);
    assert_eq!(body["events"][0]["event"], "logged_in");
    assert_eq!((&body["count"], body["next_cursor"].is_string()), (&json!(1), true));
    assert_eq!(send(TestRequest::get().uri("/auth/audit")).await.0, 401);
}
