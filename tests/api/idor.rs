//! Every operation of the document, tried on somebody else's things by a stranger, by nobody, and with a broken token:
//! nothing private comes out, nothing of theirs changes.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::on_every_engine;
use crate::openapi::{Operation, operations, small_png};
use crate::sample::Sampler;
use crate::support::{Answer, PASSWORD, Person, Server};
use crate::telegram::init_data;
use crate::walker::{Private, walk};

/// Operations with which people do something about others, and which strangers may therefore use: their answers are
/// looked at like all others, and nothing of the other person's may change. The list may only shrink.
const ABOUT_OTHERS: [&str; 11] = [
    "like",
    "pass",
    "superlike",
    "swipe",
    "block",
    "unblock",
    "block_in_chat",
    "unblock_in_chat",
    "block_in_discovery",
    "unblock_in_discovery",
    "remove_favorite",
];

/// Operations that name fields and places but no person: their words are nobody's.
const ABOUT_NOBODY: [&str; 2] = ["get_options", "list_places"];

/// Operations that answer 2xx to anybody about nobody in particular, although they write: they sign in, sign out, or
/// change what is the caller's own.
fn writes_own_things_only(operation: &Operation) -> bool {
    !operation.path.contains('{')
}

/// Somebody with everything that can be had.
struct Victim<'a> {
    person: Person<'a>,
    conversation: String,
    message: String,
    matched: String,
    photo: String,
    hidden_file: String,
    upload: String,
    session: String,
}

impl<'a> Victim<'a> {
    async fn new(server: &'a Server) -> Self {
        let account = json!({ "username": "victoria", "password": PASSWORD, "email": "victoria@canary.example" });
        let person = Person::of(server, server.post("/auth/register", account).await.expect(201));
        let profile = json!({
            "name": "Victoria", "birth_date": "1991-02-17", "gender": "female", "looking_for": "any",
            "goal": ["dating"], "interests": ["chess"], "weight_kg": 61, "latitude": 52.516_321, "longitude": 13.377_812,
        });
        person.post("/profiles", profile).await.expect(201);
        let link = json!({ "init_data": init_data(server, 778_899_112) });
        assert!(person.post("/auth/link/telegram", link).await.status.is_success());
        let photo = person.upload(&small_png()).await.expect(201)["file_id"].as_str().unwrap().to_owned();
        person.post("/profiles/me/photos", json!({ "file_id": photo })).await.expect(201);
        let hidden = [small_png(), b"another".to_vec()].concat();
        let hidden_file = person.upload(&hidden).await.expect(201)["file_id"].as_str().unwrap().to_owned();
        let begin = person.request(Method::POST, "/media/uploads").header("tus-resumable", "1.0.0");
        let begun = server.send(begin.header("upload-length", "1000")).await;
        let upload = begun.headers["location"].to_str().unwrap().rsplit('/').next().unwrap().to_owned();
        let friend = server.somebody("friendly", "male", "female").await;
        server.drain().await;
        person.post("/discovery/like", json!({ "target_id": friend.id() })).await.expect(200);
        let liked = friend.post("/discovery/like", json!({ "target_id": person.id() })).await.expect(200);
        let text = |key: &str| liked[key].as_str().unwrap().to_owned();
        let (conversation, matched) = (text("conversation_id"), text("match_id"));
        let said = json!({ "conversation_id": conversation, "text": "canary words for a friend" });
        let message = person.post("/chat/messages", said).await.expect(201)["message_id"].as_str().unwrap().to_owned();
        let sessions = person.get("/auth/sessions").await.expect(200);
        let session = sessions["sessions"][0]["session_id"].as_str().unwrap_or_default().to_owned();
        server.drain().await;
        Self { person, conversation, message, matched, photo, hidden_file, upload, session }
    }

    /// The id of theirs that a variable or field of this name means. `None`: the test does not know the name.
    fn id(&self, name: &str, hidden: bool) -> Option<&str> {
        Some(match name {
            "user_id" | "target_id" | "target_user_id" | "recipient_id" | "for" | "user" => self.person.id(),
            "file_id" | "file_ids" | "attachments" => {
                if hidden {
                    &self.hidden_file
                } else {
                    &self.photo
                }
            }
            "conversation_id" => &self.conversation,
            "message_id" | "up_to_message_id" | "reply_to" => &self.message,
            "match_id" => &self.matched,
            "upload_id" => &self.upload,
            "session_id" => &self.session,
            // Things of which they have none: an id that looks like one is as good.
            "passkey_id" | "receipt" | "token" => "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081",
            _ => return None,
        })
    }

