//! Where somebody is, nobody else can tell closer than a cell.

use std::collections::BTreeMap;

use kernel::Cell;
use serde_json::{Value, json};

use crate::on_every_engine;
use crate::support::{Person, Server, profile};

/// Positions inside one cell, spread from its middle to near its edges.
fn positions() -> Vec<(f64, f64)> {
    let cell = Cell::at(52.52, 13.405).unwrap();
    let (lat, lng) = cell.centre();
    let spread = (0..20).map(|n| {
        let (angle, radius) = (f64::from(n) * 2.4, 0.004 + 0.0009 * f64::from(n));
        (lat + radius * angle.sin(), lng + 1.4 * radius * angle.cos())
    });
    let inside: Vec<_> = spread.filter(|(lat, lng)| Cell::at(*lat, *lng) == Some(cell)).collect();
    assert_eq!(inside.len(), 20, "all of them are inside");
    inside
}

/// Every answer about somebody that another person can get, byte by byte.
async fn answers(observer: &Person<'_>, of: &str) -> BTreeMap<String, Vec<u8>> {
    let mut paths: Vec<String> = [
        format!("/profiles/{of}"),
        format!("/profiles/{of}/photos"),
        format!("/profiles?ids={of}"),
        format!("/users/{of}"),
        format!("/media/user/{of}"),
        "/users/search?q=elusive".into(),
        "/discovery/candidates?limit=50".into(),
        "/discovery/matches".into(),
        "/chat/conversations".into(),
    ]
    .into();
    paths.extend(
        [1, 2, 3, 4, 5, 6, 8, 10, 15, 25, 50, 100].map(|km| format!("/discovery/candidates?max_distance_km={km}")),
    );
    let mut answers = BTreeMap::new();
    for path in paths {
        let answer = observer.get(&path).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.status);
        answers.insert(path, answer.bytes);
    }
    answers
}

on_every_engine! {
    async fn every_position_inside_a_cell_gives_the_same_answers(server: &Server) {
        // Observers at several distances, so that bands and filters have edges near.
        let mut observers = Vec::new();
        for (n, (lat, lng)) in [(52.52, 13.405), (52.56, 13.41), (52.61, 13.5), (52.4, 13.1), (52.1, 13.9)].into_iter().enumerate() {
            let observer = server.register(&format!("observer{n}")).await;
            let mut says = profile("Observer", "male", "any");
            (says["latitude"], says["longitude"]) = (json!(lat), json!(lng));
            observer.post("/profiles", says).await.expect(201);
            observers.push(observer);
        }
        let elusive = server.somebody("elusive", "female", "any").await;
        server.drain().await;
        // Looking at somebody counts, once a day for every observer, and moves orders a little: so all look once before.
        if let Some((lat, lng)) = positions().into_iter().next() {
            let place = json!({ "latitude": lat, "longitude": lng });
            elusive.put("/profiles/me/location", place).await.expect(200);
        }
        server.drain().await;
        for observer in &observers {
            answers(observer, elusive.id()).await;
        }
        let mut seen: Vec<Vec<BTreeMap<String, Vec<u8>>>> = Vec::new();
        for (n, (lat, lng)) in positions().into_iter().enumerate() {
            // Every way to say where one is.
            let place = json!({ "latitude": lat, "longitude": lng });
            let moved = match n % 2 {
                0 => elusive.put("/profiles/me/location", place).await,
                _ => elusive.put("/profiles/me", place).await,
            };
            let own = moved.expect(200).to_string();
            for digits in [format!("{lat:.3}"), format!("{lng:.3}")] {
                assert!(!own.contains(&digits), "not even they get it back: {own}");
            }
            server.drain().await;
            let mut all = Vec::new();
            for observer in &observers {
                all.push(answers(observer, elusive.id()).await);
            }
            seen.push(all);
        }
        let distances: Vec<_> = seen[0].iter().map(|answers| {
            let profile: Value = serde_json::from_slice(&answers[&format!("/profiles/{}", elusive.id())]).unwrap();
            profile["distance_km"].as_u64()
        }).collect();
        assert_eq!(distances.first(), Some(&Some(5)), "the observers do see a distance: {distances:?}");
        assert!(distances.windows(2).any(|pair| pair[0] != pair[1]), "and not all the same: {distances:?}");
        for (n, all) in seen.iter().enumerate() {
            for (answers, first) in all.iter().zip(&seen[0]) {
                let other = answers.iter().find(|(path, answer)| first.get(*path) != Some(answer)).map(|(path, _)| path);
                assert_eq!(other, None, "position {n} can be told from the first");
            }
        }
    }

    async fn people_move_ten_times_a_day_whichever_way_they_say_so(server: &Server) {
        let restless = server.somebody("restless", "female", "any").await;
        let there = |n: u32| json!({ "latitude": 40.0 + f64::from(n), "longitude": 10.0 });
        let cities = ["paris-fr", "tokyo-jp", "lagos-ng"];
        for n in 0..10 {
            let city = json!({ "place": cities[n as usize / 4] });
            let answer = match n % 3 {
                0 => restless.put("/profiles/me/location", there(n)).await,
                1 => restless.put("/profiles/me", there(n)).await,
                _ => restless.put("/profiles/me/location", city).await,
            };
            answer.expect(200);
            // Once more the same costs nothing.
            if n == 0 {
                restless.put("/profiles/me/location", there(0)).await.expect(200);
            }
        }
        for path in ["/profiles/me/location", "/profiles/me"] {
            let answer = restless.put(path, there(20)).await;
            assert_eq!(answer.status.as_u16(), 429, "{path}");
            assert!(answer.headers.contains_key("retry-after"), "{path}");
        }
        restless.put("/profiles/me", json!({ "bio": "other things may change" })).await.expect(200);
    }
}
