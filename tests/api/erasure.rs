//! Somebody takes everything with them, leaves, returns, and leaves for good; whom they knew stays.

use reqwest::Method;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};

use crate::flow::history;
use crate::on_every_engine;
use crate::openapi::small_png;
use crate::support::{Answer, PASSWORD, Person, Server};

on_every_engine! {
    async fn leaving_takes_effect_at_once_can_be_undone_and_then_erases_everything(server: &Server) {
        let (ann, ben, dora, talk) = acquaintances(server).await;
        let ann_id = ann.id().to_owned();
        let file = ann.get("/profiles/me").await.expect(200)["photos"][0]["file_id"].as_str().unwrap().to_owned();

        everything_and_nothing_of_others(server, &ann, &ben, &talk, &file).await;

        let other_device = server.log_in(ANN).await;
        let refused = leave(server, &ann, "wrong").await;
        assert_eq!((refused.status.as_u16(), refused.code()), (401, "invalid_credentials"));
        let started = leave(server, &ann, PASSWORD).await.expect(202);
        assert_eq!(leave(server, &ann, PASSWORD).await.expect(202), started, "the second answer is the first one");
        assert_eq!(other_device.get("/auth/sessions").await.status, 401, "other devices are signed out");
        let receipt = format!("/auth/erasures/{}", started["receipt"].as_str().unwrap());
        let standing = server.get(&receipt).await.expect(200);
        assert_eq!((&standing["due_at"], &standing["erased"]), (&started["erased_at"], &json!({})));
        assert!(standing["done_at"].is_null(), "{standing}");
        nobody_meets(&ann, &ben, &dora, &talk).await;

        let ann = server.log_in(ANN).await;
        assert_eq!(ann.post("/auth/account/restore", json!({})).await.status, 204);
        assert_eq!(ann.post("/auth/account/restore", json!({})).await.status, 204, "twice is once");
        assert_eq!(server.get(&receipt).await.code(), "erasure_not_found");
        assert_eq!(ben.get(&format!("/profiles/{ann_id}")).await.status, 200);
        assert_eq!(ben.get("/discovery/matches").await.expect(200)["count"], 1);
        assert_eq!(dora.get("/discovery/candidates").await.expect(200)["candidates"][0]["user_id"], *ann_id);
        ann.post("/chat/messages", json!({ "conversation_id": talk, "text": "annabelle is back" })).await.expect(201);

        let again = leave(server, &ann, PASSWORD).await.expect(202);
        assert_ne!(again["receipt"], started["receipt"]);
        assert_eq!(server.app().erase_due().await.unwrap(), 0, "not before its time");
        time_passes(server).await;
        let late = ann.post("/auth/account/restore", json!({})).await;
        assert_eq!((late.status.as_u16(), late.code()), (404, "erasure_not_found"));
        let closed = server.post("/auth/login", json!({ "username": ANN, "password": PASSWORD })).await;
        assert_eq!(closed.code(), "invalid_credentials", "nobody returns from here");
        server.drain().await;
        assert!(!traces(server, &ann_id).await.is_empty(), "the search for traces finds what is there");

        assert_eq!(server.app().erase_due().await.unwrap(), 1);
        assert_eq!(server.app().erase_due().await.unwrap(), 0);
        server.drain().await;
        assert_eq!(traces(server, &ann_id).await, Vec::<String>::new());
        let done = server.get(&format!("/auth/erasures/{}", again["receipt"].as_str().unwrap())).await.expect(200);
        assert!(done["done_at"].is_string(), "{done}");
        let count = |module: &str| done["erased"][module].as_u64().unwrap();
        // Two files. Three decisions, two encounters, two sides of a match, what matching knew, what decisions say,
        // quotas, a favourite and one of Ben's. Four messages and a membership. A profile, two photos, a block, the two ties with Ben, the count of her moves, and that she was
        // leaving.
        assert_eq!(["media", "discovery", "chat", "profile"].map(count), [2, 12, 5, 8], "{done}");
        assert!(count("auth") > 5, "{done}");
        assert_eq!(ann.get("/profiles/me").await.status, 401);
        assert_eq!(server.get(&format!("/media/{file}")).await.status, 404);
        who_stays(&ben, &talk).await;

        let namesake = server.register(ANN).await;
        assert_ne!(namesake.id(), ann_id);
    }

    async fn nobody_exports_or_ends_somebody_else(server: &Server) {
        let ann = server.register(ANN).await;
        assert_eq!(server.get("/auth/export").await.status, 401);
        assert_eq!(server.send(server.request(Method::DELETE, "/auth/account")).await.status, 401);
        let bare = ann.get("/auth/export").await.expect(200);
        assert!(bare["profile"]["profile"].is_null(), "an account without a profile has an export too: {bare}");
        let nothing = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";
        assert_eq!(server.get(&format!("/auth/erasures/{nothing}")).await.code(), "erasure_not_found");
    }
}

