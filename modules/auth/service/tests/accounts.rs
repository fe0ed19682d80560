//! Registration, sign-in by password and by Telegram, and the names of accounts.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use auth_contract::{
    AuthRefusal, Device, GetAccounts, ImportAccount, ImportAccounts, Register, UserRegistered, ValidateTelegram,
};
use common::{
    BOT_TOKEN, House, PASSWORD, anyone, credentials, init_data, refused, registration, signed_by_telegram,
    telegram_public_key,
};
use futures_util::future::join_all;
use kernel::{Clock, DomainEvent, Event, Failure, Reaction, ReactionFailure, UserId};
use std::sync::{Arc, Mutex};
use testkit::{engines, service_cx, user, user_cx};

/// Remembers which events came.
#[derive(Default)]
struct Witness(Mutex<Vec<Event>>);

#[kernel::async_trait]
impl Reaction for Witness {
    fn name(&self) -> &'static str {
        "witness"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &["user.registered", "session.revoked"]
    }
    async fn react(&self, _cx: &kernel::Cx, event: &Event) -> Result<(), ReactionFailure> {
        self.0.lock().unwrap().push(event.clone());
        Ok(())
    }
}

#[tokio::test]
async fn somebody_registers_and_signs_in_by_name_and_by_address() {
    for engine in engines() {
        let house = House::new(engine).await;
        let request = Register { email: Some("Ann@Example.org".into()), ..registration("Marigold") };
        let signed = house.contract.register(&anyone(), request).await.unwrap();
        assert!(signed.new_user);
        assert_eq!(signed.username, "Marigold");
        assert_eq!((signed.expires_in, signed.refresh_expires_in), (900, Some(30 * 86_400)));

        for login in ["Marigold", "marigold", "MARIGOLD", "ann@example.org", " ANN@example.ORG "] {
            let again = house.log_in(login, PASSWORD).await.unwrap();
            assert_eq!((again.user_id, again.new_user), (signed.user_id, false), "{login}");
            assert_ne!(again.refresh_token, signed.refresh_token);
            let identity = house.verify(&again.access_token).await.unwrap();
            assert_eq!((identity.user_id, &*identity.username), (signed.user_id, "Marigold"));
        }
        let witness = Arc::new(Witness::default());
        testkit::drain(&house.database.db(), [witness.clone() as Arc<dyn Reaction>]).await;
        let told = witness.0.lock().unwrap().clone();
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].read::<UserRegistered>().unwrap().unwrap(), UserRegistered { user_id: signed.user_id });
        assert_eq!(UserRegistered::KIND, "user.registered");
    }
}

#[tokio::test]
async fn names_and_addresses_belong_to_one_account() {
    for engine in engines() {
        let house = House::new(engine).await;
        let with = |name: &str, email: &str| Register { email: Some(email.into()), ..registration(name) };
        house.contract.register(&anyone(), with("marigold", "ann@example.org")).await.unwrap();
        let take = async |request| refused(house.contract.register(&anyone(), request).await);
        assert_eq!(take(with("MARIGOLD", "bee@example.org")).await, AuthRefusal::UsernameTaken);
        assert_eq!(take(with("mariposa", "ANN@EXAMPLE.ORG")).await, AuthRefusal::EmailTaken);
        assert_eq!(take(with("marigold", "ann@example.org")).await, AuthRefusal::UsernameTaken);
        house.contract.register(&anyone(), with("mariposa", "bee@example.org")).await.unwrap();
    }
}

#[tokio::test]
async fn of_many_who_want_one_name_at_once_exactly_one_gets_it() {
    for engine in engines() {
        let house = House::new(engine).await;
        let attempts = (0..12).map(|n| {
            let email = Some(format!("person{n}@example.org"));
            let name = if n % 2 == 0 { "Marigold" } else { "marigold" };
            let house = &house;
            async move { house.contract.register(&anyone(), Register { email, ..registration(name) }).await }
        });
        let outcomes = join_all(attempts).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        for outcome in outcomes.into_iter().filter(Result::is_err) {
            assert_eq!(refused(outcome), AuthRefusal::UsernameTaken);
        }
    }
}

