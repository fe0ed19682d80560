//! Statuses and bodies, with a module that answers what a test says.

use std::sync::Arc;

use actix_web::body::to_bytes;
use actix_web::http::header::AUTHORIZATION;
use actix_web::test::{TestRequest, call_service, init_service};
use auth_contract::{
    Accounts, AuthRefusal, BeginPasskeyLogin, BeginPasskeyRegistration, FinishPasskeyLogin, FinishPasskeyRegistration,
    ListPasskeys, PasskeyCard, PasskeyCreation, PasskeyRequest, Passkeys, RemovePasskey, SignIn,
};
use edge::testing::{KnownTokens, app};
use kernel::{Done, Fake, Timestamp, UserId};
use serde_json::{Value, json};

use crate::{Api, routes};

fn marigold() -> UserId {
    UserId(uuid::Uuid::from_u128(7))
}

fn card(name: &str, used: bool) -> PasskeyCard {
    PasskeyCard {
        passkey_id: "AQID".into(),
        name: name.into(),
        created_at: Timestamp::from_millis(1_772_366_400_000),
        last_used_at: used.then(|| Timestamp::from_millis(1_772_366_401_000)),
    }
}

fn accounts() -> Fake<dyn Accounts> {
    Fake::<dyn Accounts>::new()
        .on(|cx, req: BeginPasskeyRegistration| match (cx.caller().user(), req.password.as_deref()) {
            (Some(_), Some("right")) => {
                Ok(PasskeyCreation { ceremony: "ticket".into(), options: json!({"challenge": "AAAA"}) })
            }
            _ => Err(AuthRefusal::InvalidCredentials.into()),
        })
        .on(|_cx, req: FinishPasskeyRegistration| match (req.ceremony.as_str(), &req.credential) {
            ("ticket", credential) if *credential == json!({"id": "AQID"}) => {
                Ok(card(req.name.as_deref().unwrap_or("Passkey"), false))
            }
            ("full", _) => Err(AuthRefusal::TooManyPasskeys.into()),
            _ => Err(AuthRefusal::PasskeyRefused.into()),
        })
        .on(|_cx, _: BeginPasskeyLogin| {
            Ok(PasskeyRequest { ceremony: "ticket".into(), options: json!({"rpId": "kindling.example"}) })
        })
        .on(|_cx, req: FinishPasskeyLogin| {
            if req.ceremony != "ticket" || req.credential != json!({"id": "AQID"}) || req.device.label.is_none() {
                return Err(AuthRefusal::PasskeyRefused.into());
            }
            Ok(SignIn {
                access_token: "an.access.token".into(),
                expires_in: 900,
                refresh_token: Some("first".into()),
                refresh_expires_in: Some(2_592_000),
                user_id: marigold(),
                username: "marigold".into(),
                new_user: false,
            })
        })
        .on(|_cx, _: ListPasskeys| Ok(Passkeys { passkeys: vec![card("Phone", true), card("Key", false)] }))
        .on(|_cx, req: RemovePasskey| match req.passkey_id.as_str() {
            "AQID" => Ok(Done {}),
            "last" => Err(AuthRefusal::LastSignInMethod.into()),
            _ => Err(AuthRefusal::PasskeyNotFound.into()),
        })
}

async fn send(request: TestRequest) -> (u16, Value) {
    let routes = routes(Api { accounts: Arc::new(accounts()) });
    let app = init_service(app(&routes, KnownTokens::default().with("marigold", marigold()))).await;
    let response = call_service(&app, request.to_request()).await;
    assert_eq!(response.headers().get("cache-control").unwrap(), "no-store");
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body()).await.unwrap();
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

async fn post(path: &str, body: Value) -> (u16, Value) {
    let agent = ("user-agent", "Firefox");
    send(signed_in(TestRequest::post().uri(path).set_json(body).insert_header(agent))).await
}

fn signed_in(request: TestRequest) -> TestRequest {
    request.insert_header((AUTHORIZATION, "Bearer marigold"))
}

