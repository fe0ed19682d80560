//! The outbox, the relay and the inbox against real databases: nothing lost, nothing twice, order kept per subject.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kernel::{Cx, Event, Reaction, ReactionFailure, UserId, async_trait};
use platform::{Database, LocalBus, Relay, RelaySettings};
use testkit::{TestDatabase, World, engines, user};

kernel::events! { "test":
    /// Something was counted.
    "thing.counted" v 1 by owner =>
    pub struct Counted {
        /// Whose.
        pub owner: UserId,
        /// Which.
        pub number: u32,
    }
}

/// Refuses every third delivery, before or after its effect.
struct Flaky {
    db: Database,
    world: Arc<World>,
    deliveries: AtomicUsize,
    taken: Mutex<HashMap<UserId, Vec<u32>>>,
}

#[async_trait]
impl Reaction for Flaky {
    fn name(&self) -> &'static str {
        "flaky"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &["thing.counted"]
    }
    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let delivery = self.deliveries.fetch_add(1, Ordering::SeqCst);
        if delivery % 3 == 1 {
            return Err(ReactionFailure("not now".into()));
        }
        if let Some(tx) = self.db.consume(&*self.world.clock, self.name(), event).await? {
            tx.commit().await?;
            let counted: Counted = event.read().unwrap().unwrap();
            self.taken.lock().unwrap().entry(counted.owner).or_default().push(counted.number);
        }
        if delivery % 3 == 2 {
            return Err(ReactionFailure("done, but the answer got lost".into()));
        }
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_event_takes_effect_once_and_in_order_though_deliveries_fail() {
    for engine in engines() {
        let db = TestDatabase::new::<migration::profile::Migrator>(engine, "profile").await;
        let world = Arc::new(World::new());
        let flaky = Arc::new(Flaky {
            db: db.db(),
            world: Arc::clone(&world),
            deliveries: AtomicUsize::new(0),
            taken: Mutex::default(),
        });
        for number in 0..8 {
            let mut tx = db.db().begin().await.unwrap();
            for n in 0..5 {
                tx.append(&*world.clock, &*world.ids, &Counted { owner: user(n), number }).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
        let mut undone = db.db().begin().await.unwrap();
        undone.append(&*world.clock, &*world.ids, &Counted { owner: user(9), number: 0 }).await.unwrap();
        undone.rollback().await.unwrap();

        let bus = LocalBus::new();
        bus.subscribe([flaky.clone() as Arc<dyn Reaction>]);
        let settings = RelaySettings { first_pause: Duration::from_millis(1), ..RelaySettings::default() };
        let clock = Arc::new(kernel::SystemClock);
        let relay = tokio::spawn(Relay::new(db.db(), Arc::new(bus), clock, settings).run());
        while db.db().outbox_depth().await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        relay.abort();

        let taken = flaky.taken.lock().unwrap();
        assert_eq!(taken.len(), 5, "what was rolled back never left");
        assert!(taken.values().all(|numbers| *numbers == (0..8).collect::<Vec<_>>()), "{engine:?}: {taken:?}");
        assert!(flaky.deliveries.load(Ordering::SeqCst) > 40, "the test did make deliveries fail");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_always_refused_ends_among_the_dead_letters_and_lets_others_pass() {
    struct Never;
    #[async_trait]
    impl Reaction for Never {
        fn name(&self) -> &'static str {
            "never"
        }
        fn kinds(&self) -> &'static [&'static str] {
            &["thing.counted"]
        }
        async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
            let counted: Counted = event.read().unwrap().unwrap();
            if counted.number == 0 { Err(ReactionFailure("poison".into())) } else { Ok(()) }
        }
    }
    for engine in engines() {
        let db = TestDatabase::new::<migration::profile::Migrator>(engine, "profile").await;
        let world = World::new();
        let mut tx = db.db().begin().await.unwrap();
        for number in 0..3 {
            tx.append(&*world.clock, &*world.ids, &Counted { owner: user(1), number }).await.unwrap();
        }
        tx.commit().await.unwrap();
        let bus = LocalBus::new();
        bus.subscribe([Arc::new(Never) as Arc<dyn Reaction>]);
        let settings = RelaySettings { first_pause: Duration::from_millis(1), attempts: 4, ..RelaySettings::default() };
        let relay = tokio::spawn(Relay::new(db.db(), Arc::new(bus), Arc::new(kernel::SystemClock), settings).run());
        while db.db().outbox_depth().await.unwrap() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        relay.abort();
        assert_eq!(db.db().dead_letters().await.unwrap(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settling_waits_for_delivery_and_gives_up_when_there_is_none() {
    let db = TestDatabase::new::<migration::profile::Migrator>(platform::Engine::Sqlite, "profile").await;
    let world = World::new();
    let relay = Relay::new(db.db(), Arc::new(LocalBus::new()), Arc::new(kernel::SystemClock), RelaySettings::default());
    let append = async || {
        let mut tx = db.db().begin().await.unwrap();
        let event = Counted { owner: user(1), number: 1 };
        let settling = tx.append_settling(&*world.clock, &*world.ids, &event).await.unwrap();
        tx.commit().await.unwrap();
        settling
    };
    let unheard = append().await;
    unheard.wait(Duration::from_millis(20)).await;
    assert_eq!(db.db().outbox_depth().await.unwrap(), 1, "nobody relays yet");
    let running = tokio::spawn(relay.run());
    append().await.wait(Duration::from_secs(5)).await;
    assert_eq!(db.db().outbox_depth().await.unwrap(), 0);
    running.abort();
}
