//! Cookies and which pages may use them, with operations that say what they saw.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing helper is a failing test")]

use std::sync::Arc;

use actix_web::body::to_bytes;
use actix_web::http::{Method, StatusCode, header};
use actix_web::test::{TestRequest, call_service, init_service};
use actix_web::{App, web};
use edge::testing::KnownTokens;
use edge::{Anyone, Body, Created, Gate, GateSettings, Json, NoContent, Origins, Routes, SignedIn, mount};
use kernel::{NoRefusal, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use validator::Validate;

kernel::refusals! {
    /// Why there are no tokens.
    pub enum Refused {
        /// The token is not valid.
        Token => Unauthenticated, "invalid_refresh_token", "The refresh token is not valid.";
    }
}

/// What may come in; `session` would show whether the edge lets it through.
#[derive(Deserialize, Validate, ToSchema)]
struct Asked {
    refresh_token: Option<String>,
    session: Option<String>,
}

/// What the operation saw, and tokens.
#[derive(Serialize, ToSchema)]
struct Tokens {
    token: String,
    access_token: String,
    expires_in: u64,
    refresh_token: Option<String>,
    refresh_expires_in: Option<u64>,
    saw_session: Option<String>,
    saw_refresh_token: Option<String>,
    signed_in: bool,
}

fn tokens(who: &Anyone, asked: Asked) -> Tokens {
    Tokens {
        token: "alice".into(),
        access_token: "alice".into(),
        expires_in: 900,
        refresh_token: Some("next".into()),
        refresh_expires_in: Some(2_592_000),
        saw_session: asked.session,
        saw_refresh_token: asked.refresh_token,
        signed_in: who.verified().is_some(),
    }
}

async fn sign_in(_api: Arc<()>, who: Anyone, body: Body<Asked>) -> Outcome<Created<Tokens>, Refused> {
    Ok(Created::new(tokens(&who, body.into_inner())))
}

async fn renew(_api: Arc<()>, who: Anyone, body: Body<Asked>) -> Outcome<Json<Tokens>, Refused> {
    let asked = body.into_inner();
    match asked.refresh_token.as_deref() {
        Some("good") => Ok(Json(tokens(&who, asked))),
        None if who.verified().is_some() => {
            Ok(Json(Tokens { refresh_token: None, refresh_expires_in: None, ..tokens(&who, asked) }))
        }
        _ => Err(Refused::Token.into()),
    }
}

async fn sign_out(_api: Arc<()>, _who: SignedIn) -> Outcome<NoContent, NoRefusal> {
    Ok(NoContent)
}

async fn private(_api: Arc<()>, _who: SignedIn) -> Outcome<NoContent, NoRefusal> {
    Ok(NoContent)
}

/// Says whether somebody was signed in.
async fn open(_api: Arc<()>, who: Anyone) -> Outcome<Json<bool>, NoRefusal> {
    Ok(Json(who.verified().is_some()))
}

fn routes() -> Routes {
    Routes::new("test", "Test", "Operations of this test.", ())
        .post("/auth/login", sign_in, "Signs in.")
        .signs_in()
        .post("/auth/refresh", renew, "Renews.")
        .renews()
        .post("/auth/logout", sign_out, "Signs out.")
        .signs_out()
        .get("/private", private, "For people.")
        .post("/private", private, "For people.")
        .put("/private", private, "For people.")
        .patch("/private", private, "For people.")
        .delete("/private", private, "For people.")
        .get("/open", open, "For all.")
        .post("/open", open, "For all.")
        .into()
}

struct Answer {
    status: StatusCode,
    cookies: Vec<String>,
    body: Value,
}

impl Answer {
    fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }
}

async fn send_to(settings: GateSettings, request: TestRequest) -> Answer {
    let user = "00000000-0000-7000-8000-000000000001".parse().unwrap();
    let gate = Gate::new(Arc::new(KnownTokens::default().with("alice", user)), settings);
    let routes = routes();
    let app =
        init_service(App::new().app_data(web::Data::new(gate)).configure(move |config| mount([&routes], config))).await;
    let response = call_service(&app, request.insert_header(("host", "api.example")).to_request()).await;
    let status = response.status();
    let cookies = response.headers().get_all(header::SET_COOKIE).map(|value| value.to_str().unwrap().to_owned());
    let cookies = cookies.collect();
    let bytes = to_bytes(response.into_body()).await.unwrap();
    Answer { status, cookies, body: serde_json::from_slice(&bytes).unwrap_or(Value::Null) }
}