#[tokio::test]
async fn what_breaks_a_rule_is_named_by_field() {
    let house = House::new(platform::Engine::Sqlite).await;
    let faults = async |username: &str, password: &str, email: Option<&str>| {
        let request = Register {
            username: username.into(),
            password: password.into(),
            email: email.map(Into::into),
            device: Device::default(),
        };
        match refused(house.contract.register(&anyone(), request).await) {
            AuthRefusal::Invalid(fields) => {
                fields.into_iter().map(|fault| (fault.field, fault.code)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let named = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| (a.to_string(), b.to_string())).collect::<Vec<_>>();
    assert_eq!(
        faults("a b", PASSWORD, Some("nowhere")).await,
        named(&[("username", "characters"), ("email", "email")])
    );
    assert_eq!(faults("marigold", "short", None).await, named(&[("password", "length")]));
    assert_eq!(faults("marigold", "password1", None).await, named(&[("password", "weak")]));
    assert_eq!(faults("marigold", "xyMarigold-7743", None).await, named(&[("password", "contains_username")]));
}

#[tokio::test]
async fn wrong_passwords_and_unknown_names_get_one_answer() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("marigold").await;
        let telegram = ValidateTelegram { init_data: house.init_data(7, "Ann"), totp: None, device: Device::default() };
        let without_password = house.contract.validate_telegram(&anyone(), telegram).await.unwrap();
        let long = "x".repeat(100_000);
        for (login, password) in [
            ("marigold", "wrong password"),
            ("marigold", ""),
            ("marigold", "K7#mQz!w-teapot"),
            ("nobody", PASSWORD),
            ("nobody@example.org", PASSWORD),
            ("", PASSWORD),
            ("no\0body", PASSWORD),
            ("a@b\0", PASSWORD),
            (&*long, PASSWORD),
            ("marigold", &*long),
            (&*without_password.username, PASSWORD),
            (&*without_password.username, ""),
        ] {
            assert_eq!(refused(house.log_in(login, password).await), AuthRefusal::InvalidCredentials, "{login:.20}");
        }
    }
}

#[tokio::test]
async fn telegram_opens_one_account_a_person_under_a_name_that_tells_nothing() {
    for engine in engines() {
        let house = House::new(engine).await;
        let request =
            |id| ValidateTelegram { init_data: house.init_data(id, "Anna"), totp: None, device: Device::default() };
        let first = house.contract.validate_telegram(&anyone(), request(987_654_321)).await.unwrap();
        assert!(first.new_user);
        assert!(first.username.starts_with("anna_") && !first.username.contains("987654321"), "{}", first.username);
        let again = house.contract.validate_telegram(&anyone(), request(987_654_321)).await.unwrap();
        assert_eq!((again.user_id, again.new_user), (first.user_id, false));
        let other = house.contract.validate_telegram(&anyone(), request(5)).await.unwrap();
        assert_ne!(other.user_id, first.user_id);
        assert_ne!(other.username, first.username);

        let at_once = join_all((0..8).map(|_| house.contract.validate_telegram(&CX, request(77)))).await;
        let people: Vec<UserId> = at_once.iter().map(|signed| signed.as_ref().unwrap().user_id).collect();
        assert!(people.iter().all(|person| *person == people[0]), "eight first sights, one account");
        assert_eq!(at_once.iter().filter(|signed| signed.as_ref().unwrap().new_user).count(), 1);
    }
}

static CX: std::sync::LazyLock<kernel::Cx> = std::sync::LazyLock::new(anyone);

#[tokio::test]
async fn telegram_data_that_is_forged_old_or_useless_opens_nothing() {
    let house = House::new(platform::Engine::Sqlite).await;
    let now = house.world.clock.now().as_secs();
    let send = async |init_data: String| {
        refused(
            house
                .contract
                .validate_telegram(&anyone(), ValidateTelegram { init_data, totp: None, device: Device::default() })
                .await,
        )
    };
    let good = init_data(now, 7, "Ann");
    assert_eq!(send(good.replace("hash=", "hash=0")).await, AuthRefusal::TelegramBadSignature);
    assert_eq!(send(good.replace("&signature=c2ln", "")).await, AuthRefusal::TelegramBadSignature);
    assert_eq!(send(String::new()).await, AuthRefusal::TelegramBadSignature);
    assert_eq!(send(init_data(now - 3601, 7, "Ann")).await, AuthRefusal::TelegramExpired);
    assert_eq!(send(init_data(now + 61, 7, "Ann")).await, AuthRefusal::TelegramExpired);
    assert_eq!(send(init_data(now, -7, "Ann")).await, AuthRefusal::TelegramUnusable);

    let closed = House::with(platform::Engine::Sqlite, |settings| settings.telegram_bot_token = None).await;
    let request = ValidateTelegram { init_data: good, totp: None, device: Device::default() };
    assert_eq!(
        refused(closed.contract.validate_telegram(&anyone(), request).await),
        AuthRefusal::TelegramNotConfigured
    );
}

#[tokio::test]
async fn with_only_the_bots_id_telegrams_signature_decides_and_with_its_token_the_hash_does() {
    let bot: u64 = BOT_TOKEN.split(':').next().unwrap().parse().unwrap();
    for engine in engines() {
        let third_party = House::with(engine, |settings| {
            settings.telegram_bot_token = None;
            settings.telegram_bot_id = bot;
            settings.telegram_public_keys = vec![telegram_public_key()];
        })
        .await;
        let both = House::with(engine, |settings| {
            settings.telegram_bot_id = bot;
            settings.telegram_public_keys = vec![telegram_public_key()];
        })
        .await;
        let send = async |house: &House, init_data: &str| {
            let request = ValidateTelegram { init_data: init_data.into(), totp: None, device: Device::default() };
            house.contract.validate_telegram(&anyone(), request).await
        };
        let now = third_party.world.clock.now().as_secs();
        let signed = signed_by_telegram(now, 7, bot);
        let hashed = init_data(now, 7, "Ann");

        let first = send(&third_party, &signed).await.unwrap();
        let again = send(&third_party, &signed).await.unwrap();
        assert_eq!((first.new_user, again.new_user, again.user_id), (true, false, first.user_id));
        for forged in [&*hashed, &signed_by_telegram(now, 7, bot + 1), &signed.replace("7%7D", "8%7D")] {
            assert_eq!(refused(send(&third_party, forged).await), AuthRefusal::TelegramBadSignature, "{forged}");
        }
        let old = signed_by_telegram(now - 3601, 7, bot);
        assert_eq!(refused(send(&third_party, &old).await), AuthRefusal::TelegramExpired);

        assert!(send(&both, &hashed).await.unwrap().new_user, "its signature is junk, its hash is right");
        let zeros = format!("{signed}&hash={}", "0".repeat(64));
        for no_hash in [&signed, &zeros] {
            assert_eq!(refused(send(&both, no_hash).await), AuthRefusal::TelegramBadSignature, "{no_hash}");
        }
    }
}

#[tokio::test]
async fn services_import_accounts_and_anyone_reads_their_names() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.register("taken").await;
        let account = |n: u16, name: &str| ImportAccount { user_id: user(n), username: name.into() };
        let mut accounts: Vec<_> = (0..250).map(|n| account(n, &format!("person_{n}"))).collect();
        accounts.push(account(900, "TAKEN"));
        accounts.push(account(901, "Person_7"));
        accounts.push(account(8, "another_name"));
        let request = ImportAccounts { password: "demo".into(), accounts };
        assert_eq!(
            refused(house.contract.import_accounts(&user_cx(user(1)), request.clone()).await),
            AuthRefusal::Forbidden
        );
        for _ in 0..2 {
            house.contract.import_accounts(&service_cx(), request.clone()).await.unwrap();
        }
        assert_eq!(house.log_in("Person_249", "demo").await.unwrap().user_id, user(249));
        assert_eq!(house.database.db().outbox_depth().await.unwrap(), 251, "one registration each");

        let ask = GetAccounts { users: vec![user(3), user(4), user(900), user(901), user(8)] };
        let mut cards = house.contract.get_accounts(&service_cx(), ask).await.unwrap().accounts;
        cards.sort_by_key(|card| card.user_id);
        let names: Vec<_> = cards.iter().map(|card| card.username.as_str()).collect();
        assert_eq!(names, ["person_3", "person_4", "person_8"]);
    }
}

#[tokio::test]
async fn a_full_pool_is_unavailable_for_known_and_unknown_names_alike() {
    let house = House::with(platform::Engine::Sqlite, |settings| {
        settings.hash_memory_kib = 19 * 1024;
        settings.hash_iterations = 8;
        settings.hash_workers = 1;
        settings.hash_queue = 1;
    })
    .await;
    house.register("marigold").await;
    let storm = ["marigold", "nobody", "marigold", "nobody", "no body", "x@y"].map(|login| {
        let house = &house;
        async move { house.contract.log_in(&anyone(), credentials(login, "wrong password")).await }
    });
    let outcomes = join_all(storm).await;
    let shed = outcomes.iter().filter(|outcome| **outcome == Err(Failure::Unavailable)).count();
    let refusals = outcomes.iter().filter(|outcome| matches!(outcome, Err(Failure::Refused(_)))).count();
    assert_eq!((shed, refusals), (4, 2), "one works, one waits, the others are shed");
    assert_eq!(refused(house.log_in("nobody", PASSWORD).await), AuthRefusal::InvalidCredentials, "and it recovers");
}
