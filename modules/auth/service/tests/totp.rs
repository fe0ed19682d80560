//! One-time codes: set up, asked for at sign-in, good once, and done away with; and the recovery codes beside them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use auth_contract::{
    Accounts, AuthRefusal, BeginTotp, ConfirmTotp, Device, LogIn, Refresh, RemoveTotp, RenewAccess, SignIn,
    ValidateTelegram,
};
use common::factor::{Authenticator, events, give_passkey, grant};
use common::{House, PASSWORD, anyone, caller, credentials, refresh_token, refused, registration};
use futures_util::future::join_all;
use kernel::{Cx, IdempotencyKey, Outcome, Role};
use testkit::{Placement, engines, place};

fn with_code(code: &str, ip: &str) -> LogIn {
    let device = Device { label: Some("phone".into()), ip: Some(ip.into()) };
    LogIn { totp: Some(code.into()), device, ..credentials("marigold", PASSWORD) }
}

async fn log_in(house: &House, code: &str) -> Outcome<SignIn, AuthRefusal> {
    house.contract.log_in(&anyone(), with_code(code, "192.0.2.1")).await
}

async fn begin(accounts: &dyn Accounts, cx: &Cx, password: &str) -> Outcome<Authenticator, AuthRefusal> {
    let offer = accounts.begin_totp(cx, BeginTotp { password: Some(password.into()) }).await?;
    Ok(Authenticator::scan(&offer))
}

async fn confirm(accounts: &dyn Accounts, cx: &Cx, code: &str) -> Outcome<Vec<String>, AuthRefusal> {
    Ok(accounts.confirm_totp(cx, ConfirmTotp { code: code.into() }).await?.codes)
}

async fn remove(accounts: &dyn Accounts, cx: &Cx, code: &str) -> Outcome<(), AuthRefusal> {
    accounts.remove_totp(cx, RemoveTotp { code: code.into() }).await.map(drop)
}

/// Marigold's account with one-time codes, the code of this moment used up.
struct Guarded {
    house: House,
    signed: SignIn,
    cx: Cx,
    app: Authenticator,
    recovery: Vec<String>,
}

impl Guarded {
    async fn new(engine: platform::Engine) -> Self {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        let cx = house.as_caller(&signed).await;
        let app = begin(&*house.contract, &cx, PASSWORD).await.unwrap();
        let recovery = confirm(&*house.contract, &cx, &app.code(&house)).await.unwrap();
        Self { house, signed, cx, app, recovery }
    }

    /// A code that was not used before.
    fn next_code(&self) -> String {
        self.house.later(30);
        self.app.code(&self.house)
    }
}

#[tokio::test]
async fn one_time_codes_hold_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let house = House::new(engine).await;
            let placed = place(placement, house.contract.clone()).await;
            holds(&*placed, &house).await;
        }
    }
}