async fn send(request: TestRequest) -> Answer {
    let origins = Origins { allowed: vec!["https://app.example".into()], ..Origins::default() };
    send_to(GateSettings { origins, ..GateSettings::default() }, request).await
}

fn post(path: &str, body: Value) -> TestRequest {
    TestRequest::post().uri(path).set_json(body)
}

const OWN: (&str, &str) = ("origin", "https://api.example");
const ACCESS: (&str, &str) = ("cookie", "__Host-access=alice");
const REFRESH: (&str, &str) = ("cookie", "a=b; __Secure-refresh=good");

const SET: [&str; 3] = [
    "__Host-access=alice; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=900",
    "__Secure-refresh=next; HttpOnly; SameSite=Strict; Secure; Path=/auth; Max-Age=2592000",
    "__Secure-refresh=next; HttpOnly; SameSite=Strict; Secure; Path=/api/v1/auth; Max-Age=2592000",
];
const CLEARED: [&str; 3] = [
    "__Host-access=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0",
    "__Secure-refresh=; HttpOnly; SameSite=Strict; Secure; Path=/auth; Max-Age=0",
    "__Secure-refresh=; HttpOnly; SameSite=Strict; Secure; Path=/api/v1/auth; Max-Age=0",
];

#[actix_web::test]
async fn tokens_become_cookies_for_those_who_ask_and_modules_never_know() {
    let answer = send(post("/auth/login", json!({ "session": "cookie" })).insert_header(OWN)).await;
    assert_eq!(answer.status, 201);
    assert_eq!(answer.cookies, SET);
    let expected = json!({ "expires_in": 900, "refresh_expires_in": 2_592_000, "saw_session": null,
        "saw_refresh_token": null, "signed_in": false });
    assert_eq!(answer.body, expected);
    for body in [json!({}), json!({ "session": "token" })] {
        let answer = send(post("/auth/login", body)).await;
        assert_eq!((answer.status.as_u16(), answer.cookies.len()), (201, 0));
        assert_eq!((&answer.body["token"], &answer.body["refresh_token"]), (&json!("alice"), &json!("next")));
        assert_eq!(answer.body["saw_session"], Value::Null);
    }
    for odd in [json!("Cookie"), json!(true), json!(null), json!(["cookie"])] {
        let answer = send(post("/auth/login", json!({ "session": odd })).insert_header(OWN)).await;
        assert_eq!((answer.status.as_u16(), &answer.body["errors"][0]["field"]), (422, &json!("session")), "{odd}");
    }
    let malformed = TestRequest::post().uri("/auth/login").set_payload("{\"session\":\"cookie\"");
    assert_eq!(send(malformed.insert_header(OWN)).await.code(), "malformed_json");
}

#[actix_web::test]
async fn in_development_cookies_have_other_names_and_need_no_encryption() {
    let settings = GateSettings { insecure_cookies: true, ..GateSettings::default() };
    let login = post("/auth/login", json!({ "session": "cookie" })).insert_header(("origin", "http://api.example"));
    let answer = send_to(settings.clone(), login).await;
    let expected = [
        "access=alice; HttpOnly; SameSite=Lax; Path=/; Max-Age=900",
        "refresh=next; HttpOnly; SameSite=Strict; Path=/auth; Max-Age=2592000",
        "refresh=next; HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=2592000",
    ];
    assert_eq!(answer.cookies, expected);
    let read = |cookie: &'static str| TestRequest::get().uri("/private").insert_header(("cookie", cookie));
    assert_eq!(send_to(settings.clone(), read("access=alice")).await.status, 204);
    assert_eq!(send_to(settings, read("__Host-access=alice")).await.status, 401);
    assert_eq!(send(read("access=alice")).await.status, 401, "nor the other way round");
}

