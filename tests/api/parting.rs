//! Taking back, parting, keeping for later: what becomes of it in the other modules.

use serde_json::json;

use crate::on_every_engine;
use crate::support::{Person, Server};

async fn like(who: &Person<'_>, whom: &Person<'_>) -> serde_json::Value {
    who.post("/discovery/like", json!({ "target_id": whom.id() })).await.expect(200)
}

on_every_engine! {
    async fn an_unmatched_conversation_is_gone_for_both_and_said_to_be(server: &Server) {
        let (ann, ben) = (server.somebody("ann_p", "female", "male").await, server.somebody("ben_p", "male", "female").await);
        server.drain().await;
        like(&ann, &ben).await;
        let matched = like(&ben, &ann).await;
        let conversation = matched["conversation_id"].as_str().unwrap();
        let match_id = matched["match_id"].as_str().unwrap();
        let message = json!({ "conversation_id": conversation, "text": "Hello" });
        ann.post("/chat/messages", message.clone()).await.expect(201);
        let (mut to_ann, mut to_ben) = (ann.connect().await, ben.connect().await);

        let stranger = server.somebody("cem_p", "male", "female").await;
        assert_eq!(stranger.delete(&format!("/discovery/matches/{match_id}")).await.code(), "match_not_found");
        assert_eq!(ben.delete(&format!("/discovery/matches/{match_id}")).await.status.as_u16(), 204);
        for (socket, other) in [(&mut to_ann, &ben), (&mut to_ben, &ann)] {
            let removed = socket.next_of("match.removed").await;
            assert_eq!((&removed["match_id"], &removed["user_id"]), (&json!(match_id), &json!(other.id())));
        }
        for (person, other) in [(&ann, &ben), (&ben, &ann)] {
            assert_eq!(person.get("/discovery/matches").await.expect(200)["count"], 0);
            assert_eq!(person.get("/chat/conversations").await.expect(200)["count"], 0);
            for path in ["conversations", "messages"] {
                assert_eq!(person.get(&format!("/chat/{path}/{conversation}")).await.status.as_u16(), 404, "{path}");
            }
            let written = person.post("/chat/messages", message.clone()).await;
            let to_nobody = json!({ "conversation_id": other.id(), "text": "Hello" });
            let stray = person.post("/chat/messages", to_nobody).await;
            assert_eq!((written.status.as_u16(), written.code()), (404, stray.code()), "as a stranger's");
            let again = person.post("/discovery/like", json!({ "target_id": other.id() })).await;
            assert_eq!(again.code(), "profile_not_found");
            let shown = person.get("/discovery/candidates").await.expect(200);
            assert!(!shown.to_string().contains(other.id()), "{shown}");
        }
    }

    async fn whoever_is_incognito_is_seen_no_longer_once_the_like_is_taken_back(server: &Server) {
        let (ann, ben) = (server.somebody("ann_u", "female", "male").await, server.somebody("ben_u", "male", "female").await);
        server.drain().await;
        ann.put("/profiles/me/settings", json!({ "incognito": true })).await.expect(200);
        let path = format!("/profiles/{}", ann.id());
        assert_eq!(ben.get(&path).await.status.as_u16(), 404);
        like(&ann, &ben).await;
        assert_eq!(ben.get(&path).await.status.as_u16(), 200);
        assert_eq!(ben.get("/discovery/likes").await.expect(200)["likes"][0]["user_id"], ann.id());
        let undone = ann.post("/discovery/undo", json!({})).await.expect(200);
        assert_eq!(undone, json!({ "success": true, "target_id": ben.id(), "action": "like" }));
        assert_eq!(ben.get(&path).await.status.as_u16(), 404);
        assert_eq!(ben.get("/discovery/likes").await.expect(200)["count"], 0);
        assert_eq!(ann.post("/discovery/undo", json!({})).await.code(), "nothing_to_undo");
    }

    async fn quotas_are_told_and_held(server: &Server) {
        let ann = server.somebody("ann_q", "female", "male").await;
        let mut others = Vec::new();
        for number in 0..6 {
            others.push(server.somebody(&format!("other_{number}"), "male", "female").await);
        }
        server.drain().await;
        let before = ann.get("/discovery/quotas").await.expect(200);
        assert_eq!((&before["superlikes"]["limit"], &before["superlikes"]["left"]), (&json!(5), &json!(5)));
        for other in &others[..5] {
            ann.post("/discovery/superlike", json!({ "target_id": other.id() })).await.expect(200);
        }
        let over = ann.post("/discovery/superlike", json!({ "target_id": others[5].id() })).await;
        assert_eq!((over.status.as_u16(), over.code()), (429, "quota_superlikes"));
        assert_eq!(over.json["resets_at"], before["resets_at"]);
        let wait = over.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap();
        assert_eq!(over.json["retry_after"], wait);
        assert!((1..=86_400).contains(&wait));
        like(&ann, &others[5]).await;
        assert_eq!(ann.get("/discovery/quotas").await.expect(200)["likes"]["left"], 94);
    }

    async fn favourites_are_kept_and_given_up(server: &Server) {
        let (ann, ben) = (server.somebody("ann_f", "female", "male").await, server.somebody("ben_f", "male", "female").await);
        let kept = ann.post("/discovery/favorites", json!({ "user_id": ben.id() })).await;
        assert_eq!(kept.headers["location"].to_str().unwrap(), format!("/discovery/favorites/{}", ben.id()));
        kept.expect(201);
        let listed = ann.get("/discovery/favorites").await.expect(200);
        assert_eq!((&listed["count"], &listed["favorites"][0]["user_id"]), (&json!(1), &json!(ben.id())));
        assert_eq!(ann.delete(&format!("/discovery/favorites/{}", ben.id())).await.status.as_u16(), 204);
        assert_eq!(ann.get("/discovery/favorites").await.expect(200)["count"], 0);
    }
}
