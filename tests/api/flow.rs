//! Two people meet: register, profile with a photo, candidates, likes, match, chat.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::on_every_engine;
use crate::photo;
use crate::support::{Person, Server, Socket};

on_every_engine! {
    async fn two_people_meet(server: &Server) {
        let alice = server.somebody("alice", "female", "male").await;
        let bob = server.somebody("bob", "male", "female").await;
        put_up_a_photo(server, &alice, &bob).await;
        server.drain().await;

        let seen = alice.get("/discovery/candidates?limit=10").await.expect(200);
        assert_eq!(seen["count"], 1, "{seen}");
        let card = &seen["candidates"][0];
        assert_eq!(card["user_id"], bob.id());
        assert!(card["compatibility_score"].as_f64().is_some_and(|score| (0.0..=1.0).contains(&score)));
        assert!(card["reasons"].as_array().is_some_and(|reasons| !reasons.is_empty()), "{card}");
        assert_eq!(card["distance_km"], 5);
        let seen = bob.get("/discovery/candidates").await.expect(200);
        assert_eq!(seen["candidates"][0]["photos"].as_array().map(Vec::len), Some(1), "{seen}");

        let mut sockets = [alice.connect().await, alice.connect().await, bob.connect().await, bob.connect().await];
        let liked = alice.post("/discovery/like", json!({ "target_id": bob.id() })).await.expect(200);
        assert_eq!((&liked["success"], &liked["matched"]), (&json!(true), &json!(false)));
        let matched = bob.post("/discovery/like", json!({ "target_id": alice.id() })).await.expect(200);
        assert_eq!(matched["matched"], true);
        let conversation = matched["conversation_id"].as_str().unwrap().to_owned();
        for (number, socket) in sockets.iter_mut().enumerate() {
            let created = socket.next_of("match.created").await;
            let other = if number < 2 { bob.id() } else { alice.id() };
            assert_eq!((created["user_id"].as_str(), created["conversation_id"].as_str()), (Some(other), Some(&*conversation)));
        }
        for (person, other) in [(&alice, &bob), (&bob, &alice)] {
            let matches = person.get("/discovery/matches").await.expect(200);
            assert_eq!((&matches["count"], &matches["matches"][0]["user_id"]), (&json!(1), &json!(other.id())));
        }

        let [a1, a2, b1, b2] = sockets;
        talk(&alice, &bob, &conversation, [a1, a2, b1, b2]).await;
        read_and_count(&alice, &bob, &conversation).await;
    }
}

