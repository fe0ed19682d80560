//! Who is hidden from whom, everywhere, in the first request after the answer.

use reqwest::Method;
use serde_json::{Value, json};

use crate::on_every_engine;
use crate::openapi::small_png;
use crate::support::{Answer, Person, Server};

/// An id that nobody has.
const NOBODY: &str = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";

/// Somebody with a photo on their profile; the link that `viewer` gets to it.
async fn link_for(viewer: &Person<'_>, of: &Person<'_>) -> String {
    let profile = viewer.get(&format!("/profiles/{}", of.id())).await.expect(200);
    profile["photos"][0]["variants"][0]["url"].as_str().unwrap().to_owned()
}

async fn with_photo<'a>(server: &'a Server, name: &str, gender: &str) -> Person<'a> {
    let person = server.somebody(name, gender, "any").await;
    let photo = [small_png(), name.as_bytes().to_vec()].concat();
    let file = person.upload(&photo).await.expect(201)["file_id"].clone();
    person.post("/profiles/me/photos", json!({ "file_id": file })).await.expect(201);
    person
}

/// What a missing person answers, but for the ids in it.
fn essence(answer: &Answer) -> (u16, String, String) {
    let text = |key: &str| answer.json[key].as_str().unwrap_or_default().to_owned();
    (answer.status.as_u16(), text("code"), text("detail"))
}

/// For `viewer`, `other` is a person who does not exist, in every operation that names people.
async fn is_missing(server: &Server, viewer: &Person<'_>, other: &Person<'_>, link: &str) {
    for path in ["/profiles/{}", "/profiles/{}/photos", "/users/{}", "/media/user/{}"] {
        let hidden = viewer.get(&path.replace("{}", other.id())).await;
        let missing = viewer.get(&path.replace("{}", NOBODY)).await;
        assert_eq!(essence(&hidden), essence(&missing), "{path}");
        assert_eq!(hidden.status.as_u16(), 404, "{path}");
    }
    for path in ["/profiles?ids={}", "/users?ids={}"] {
        let hidden = viewer.get(&path.replace("{}", other.id())).await.expect(200);
        assert_eq!(hidden["count"], 0, "{path}");
    }
    let name = other.signed_in["username"].as_str().unwrap();
    assert_eq!(viewer.get(&format!("/users/search?q={name}")).await.expect(200)["count"], 0);
    for action in ["like", "pass", "superlike"] {
        let answer = viewer.post(&format!("/discovery/{action}"), json!({ "target_id": other.id() })).await;
        assert_eq!(answer.status.as_u16(), 404, "{action}");
    }
    assert_eq!(server.get(link).await.status.as_u16(), 404, "a link from before");
    let file = link.split(['/', '?']).nth(2).unwrap();
    assert_eq!(viewer.get(&format!("/media/{file}")).await.status.as_u16(), 404, "the file itself");
}

async fn is_there(server: &Server, viewer: &Person<'_>, other: &Person<'_>) -> String {
    let link = link_for(viewer, other).await;
    assert_eq!(server.get(&link).await.status.as_u16(), 200);
    let file = link.split(['/', '?']).nth(2).unwrap();
    assert_eq!(viewer.get(&format!("/media/{file}")).await.status.as_u16(), 200, "shown without a link");
    let name = other.signed_in["username"].as_str().unwrap();
    assert_eq!(viewer.get(&format!("/users/search?q={name}")).await.expect(200)["users"][0]["user_id"], other.id());
    link
}

async fn set(person: &Person<'_>, settings: Value) {
    person.put("/profiles/me/settings", settings).await.expect(200);
}

