//! Passkeys: registering them, signing in with them, and keeping a way in.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;
#[path = "common/passkeys.rs"]
mod passkeys;

use auth_contract::{
    Accounts, AuthRefusal, BeginPasskeyLogin, Device, ListPasskeys, PasskeyCard, RemovePasskey, ValidateTelegram,
};
use common::{PASSWORD, anyone, caller, registration};
use kernel::{Failure, IdempotencyKey, Role};
use passkeys::{
    Authenticator, Key, begin, enrol, finish, house, look, owner, rows, sign_in, sign_in_end, sign_in_start,
};
use platform::Engine;
use testkit::{Placement, engines, place};

#[tokio::test]
async fn a_passkey_of_every_kind_signs_in_without_password_or_code() {
    for engine in engines() {
        let house = house(engine).await;
        let (user, cx) = owner(&house, "marigold").await;
        let keys = [Key::es256(), Key::ed25519(), Key::rs256()];
        for (n, key) in keys.into_iter().enumerate() {
            let mut phone = Authenticator::new(key);
            let card = enrol(&*house.contract, &cx, &mut phone, Some(&format!(" Phone {n} "))).await.unwrap();
            assert_eq!((card.name.clone(), card.last_used_at), (format!("Phone {n}"), None));
            house.later(1);
            let signed = sign_in(&*house.contract, &mut phone).await.unwrap();
            assert_eq!((signed.user_id, signed.new_user, signed.username.as_str()), (user, false, "marigold"));
            assert!(house.verify(&signed.access_token).await.is_ok());
            assert!(house.refresh(&common::refresh_token(&signed)).await.is_ok());
            let listed = look(&*house.contract, &cx).await;
            assert_eq!(listed.len(), n + 1);
            let used = PasskeyCard { last_used_at: Some(house.world.clock().now()), ..card };
            assert_eq!(listed[n], used);
        }
        for event in ["passkey_added", "logged_in"] {
            assert_eq!(rows(&house, &format!("select id from audit_entry where event = '{event}'")).await, 3);
        }
    }
}

#[tokio::test]
async fn a_sign_in_with_a_passkey_is_a_strong_one() {
    for engine in engines() {
        let house = house(engine).await;
        let (_, cx) = owner(&house, "marigold").await;
        let mut phone = Authenticator::new(Key::es256());
        enrol(&*house.contract, &cx, &mut phone, None).await.unwrap();
        rows(&house, "update account set roles = '[\"user\",\"moderator\"]' returning id").await;
        let weak = house.log_in("marigold", PASSWORD).await.unwrap();
        let strong = sign_in(&*house.contract, &mut phone).await.unwrap();
        assert_eq!(house.verify(&weak.access_token).await.unwrap().roles, [Role::User]);
        assert_eq!(house.verify(&strong.access_token).await.unwrap().roles, [Role::User, Role::Moderator]);

        let only = RemovePasskey { passkey_id: look(&*house.contract, &cx).await[0].passkey_id.clone() };
        let refused = house.contract.remove_passkey(&cx, only.clone()).await;
        assert_eq!(refused, Err(AuthRefusal::SecondFactorRequired.into()), "moderators keep a second factor");
        enrol(&*house.contract, &cx, &mut Authenticator::new(Key::es256()), None).await.unwrap();
        assert!(house.contract.remove_passkey(&cx, only).await.is_ok());
    }
}

#[tokio::test]
async fn passkeys_come_and_go_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let house = house(engine).await;
            let placed = place(placement, house.contract.clone()).await;
            holds(&*placed).await;
        }
    }
}