fn code((status, body): (u16, Value)) -> (u16, String) {
    (status, body["code"].as_str().unwrap_or_default().to_owned())
}

#[actix_web::test]
async fn a_passkey_is_registered_in_two_steps() {
    let begun = post("/auth/passkeys/register/begin", json!({"password": "right"})).await;
    assert_eq!(begun, (200, json!({"ceremony": "ticket", "options": {"challenge": "AAAA"}})));
    let wrong = post("/auth/passkeys/register/begin", json!({})).await;
    assert_eq!(code(wrong), (401, "invalid_credentials".into()));

    let end =
        |ceremony: &str, name: Option<&str>| json!({"ceremony": ceremony, "name": name, "credential": {"id": "AQID"}});
    let finish = async |body: Value| post("/auth/passkeys/register/finish", body).await;
    let shown = |name: &str| {
        json!({
            "passkey_id": "AQID", "name": name, "created_at": "2026-03-01T12:00:00.000Z", "last_used_at": null,
        })
    };
    assert_eq!(finish(end("ticket", Some("Phone"))).await, (201, shown("Phone")));
    assert_eq!(finish(end("ticket", None)).await, (201, shown("Passkey")));
    assert_eq!(code(finish(end("other", None)).await), (401, "passkey_refused".into()));
    assert_eq!(code(finish(end("full", None)).await), (409, "too_many_passkeys".into()));
    assert_eq!(code(finish(json!({"ceremony": "ticket"})).await), (422, "validation_failed".into()));
}

#[actix_web::test]
async fn a_passkey_signs_in_in_two_steps() {
    let begun = (200, json!({"ceremony": "ticket", "options": {"rpId": "kindling.example"}}));
    assert_eq!(send(TestRequest::post().uri("/auth/passkeys/login/begin")).await, begun);
    assert_eq!(post("/auth/passkeys/login/begin", json!({})).await, begun);

    let end = json!({"ceremony": "ticket", "credential": {"id": "AQID"}});
    let (status, body) = post("/auth/passkeys/login/finish", end).await;
    assert_eq!((status, &body["token"], &body["refresh_token"]), (200, &json!("an.access.token"), &json!("first")));
    let other = json!({"ceremony": "ticket", "credential": "AQID"});
    assert_eq!(code(post("/auth/passkeys/login/finish", other).await), (401, "passkey_refused".into()));
    let none = post("/auth/passkeys/login/finish", json!({"ceremony": "ticket"})).await;
    assert_eq!(code(none), (422, "validation_failed".into()));
}

#[actix_web::test]
async fn people_see_their_passkeys_and_remove_them() {
    let (status, body) = send(signed_in(TestRequest::get().uri("/auth/passkeys"))).await;
    assert_eq!((status, &body["count"], &body["next_cursor"]), (200, &json!(2), &Value::Null));
    assert_eq!(body["passkeys"][0]["last_used_at"], json!("2026-03-01T12:00:01.000Z"));
    assert_eq!(body["passkeys"][1]["last_used_at"], Value::Null);

    let delete =
        async |id: &str| code(send(signed_in(TestRequest::delete().uri(&format!("/auth/passkeys/{id}")))).await);
    assert_eq!(delete("AQID").await, (204, String::new()));
    assert_eq!(delete("last").await, (409, "last_sign_in_method".into()));
    for odd in ["BAUG", "%00", "%2e%2e", "a%20b", "%F0%9F%94%91"] {
        assert_eq!(delete(odd).await, (404, "passkey_not_found".into()), "{odd}");
    }
}

#[actix_web::test]
async fn only_signing_in_is_for_everybody() {
    for request in [
        TestRequest::post().uri("/auth/passkeys/register/begin").set_json(json!({"password": "right"})),
        TestRequest::post().uri("/auth/passkeys/register/finish").set_json(json!({"ceremony": "", "credential": {}})),
        TestRequest::get().uri("/auth/passkeys"),
        TestRequest::delete().uri("/auth/passkeys/AQID"),
    ] {
        assert_eq!(code(send(request).await), (401, "not_signed_in".into()));
    }
}
