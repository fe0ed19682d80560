//! Statuses and bodies, with a module that answers what a test says.

mod factor;
mod mail;

use super::*;
use actix_web::body::to_bytes;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::test::{TestRequest, call_service, init_service};
use auth_contract::{
    AuthRefusal, ChangePassword, GetJwks, Identity, Jwks, ListSessions, LogIn, LogOut, Refresh, Register, RenewAccess,
    RevokeOtherSessions, RevokeSession, RevokedSessions, SessionCard, SignIn, ValidateTelegram, VerifyToken,
};
use edge::testing::{KnownTokens, app};
use kernel::{Caller, Cursor, Done, Failure, Fake, FieldError, Page, Role, SessionId, Timestamp, UserId};
use serde_json::{Value, json};

fn marigold() -> UserId {
    UserId(uuid::Uuid::from_u128(7))
}

fn signed(refresh_token: Option<&str>, new_user: bool) -> SignIn {
    SignIn {
        access_token: "an.access.token".into(),
        expires_in: 900,
        refresh_token: refresh_token.map(Into::into),
        refresh_expires_in: refresh_token.map(|_| 2_592_000),
        user_id: marigold(),
        username: "marigold".into(),
        new_user,
    }
}

/// A sign-in; the first one asks.
fn card(n: u128) -> SessionCard {
    SessionCard {
        session_id: SessionId(uuid::Uuid::from_u128(n)),
        label: (n == 1).then(|| "Firefox".into()),
        ip: Some("192.0.2.1".into()),
        created_at: Timestamp::from_millis(1_772_366_400_000),
        last_used_at: Timestamp::from_millis(1_772_366_401_000),
        current: n == 1,
    }
}

fn accounts() -> Fake<dyn Accounts> {
    Fake::<dyn Accounts>::new()
        .on(|_cx, req: Register| match req.username.as_str() {
            "taken" => Err(AuthRefusal::UsernameTaken.into()),
            _ => Ok(signed(Some("first"), true)),
        })
        .on(|_cx, req: LogIn| match (req.login.as_str(), req.password.as_str()) {
            ("marigold" | "ann@example.org", "right") => Ok(signed(Some("first"), false)),
            ("busy", _) => Err(Failure::Unavailable),
            _ => Err(AuthRefusal::InvalidCredentials.into()),
        })
        .on(|_cx, req: ValidateTelegram| match req.init_data.as_str() {
            "good" => Ok(signed(Some("first"), true)),
            "closed" => Err(AuthRefusal::TelegramNotConfigured.into()),
            _ => Err(AuthRefusal::TelegramBadSignature.into()),
        })
        .on(|_cx, req: Refresh| match req.refresh_token.as_str() {
            "first" => Ok(signed(Some("second"), false)),
            _ => Err(AuthRefusal::TokenReused.into()),
        })
        .on(|cx, _: RenewAccess| match cx.caller() {
            Caller::User { .. } => Ok(signed(None, false)),
            _ => Err(AuthRefusal::InvalidToken.into()),
        })
        .on(|_cx, _: LogOut| Ok(Done {}))
        .on(|_cx, req: VerifyToken| match req.token.as_str() {
            "an.access.token" => Ok(Identity {
                user_id: marigold(),
                username: "marigold".into(),
                session_id: SessionId(marigold().0),
                roles: vec![Role::User],
                expires_at: Timestamp::from_millis(1_772_366_400_000),
            }),
            _ => Err(AuthRefusal::InvalidToken.into()),
        })
        .on(|_cx, req: ListSessions| match (req.limit, req.cursor) {
            (1, None) => Ok(Page { items: vec![card(1)], next: Some(Cursor::of(&1)) }),
            (100, Some(cursor)) if cursor == Cursor::of(&1) => Ok(Page { items: vec![card(2)], next: None }),
            (50, None) => Ok(Page { items: vec![card(1), card(2)], next: None }),
            _ => Err(AuthRefusal::Invalid(Vec::new()).into()),
        })
        .on(|_cx, req: RevokeSession| match req.session == card(2).session_id {
            true => Ok(Done {}),
            false => Err(AuthRefusal::SessionNotFound.into()),
        })
        .on(|_cx, _: RevokeOtherSessions| Ok(RevokedSessions { revoked: 3 }))
        .on(|_cx, req: ChangePassword| match (req.current_password.as_str(), req.new_password.as_str()) {
            ("right", "new") => Ok(Done {}),
            ("right", _) => {
                Err(AuthRefusal::Invalid(vec![FieldError::new("new_password", "weak", "Is too easy.")]).into())
            }
            _ => Err(AuthRefusal::InvalidCredentials.into()),
        })
        .on(|_cx, _: GetJwks| Ok(Jwks { keys: vec![json!({"kty": "OKP"})] }))
}