on_every_engine! {
    async fn a_block_makes_both_missing_in_the_first_request_after_it(server: &Server) {
        let (ann, ben) = (with_photo(server, "ann_b", "female").await, with_photo(server, "ben_b", "male").await);
        server.drain().await;
        let (to_ann, to_ben) = (is_there(server, &ben, &ann).await, is_there(server, &ann, &ben).await);
        for path in ["/safety/blocks", "/chat/blocks"] {
            ann.post(path, json!({ "user_id": ben.id() })).await.expect(201);
            is_missing(server, &ben, &ann, &to_ann).await;
            is_missing(server, &ann, &ben, &to_ben).await;
            assert_eq!(server.get(&to_ann).await.headers.get("etag"), None);
            // Everybody else, and each of them themselves, see what they saw.
            let own = link_for(&ann, &ann).await;
            assert_eq!(server.get(&own).await.status.as_u16(), 200);
            let unblock = ann.delete(&format!("{path}/{}", ben.id())).await;
            assert_eq!(unblock.status.as_u16(), 204);
            is_there(server, &ben, &ann).await;
        }
        let blocked = ann.post(&format!("/discovery/block/{}", ben.id()), json!({})).await;
        assert!(blocked.status.is_success(), "{}", blocked.status);
        is_missing(server, &ben, &ann, &to_ann).await;
        assert_eq!(ann.get("/safety/blocks").await.expect(200)["blocks"][0]["user_id"], ben.id());
    }

    async fn invisible_and_paused_people_are_missing_but_to_their_matches(server: &Server) {
        let ann = with_photo(server, "ann_v", "female").await;
        let (ben, cem) = (with_photo(server, "ben_v", "male").await, with_photo(server, "cem_v", "male").await);
        server.drain().await;
        ann.post("/discovery/like", json!({ "target_id": ben.id() })).await.expect(200);
        ben.post("/discovery/like", json!({ "target_id": ann.id() })).await.expect(200);
        server.drain().await;
        for (hide, show) in [
            (json!({ "is_visible": false }), json!({ "is_visible": true })),
            (json!({ "paused": true }), json!({ "paused": false })),
        ] {
            let link = is_there(server, &cem, &ann).await;
            set(&ann, hide).await;
            is_missing(server, &cem, &ann, &link).await;
            let to_match = link_for(&ben, &ann).await;
            assert_eq!(server.get(&to_match).await.status.as_u16(), 200, "a match goes on");
            assert_eq!(cem.get("/discovery/candidates").await.expect(200).to_string().matches(ann.id()).count(), 0);
            assert_eq!(ann.get("/profiles/me").await.status.as_u16(), 200);
            set(&ann, show).await;
        }
        is_there(server, &cem, &ann).await;
    }

    async fn incognito_people_are_seen_by_those_they_like_alone(server: &Server) {
        let ann = with_photo(server, "ann_i", "female").await;
        let (ben, cem) = (with_photo(server, "ben_i", "male").await, with_photo(server, "cem_i", "male").await);
        server.drain().await;
        let link = is_there(server, &ben, &ann).await;
        set(&ann, json!({ "incognito": true })).await;
        is_missing(server, &ben, &ann, &link).await;
        is_missing(server, &cem, &ann, &link).await;
        ann.post("/discovery/like", json!({ "target_id": ben.id() })).await.expect(200);
        server.drain().await;
        assert_eq!(ben.get(&format!("/profiles/{}", ann.id())).await.status.as_u16(), 200);
        assert_eq!(cem.get(&format!("/profiles/{}", ann.id())).await.status.as_u16(), 404);
    }

    async fn what_people_hide_of_themselves_is_nowhere(server: &Server) {
        let ann = with_photo(server, "ann_h", "female").await;
        let ben = with_photo(server, "ben_h", "male").await;
        server.drain().await;
        let _online = ann.connect().await;
        let path = format!("/profiles/{}", ann.id());
        let open = ben.get(&path).await.expect(200);
        assert!(open["age"].is_u64() && open["distance_km"].is_u64() && open["online"] == true, "{open}");
        set(&ann, json!({ "hide_age": true, "hide_distance": true, "hide_online": true })).await;
        let candidates = ben.get("/discovery/candidates").await.expect(200);
        assert_eq!(candidates["candidates"][0]["user_id"], ann.id());
        let matched = json!({ "target_id": ben.id() });
        ann.post("/discovery/like", matched).await.expect(200);
        ben.post("/discovery/like", json!({ "target_id": ann.id() })).await.expect(200);
        server.drain().await;
        for (what, answer) in [
            ("profile", ben.get(&path).await.expect(200)),
            ("batch", ben.get(&format!("/profiles?ids={}", ann.id())).await.expect(200)),
            ("candidates", candidates),
            ("matches", ben.get("/discovery/matches").await.expect(200)),
            ("conversations", ben.get("/chat/conversations").await.expect(200)),
        ] {
            assert!(answer.to_string().contains("ann_h"), "{what} is about her: {answer}");
            for hidden in ["\"age\":", "\"distance_km\":", "\"online\":"] {
                let null = format!("{hidden}null");
                let text = answer.to_string().replace(&null, "");
                assert!(!text.contains(hidden), "{what} tells {hidden} {answer}");
            }
        }
    }

    async fn whoever_wants_no_messages_gets_none(server: &Server) {
        let (ann, ben) = (with_photo(server, "ann_m", "female").await, with_photo(server, "ben_m", "male").await);
        server.drain().await;
        ann.post("/discovery/like", json!({ "target_id": ben.id() })).await.expect(200);
        let matched = ben.post("/discovery/like", json!({ "target_id": ann.id() })).await.expect(200);
        server.drain().await;
        let say = json!({ "conversation_id": matched["conversation_id"], "text": "hello" });
        set(&ann, json!({ "allow_messages_from": "nobody" })).await;
        let refused = ben.post("/chat/messages", say.clone()).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (403, "messages_not_allowed"));
        ann.post("/chat/messages", say.clone()).await.expect(201);
        for allowed in ["matches", "requests"] {
            set(&ann, json!({ "allow_messages_from": allowed })).await;
            ben.post("/chat/messages", say.clone()).await.expect(201);
        }
    }

    async fn a_photo_can_be_sent_straight_to_the_profile(server: &Server) {
        let ann = server.somebody("ann_p", "female", "any").await;
        let send = async |name: &str| {
            let photo = [small_png(), name.as_bytes().to_vec()].concat();
            let (kind, body) = crate::support::multipart("file", name, &photo);
            let request = ann.request(Method::POST, "/profiles/me/photos").header("content-type", kind).body(body);
            server.send(request).await
        };
        for n in 0..6_u64 {
            let list = send(&format!("{n}.png")).await.expect(201);
            assert_eq!(list["count"], n + 1);
        }
        let seventh = send("7.png").await;
        assert_eq!((seventh.status.as_u16(), seventh.code()), (409, "too_many_photos"));
        let kept = ann.get(&format!("/media/user/{}", ann.id())).await.expect(200);
        assert_eq!(kept["count"], 6, "what was refused is not kept");
    }
}
