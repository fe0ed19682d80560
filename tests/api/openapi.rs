//! The document describes what is there, and every operation in it refuses what it should.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::{Value, json};

use crate::on_every_engine;
use crate::support::{Answer, Server, profile};

/// An id that nobody has.
const STRANGER: &str = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";

/// One operation of the document.
pub struct Operation {
    /// Its verb.
    pub method: Method,
    /// Its path, with variables in braces.
    pub path: String,
    /// Its name.
    pub id: String,
    /// Whether somebody has to be signed in.
    pub signed_in: bool,
    json_body: bool,
    /// All that the document says of it.
    pub document: Value,
}

impl Operation {
    /// The path with ids that lead to nobody.
    fn filled(&self) -> String {
        let segment = |part: &str| if part.starts_with('{') { STRANGER.to_owned() } else { part.to_owned() };
        self.path.split('/').map(segment).collect::<Vec<_>>().join("/")
    }
    /// Whether it goes on as a socket.
    pub fn is_socket(&self) -> bool {
        self.path.starts_with("/ws/") || self.path == "/chat/connect"
    }
}

/// All operations of the document.
pub async fn operations(server: &Server) -> Vec<Operation> {
    let document = server.get("/api-docs/openapi.json").await.expect(200);
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let security = operation["security"].as_array().cloned().unwrap_or_default();
            operations.push(Operation {
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                id: operation["operationId"].as_str().unwrap().to_owned(),
                signed_in: !security.is_empty(),
                json_body: !operation["requestBody"]["content"]["application/json"].is_null(),
                document: operation.clone(),
            });
        }
    }
    operations
}

/// The one error shape.
#[track_caller]
fn is_problem(answer: &Answer, status: u16, about: &str) {
    assert_eq!(answer.status.as_u16(), status, "{about}: {}", String::from_utf8_lossy(&answer.bytes));
    assert_eq!(answer.headers["content-type"], "application/problem+json", "{about}");
    let body = &answer.json;
    for field in ["type", "title", "detail", "code", "error", "request_id"] {
        assert!(body[field].as_str().is_some_and(|text| !text.is_empty()), "{about}: {field} in {body}");
    }
    assert_eq!(body["status"], status, "{about}");
    assert_eq!(body["error"], body["detail"], "{about}");
    assert_eq!(answer.headers["x-request-id"].to_str().unwrap(), body["request_id"].as_str().unwrap(), "{about}");
}