async fn holds(accounts: &dyn Accounts) {
    let signed = accounts.register(&anyone(), registration("marigold")).await.unwrap();
    let cx = caller(accounts, &signed).await;
    let mut phone = Authenticator::new(Key::ed25519());
    for wrong in [None, Some("wrong")] {
        assert_eq!(begin(accounts, &cx, wrong).await, Err(AuthRefusal::InvalidCredentials.into()));
    }
    assert_eq!(begin(accounts, &anyone(), Some(PASSWORD)).await, Err(AuthRefusal::InvalidToken.into()));
    let begun = begin(accounts, &cx, Some(PASSWORD)).await.unwrap();
    let answer = phone.create(&begun.options);
    let nobody = finish(accounts, &anyone(), &begun.ceremony, &answer, None).await;
    assert_eq!(nobody, Err(AuthRefusal::InvalidToken.into()));
    for bad in ["x".repeat(65), "a\u{7}b".into()] {
        let refused = finish(accounts, &cx, &begun.ceremony, &answer, Some(&bad)).await;
        assert!(matches!(refused, Err(Failure::Refused(AuthRefusal::Invalid(fields))) if fields[0].field == "name"));
    }
    let card = finish(accounts, &cx, &begun.ceremony, &answer, None).await.unwrap();
    assert_eq!(card.name, "Passkey");
    let again = finish(accounts, &cx, &begun.ceremony, &answer, None).await;
    assert_eq!(again, Err(AuthRefusal::PasskeyRefused.into()), "a ceremony is good once");

    let begun = begin(accounts, &cx, Some(PASSWORD)).await.unwrap();
    assert_eq!(begun.options["excludeCredentials"][0]["id"], card.passkey_id);
    assert_eq!(begun.options["excludeCredentials"][0]["transports"], serde_json::json!(["hybrid", "internal"]));

    let begun = sign_in_start(accounts).await;
    let answer = phone.get(&begun.options);
    let signed = sign_in_end(accounts, &begun.ceremony, &answer).await.unwrap();
    assert_eq!(caller(accounts, &signed).await.caller().user(), cx.caller().user());
    let again = sign_in_end(accounts, &begun.ceremony, &answer).await;
    assert_eq!(again, Err(AuthRefusal::PasskeyRefused.into()), "a ceremony is good once");

    assert_eq!(accounts.list_passkeys(&anyone(), ListPasskeys {}).await, Err(AuthRefusal::InvalidToken.into()));
    let stranger = accounts.register(&anyone(), registration("mariposa")).await.unwrap();
    let stranger = caller(accounts, &stranger).await;
    assert!(look(accounts, &stranger).await.is_empty());
    let remove = |id: &str| RemovePasskey { passkey_id: id.into() };
    let foreign = accounts.remove_passkey(&stranger, remove(&card.passkey_id)).await;
    assert_eq!(foreign, Err(AuthRefusal::PasskeyNotFound.into()));
    for odd in ["", "AQID", "not base64!", &format!("{}=", card.passkey_id), &"A".repeat(100_000)] {
        assert_eq!(accounts.remove_passkey(&cx, remove(odd)).await, Err(AuthRefusal::PasskeyNotFound.into()));
    }
    accounts.remove_passkey(&cx, remove(&card.passkey_id)).await.unwrap();
    assert!(look(accounts, &cx).await.is_empty());
    assert_eq!(sign_in(accounts, &mut phone).await, Err(AuthRefusal::PasskeyRefused.into()), "it is forgotten");
}

#[tokio::test]
async fn a_repeat_under_one_key_answers_the_same_and_beginning_stores_nothing() {
    for engine in engines() {
        let house = house(engine).await;
        let accounts = &*house.contract;
        let (_, cx) = owner(&house, "marigold").await;
        let key = |text: &str| IdempotencyKey::parse(text).unwrap();
        let mut phone = Authenticator::new(Key::es256());
        let begun = begin(accounts, &cx.clone().with_idempotency(key("a")), Some(PASSWORD)).await.unwrap();
        for _ in 0..50 {
            accounts.begin_passkey_login(&anyone().with_idempotency(key("b")), BeginPasskeyLogin {}).await.unwrap();
        }
        for table in ["idempotency", "passkey_ceremony", "passkey"] {
            assert_eq!(rows(&house, &format!("select * from {table}")).await, 0, "{table}");
        }

        let answer = phone.create(&begun.options);
        let cx = cx.with_idempotency(key("c"));
        let first = finish(accounts, &cx, &begun.ceremony, &answer, None).await.unwrap();
        house.later(3600);
        assert_eq!(finish(accounts, &cx, &begun.ceremony, &answer, None).await.unwrap(), first);
        let other = finish(accounts, &cx, &begun.ceremony, &answer, Some("Other")).await;
        assert_eq!(other, Err(Failure::IdempotencyMismatch));

        let begun = sign_in_start(accounts).await;
        let credential = phone.get(&begun.options);
        let request = |ip: &str| auth_contract::FinishPasskeyLogin {
            ceremony: begun.ceremony.clone(),
            credential: credential.clone(),
            device: Device { label: None, ip: Some(ip.into()) },
        };
        let cx = anyone().with_idempotency(key("d"));
        let first = accounts.finish_passkey_login(&cx, request("192.0.2.1")).await.unwrap();
        assert_eq!(accounts.finish_passkey_login(&cx, request("192.0.2.2")).await.unwrap(), first);
        assert_eq!(rows(&house, "select * from passkey_ceremony").await, 2);
        house.later(25 * 3600);
        house.sweep.run().await.unwrap();
        assert_eq!(rows(&house, "select * from passkey_ceremony").await, 0);
    }
}