async fn holds(accounts: &dyn Accounts, house: &House) {
    let signed = accounts.register(&anyone(), registration("marigold")).await.unwrap();
    let cx = caller(accounts, &signed).await;
    assert_eq!(refused(begin(accounts, &anyone(), PASSWORD).await), AuthRefusal::InvalidToken);
    assert_eq!(refused(begin(accounts, &cx, "wrong").await), AuthRefusal::InvalidCredentials);
    assert_eq!(refused(confirm(accounts, &cx, "123456").await), AuthRefusal::TotpMissing);
    assert_eq!(refused(remove(accounts, &cx, "123456").await), AuthRefusal::TotpMissing);

    let replaced = begin(accounts, &cx, PASSWORD).await.unwrap();
    let app = begin(accounts, &cx, PASSWORD).await.unwrap();
    assert_eq!(refused(confirm(accounts, &cx, &replaced.code(house)).await), AuthRefusal::TotpInvalid);
    assert!(house.log_in("marigold", PASSWORD).await.is_ok(), "an offer changes nothing");
    let recovery = confirm(accounts, &cx, &app.code(house)).await.unwrap();
    assert_eq!(recovery.len(), 10);
    assert_eq!(refused(begin(accounts, &cx, PASSWORD).await), AuthRefusal::TotpActive);
    assert_eq!(refused(confirm(accounts, &cx, &app.code(house)).await), AuthRefusal::TotpActive);

    let log_in = async |code: Option<&str>| {
        accounts.log_in(&anyone(), LogIn { totp: code.map(Into::into), ..credentials("marigold", PASSWORD) }).await
    };
    for none in [None, Some(""), Some("  ")] {
        assert_eq!(refused(log_in(none).await), AuthRefusal::TotpRequired);
    }
    house.later(30);
    let code = app.code(house);
    log_in(Some(&code)).await.unwrap();
    assert_eq!(refused(log_in(Some(&code)).await), AuthRefusal::TotpInvalid, "a code is good once");
    log_in(Some(&recovery[0].to_uppercase().replace('-', " "))).await.unwrap();
    assert_eq!(refused(log_in(Some(&recovery[0])).await), AuthRefusal::TotpInvalid, "a recovery code too");

    assert_eq!(refused(remove(accounts, &cx, &recovery[0]).await), AuthRefusal::TotpInvalid);
    house.later(30);
    remove(accounts, &cx, &app.code(house)).await.unwrap();
    assert!(log_in(None).await.is_ok());
    let again = begin(accounts, &cx, PASSWORD).await.unwrap();
    let fresh = confirm(accounts, &cx, &again.code(house)).await.unwrap();
    assert_eq!(refused(log_in(Some(&recovery[1])).await), AuthRefusal::TotpInvalid, "the old codes went too");
    remove(accounts, &cx, &fresh[9]).await.unwrap();
}

#[tokio::test]
async fn the_log_of_the_account_tells_of_each_step() {
    for engine in engines() {
        let Guarded { house, cx, app, recovery, .. } = Guarded::new(engine).await;
        assert_eq!(events(&house).await, ["registered", "totp_activated"]);
        log_in(&house, &recovery[3]).await.unwrap();
        house.later(30);
        remove(&*house.contract, &cx, &app.code(&house)).await.unwrap();
        assert_eq!(events(&house).await[2..], ["recovery_code_used", "logged_in", "totp_removed"]);
    }
}

#[tokio::test]
async fn of_many_sign_ins_with_one_code_at_once_one_succeeds() {
    for engine in engines() {
        let marigold = Guarded::new(engine).await;
        // The first round opens the connections, the others race on them; more would be held back as guessing.
        for round in 0..3 {
            marigold.house.later(60);
            let code = if round % 2 == 0 { marigold.next_code() } else { marigold.recovery[round].clone() };
            let tries = (1..=16).map(|n| {
                let (house, request) = (&marigold.house, with_code(&code, &format!("192.0.2.{n}")));
                async move { house.contract.log_in(&anyone(), request).await }
            });
            let outcomes = join_all(tries).await;
            let refusals = outcomes.iter().filter(|outcome| **outcome == Err(AuthRefusal::TotpInvalid.into())).count();
            assert_eq!((outcomes.iter().flatten().count(), refusals), (1, 15), "{outcomes:?}");
        }
    }
}

#[tokio::test]
async fn a_code_of_the_step_before_or_after_is_taken_but_never_an_older_one_than_the_last() {
    for engine in engines() {
        let marigold = Guarded::new(engine).await;
        let (house, app) = (&marigold.house, &marigold.app);
        house.later(300);
        assert_eq!(refused(log_in(house, &app.code_in(house, -2)).await), AuthRefusal::TotpInvalid);
        assert_eq!(refused(log_in(house, &app.code_in(house, 2)).await), AuthRefusal::TotpInvalid);
        log_in(house, &app.code_in(house, -1)).await.unwrap();
        log_in(house, &app.code_in(house, 1)).await.unwrap();
        assert_eq!(refused(log_in(house, &app.code_in(house, 0)).await), AuthRefusal::TotpInvalid);
    }
}