const ANN: &str = "annabelle_q";

/// Ann and Ben have matched and talked, Ben has liked her and Dora has not yet; Ann has blocked Cem, and Dora knows
/// neither. The last one is Ann's and Ben's conversation.
async fn acquaintances(server: &Server) -> (Person<'_>, Person<'_>, Person<'_>, String) {
    let ann = server.somebody(ANN, "female", "any").await;
    let ben = server.somebody("benedikt_w", "male", "female").await;
    let cem = server.somebody("cem_the_third", "male", "male").await;
    let dora = server.somebody("dora_lives", "female", "female").await;
    for person in [&ann, &ann, &ben] {
        let file = person.upload(&small_png()).await.expect(201)["file_id"].clone();
        person.post("/profiles/me/photos", json!({ "file_id": file })).await;
    }
    server.drain().await;
    ann.post("/safety/blocks", json!({ "user_id": cem.id() })).await;
    ann.post("/discovery/pass", json!({ "target_id": dora.id() })).await.expect(200);
    ann.post("/discovery/favorites", json!({ "user_id": dora.id() })).await.expect(201);
    ben.post("/discovery/favorites", json!({ "user_id": ann.id() })).await.expect(201);
    let like = json!({ "target_id": ben.id(), "comment": "annabelle likes this" });
    ann.post("/discovery/like", like).await.expect(200);
    let like = json!({ "target_id": ann.id(), "comment": "benedikt likes this" });
    let matched = ben.post("/discovery/like", like).await.expect(200);
    let talk = matched["conversation_id"].as_str().unwrap().to_owned();
    for n in 1..=3 {
        ann.post("/chat/messages", json!({ "conversation_id": talk, "text": format!("annabelle {n}") }))
            .await
            .expect(201);
        ben.post("/chat/messages", json!({ "conversation_id": talk, "text": format!("benedikt {n}") }))
            .await
            .expect(201);
    }
    (ann, ben, dora, talk)
}

async fn leave(server: &Server, person: &Person<'_>, password: &str) -> Answer {
    server.send(person.request(Method::DELETE, "/auth/account").json(&json!({ "password": password }))).await
}

/// Makes all grace periods end.
async fn time_passes(server: &Server) {
    let (_, auth) = server.app().databases.iter().find(|(module, _)| *module == "auth").unwrap();
    for past in ["update account set erase_at = 1 where erase_at is not null", "update erasure set due_at = 1"] {
        auth.writer().execute_unprepared(past).await.unwrap();
    }
}

async fn everything_and_nothing_of_others(server: &Server, ann: &Person<'_>, ben: &Person<'_>, talk: &str, file: &str) {
    let answer = ann.get("/auth/export").await;
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"kindling-export.json\"");
    assert_eq!(answer.headers["cache-control"], "no-store");
    let export = answer.expect(200);
    let account = &export["account"];
    assert_eq!((account["username"].as_str(), account["sessions"].as_array().map(Vec::len)), (Some(ANN), Some(1)));
    assert_eq!(account["audit"][0]["event"], "registered");
    let profile = &export["profile"];
    assert_eq!((&profile["profile"]["name"], &profile["profile"]["birth_date"]), (&json!(ANN), &json!("1995-04-03")));
    assert!(profile["place"]["latitude"].as_f64().is_some_and(|north| (52.0..53.0).contains(&north)), "{profile}");
    assert_eq!(profile["blocks"].as_array().map(Vec::len), Some(1));
    let files = export["media"]["files"].as_array().unwrap();
    assert!(files.len() == 2 && files.iter().any(|stored| stored["file_id"] == file), "{files:?}");
    for stored in files {
        assert_eq!(server.get(stored["url"].as_str().unwrap()).await.status, 200, "links in it work by themselves");
    }
    let discovery = &export["discovery"];
    let decided = discovery["decisions"].as_array().unwrap();
    assert!(decided.len() == 2 && decided.iter().any(|one| one["comment"] == "annabelle likes this"), "{decided:?}");
    assert_eq!(discovery["matches"][0]["user_id"], ben.id());
    assert_eq!(discovery["known_for_matching"]["birth_date"], "1995-04-03");
    let conversation = &export["chat"]["conversations"][0];
    assert_eq!((conversation["conversation_id"].as_str(), &conversation["with"]), (Some(talk), &json!([ben.id()])));
    let said: Vec<_> = conversation["messages"].as_array().unwrap().iter().map(|m| m["text"].clone()).collect();
    assert_eq!(said, ["annabelle 1", "annabelle 2", "annabelle 3"]);

    let mut texts = Vec::new();
    strings(&export, "", &mut texts);
    assert!(texts.len() > 60, "the document was walked: {}", texts.len());
    for (place, text) in texts {
        for private in ["benedikt", "$argon2", ann.signed_in["refresh_token"].as_str().unwrap(), ann.token()] {
            assert!(!text.contains(private), "{private} at {place}: {text}");
        }
        let tie = ["/discovery/", "/chat/conversations/0/with", "/profile/ties/"]
            .iter()
            .any(|known| place.starts_with(known));
        assert!(tie || !text.contains(ben.id()), "{place}: {text}");
    }
}