#[tokio::test]
async fn of_many_who_bring_one_answer_at_once_one_signs_in() {
    for engine in engines() {
        let house = house(engine).await;
        let (_, cx) = owner(&house, "marigold").await;
        let mut phone = Authenticator::new(Key::es256());
        enrol(&*house.contract, &cx, &mut phone, None).await.unwrap();
        let begun = sign_in_start(&*house.contract).await;
        let answer = phone.get(&begun.options);
        let tries = (0..8).map(|_| sign_in_end(&*house.contract, &begun.ceremony, &answer));
        let outcomes = futures_util::future::join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let refused = outcomes.iter().filter(|outcome| **outcome == Err(AuthRefusal::PasskeyRefused.into()));
        assert_eq!(refused.count(), 7);
    }
}

#[tokio::test]
async fn nobody_has_more_than_twenty_even_when_two_come_at_once() {
    for engine in engines() {
        let house = house(engine).await;
        let accounts = &*house.contract;
        let (_, cx) = owner(&house, "marigold").await;
        for _ in 0..19 {
            enrol(accounts, &cx, &mut Authenticator::new(Key::ed25519()), None).await.unwrap();
        }
        let mut last = Vec::new();
        for _ in 0..4 {
            let begun = begin(accounts, &cx, Some(PASSWORD)).await.unwrap();
            let answer = Authenticator::new(Key::ed25519()).create(&begun.options);
            last.push((begun.ceremony, answer));
        }
        if engine == Engine::Postgres {
            // Connections are made one after the other; with them at hand the tries meet.
            let db = house.database.db();
            let begun: Vec<_> = futures_util::future::join_all((0..8).map(|_| db.begin())).await;
            for tx in begun {
                tx.unwrap().rollback().await.unwrap();
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let tries = last.iter().map(|(ceremony, answer)| finish(accounts, &cx, ceremony, answer, None));
        let outcomes = futures_util::future::join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let full = outcomes.iter().filter(|outcome| **outcome == Err(AuthRefusal::TooManyPasskeys.into()));
        assert_eq!(full.count(), 3);
        assert_eq!(look(accounts, &cx).await.len(), 20);
        assert_eq!(begin(accounts, &cx, Some(PASSWORD)).await, Err(AuthRefusal::TooManyPasskeys.into()));
    }
}

#[tokio::test]
async fn the_last_way_in_stays() {
    for engine in engines() {
        let house = house(engine).await;
        let accounts = &*house.contract;
        let telegram = ValidateTelegram { init_data: house.init_data(7, "Ann"), totp: None, device: Device::default() };
        let cx = house.as_caller(&accounts.validate_telegram(&anyone(), telegram).await.unwrap()).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            let begun = begin(accounts, &cx, None).await.unwrap();
            let answer = Authenticator::new(Key::ed25519()).create(&begun.options);
            ids.push(finish(accounts, &cx, &begun.ceremony, &answer, None).await.unwrap().passkey_id);
        }
        let remove =
            async |n: usize| accounts.remove_passkey(&cx, RemovePasskey { passkey_id: ids[n].clone() }).await.map(drop);
        remove(0).await.unwrap();
        rows(&house, "delete from identity returning subject").await;
        let (one, other) = tokio::join!(remove(1), remove(2));
        let last = Err(AuthRefusal::LastSignInMethod.into());
        assert!((one == last) != (other == last), "{one:?} {other:?}");
        assert_eq!(look(accounts, &cx).await.len(), 1);
        assert_eq!(rows(&house, "select id from audit_entry where event = 'passkey_removed'").await, 2);
    }
}