on_every_engine! {
    async fn the_document_is_sound(server: &Server) {
        let document = server.get("/api-docs/openapi.json").await.expect(200);
        assert!(document["openapi"].as_str().unwrap().starts_with("3.1."), "{}", document["openapi"]);
        assert_eq!(document["servers"][0]["url"], "/api/v1");
        let operations = operations(server).await;
        assert!(operations.len() >= 45, "{}", operations.len());
        let ids: HashSet<_> = operations.iter().map(|operation| &operation.id).collect();
        assert_eq!(ids.len(), operations.len(), "operation ids are unique");
        for operation in &operations {
            let described = operation.document["summary"].as_str().is_some_and(|summary| summary.len() > 8);
            assert!(described, "{} has a summary", operation.id);
            let named: HashSet<_> = operation.document["parameters"].as_array().into_iter().flatten()
                .filter(|parameter| parameter["in"] == "path").map(|parameter| parameter["name"].as_str().unwrap()).collect();
            let used: HashSet<_> = operation.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
            assert_eq!(named, used, "{}", operation.path);
        }
        let mut references = Vec::new();
        collect_references(&document, &mut references);
        assert!(references.len() > 100);
        for reference in references {
            let found = reference.trim_start_matches("#/").split('/').fold(&document, |at, part| &at[part]);
            assert!(!found.is_null(), "{reference} leads nowhere");
        }
        assert!(document["paths"].as_object().unwrap().keys().all(|path| !path.starts_with("/dev/")));
    }

    async fn every_operation_is_reachable_and_refuses_what_it_should(server: &Server) {
        let operations = operations(server).await;
        for (number, operation) in operations.iter().filter(|operation| !operation.is_socket()).enumerate() {
            // Somebody new each time: some of these operations sign out or remove a profile.
            let somebody = server.somebody(&format!("somebody{number}"), "female", "any").await;
            let about = format!("{} {}", operation.method, operation.path);
            let path = operation.filled();
            let mut start = server.request(operation.method.clone(), &path);
            if operation.json_body {
                start = start.header("content-type", "application/json");
            }
            let fresh = || start.try_clone().unwrap();
            if operation.signed_in {
                is_problem(&server.send(fresh()).await, 401, &format!("{about} without a token"));
                for broken in ["nonsense", "a.b.c", &format!("{}x", somebody.token())] {
                    let answer = server.send(fresh().bearer_auth(broken)).await;
                    is_problem(&answer, 401, &format!("{about} with a broken token"));
                    assert_eq!(answer.code(), "invalid_token");
                }
                let basic = server.send(fresh().header("authorization", "Basic YTpi")).await;
                is_problem(&basic, 401, &format!("{about} with another scheme"));
            }
            if operation.json_body {
                let send = async |body: String| server.send(fresh().bearer_auth(somebody.token()).body(body)).await;
                is_problem(&send("{\"a\":".into()).await, 400, &format!("{about} with malformed JSON"));
                is_problem(&send("[1]".into()).await, 400, &format!("{about} with an array"));
                let large = format!("{{\"a\":\"{}\"}}", "x".repeat(300 * 1024));
                is_problem(&send(large).await, 413, &format!("{about} with too large a body"));
                for owned in ["is_verified", "role", "created_at"] {
                    let answer = send(json!({ owned: true }).to_string()).await;
                    is_problem(&answer, 422, &format!("{about} with {owned}"));
                    assert_eq!(answer.json["errors"][0]["code"], "server_owned", "{about}");
                }
                let text = fresh().bearer_auth(somebody.token()).header("content-type", "text/csv").body("a");
                let kinds = server.send(text).await.status.as_u16();
                assert!(kinds == 415 || kinds == 400, "{about} with another content type: {kinds}");
            }
            let answer = server.send(fresh().bearer_auth(somebody.token())).await;
            assert_ne!(answer.status, 405, "{about} is reachable");
            assert!(answer.code() != "not_found", "{about} is reachable: {:?}", answer.json);
            assert!(answer.status.as_u16() < 500, "{about}: {:?}", answer.json);
            if answer.status.as_u16() >= 400 {
                is_problem(&answer, answer.status.as_u16(), &about);
                let documented = &operation.document["responses"][answer.status.as_str()];
                assert!(!documented.is_null(), "{about} answers {} without saying so", answer.status);
            }
            let prefixed = server.send(server.request(operation.method.clone(), &format!("/api/v1{path}"))).await;
            assert_ne!(prefixed.code(), "not_found", "{about} under /api/v1");
        }
    }

    async fn nobody_acts_for_somebody_else(server: &Server) {
        let victim = server.somebody("victim", "female", "any").await;
        let stranger = server.somebody("stranger", "male", "any").await;
        let photo = victim.upload(&small_png()).await.expect(201);
        let file = photo["file_id"].as_str().unwrap();
        victim.post("/profiles/me/photos", json!({ "file_id": file })).await;
        let before = victim.get("/profiles/me").await.expect(200);
        let mine = format!("/profiles/{}", victim.id());
        for (method, path, body) in [
            (Method::PUT, mine.clone(), json!({ "name": "Stolen" })),
            (Method::PATCH, mine.clone(), json!({ "name": "Stolen" })),
            (Method::DELETE, mine.clone(), json!({})),
            (Method::POST, format!("{mine}/photos"), json!({ "file_id": file })),
            (Method::DELETE, format!("{mine}/photos/{file}"), json!({})),
            (Method::DELETE, format!("/media/{file}"), json!({})),
            (Method::POST, "/profiles/me/photos".into(), json!({ "file_id": file })),
        ] {
            let answer = server.send(stranger.request(method.clone(), &path).json(&body)).await;
            let status = answer.status.as_u16();
            assert!(status == 403 || status == 404, "{method} {path}: {status}");
            is_problem(&answer, status, &path);
        }
        let mismatch = stranger.post("/discovery/like", json!({ "user_id": victim.id(), "target_id": victim.id() })).await;
        is_problem(&mismatch, 403, "a foreign user_id in a body");
        assert_eq!(mismatch.code(), "actor_mismatch");
        let mismatch = stranger.get(&format!("/discovery/candidates?user_id={}", victim.id())).await;
        assert_eq!(mismatch.code(), "actor_mismatch");
        let own = stranger.get(&format!("/discovery/candidates?user_id={}", stranger.id())).await;
        assert_eq!(own.status, 200, "naming oneself is fine");
        let listed = stranger.get(&format!("/media/user/{}", victim.id())).await;
        let files = listed.expect(200)["files"].as_array().unwrap().clone();
        assert!(files.len() == 1 && files[0]["file_id"] == file && files[0].get("filename").is_none(), "{files:?}");
        let after = victim.get("/profiles/me").await.expect(200);
        let essence = |profile: &Value| (profile["name"].clone(), profile["photos"][0]["file_id"].clone());
        assert_eq!(essence(&before), essence(&after), "nothing changed");
        let public = stranger.get(&mine).await.expect(200);
        let text = public.to_string();
        for private in ["birth_date", "latitude", "longitude", "cell", "email", "weight_kg", "looking_for", "completeness"] {
            assert!(!text.contains(private), "{private} is not for others: {text}");
        }
    }

    async fn unknown_paths_and_verbs_get_the_same_shape(server: &Server) {
        is_problem(&server.get("/no/such/path").await, 404, "an unknown path");
        is_problem(&server.get("/auth/no-such-path").await, 404, "an unknown path in a module");
        is_problem(&server.get("/api/v1/nothing").await, 404, "an unknown path under the prefix");
        let wrong = server.send(server.request(Method::DELETE, "/auth/login")).await;
        is_problem(&wrong, 405, "a wrong verb");
        let odd = server.somebody("somebody", "female", "any").await;
        for id in ["1", "null", "%00", "..%2f", "{user_id}", "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f708", "%F0%9F%94%A5"] {
            let answer = odd.get(&format!("/profiles/{id}")).await;
            assert!((400..=404).contains(&answer.status.as_u16()), "{id}: {}", answer.status);
        }
        let sane = server.send(server.request(Method::GET, "/nothing").header("x-request-id", "my-id.1")).await;
        assert_eq!(sane.json["request_id"], "my-id.1");
        let silly = server.send(server.request(Method::GET, "/nothing").header("x-request-id", "a b")).await;
        assert_ne!(silly.json["request_id"], "a b");
    }

    async fn a_repeated_post_with_one_key_answers_once(server: &Server) {
        let person = server.register("somebody").await;
        let post = async |body: Value| {
            let request = person.request(Method::POST, "/profiles").header("idempotency-key", "one").json(&body);
            server.send(request).await
        };
        let first = post(profile("Ada", "female", "any")).await;
        assert_eq!(first.status, 201);
        let second = post(profile("Ada", "female", "any")).await;
        assert_eq!((second.status.as_u16(), &second.json), (200, &first.json), "the same answer, not created again");
        let other = post(profile("Eve", "female", "any")).await;
        assert_eq!((other.status.as_u16(), other.code()), (422, "idempotency_mismatch"));
    }
}

fn collect_references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, inner) in fields {
                if name == "$ref" {
                    found.extend(inner.as_str().map(str::to_owned));
                }
                collect_references(inner, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| collect_references(inner, found)),
        _ => {}
    }
}

/// A small picture.
pub fn small_png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(320, 240, |x, y| {
        image::Rgb([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 90])
    })
    .write_to(&mut bytes, image::ImageFormat::Png)
    .unwrap();
    bytes.into_inner()
}