#[actix_web::test]
async fn only_pages_of_this_site_may_have_cookies_set() {
    for (origin, admitted) in [
        (Some("https://api.example"), true),
        (Some("https://app.example"), true),
        (Some("https://evil.example"), false),
        (Some("https://api.example.evil.example"), false),
        (Some("null"), false),
        (None, false),
    ] {
        let mut request = post("/auth/login", json!({ "session": "cookie" }));
        if let Some(origin) = origin {
            request = request.insert_header(("origin", origin));
        }
        let answer = send(request).await;
        let expected = if admitted { (201, "", 3) } else { (403, "csrf", 0) };
        assert_eq!((answer.status.as_u16(), answer.code(), answer.cookies.len()), expected, "{origin:?}");
    }
    let foreign = post("/auth/login", json!({})).insert_header(("origin", "https://evil.example"));
    assert_eq!(send(foreign).await.status, 201, "tokens in the body are the caller's own business");
}

#[actix_web::test]
async fn a_cookie_signs_in_for_reading_and_for_writes_of_this_sites_pages() {
    // Origin, Sec-Fetch-Site, and whether a write is let through.
    let table = [
        (Some("https://api.example"), None, true),
        (Some("http://api.example"), None, true),
        (Some("https://app.example"), Some("cross-site"), true),
        (Some("https://evil.example"), None, false),
        (Some("https://evil.example"), Some("same-origin"), false),
        (Some("null"), Some("same-origin"), false),
        (Some("null"), None, false),
        (Some(""), None, false),
        (None, Some("same-origin"), true),
        (None, Some("same-site"), false),
        (None, Some("cross-site"), false),
        (None, Some("none"), false),
        (None, None, false),
    ];
    for method in [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for (origin, site, admitted) in table {
            for credential in [ACCESS, ("authorization", "Bearer alice")] {
                let mut request =
                    TestRequest::default().method(method.clone()).uri("/private").insert_header(credential);
                if let Some(origin) = origin {
                    request = request.insert_header(("origin", origin));
                }
                if let Some(site) = site {
                    request = request.insert_header(("sec-fetch-site", site));
                }
                let answer = send(request).await;
                let fine = admitted || method.is_safe() || credential.0 == "authorization";
                let expected = if fine { (204, "") } else { (403, "csrf") };
                let about = format!("{method} {origin:?} {site:?} {}", credential.0);
                // The body of a HEAD is no JSON.
                assert_eq!((answer.status.as_u16(), answer.code()), expected, "{about}");
            }
        }
    }
}

#[actix_web::test]
async fn a_header_wins_over_a_cookie_and_a_stale_cookie_is_none_where_none_is_needed() {
    let read = |path: &str| TestRequest::get().uri(path);
    let both = read("/private").insert_header(ACCESS).insert_header(("authorization", "Bearer nonsense"));
    assert_eq!(send(both).await.code(), "invalid_token");
    let both = read("/private").insert_header(("cookie", "__Host-access=stale"));
    assert_eq!(send(both.insert_header(("authorization", "Bearer alice"))).await.status, 204);
    let stale = read("/private").insert_header(("cookie", "__Host-access=stale"));
    assert_eq!(send(stale).await.code(), "invalid_token");
    assert_eq!(send(read("/private").insert_header(("cookie", "other=alice"))).await.code(), "not_signed_in");
    for (cookie, signed_in) in [("__Host-access=alice", true), ("__Host-access=stale", false), ("x=y", false)] {
        let answer = send(read("/open").insert_header(("cookie", cookie))).await;
        assert_eq!(answer.body, json!(signed_in), "{cookie}");
        let answer = send(TestRequest::post().uri("/open").insert_header(("cookie", cookie))).await;
        assert_eq!(answer.code() == "csrf", signed_in, "{cookie}");
    }
}

#[actix_web::test]
async fn a_refresh_cookie_is_traded_for_new_cookies() {
    let bare = || TestRequest::post().uri("/auth/refresh").insert_header(REFRESH).insert_header(OWN);
    let empty = post("/auth/refresh", json!({})).insert_header(REFRESH).insert_header(OWN);
    let asked = post("/auth/refresh", json!({ "session": "cookie" })).insert_header(REFRESH).insert_header(OWN);
    for request in [bare(), empty, asked] {
        let answer = send(request).await;
        assert_eq!((answer.status.as_u16(), &answer.body["saw_refresh_token"]), (200, &json!("good")));
        assert_eq!(answer.cookies, SET);
        assert!(answer.body["token"].is_null() && answer.body["refresh_token"].is_null(), "{}", answer.body);
        assert_eq!(answer.body["saw_session"], Value::Null);
    }
    for foreign in ["https://evil.example", "null"] {
        let request = TestRequest::post().uri("/auth/refresh").insert_header(REFRESH);
        let answer = send(request.insert_header(("origin", foreign))).await;
        assert_eq!((answer.code(), answer.cookies.len()), ("csrf", 0), "{foreign}");
    }
    let spent = ("cookie", "__Host-access=stale; __Secure-refresh=spent");
    let answer = send(TestRequest::post().uri("/auth/refresh").insert_header(spent).insert_header(OWN)).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (401, "invalid_refresh_token"));
    assert_eq!(answer.cookies, CLEARED);
}