struct Answer {
    status: u16,
    kind: String,
    request_id: bool,
    location: Option<String>,
    body: Value,
}

async fn send(request: TestRequest) -> Answer {
    send_to(accounts(), request).await
}

async fn send_to(accounts: Fake<dyn Accounts>, request: TestRequest) -> Answer {
    let routes = routes(Api { accounts: Arc::new(accounts) });
    let app = init_service(app(&routes, KnownTokens::default().with("marigold", marigold()))).await;
    let response = call_service(&app, request.to_request()).await;
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let (status, kind, location) = (response.status().as_u16(), header("content-type"), header("location"));
    let request_id = header("x-request-id").is_some();
    assert_eq!(header("cache-control").as_deref(), Some("no-store"));
    let bytes = to_bytes(response.into_body()).await.unwrap();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer { status, kind: kind.unwrap_or_default(), request_id, location, body }
}

fn post(path: &str, body: Value) -> TestRequest {
    TestRequest::post().uri(path).set_json(body)
}

fn form(body: &str) -> TestRequest {
    let kind = (CONTENT_TYPE, "application/x-www-form-urlencoded; charset=utf-8");
    TestRequest::post().uri("/auth/token").insert_header(kind).set_payload(body.to_owned())
}

fn bearer(request: TestRequest, token: &str) -> TestRequest {
    request.insert_header((AUTHORIZATION, format!("Bearer {token}")))
}

#[actix_web::test]
async fn every_way_of_signing_in_gives_the_same_answer() {
    let whole = |new_user: bool| {
        json!({
            "token": "an.access.token", "access_token": "an.access.token", "token_type": "Bearer", "expires_in": 900,
            "refresh_token": "first", "refresh_expires_in": 2_592_000, "user_id": marigold(), "username": "marigold",
            "new_user": new_user,
        })
    };
    let registered = send(post("/auth/register", json!({"username": "marigold", "password": "right"}))).await;
    assert_eq!((registered.status, registered.body), (201, whole(true)));
    assert_eq!(registered.location, Some(format!("/users/{}", marigold())));
    for body in [
        json!({"username": "marigold", "password": "right"}),
        json!({"email": "ann@example.org", "password": "right"}),
        json!({"username": "ann@example.org", "password": "right"}),
    ] {
        let answer = send(post("/auth/login", body)).await;
        assert_eq!((answer.status, answer.body), (200, whole(false)));
    }
    let answer = send(post("/auth/validate", json!({"init_data": "good", "bot_token": "ignored"}))).await;
    assert_eq!((answer.status, answer.body), (200, whole(true)));
    let json = json!({"grant_type": "password", "username": "marigold", "password": "right"});
    for request in
        [form("grant_type=password&username=ann%40example.org&password=right&scope="), post("/auth/token", json)]
    {
        let answer = send(request).await;
        assert_eq!((answer.status, answer.body), (200, whole(false)));
    }
}