#[tokio::test]
async fn without_the_password_nobody_learns_that_there_is_a_second_factor_and_no_code_is_used_up() {
    for engine in engines() {
        let marigold = Guarded::new(engine).await;
        let (house, code) = (&marigold.house, marigold.next_code());
        for code in [None, Some(&code), Some(&marigold.recovery[0])] {
            for login in ["marigold", "nobody", "no body"] {
                let wrong = LogIn { totp: code.cloned(), ..credentials(login, "wrong password") };
                assert_eq!(refused(house.contract.log_in(&anyone(), wrong).await), AuthRefusal::InvalidCredentials);
            }
        }
        log_in(house, &code).await.unwrap();
        log_in(house, &marigold.recovery[0]).await.unwrap();
    }
}

#[tokio::test]
async fn wrong_codes_are_guesses_and_a_right_password_buys_no_more_of_them() {
    let marigold = Guarded::new(platform::Engine::Sqlite).await;
    let (house, right) = (&marigold.house, marigold.next_code());
    let wrong = |n: usize| format!("wrong-{n:05}");
    for n in 0..5 {
        assert_eq!(refused(log_in(house, "").await), AuthRefusal::TotpRequired);
        assert_eq!(refused(log_in(house, &wrong(n)).await), AuthRefusal::TotpInvalid);
    }
    assert!(matches!(refused(log_in(house, &right).await), AuthRefusal::Throttled { .. }));
    for n in 0..5 {
        assert_eq!(refused(begin(&*house.contract, &marigold.cx, PASSWORD).await), AuthRefusal::TotpActive);
        assert_eq!(refused(remove(&*house.contract, &marigold.cx, &wrong(n)).await), AuthRefusal::TotpInvalid);
    }
    assert!(matches!(refused(remove(&*house.contract, &marigold.cx, &right).await), AuthRefusal::Throttled { .. }));
    house.later(3600);
    remove(&*house.contract, &marigold.cx, &marigold.app.code(house)).await.unwrap();

    let app = begin(&*house.contract, &marigold.cx, PASSWORD).await.unwrap();
    for n in 0..5 {
        assert_eq!(refused(confirm(&*house.contract, &marigold.cx, &wrong(n)).await), AuthRefusal::TotpInvalid);
    }
    let held = confirm(&*house.contract, &marigold.cx, &app.code(house)).await;
    assert!(matches!(refused(held), AuthRefusal::Throttled { .. }));
}

#[tokio::test]
async fn telegram_asks_for_the_code_as_well() {
    for engine in engines() {
        let house = House::new(engine).await;
        let validate = async |totp: Option<String>| {
            let request = ValidateTelegram { init_data: house.init_data(7, "Ann"), totp, device: Device::default() };
            house.contract.validate_telegram(&anyone(), request).await
        };
        let signed = validate(None).await.unwrap();
        let cx = house.as_caller(&signed).await;
        let offer = house.contract.begin_totp(&cx, BeginTotp { password: None }).await.unwrap();
        let app = Authenticator::scan(&offer);
        confirm(&*house.contract, &cx, &app.code(&house)).await.unwrap();
        house.later(30);
        assert_eq!(refused(validate(None).await), AuthRefusal::TotpRequired);
        assert_eq!(refused(validate(Some("000000".into())).await), AuthRefusal::TotpInvalid);
        let code = app.code(&house);
        let outcomes = join_all((0..4).map(|_| validate(Some(code.clone())))).await;
        assert_eq!(outcomes.iter().flatten().count(), 1);
        assert_eq!(outcomes.iter().flatten().next().unwrap().user_id, signed.user_id);
    }
}