    fn path(&self, operation: &Operation, hidden: bool) -> String {
        let segment = |part: &str| match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
            Some(name) => self
                .id(name, hidden)
                .unwrap_or_else(|| panic!("this test has no {name} for {}", operation.path))
                .to_owned(),
            None => part.to_owned(),
        };
        operation.path.split('/').map(segment).collect::<Vec<_>>().join("/")
    }

    /// Everything that is theirs, without what changes by itself.
    async fn holdings(&self) -> Value {
        let mut export = self.person.get("/auth/export").await.expect(200);
        let account = export["account"].as_object_mut().unwrap();
        account.remove("audit");
        forget_moments(&mut export);
        let settings = self.person.get("/profiles/me/settings").await.expect(200);
        let head = self.person.request(Method::HEAD, &format!("/media/uploads/{}", self.upload));
        let upload = head.send().await.unwrap().status().as_u16();
        json!({ "export": export, "settings": settings, "upload": upload })
    }
}

/// Removes what is different each time it is asked for.
fn forget_moments(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for moment in ["url", "variants", "avatar", "last_used_at", "exported_at"] {
                fields.remove(moment);
            }
            fields.values_mut().for_each(forget_moments);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_moments),
        _ => {}
    }
}

/// Who tries.
enum Attacker<'a> {
    Nobody,
    Broken,
    Stranger(&'a Person<'a>),
}

async fn attack(
    server: &Server,
    operation: &Operation,
    path: &str,
    body: Option<&Value>,
    who: &Attacker<'_>,
) -> Answer {
    let mut request = server.request(operation.method.clone(), path).header("tus-resumable", "1.0.0");
    request = match who {
        Attacker::Nobody => request,
        Attacker::Broken => request.bearer_auth("eyJhbGciOiJFZERTQSJ9.e30.c2lnbmF0dXJl"),
        Attacker::Stranger(stranger) => request.bearer_auth(stranger.token()),
    };
    request = match (operation.id.as_str(), body) {
        ("begin_upload", _) => request.header("upload-length", "10"),
        ("continue_upload", _) => request
            .header("content-type", "application/offset+octet-stream")
            .header("upload-offset", "0")
            .body(b"stolen bytes".to_vec()),
        (_, Some(body)) => request.json(body),
        (_, None) => request,
    };
    server.send(request).await
}

on_every_engine! {
    async fn nobody_gets_at_somebody_elses_things(server: &Server) {
        let document = server.get("/api-docs/openapi.json").await.expect(200);
        let victim = Victim::new(server).await;
        let private = Private {
            texts: &[
                "victoria@canary.example", "1991-02-17", "778899112", "52.516", "13.377", "canary words for a friend",
                victim.person.token(), victim.person.signed_in["refresh_token"].as_str().unwrap(),
            ],
            hidden_ids: &[&victim.hidden_file, &victim.conversation, &victim.message, &victim.upload],
        };
        let before = victim.holdings().await;
        let (mut tried, mut wrong) = (0, Vec::new());
        for (number, operation) in operations(server).await.iter().filter(|operation| !operation.is_socket()).enumerate() {
            let stranger = server.somebody(&format!("stranger{number}"), "male", "any").await;
            let attackers = [Attacker::Nobody, Attacker::Broken, Attacker::Stranger(&stranger)];
            for (sparse, hidden) in [(true, false), (false, true)] {
                let named = |name: &str| victim.id(name, hidden).map(|id| json!(id));
                let sampler = Sampler { document: &document, named: &named, sparse };
                let body = sampler.body(&operation.document);
                let path = victim.path(operation, hidden);
                for who in &attackers {
                    let answer = attack(server, operation, &path, body.as_ref(), who).await;
                    tried += 1;
                    let about = format!("{} {path} ({})", operation.method, operation.id);
                    let status = answer.status;
                    assert!(status.as_u16() < 500 || status == StatusCode::SERVICE_UNAVAILABLE, "{about}: {status}");
                    let me = match who {
                        Attacker::Stranger(stranger) => Some(stranger.id()),
                        _ => None,
                    };
                    // What they sent comes back in no answer either, so ids that are in the path or body are fine.
                    walk(&answer, me, &private, ABOUT_NOBODY.contains(&operation.id.as_str()), &about);
                    let stranger = matches!(who, Attacker::Stranger(_));
                    if !stranger && operation.signed_in && status != 401 {
                        wrong.push(format!("{about} answered {status} without a token that works"));
                    }
                    let allowed = ABOUT_OTHERS.contains(&operation.id.as_str()) || writes_own_things_only(operation);
                    if stranger && !operation.method.is_safe() && status.is_success() && !allowed {
                        wrong.push(format!("{about} answered {status} to a stranger: {}", answer.json));
                    }
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
        assert!(tried > 400, "the whole document was tried: {tried}");
        server.drain().await;
        let after = victim.holdings().await;
        assert_eq!(before, after, "something of theirs has changed");
    }
}