#[actix_web::test]
async fn refusals_have_their_status_and_code() {
    for (path, body, status, code) in [
        ("/auth/register", json!({"username": "taken", "password": "right"}), 409, "username_taken"),
        ("/auth/register", json!({"username": "x"}), 422, "validation_failed"),
        ("/auth/register", json!({"username": "x", "password": "y", "roles": ["admin"]}), 422, "validation_failed"),
        ("/auth/login", json!({"username": "marigold", "password": "wrong"}), 401, "invalid_credentials"),
        ("/auth/login", json!({"password": "right"}), 422, "validation_failed"),
        ("/auth/login", json!({"username": "busy", "password": "right"}), 503, "unavailable"),
        ("/auth/validate", json!({"init_data": "bad"}), 401, "telegram_bad_signature"),
        ("/auth/validate", json!({"init_data": "closed"}), 503, "telegram_not_configured"),
        ("/auth/validate", json!({}), 422, "validation_failed"),
        ("/auth/refresh", json!({"refresh_token": "old"}), 401, "token_reused"),
        ("/auth/refresh", json!({}), 401, "invalid_token"),
        ("/auth/logout", json!({}), 401, "not_signed_in"),
    ] {
        let answer = send(post(path, body.clone())).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)), "{path} {body}");
        assert_eq!(answer.kind, "application/problem+json");
        assert!(answer.body["request_id"].is_string() && answer.request_id);
    }
    let malformed = TestRequest::post().uri("/auth/login").insert_header((CONTENT_TYPE, "application/json"));
    assert_eq!(send(malformed.set_payload("{")).await.status, 400);
}

#[actix_web::test]
async fn refresh_rotates_or_renews() {
    let rotated = send(post("/auth/refresh", json!({"refresh_token": "first"}))).await;
    assert_eq!((rotated.status, &rotated.body["refresh_token"]), (200, &json!("second")));
    let stale = bearer(post("/auth/refresh", json!({"refresh_token": "first"})), "expired");
    assert_eq!(send(stale).await.status, 200, "a stale access token is no hindrance");

    for body in [None, Some(json!({}))] {
        let request = TestRequest::post().uri("/auth/refresh");
        let request = if let Some(body) = body { request.set_json(body) } else { request };
        let renewed = send(bearer(request, "marigold")).await;
        assert_eq!((renewed.status, &renewed.body["access_token"]), (200, &json!("an.access.token")));
        assert_eq!(renewed.body.get("refresh_token"), None);
    }
    let nothing = send(TestRequest::post().uri("/auth/refresh")).await;
    assert_eq!((nothing.status, nothing.body["code"].as_str()), (401, Some("invalid_token")));
}

#[actix_web::test]
async fn verify_tells_what_the_token_proved() {
    let answer = send(bearer(TestRequest::get().uri("/auth/verify"), "marigold")).await;
    assert_eq!(answer.status, 200);
    let body = answer.body;
    assert_eq!(
        (&body["valid"], &body["user_id"], &body["username"]),
        (&json!(true), &json!(marigold()), &json!("marigold"))
    );
    assert_eq!((&body["session_id"], &body["roles"]), (&json!(marigold()), &json!(["user"])));
    assert!(body["expires_at"].is_string());
    assert_eq!(send(TestRequest::get().uri("/auth/verify")).await.status, 401);
    assert_eq!(send(bearer(TestRequest::get().uri("/auth/verify"), "broken")).await.status, 401);

    let older = send(TestRequest::get().uri("/auth/verify/an.access.token")).await;
    assert_eq!(older.status, 200);
    assert_eq!((&older.body["id"], &older.body["username"]), (&json!(marigold()), &json!("marigold")));
    assert_eq!((&older.body["valid"], &older.body["expires_at"]), (&json!(true), &json!("2026-03-01T12:00:00.000Z")));
    assert_eq!(send(TestRequest::get().uri("/auth/verify/other")).await.status, 401);
}