#[actix_web::test]
async fn what_is_said_wins_over_refresh_cookies() {
    let spent = ("cookie", "__Secure-refresh=spent");
    let said = post("/auth/refresh", json!({ "refresh_token": "good" })).insert_header(spent);
    let answer = send(said).await;
    assert_eq!((answer.status.as_u16(), answer.cookies.len()), (200, 0));
    assert_eq!((&answer.body["token"], &answer.body["saw_refresh_token"]), (&json!("alice"), &json!("good")));
    let wrong = post("/auth/refresh", json!({ "refresh_token": "wrong" })).insert_header(REFRESH).insert_header(OWN);
    let answer = send(wrong).await;
    assert_eq!((answer.status.as_u16(), answer.cookies.len()), (401, 0), "the cookie was not even tried");
    let bearer = ("authorization", "Bearer alice");
    let answer = send(post("/auth/refresh", json!({})).insert_header(bearer).insert_header(REFRESH)).await;
    assert_eq!((answer.status.as_u16(), answer.cookies.len()), (200, 0));
    assert_eq!((&answer.body["token"], &answer.body["saw_refresh_token"]), (&json!("alice"), &Value::Null));
    let wished = post("/auth/refresh", json!({ "refresh_token": "good", "session": "cookie" })).insert_header(OWN);
    assert_eq!(send(wished).await.cookies, SET);
    let access = post("/auth/refresh", json!({})).insert_header(ACCESS).insert_header(OWN);
    let answer = send(access).await;
    assert_eq!(answer.cookies, SET[..1], "only the access token was renewed");
    assert!(answer.body["token"].is_null() && answer.body["signed_in"] == true, "{}", answer.body);
    assert_eq!(send(post("/auth/refresh", json!({}))).await.status, 401, "nothing to renew");
}

#[actix_web::test]
async fn signing_out_takes_the_cookies_away() {
    let out = |header| TestRequest::post().uri("/auth/logout").insert_header(header);
    let answer = send(out(ACCESS).insert_header(OWN)).await;
    assert_eq!(answer.status, 204);
    assert_eq!(answer.cookies, CLEARED);
    let answer = send(out(ACCESS)).await;
    assert_eq!((answer.code(), answer.cookies.len()), ("csrf", 0));
    let answer = send(out(("authorization", "Bearer alice"))).await;
    assert_eq!((answer.status.as_u16(), answer.cookies.len()), (204, 0), "no cookies, nothing to clear");
}

#[test]
fn the_document_offers_cookies() {
    let document = edge::document::document("1", "About.", [&routes()]).to_json().unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let scheme = &document["components"]["securitySchemes"]["cookie"];
    assert_eq!(
        (&scheme["type"], &scheme["in"], &scheme["name"]),
        (&json!("apiKey"), &json!("cookie"), &json!("__Host-access"))
    );
    let offered = document["paths"]["/private"]["get"]["security"].as_array().unwrap();
    assert!(offered.iter().any(|way| way["cookie"].is_array()) && offered.iter().any(|way| way["bearer"].is_array()));
    let login = &document["paths"]["/auth/login"]["post"];
    let wish = &login["requestBody"]["content"]["application/json"]["schema"]["allOf"][1]["properties"]["session"];
    assert_eq!(wish["enum"], json!(["cookie", "token"]));
    assert!(login["responses"]["201"]["content"]["application/json"]["schema"]["anyOf"][1].is_object());
    let refused = |path: &str, verb: &str| {
        document["paths"][path][verb]["responses"]["403"]["description"]
            .as_str()
            .is_some_and(|text| text.contains("csrf"))
    };
    assert!(refused("/private", "put") && refused("/open", "post") && !refused("/private", "get"));
}