#[tokio::test]
async fn a_sign_in_is_as_strong_as_what_was_shown_in_it() {
    for engine in engines() {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        let elsewhere = house.log_in("marigold", PASSWORD).await.unwrap();
        grant(&house, r#"["user", "moderator"]"#).await;
        let roles = async |signed: &SignIn| house.verify(&signed.access_token).await.unwrap().roles;
        assert_eq!((roles(&signed).await, roles(&elsewhere).await), (vec![Role::User], vec![Role::User]));

        let cx = house.as_caller(&signed).await;
        let app = begin(&*house.contract, &cx, PASSWORD).await.unwrap();
        let recovery = confirm(&*house.contract, &cx, &app.code(&house)).await.unwrap();
        let both = vec![Role::User, Role::Moderator];
        assert_eq!(roles(&signed).await, both, "at once, with the token there is");
        assert_eq!(roles(&elsewhere).await, [Role::User]);
        let renewed = house.contract.renew_access(&cx, RenewAccess {}).await.unwrap();
        assert_eq!(roles(&renewed).await, both);
        house.later(30);
        let signed = log_in(&house, &app.code(&house)).await.unwrap();
        let refresh = Refresh { refresh_token: refresh_token(&signed), device: Device::default() };
        let refreshed = house.contract.refresh(&anyone(), refresh).await.unwrap();
        assert_eq!((roles(&signed).await, roles(&refreshed).await), (both.clone(), both));

        assert_eq!(refused(remove(&*house.contract, &cx, &recovery[0]).await), AuthRefusal::SecondFactorRequired);
        log_in(&house, &recovery[0]).await.unwrap();
        give_passkey(&house, "marigold").await;
        remove(&*house.contract, &cx, &recovery[1]).await.unwrap();
        assert_eq!(roles(&signed).await, [Role::User, Role::Moderator], "there is the passkey");
    }
}

#[tokio::test]
async fn what_was_shown_once_does_not_count_for_roles_that_come_after_the_codes_have_gone() {
    for engine in engines() {
        let Guarded { house, signed, cx, recovery, .. } = Guarded::new(engine).await;
        let elsewhere = log_in(&house, &recovery[0]).await.unwrap();
        remove(&*house.contract, &cx, &recovery[1]).await.unwrap();
        grant(&house, r#"["user", "admin"]"#).await;
        for signed in [signed, elsewhere] {
            assert_eq!(house.verify(&signed.access_token).await.unwrap().roles, [Role::User]);
        }
    }
}

#[tokio::test]
async fn repeats_under_one_key_get_the_first_answer() {
    for engine in engines() {
        let house = House::new(engine).await;
        let signed = house.register("marigold").await;
        let plain = house.as_caller(&signed).await;
        let keyed = |key: &str| plain.clone().with_idempotency(IdempotencyKey::parse(key).unwrap());
        let offers = [
            begin(&*house.contract, &keyed("a"), PASSWORD).await,
            begin(&*house.contract, &keyed("a"), PASSWORD).await,
        ];
        let [app, same] = offers.map(Result::unwrap);
        assert_eq!(app.code(&house), same.code(&house));
        let wrong = begin(&*house.contract, &keyed("a"), "wrong").await;
        assert_eq!(refused(wrong), AuthRefusal::InvalidCredentials, "a key opens nothing without the password");
        let code = app.code(&house);
        let codes = confirm(&*house.contract, &keyed("b"), &code).await.unwrap();
        assert_eq!(confirm(&*house.contract, &keyed("b"), &code).await.unwrap(), codes);
        house.later(30);
        let code = app.code(&house);
        let key = || anyone().with_idempotency(IdempotencyKey::parse("c").unwrap());
        let first = house.contract.log_in(&key(), with_code(&code, "192.0.2.1")).await.unwrap();
        assert_eq!(house.contract.log_in(&key(), with_code(&code, "192.0.2.2")).await.unwrap(), first);
        for _ in 0..2 {
            remove(&*house.contract, &keyed("d"), &codes[0]).await.unwrap();
        }
    }
}

#[tokio::test]
async fn neither_the_secret_nor_a_recovery_code_is_stored_as_it_is() {
    for engine in engines() {
        let Guarded { house, app, recovery, .. } = Guarded::new(engine).await;
        let sealed = common::factor::bytes(&house, "select totp_secret as found from account").await.remove(0);
        assert!(sealed.len() > 20 && !sealed.windows(20).any(|window| window == app.secret()));
        let digests = common::factor::bytes(&house, "select digest as found from recovery_code").await;
        assert_eq!(digests.len(), recovery.len());
        for digest in digests {
            assert_eq!(digest.len(), 32);
        }
    }
}