#[actix_web::test]
async fn log_out_and_keys() {
    let answer = send(bearer(TestRequest::post().uri("/auth/logout"), "marigold")).await;
    assert_eq!((answer.status, answer.body), (204, Value::Null));
    let keys = send(TestRequest::get().uri("/.well-known/jwks.json")).await;
    assert_eq!((keys.status, keys.body), (200, json!({"keys": [{"kty": "OKP"}]})));
}

#[actix_web::test]
async fn people_see_their_devices_page_by_page() {
    let get = async |path: &str| send(bearer(TestRequest::get().uri(path), "marigold")).await;
    let all = get("/auth/sessions").await;
    let body = json!({
        "sessions": [
            {
                "session_id": card(1).session_id, "label": "Firefox", "ip": "192.0.2.1", "current": true,
                "created_at": "2026-03-01T12:00:00.000Z", "last_used_at": "2026-03-01T12:00:01.000Z",
            },
            {
                "session_id": card(2).session_id, "label": null, "ip": "192.0.2.1", "current": false,
                "created_at": "2026-03-01T12:00:00.000Z", "last_used_at": "2026-03-01T12:00:01.000Z",
            },
        ],
        "count": 2, "next_cursor": null,
    });
    assert_eq!((all.status, all.body), (200, body));
    let first = get("/auth/sessions?limit=1").await;
    assert_eq!((first.status, &first.body["count"]), (200, &json!(1)));
    let cursor = first.body["next_cursor"].as_str().unwrap();
    let second = get(&format!("/auth/sessions?limit=1000&cursor={cursor}")).await;
    assert_eq!((second.status, &second.body["next_cursor"]), (200, &Value::Null));
    assert_eq!(second.body["sessions"][0]["session_id"], json!(card(2).session_id));
    assert_eq!(get("/auth/sessions?cursor=other").await.status, 422);
    assert_eq!(get("/auth/sessions?limit=many").await.status, 400);
}

#[actix_web::test]
async fn devices_are_signed_out_one_by_one_or_all_others_at_once() {
    let delete = async |path: &str| send(bearer(TestRequest::delete().uri(path), "marigold")).await;
    let one = delete(&format!("/auth/sessions/{}", card(2).session_id)).await;
    assert_eq!((one.status, one.body), (204, Value::Null));
    let strange = delete(&format!("/auth/sessions/{}", card(9).session_id)).await;
    assert_eq!((strange.status, strange.body["code"].as_str()), (404, Some("session_not_found")));
    assert_eq!(delete("/auth/sessions/no-id").await.status, 404);
    let others = delete("/auth/sessions").await;
    assert_eq!((others.status, others.body), (200, json!({"revoked": 3})));
}

#[actix_web::test]
async fn a_password_is_changed_by_who_knows_it() {
    let change = async |body: Value| send(bearer(post("/auth/password/change", body), "marigold")).await;
    let done = change(json!({"current_password": "right", "new_password": "new"})).await;
    assert_eq!((done.status, done.body), (204, Value::Null));
    let wrong = change(json!({"current_password": "wrong", "new_password": "new"})).await;
    assert_eq!((wrong.status, wrong.body["code"].as_str()), (401, Some("invalid_credentials")));
    let weak = change(json!({"current_password": "right", "new_password": "weak"})).await;
    assert_eq!((weak.status, &weak.body["errors"][0]["field"]), (422, &json!("new_password")));
    assert_eq!(change(json!({"new_password": "new"})).await.status, 422);
}

#[actix_web::test]
async fn nobody_manages_devices_or_passwords_without_a_token() {
    for request in [
        TestRequest::get().uri("/auth/sessions"),
        TestRequest::delete().uri("/auth/sessions"),
        TestRequest::delete().uri(&format!("/auth/sessions/{}", card(2).session_id)),
        post("/auth/password/change", json!({"current_password": "right", "new_password": "new"})),
    ] {
        let answer = send(request).await;
        assert_eq!((answer.status, answer.body["code"].as_str()), (401, Some("not_signed_in")));
    }
}

