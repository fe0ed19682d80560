//! Telegram beside other ways to sign in: tied to an account by Telegram's word alone, to one at a time, and untied.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use auth_contract::{Accounts, AuthRefusal, Device, LinkTelegram, LogOut, SignIn, UnlinkTelegram, ValidateTelegram};
use common::factor::{events, give_passkey};
use common::{House, PASSWORD, anyone, caller, init_data, refused, registration, signed_by_telegram};
use futures_util::future::join_all;
use kernel::{Clock, Cx, IdempotencyKey, Outcome};
use testkit::{Placement, engines, place};

async fn link(accounts: &dyn Accounts, cx: &Cx, init_data: String) -> Outcome<(), AuthRefusal> {
    accounts.link_telegram(cx, LinkTelegram { init_data }).await.map(drop)
}

async fn unlink(accounts: &dyn Accounts, cx: &Cx) -> Outcome<(), AuthRefusal> {
    accounts.unlink_telegram(cx, UnlinkTelegram {}).await.map(drop)
}

async fn validate(accounts: &dyn Accounts, init_data: String) -> SignIn {
    let request = ValidateTelegram { init_data, totp: None, device: Device::default() };
    accounts.validate_telegram(&anyone(), request).await.unwrap()
}

#[tokio::test]
async fn links_hold_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let house = House::new(engine).await;
            let placed = place(placement, house.contract.clone()).await;
            holds(&*placed, &house).await;
        }
    }
}

async fn holds(accounts: &dyn Accounts, house: &House) {
    let marigold = accounts.register(&anyone(), registration("marigold")).await.unwrap();
    let mariposa = accounts.register(&anyone(), registration("mariposa")).await.unwrap();
    let (cx, other) = (caller(accounts, &marigold).await, caller(accounts, &mariposa).await);
    let telegram = |id: i64| house.init_data(id, "Ann");

    assert_eq!(refused(link(accounts, &anyone(), telegram(7)).await), AuthRefusal::InvalidToken);
    assert_eq!(refused(unlink(accounts, &cx).await), AuthRefusal::TelegramNotLinked);
    for _ in 0..2 {
        link(accounts, &cx, telegram(7)).await.unwrap();
    }
    assert_eq!(refused(link(accounts, &cx, telegram(8)).await), AuthRefusal::TelegramPresent);
    assert_eq!(refused(link(accounts, &other, telegram(7)).await), AuthRefusal::TelegramLinked);
    let signed = validate(accounts, telegram(7)).await;
    assert_eq!((signed.user_id, signed.new_user), (marigold.user_id, false));

    let ann = validate(accounts, telegram(9)).await;
    assert!(ann.new_user);
    assert_eq!(refused(link(accounts, &other, telegram(9)).await), AuthRefusal::TelegramLinked);
    let ann = caller(accounts, &ann).await;
    assert_eq!(refused(unlink(accounts, &ann).await), AuthRefusal::LastSignInMethod);
    assert!(!validate(accounts, telegram(9)).await.new_user, "it is still there");

    unlink(accounts, &cx).await.unwrap();
    link(accounts, &other, telegram(7)).await.unwrap();
    assert_eq!(validate(accounts, telegram(7)).await.user_id, mariposa.user_id);
    link(accounts, &cx, telegram(8)).await.unwrap();
}

#[tokio::test]
async fn a_passkey_is_a_way_left_and_the_log_tells_of_links() {
    for engine in engines() {
        let house = House::new(engine).await;
        let ann = validate(&*house.contract, house.init_data(7, "Ann")).await;
        let cx = house.as_caller(&ann).await;
        give_passkey(&house, &ann.username).await;
        unlink(&*house.contract, &cx).await.unwrap();
        link(&*house.contract, &cx, house.init_data(7, "Ann")).await.unwrap();
        let mut heard = events(&house).await;
        heard.sort();
        assert_eq!(heard, ["registered", "telegram_linked", "telegram_unlinked"]);
    }
}

#[tokio::test]
async fn only_telegrams_fresh_word_for_this_bot_ties_an_account() {
    let house = House::new(platform::Engine::Sqlite).await;
    let cx = house.as_caller(&house.register("marigold").await).await;
    let now = house.world.clock.now().as_secs();
    for (data, why) in [
        (String::new(), AuthRefusal::TelegramBadSignature),
        (house.init_data(7, "Ann").replace("hash=", "hash=0"), AuthRefusal::TelegramBadSignature),
        (signed_by_telegram(now, 7, 1), AuthRefusal::TelegramBadSignature),
        (init_data(now - 3601, 7, "Ann"), AuthRefusal::TelegramExpired),
        (init_data(now, -7, "Ann"), AuthRefusal::TelegramUnusable),
    ] {
        assert_eq!(refused(link(&*house.contract, &cx, data).await), why);
    }
    let closed = house.elsewhere(|settings| settings.telegram_bot_token = None).await;
    let refusal = refused(link(&*closed, &cx, house.init_data(7, "Ann")).await);
    assert_eq!(refusal, AuthRefusal::TelegramNotConfigured);
    house.contract.log_out(&cx, LogOut {}).await.unwrap();
    assert_eq!(refused(link(&*house.contract, &cx, house.init_data(7, "Ann")).await), AuthRefusal::InvalidToken);
    assert_eq!(refused(unlink(&*house.contract, &cx).await), AuthRefusal::InvalidToken);
}

