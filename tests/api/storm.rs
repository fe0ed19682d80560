//! A storm of sign-ins is shed, and nothing else stops.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use kindling::settings::Environment;

use crate::support::{PASSWORD, Server};

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_of_sign_ins_is_shed_with_an_honest_word_and_health_goes_on() {
    let server = Server::start_with(platform::Engine::Sqlite, Environment::Production, |settings| {
        settings.auth.hash_workers = 1;
        settings.auth.hash_queue = 4;
    })
    .await;
    for number in 0..40 {
        server.register(&format!("storm_{number}")).await;
    }
    let over = Arc::new(AtomicBool::new(false));
    let watch = async {
        let mut asked = 0;
        while !over.load(Ordering::Acquire) {
            assert_eq!(server.get("/health").await.status, 200);
            asked += 1;
        }
        asked
    };
    let storm = async {
        let logins = (0..40).map(|number| {
            server.post("/auth/login", json!({ "username": format!("storm_{number}"), "password": PASSWORD }))
        });
        let answers = futures_util::future::join_all(logins).await;
        over.store(true, Ordering::Release);
        answers
    };
    let (answers, asked) = tokio::join!(storm, watch);
    let (mut signed_in, mut shed) = (0, 0);
    for answer in answers {
        match answer.status.as_u16() {
            200 => signed_in += 1,
            503 => {
                shed += 1;
                assert_eq!(answer.code(), "unavailable");
                let seconds: u64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
                assert!((1..=60).contains(&seconds));
                assert_eq!(answer.json["retry_after"], seconds);
            }
            other => panic!("{other}: {}", answer.json),
        }
    }
    assert!(signed_in >= 5, "{signed_in} signed in");
    assert!(shed > 0, "nothing was shed: the test has no weight");
    assert!(asked > 0);
    // It is over with the storm.
    server.post("/auth/login", json!({ "username": "storm_0", "password": PASSWORD })).await.expect(200);
    server.stop().await;
}