#[actix_web::test]
async fn the_token_endpoint_speaks_the_standards_errors() {
    for (body, error, code) in [
        ("grant_type=password&username=marigold&password=wrong", "invalid_grant", "invalid_credentials"),
        ("grant_type=refresh_token&refresh_token=old", "invalid_grant", "token_reused"),
        (
            "grant_type=urn%3Akindling%3Agrant%3Atelegram-init-data&init_data=bad",
            "invalid_grant",
            "telegram_bad_signature",
        ),
        (
            "grant_type=urn:kindling:grant:telegram-init-data&init_data=closed",
            "unsupported_grant_type",
            "telegram_not_configured",
        ),
        ("grant_type=password&username=marigold", "invalid_request", "invalid_request"),
        ("grant_type=password&grant_type=password&username=a&password=b", "invalid_request", "invalid_request"),
        ("grant_type=client_credentials", "unsupported_grant_type", "unsupported_grant_type"),
        ("", "invalid_request", "invalid_request"),
        ("{\"grant_type\":\"password\"}", "invalid_request", "invalid_request"),
    ] {
        let answer = send(form(body)).await;
        assert_eq!((answer.status, answer.body["error"].as_str()), (400, Some(error)), "{body}");
        assert_eq!(answer.body["code"].as_str(), Some(code), "{body}");
        assert!(answer.body["error_description"].is_string() && answer.body["request_id"].is_string());
        assert!(answer.request_id && answer.kind.starts_with("application/json"), "{}", answer.kind);
    }
    for (body, status) in [
        ("grant_type=refresh_token&refresh_token=first", 200),
        ("grant_type=urn:kindling:grant:telegram-init-data&init_data=good", 200),
        ("grant_type=password&username=busy&password=x", 503),
    ] {
        assert_eq!(send(form(body)).await.status, status, "{body}");
    }
    let basic =
        form("grant_type=password&username=marigold&password=right").insert_header((AUTHORIZATION, "Basic eDp5"));
    assert_eq!(send(basic).await.status, 200, "client credentials are not asked for, and not minded");
    let large = format!("grant_type=password&username={}&password=x", "x".repeat(300 * 1024));
    let answer = send(form(&large)).await;
    assert_eq!((answer.status, answer.body["code"].as_str()), (413, Some("body_too_large")));
    let text = TestRequest::post().uri("/auth/token").insert_header((CONTENT_TYPE, "text/plain")).set_payload("x");
    assert_eq!(send(text).await.status, 415);
    assert_eq!(send(post("/auth/token", json!({"grant_type": "password"}))).await.body["error"], "invalid_request");
}

#[test]
fn every_operation_is_described() {
    let routes = routes(Api { accounts: Arc::new(accounts()) });
    let document = serde_json::to_value(edge::document::document("1", "test", [&routes])).unwrap();
    let operation = |path: &str, method: &str| document["paths"][path][method].clone();
    assert_eq!(operation("/auth/verify/{token}", "get")["deprecated"], json!(true));
    let token = operation("/auth/token", "post");
    assert_eq!(token["operationId"], "issue_token");
    assert!(token["requestBody"]["content"]["application/json"].is_object());
    assert!(token["responses"]["200"].is_object());
    let fields = &document["components"]["schemas"]["TokenAnswer"]["properties"];
    for field in ["token", "access_token", "token_type", "expires_in", "refresh_token", "refresh_expires_in", "user_id"]
    {
        assert!(fields[field].is_object(), "{field}");
    }
    assert_eq!(operation("/auth/sessions", "delete")["operationId"], "revoke_other_sessions");
    assert!(operation("/auth/sessions/{session_id}", "delete")["responses"]["204"].is_object());
    assert!(operation("/auth/password/change", "post")["responses"]["401"].is_object());
    let described: Vec<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
    let routed: std::collections::BTreeSet<&str> = routes.list().map(|(_, path)| path).collect();
    assert_eq!(described, routed.into_iter().collect::<Vec<_>>());
}