#[tokio::test]
async fn of_many_accounts_that_link_one_telegram_account_at_once_one_gets_it() {
    for engine in engines() {
        let house = House::new(engine).await;
        let mut people = Vec::new();
        for n in 0..8 {
            people.push(house.as_caller(&house.register(&format!("person_{n}")).await).await);
        }
        // The first round opens the connections, the others race on them.
        for id in 1..=4 {
            let data = || house.init_data(id, "Ann");
            let outcomes = join_all(people.iter().map(|cx| link(&*house.contract, cx, data()))).await;
            let lost = outcomes.iter().filter(|outcome| **outcome == Err(AuthRefusal::TelegramLinked.into())).count();
            assert_eq!((outcomes.iter().flatten().count(), lost), (1, 7), "{outcomes:?}");
            let winner = outcomes.iter().position(Result::is_ok).and_then(|n| people.get(n)).unwrap();
            assert_eq!(Some(validate(&*house.contract, data()).await.user_id), winner.caller().user());
            unlink(&*house.contract, winner).await.unwrap();
        }
    }
}

#[tokio::test]
async fn of_many_telegram_accounts_that_one_account_links_at_once_one_is_tied() {
    for engine in engines() {
        let house = House::new(engine).await;
        let cx = house.as_caller(&house.register("marigold").await).await;
        // The first round opens the connections, the others race on them.
        for _ in 0..4 {
            let outcomes = join_all((1..=8).map(|id| link(&*house.contract, &cx, house.init_data(id, "Ann")))).await;
            let lost = outcomes.iter().filter(|outcome| **outcome == Err(AuthRefusal::TelegramPresent.into())).count();
            assert_eq!((outcomes.iter().flatten().count(), lost), (1, 7), "{outcomes:?}");
            unlink(&*house.contract, &cx).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_first_sign_in_and_a_link_of_one_telegram_account_at_once_leave_one_owner() {
    for engine in engines() {
        let house = House::new(engine).await;
        let marigold = house.register("marigold").await;
        let cx = house.as_caller(&marigold).await;
        for id in 1..=6 {
            let data = || house.init_data(id, "Ann");
            let (signed, linked) =
                tokio::join!(validate(&*house.contract, data()), link(&*house.contract, &cx, data()));
            match linked {
                Ok(()) => {
                    assert_eq!(signed.user_id, marigold.user_id);
                    unlink(&*house.contract, &cx).await.unwrap();
                }
                Err(failure) => {
                    assert_eq!((refused::<()>(Err(failure)), signed.new_user), (AuthRefusal::TelegramLinked, true));
                }
            }
        }
    }
}

#[tokio::test]
async fn repeats_under_one_key_get_the_first_answer() {
    for engine in engines() {
        let house = House::new(engine).await;
        let plain = house.as_caller(&house.register("marigold").await).await;
        let keyed = |key: &str| plain.clone().with_idempotency(IdempotencyKey::parse(key).unwrap());
        let data = house.init_data(7, "Ann");
        link(&*house.contract, &keyed("a"), data.clone()).await.unwrap();
        for _ in 0..2 {
            unlink(&*house.contract, &keyed("b")).await.unwrap();
        }
        link(&*house.contract, &keyed("a"), data).await.unwrap();
        assert_eq!(refused(unlink(&*house.contract, &plain).await), AuthRefusal::TelegramNotLinked);
    }
}

#[tokio::test]
async fn both_ways_to_sign_in_at_once_do_not_wait_for_each_other_in_a_circle() {
    for engine in engines() {
        let house = House::new(engine).await;
        let cx = house.as_caller(&house.register("marigold").await).await;
        link(&*house.contract, &cx, house.init_data(7, "Ann")).await.unwrap();
        let by_telegram = join_all((0..12).map(|_| validate(&*house.contract, house.init_data(7, "Ann"))));
        let by_password = join_all((0..12).map(|_| house.log_in("marigold", PASSWORD)));
        let (_, by_password) = tokio::join!(by_telegram, by_password);
        assert!(by_password.iter().all(Result::is_ok), "{by_password:?}");
    }
}