async fn put_up_a_photo(server: &Server, alice: &Person<'_>, bob: &Person<'_>) {
    let stored = alice.upload(&photo::twelve_megapixels()).await.expect(201);
    let file = stored["file_id"].as_str().unwrap();
    assert!(stored["height"].as_u64() > stored["width"].as_u64(), "upright: {stored}");
    alice.post("/profiles/me/photos", json!({ "file_id": file })).await;
    let profile = bob.get(&format!("/profiles/{}", alice.id())).await.expect(200);
    let variants = profile["photos"][0]["variants"].as_array().unwrap();
    let names: Vec<_> = variants.iter().map(|variant| variant["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["200", "640", "1080", "1920"]);
    for variant in variants {
        for accept in ["image/webp,*/*", "image/jpeg"] {
            let request =
                server.request(reqwest::Method::GET, variant["url"].as_str().unwrap()).header("accept", accept);
            let served = server.send(request).await;
            assert_eq!(served.status, 200);
            assert_eq!(served.headers["x-content-type-options"], "nosniff");
            assert!(photo::is_upright(&served.bytes), "{variant} as {accept}");
            assert!(!photo::has_metadata(&served.bytes), "{variant} as {accept}");
        }
    }
    let path = format!("/media/{file}");
    assert_eq!(bob.get(&path).await.status, 200, "what is shown to him he sees without a link, too");
    assert_eq!(server.get(&path).await.status, 404, "nobody else does");
    assert_eq!(alice.get(&path).await.status, 200);
}

/// Half a thousand messages from each side at once, over two sockets, to two devices each.
async fn talk(alice: &Person<'_>, bob: &Person<'_>, conversation: &str, sockets: [Socket; 4]) {
    const EACH: usize = 500;
    let [mut a1, mut a2, mut b1, mut b2] = sockets;
    let send = async |socket: &mut Socket, who: &str| {
        let (mut acks, mut seen, mut sent) = (0, Vec::new(), 0);
        while acks < EACH || seen.len() < 2 * EACH {
            // A window of commands under way, as a quick client keeps one.
            while sent < EACH && sent < acks + 16 {
                let frame = json!({
                    "type": "message.send", "conversation_id": conversation, "text": format!("{who} {sent}"),
                    "client_id": format!("{who}-{sent}"), "ref": format!("r{sent}"),
                });
                socket.tell(frame).await;
                sent += 1;
                tokio::time::sleep(std::time::Duration::from_millis(21)).await;
            }
            let frame = socket.next().await.expect("open");
            match frame["type"].as_str() {
                Some("ack") => acks += 1,
                Some("message") => seen.push(frame["data"].clone()),
                other => panic!("{other:?}: {frame}"),
            }
        }
        seen
    };
    let listen = async |socket: &mut Socket| {
        let mut seen = Vec::new();
        while seen.len() < 2 * EACH {
            seen.push(socket.next_of("message").await["data"].clone());
        }
        seen
    };
    let (a, b, c, d) = tokio::join!(send(&mut a1, "alice"), send(&mut b1, "bob"), listen(&mut a2), listen(&mut b2));
    let essence = |seen: &[Value]| -> Vec<(i64, String)> {
        seen.iter().map(|m| (m["seq"].as_i64().unwrap(), m["text"].as_str().unwrap().to_owned())).collect()
    };
    let told = essence(&a);
    assert_eq!(told.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), (1..=1000).collect::<Vec<_>>(), "in order, once");
    for other in [&b, &c, &d] {
        assert_eq!(essence(other), told, "every device sees the same");
    }
    assert_eq!(told.iter().map(|(_, text)| text).collect::<HashSet<_>>().len(), 1000);
    for who in ["alice", "bob"] {
        let own: Vec<_> = told.iter().filter(|(_, text)| text.starts_with(who)).map(|(_, text)| text.clone()).collect();
        assert_eq!(own, (0..EACH).map(|n| format!("{who} {n}")).collect::<Vec<_>>(), "each sender's order is kept");
    }
    for person in [alice, bob] {
        assert_eq!(essence(&history(person, conversation).await), told, "history agrees");
    }

    let again =
        json!({ "type": "message.send", "conversation_id": conversation, "text": "alice 7", "client_id": "alice-7" });
    let first = told.iter().find(|(_, text)| text == "alice 7").unwrap().0;
    assert_eq!(a1.ask(again, "again").await["seq"], first, "a retry over the socket answers the first result");
    let again = json!({ "conversation_id": conversation, "text": "alice 7", "client_id": "alice-7" });
    let replay = alice.post("/chat/messages", again).await.expect(200);
    assert_eq!(replay["seq"], first, "and over HTTP");
    assert_eq!(history(alice, conversation).await.len(), 1000);
}

/// The whole history, page by page from the front.
pub async fn history(person: &Person<'_>, conversation: &str) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let page = person.get(&format!("/chat/messages/{conversation}?after={after}&limit=200")).await.expect(200);
        let messages = page["messages"].as_array().unwrap();
        let Some(last) = messages.last() else { return all };
        after = last["seq"].as_i64().unwrap();
        all.extend(messages.iter().cloned());
    }
}

async fn read_and_count(alice: &Person<'_>, bob: &Person<'_>, conversation: &str) {
    let unread = async |person: &Person<'_>| {
        person.get("/chat/conversations").await.expect(200)["conversations"][0]["unread_count"].as_i64().unwrap()
    };
    assert_eq!(unread(alice).await, 500);
    let mut watching = bob.connect().await;
    let mut reading = alice.connect().await;
    let read = json!({ "type": "read.set", "conversation_id": conversation, "up_to_seq": 1000 });
    assert_eq!(reading.ask(read, "read").await["type"], "ack");
    let told = watching.next_of("message.read").await;
    assert_eq!((told["user_id"].as_str(), told["up_to_seq"].as_i64()), (Some(alice.id()), Some(1000)));
    assert_eq!((unread(alice).await, unread(bob).await), (0, 500));
    let path = format!("/chat/conversations/{conversation}/read-state");
    assert_eq!(bob.put(&path, json!({ "up_to_seq": 1000 })).await.status, 204);
    assert_eq!(unread(bob).await, 0);
}