/// All strings of a document with their places.
fn strings(value: &Value, place: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| {
            strings(inner, &format!("{place}/{name}"), found);
        }),
        Value::Array(items) => items.iter().enumerate().for_each(|(n, inner)| {
            strings(inner, &format!("{place}/{n}"), found);
        }),
        Value::String(text) => found.push((place.to_owned(), text.clone())),
        _ => {}
    }
}

/// While somebody is leaving, others and they do not meet.
async fn nobody_meets(ann: &Person<'_>, ben: &Person<'_>, dora: &Person<'_>, talk: &str) {
    let stranger = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";
    for (person, other) in [(ben, ann), (ann, ben)] {
        for path in ["/profiles/{}", "/profiles/{}/photos", "/users/{}"] {
            let hidden = person.get(&path.replace("{}", other.id())).await;
            let missing = person.get(&path.replace("{}", stranger)).await;
            assert_eq!((hidden.status.as_u16(), hidden.code()), (404, missing.code()), "{path}");
        }
        assert_eq!(person.get("/discovery/matches").await.expect(200)["count"], 0);
        let message = json!({ "conversation_id": talk, "text": "are you there?" });
        assert_eq!(person.post("/chat/messages", message).await.code(), "conversation_not_found");
        let listed = person.get("/chat/conversations").await.expect(200);
        assert!(listed["conversations"][0]["participant_name"].is_null(), "{listed}");
    }
    assert_eq!(dora.get("/discovery/candidates").await.expect(200)["count"], 0);
    let liked = dora.post("/discovery/like", json!({ "target_id": ann.id() })).await;
    assert_eq!((liked.status.as_u16(), liked.code()), (404, "profile_not_found"));
    assert_eq!(ann.get("/profiles/me").await.expect(200)["name"], ANN, "one still sees oneself");
    ann.get("/auth/export").await.expect(200);
}

/// What is left for the other one: a dense history that can be read, and nobody to write to.
async fn who_stays(ben: &Person<'_>, talk: &str) {
    assert_eq!(ben.get("/discovery/matches").await.expect(200)["count"], 0);
    let listed = ben.get("/chat/conversations").await.expect(200);
    let conversation = &listed["conversations"][0];
    assert_eq!((&conversation["closed"], &conversation["last_message"]["deleted"]), (&json!(true), &json!(true)));
    assert!(conversation["participant_id"].is_null(), "{conversation}");
    let kept: Vec<_> = history(ben, talk)
        .await
        .into_iter()
        .map(|m| (m["seq"].as_i64().unwrap(), m["text"].as_str().unwrap().to_owned(), m["deleted"] == true))
        .collect();
    let said = |n: i64| if n % 2 == 0 { format!("benedikt {}", n / 2) } else { String::new() };
    assert_eq!(kept, (1..=7).map(|n| (n, said(n), n % 2 == 1)).collect::<Vec<_>>());
    let more = ben.post("/chat/messages", json!({ "conversation_id": talk, "text": "bye" })).await;
    assert_eq!(more.status, 404);
}

/// Where the databases still know the person: by id, by name, or by what they wrote.
async fn traces(server: &Server, user: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (module, db) in &server.app().databases {
        let engine = db.writer().get_database_backend();
        let ask = |sql: String| Statement::from_string(engine, sql);
        let cells = match engine {
            DbBackend::Sqlite => {
                "select m.name as tbl, 'hex(' || c.name || ')' as cell from sqlite_master m, pragma_table_info(m.name) c \
                 where m.type = 'table'"
            }
            // A row as text; bytes are in hexadecimal there.
            _ => {
                "select tablename::text as tbl, 'upper(t::text)' as cell from pg_tables where schemaname = current_schema()"
            }
        };
        let bare = user.replace('-', "");
        let needles = [bare.to_uppercase(), user.to_uppercase(), "ANNABELLE".into(), hex(user), hex("annabelle")];
        for row in db.writer().query_all_raw(ask(cells.into())).await.unwrap() {
            let (table, cell): (String, String) = (row.try_get("", "tbl").unwrap(), row.try_get("", "cell").unwrap());
            let known = needles.each_ref().map(|needle| format!("{cell} like '%{needle}%'")).join(" or ");
            let count = ask(format!("select count(*) as n from {table} t where {known}"));
            let row = db.writer().query_one_raw(count).await.unwrap().unwrap();
            if row.try_get::<i64>("", "n").unwrap() > 0 {
                found.push(format!("{module}.{table} ({cell})"));
            }
        }
    }
    found
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02X}")).collect()
}
