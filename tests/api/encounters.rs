//! Likes under races, blocks, paging.

use std::collections::HashSet;
use std::sync::Arc;

use discovery_contract::{Action, Swipe};
use futures_util::future::join_all;
use kernel::{Caller, Cx, Role, SessionId, UserId};
use serde_json::json;

use crate::on_every_engine;
use crate::support::{Server, profile};

on_every_engine! {
    async fn five_hundred_pairs_like_each_other_at_the_same_instant(server: &Server) {
        let app = server.app();
        let pairs: Vec<_> = (0..500).map(|_| (UserId(app.ids.fresh()), UserId(app.ids.fresh()))).collect();
        for chunk in pairs.chunks(25) {
            join_all(chunk.iter().flat_map(|(a, b)| [(a, "female", "male"), (b, "male", "female")]).map(
                async |(user, gender, looking_for)| {
                    let draft = serde_json::json!({
                        "name": "Somebody", "birth_date": "1995-04-03", "gender": gender, "looking_for": looking_for,
                        "goal": ["dating"], "bio": null, "interests": [], "languages": [], "height_cm": null,
                        "weight_kg": null, "education": null, "profession": null, "company": null, "school": null,
                        "has_children": null, "wants_children": null, "smoking": null, "drinking": null, "city": null,
                        "country": null,
                    });
                    let request = profile_contract::CreateProfile {
                        profile: serde_json::from_value(draft).unwrap(),
                        cell: None,
                    };
                    app.profiles.create_profile(&cx(*user), request).await.unwrap();
                },
            ))
            .await;
        }
        server.drain().await;
        let start = Arc::new(tokio::sync::Barrier::new(2 * pairs.len()));
        let likes = pairs.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).map(|(who, target)| {
            let (start, encounters) = (start.clone(), app.encounters.clone());
            tokio::spawn(async move {
                start.wait().await;
                let like = Swipe { target, action: Action::Like, comment: None };
                // A like that finds the database busy is repeated, as a client does.
                for _ in 0..50 {
                    match encounters.swipe(&cx(who), like.clone()).await {
                        Err(kernel::Failure::Unavailable | kernel::Failure::DeadlineExceeded) => {}
                        answer => return (who, answer.unwrap()),
                    }
                }
                panic!("busy for too long");
            })
        });
        let answers: Vec<_> = join_all(likes.collect::<Vec<_>>()).await.into_iter().map(|joined| joined.unwrap()).collect();
        let matches: HashSet<_> = answers.iter().filter_map(|(_, answer)| answer.match_id).collect();
        assert_eq!(matches.len(), 500, "exactly one match a pair");
        server.drain().await;
        for (a, b) in &pairs {
            let of = async |user: UserId| {
                let request = discovery_contract::ListMatches { limit: 50, cursor: None };
                app.encounters.list_matches(&cx(user), request).await.unwrap().items
            };
            let (mine, theirs) = (of(*a).await, of(*b).await);
            assert_eq!((mine.len(), theirs.len()), (1, 1));
            assert_eq!((mine[0].match_id, mine[0].conversation_id), (theirs[0].match_id, theirs[0].conversation_id));
        }
    }

    async fn a_block_hides_both_from_each_other_at_once(server: &Server) {
        let alice = server.somebody("alice", "female", "male").await;
        let bob = server.somebody("bob", "male", "female").await;
        server.drain().await;
        alice.post("/discovery/like", json!({ "target_id": bob.id() })).await.expect(200);
        let matched = bob.post("/discovery/like", json!({ "target_id": alice.id() })).await.expect(200);
        let conversation = matched["conversation_id"].as_str().unwrap();
        alice.post("/chat/messages", json!({ "conversation_id": conversation, "text": "hi" })).await.expect(201);
        alice.post("/safety/blocks", json!({ "user_id": bob.id() })).await;
        let stranger = "0197a3c4-5b6e-7f10-8a2b-3c4d5e6f7081";
        for (person, other) in [(&alice, &bob), (&bob, &alice)] {
            let hidden = person.get(&format!("/profiles/{}", other.id())).await;
            let missing = person.get(&format!("/profiles/{stranger}")).await;
            assert_eq!((hidden.status, hidden.code()), (missing.status, missing.code()), "hidden is missing");
            assert_eq!(hidden.status, 404);
            assert_eq!(person.get("/discovery/matches").await.expect(200)["count"], 0);
            assert_eq!(person.get("/discovery/candidates").await.expect(200)["count"], 0);
            let blocked = person.post("/chat/messages", json!({ "conversation_id": conversation, "text": "hello?" })).await;
            let strange = person.post("/chat/messages", json!({ "conversation_id": stranger, "text": "hello?" })).await;
            assert_eq!((blocked.status, blocked.code()), (strange.status, strange.code()));
            assert_eq!(blocked.status, 404);
            let liked = person.post("/discovery/like", json!({ "target_id": other.id() })).await;
            assert_eq!(liked.status, 404);
        }
        alice.delete(&format!("/safety/blocks/{}", bob.id())).await;
        assert_eq!(alice.get(&format!("/profiles/{}", bob.id())).await.status, 200);
    }

    async fn everyone_shown_fits_both_ways_and_pages_neither_skip_nor_repeat(server: &Server) {
        let viewer = server.somebody("viewer", "female", "any").await;
        let mut wanted = HashSet::new();
        for n in 0..30 {
            let (gender, looking_for) = [("male", "female"), ("male", "male"), ("female", "any")][n % 3];
            let person = server.register(&format!("person{n}")).await;
            let mut body = profile("Somebody", gender, looking_for);
            body["birth_date"] = json!(format!("{}-06-15", 1975 + n));
            if n % 5 == 4 {
                (body["latitude"], body["longitude"]) = (json!(48.137), json!(11.575));
            }
            person.post("/profiles", body).await.expect(201);
            let age = 2026 - 1975 - n;
            if looking_for != "male" && n % 5 != 4 && (25..=45).contains(&age) {
                wanted.insert(person.id().to_owned());
            }
        }
        server.drain().await;
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let path = format!("/discovery/candidates?limit=3&age_min=26&age_max=44&max_distance_km=50{cursor}");
            let page = viewer.get(&path).await.expect(200);
            seen.extend(page["candidates"].as_array().unwrap().iter().map(|c| c["user_id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let unique: HashSet<_> = seen.iter().cloned().collect();
        assert_eq!(unique.len(), seen.len(), "nobody twice");
        assert!(unique.is_subset(&wanted), "everyone shown fits both ways");
        assert!(unique.len() >= wanted.len().saturating_sub(2) && !unique.is_empty(), "nobody left out: {unique:?} of {wanted:?}");
        let refused = viewer.get("/discovery/candidates?latitude=52.5&longitude=13.4").await;
        assert_eq!(refused.status, 400, "coordinates are not taken");
    }
}

fn cx(user: UserId) -> Cx {
    Cx::new(Caller::User { user, session: SessionId(user.0), roles: vec![Role::User] })
}
