//! Writes that can happen twice, against real databases.

use kernel::{Call, Contract, Failure, UserId};
use platform::{Database, Once};
use serde::{Deserialize, Serialize};
use testkit::{TestDatabase, World, engines, user, user_cx, user_cx_keyed};

kernel::refusals! {
    /// Never said.
    pub enum NothingRefused {}
}

/// Counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Count {
    /// By how much.
    pub by: u32,
}

kernel::contract! {
    /// A contract for this test.
    pub trait Counters = "counter" v 1, refuses NothingRefused {
        /// Counts.
        write fn count(Count) -> String;
    }
}

async fn count(db: &Database, world: &World, cx: &kernel::Cx, by: u32) -> Result<String, Failure<NothingRefused>> {
    let write = match db.once(&*world.clock, cx, &Count { by }).await? {
        Once::Replay(reply) => return Ok(reply),
        Once::Fresh(write) => write,
    };
    let unique = kernel::Ids::fresh(&*world.ids).to_string();
    Ok(write.commit(unique).await?)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_answers_what_the_first_answered() {
    assert_eq!(<dyn Counters as Contract>::SPECS, [Count::SPEC]);
    for engine in engines() {
        let db = TestDatabase::new::<migration::profile::Migrator>(engine, "profile").await;
        let (db, world) = (db.db(), World::new());
        let call = async |user: UserId, key: &str, by| {
            let cx = user_cx_keyed(user, key);
            (count(&db, &world, &cx, by).await, cx.is_replayed())
        };
        let (first, replayed) = call(user(1), "k", 1).await;
        assert!(!replayed);
        assert_eq!(call(user(1), "k", 1).await, (first.clone(), true));
        assert_eq!(call(user(1), "k", 2).await.0, Err(Failure::IdempotencyMismatch));
        assert_ne!(call(user(1), "other", 1).await.0, first);
        assert_ne!(call(user(2), "k", 1).await.0, first, "keys of two people never meet");
        assert_ne!(count(&db, &world, &user_cx(user(1)), 1).await, first, "without a key every call is new");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_repeats_at_once_one_takes_effect() {
    for engine in engines() {
        let test = TestDatabase::new::<migration::profile::Migrator>(engine, "profile").await;
        let world = std::sync::Arc::new(World::new());
        let calls = (0..16).map(|_| {
            let (db, world) = (test.db(), world.clone());
            tokio::spawn(async move { count(&db, &world, &user_cx_keyed(user(1), "same"), 1).await })
        });
        let mut answers = Vec::new();
        for call in calls.collect::<Vec<_>>() {
            answers.push(call.await.unwrap().unwrap());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stored_replies_are_sealed_and_forgotten_after_their_time() {
    let test = TestDatabase::new::<migration::profile::Migrator>(platform::Engine::Sqlite, "profile").await;
    let (db, world) = (test.db(), World::new());
    let cx = user_cx_keyed(user(1), "k");
    let reply = count(&db, &world, &cx, 1).await.unwrap();
    use sea_orm::ConnectionTrait;
    let sql = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, "select reply from idempotency");
    let stored: Vec<u8> = db.read().query_one_raw(sql).await.unwrap().unwrap().try_get("", "reply").unwrap();
    assert!(!String::from_utf8_lossy(&stored).contains(&reply));
    assert_eq!(db.sweep_replies(kernel::Clock::now(&*world.clock)).await.unwrap(), 0);
    world.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(db.sweep_replies(kernel::Clock::now(&*world.clock)).await.unwrap(), 1);
    assert_ne!(count(&db, &world, &cx, 1).await.unwrap(), reply);
}
