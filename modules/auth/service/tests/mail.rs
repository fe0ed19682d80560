//! Addresses and forgotten passwords: what is mailed to whom, and what the links in mails are worth.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;
mod postbox;

use auth_contract::{AuthRefusal, ChangeEmail, Device, Register, ResetPassword, ValidateTelegram};
use auth_service::{Deps, Settings};
use common::{House, PASSWORD, anyone, caller, credentials, endings, refresh_token, registration};
use futures_util::future::join_all;
use kernel::{IdempotencyKey, Signal};
use postbox::{
    ANN, NEW_PASSWORD, account, change_email, equip, forget, posted, refused, register, reset, settled, token, verify,
};
use sea_orm::{ConnectionTrait, Statement};
use testkit::{Placement, engines, place};

#[tokio::test]
async fn the_contract_holds_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let house = House::new(engine).await;
            let accounts = place(placement, house.contract.clone()).await;
            let registered = register(&*accounts, "marigold", ANN).await;
            let cx = caller(&*accounts, &registered).await;
            let own = account(&*accounts, &cx).await;
            assert_eq!(
                (own.username.as_str(), own.email.as_deref(), own.email_verified),
                ("marigold", Some(ANN), false)
            );
            assert_eq!((own.has_password, own.has_telegram, own.has_totp, own.passkeys), (true, false, false, 0));

            verify(&*accounts, &token(&house, ANN, "verify")).await.unwrap();
            assert!(account(&*accounts, &cx).await.email_verified);
            assert_eq!(refused(verify(&*accounts, "nonsense").await), AuthRefusal::InvalidLink);

            change_email(&*accounts, &cx, "ann.bee@example.org", PASSWORD).await.unwrap();
            assert_eq!(account(&*accounts, &cx).await.email.as_deref(), Some(ANN), "not before the link is followed");
            verify(&*accounts, &token(&house, "ann.bee@example.org", "verify")).await.unwrap();
            assert_eq!(account(&*accounts, &cx).await.email.as_deref(), Some("ann.bee@example.org"));

            forget(&*accounts, "Ann.Bee@example.org").await.unwrap();
            settled(&house).await;
            let link = token(&house, "ann.bee@example.org", "reset");
            let weak = refused(reset(&*accounts, &link, "password").await);
            assert!(matches!(weak, AuthRefusal::Invalid(fields) if fields[0].field == "new_password"));
            reset(&*accounts, &link, NEW_PASSWORD).await.unwrap();
            let old = accounts.log_in(&anyone(), credentials("marigold", PASSWORD)).await;
            assert_eq!(old, Err(AuthRefusal::InvalidCredentials.into()));
            assert!(accounts.log_in(&anyone(), credentials("ann.bee@example.org", NEW_PASSWORD)).await.is_ok());
            // A call that is delivered twice sends one mail.
            let mails = posted(&house);
            let mails: Vec<_> = mails.iter().map(|(to, subject)| (to.as_str(), subject.as_str())).collect();
            assert_eq!(
                mails,
                [
                    (ANN, "Confirm your e-mail address"),
                    ("ann.bee@example.org", "Confirm your e-mail address"),
                    (ANN, "Your e-mail address is about to change"),
                    ("ann.bee@example.org", "Set a new password"),
                ]
            );
        }
    }
}

#[tokio::test]
async fn forgotten_passwords_are_answered_alike_and_before_anybody_is_looked_up() {
    for engine in engines() {
        let house = House::new(engine).await;
        register(&*house.contract, "marigold", ANN).await;
        // Without the table nobody can be looked up: the answers cannot depend on it.
        let rename = |from: &str, to: &str| format!("ALTER TABLE {from} RENAME TO {to}");
        let db = house.database.db();
        db.writer().execute_unprepared(&rename("account", "account_away")).await.unwrap();
        let mut answers = Vec::new();
        for email in [ANN, "nobody@example.org", "no address", ""] {
            answers.push(forget(&*house.contract, email).await);
        }
        assert!(answers.iter().all(|answer| *answer == answers[0] && answer.is_ok()), "{answers:?}");
        db.writer().execute_unprepared(&rename("account_away", "account")).await.unwrap();
        settled(&house).await;

        let before = posted(&house).len();
        forget(&*house.contract, "nobody@example.org").await.unwrap();
        settled(&house).await;
        assert_eq!(posted(&house).len(), before);
        forget(&*house.contract, "ANN@example.org").await.unwrap();
        settled(&house).await;
        assert_eq!(posted(&house)[before..], [(ANN.to_owned(), "Set a new password".to_owned())], "as it is stored");
    }
}

#[tokio::test]
async fn nobody_is_flooded_and_the_last_link_works() {
    for engine in engines() {
        let house = House::new(engine).await;
        register(&*house.contract, "marigold", ANN).await;
        let resets = || posted(&house).iter().filter(|(_, subject)| subject == "Set a new password").count();
        let mut links = Vec::new();
        for sent in [1, 2, 3, 3, 3] {
            forget(&*house.contract, ANN).await.unwrap();
            settled(&house).await;
            assert_eq!(resets(), sent);
            links.push(token(&house, ANN, "reset"));
        }
        assert_eq!(refused(reset(&*house.contract, &links[1], NEW_PASSWORD).await), AuthRefusal::InvalidLink);
        reset(&*house.contract, &links[2], NEW_PASSWORD).await.unwrap();
        house.later(3601);
        forget(&*house.contract, ANN).await.unwrap();
        settled(&house).await;
        assert_eq!(resets(), 4);
    }
}

#[tokio::test]
async fn a_link_works_once_for_an_hour_and_of_sixteen_at_once_one_gets_through() {
    for engine in engines() {
        let house = House::new(engine).await;
        register(&*house.contract, "marigold", ANN).await;
        let ask = async || {
            forget(&*house.contract, ANN).await.unwrap();
            settled(&house).await;
            token(&house, ANN, "reset")
        };
        let link = ask().await;
        let race = (0..16).map(|n| {
            let (house, link) = (&house, link.clone());
            async move { reset(&*house.contract, &link, &format!("{NEW_PASSWORD}-{n}")).await }
        });
        let outcomes = join_all(race).await;
        let winners: Vec<_> = (0..16).filter(|n| outcomes[*n].is_ok()).collect();
        assert_eq!(winners.len(), 1, "{outcomes:?}");
        for loser in outcomes.into_iter().filter(Result::is_err) {
            assert_eq!(refused(loser), AuthRefusal::InvalidLink);
        }
        assert!(house.log_in("marigold", &format!("{NEW_PASSWORD}-{}", winners[0])).await.is_ok());

        let link = ask().await;
        assert_eq!(refused(verify(&*house.contract, &link).await), AuthRefusal::InvalidLink, "good for something else");
        house.later(3599);
        assert!(matches!(refused(reset(&*house.contract, &link, "password").await), AuthRefusal::Invalid(_)));
        house.later(1);
        assert_eq!(refused(reset(&*house.contract, &link, NEW_PASSWORD).await), AuthRefusal::InvalidLink);
        house.later(2 * 86_400);
        assert!(house.sweep.run().await.unwrap() >= 1, "forgotten for good");
    }
}

#[tokio::test]
async fn a_reset_ends_every_sign_in_and_is_logged() {
    for engine in engines() {
        let house = House::new(engine).await;
        let first = register(&*house.contract, "marigold", ANN).await;
        let second = house.log_in("marigold", PASSWORD).await.unwrap();
        forget(&*house.contract, ANN).await.unwrap();
        settled(&house).await;
        house.signals.lock().unwrap().clear();
        let device = Device { label: Some("Firefox".into()), ip: Some("192.0.2.9".into()) };
        let token = token(&house, ANN, "reset");
        let keyed = || anyone().with_idempotency(IdempotencyKey::parse("one").unwrap());
        for device in [device, Device::default()] {
            let request = ResetPassword { token: token.clone(), new_password: NEW_PASSWORD.into(), device };
            house.contract.reset_password(&keyed(), request).await.unwrap();
        }
        for dead in [&first, &second] {
            assert_eq!(refused(house.verify(&dead.access_token).await), AuthRefusal::InvalidToken);
            assert!(house.refresh(&refresh_token(dead)).await.is_err());
        }
        let signals = house.signals.lock().unwrap().clone();
        assert!(matches!(&signals[..], [Signal::SessionsRevoked { user, sessions }]
            if *user == first.user_id && sessions.len() == 2));
        assert_eq!(endings(&house).await.len(), 2);
        let here = house.log_in("marigold", NEW_PASSWORD).await.unwrap();
        let cx = house.as_caller(&here).await;
        assert!(account(&*house.contract, &cx).await.email_verified, "whoever has the link reads the mail");
        assert_eq!(
            log_of(&house, "password%", first.user_id.to_string()).await,
            [
                ("password_forgotten".to_owned(), Some("192.0.2.7".to_owned())),
                ("password_reset".to_owned(), Some("192.0.2.9".to_owned())),
            ]
        );
    }
}

/// Names and addresses of what the log of an account has.
async fn log_of(house: &House, names: &str, user: String) -> Vec<(String, Option<String>)> {
    let db = house.database.db();
    let sql = "SELECT event, ip FROM audit_entry WHERE event LIKE $1 AND account_id = $2 ORDER BY at, id";
    let values = [names.into(), uuid::Uuid::parse_str(&user).unwrap().into()];
    let query = Statement::from_sql_and_values(db.read().get_database_backend(), sql, values);
    let rows = db.read().query_all_raw(query).await.unwrap();
    rows.iter().map(|row| (row.try_get("", "event").unwrap(), row.try_get("", "ip").unwrap())).collect()
}

#[tokio::test]
async fn a_reset_by_an_owner_who_never_confirmed_throws_out_whoever_made_the_account() {
    for engine in engines() {
        for confirmed in [false, true] {
            let house = House::new(engine).await;
            let thief = register(&*house.contract, "marigold", ANN).await;
            equip(&house, thief.user_id, "7").await;
            let cx = house.as_caller(&thief).await;
            if confirmed {
                verify(&*house.contract, &token(&house, ANN, "verify")).await.unwrap();
            }
            let own = account(&*house.contract, &cx).await;
            assert_eq!((own.passkeys, own.recovery_codes_left, own.has_telegram, own.has_totp), (1, 1, true, true));
            change_email(&*house.contract, &cx, "thief@example.org", PASSWORD).await.unwrap();

            forget(&*house.contract, ANN).await.unwrap();
            settled(&house).await;
            reset(&*house.contract, &token(&house, ANN, "reset"), NEW_PASSWORD).await.unwrap();
            let moved = verify(&*house.contract, &token(&house, "thief@example.org", "verify")).await;
            assert_eq!(refused(moved), AuthRefusal::InvalidLink, "the account moves nowhere");
            let telegram =
                ValidateTelegram { init_data: house.init_data(7, "Eve"), totp: None, device: Device::default() };
            let telegram = house.contract.validate_telegram(&anyone(), telegram).await;
            let password = house.log_in("marigold", NEW_PASSWORD).await;
            if confirmed {
                assert_eq!(
                    (refused(telegram), refused(password)),
                    (AuthRefusal::TotpRequired, AuthRefusal::TotpRequired)
                );
            } else {
                assert!(telegram.unwrap().new_user, "another account");
                let own = account(&*house.contract, &house.as_caller(&password.unwrap()).await).await;
                assert_eq!((own.passkeys, own.recovery_codes_left, own.has_telegram), (0, 0, false));
                assert_eq!((own.has_totp, own.email_verified), (false, true));
            }
        }
    }
}

#[tokio::test]
async fn an_address_changes_hands_only_by_its_own_link() {
    for engine in engines() {
        let house = House::new(engine).await;
        let accounts = &*house.contract;
        let ann = house.as_caller(&register(accounts, "marigold", ANN).await).await;
        let bob = house.as_caller(&house.register("mariposa").await).await;
        assert_eq!(refused(change_email(accounts, &bob, "Ann@Example.org", PASSWORD).await), AuthRefusal::EmailTaken);
        let wrong = change_email(accounts, &bob, "bob@example.org", "wrong").await;
        assert_eq!(refused(wrong), AuthRefusal::InvalidCredentials);
        let none = ChangeEmail { email: "bob@example.org".into(), password: None };
        assert_eq!(refused(accounts.change_email(&bob, none).await), AuthRefusal::InvalidCredentials);
        assert!(matches!(refused(change_email(accounts, &bob, "bob", PASSWORD).await), AuthRefusal::Invalid(_)));
        let nobody = change_email(accounts, &anyone(), "bob@example.org", PASSWORD).await;
        assert_eq!(refused(nobody), AuthRefusal::InvalidToken);

        // An unconfirmed address may be a stranger's: no notice goes there.
        change_email(accounts, &ann, "new@example.org", PASSWORD).await.unwrap();
        assert_eq!(posted(&house).len(), 2);
        let first = token(&house, "new@example.org", "verify");
        change_email(accounts, &ann, "other@example.org", PASSWORD).await.unwrap();
        assert_eq!(refused(verify(accounts, &first).await), AuthRefusal::InvalidLink, "the last link counts");
        let mine = token(&house, "other@example.org", "verify");
        // Two want one address: the first to confirm has it.
        change_email(accounts, &bob, "other@example.org", PASSWORD).await.unwrap();
        let his = token(&house, "other@example.org", "verify");
        forget(accounts, ANN).await.unwrap();
        settled(&house).await;
        verify(accounts, &mine).await.unwrap();
        assert_eq!(refused(verify(accounts, &mine).await), AuthRefusal::InvalidLink, "once");
        assert_eq!(refused(verify(accounts, &his).await), AuthRefusal::EmailTaken);
        assert_eq!(account(accounts, &bob).await.email, None);
        let stale = reset(accounts, &token(&house, ANN, "reset"), NEW_PASSWORD).await;
        assert_eq!(refused(stale), AuthRefusal::InvalidLink, "it went to an address that is no longer hers");

        change_email(accounts, &bob, "bob@example.org", PASSWORD).await.unwrap();
        house.later(86_400);
        let late = verify(accounts, &token(&house, "bob@example.org", "verify")).await;
        assert_eq!(refused(late), AuthRefusal::InvalidLink);
    }
}

#[tokio::test]
async fn a_repeat_sends_nothing_and_too_many_links_are_refused() {
    for engine in engines() {
        let house = House::new(engine).await;
        let keyed = || anyone().with_idempotency(IdempotencyKey::parse("one").unwrap());
        for _ in 0..2 {
            let request = Register { email: Some(ANN.into()), ..registration("marigold") };
            house.contract.register(&keyed(), request).await.unwrap();
        }
        assert_eq!(posted(&house), [(ANN.to_owned(), "Confirm your e-mail address".to_owned())]);
        let signed = house.log_in("marigold", PASSWORD).await.unwrap();
        let cx = house.as_caller(&signed).await;
        for _ in 0..2 {
            change_email(&*house.contract, &cx, ANN, PASSWORD).await.unwrap();
        }
        let many = refused(change_email(&*house.contract, &cx, "ANN@example.org", PASSWORD).await);
        assert_eq!(many, AuthRefusal::Throttled { retry_after_s: 3600 });
        assert_eq!(posted(&house).len(), 3);
        verify(&*house.contract, &token(&house, ANN, "verify")).await.unwrap();
        let log = log_of(&house, "email%", signed.user_id.to_string()).await;
        let names: Vec<_> = log.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["email_change_requested", "email_change_requested", "email_verified"]);
    }
}

#[tokio::test]
async fn without_mail_accounts_have_addresses_and_nothing_else_pretends_to_work() {
    for engine in engines() {
        let house = House::new(engine).await;
        let settings = Settings { hash_memory_kib: 32, hash_iterations: 1, ..Settings::default() };
        let deps = Deps {
            db: house.database.db(),
            clock: house.world.clock(),
            ids: house.world.ids(),
            signals: house.world.signals.clone(),
            mailer: None,
            secret: house.world.secret.clone(),
        };
        let accounts = auth_service::build(&settings, deps).await.unwrap().contract;
        let signed = register(&*accounts, "marigold", ANN).await;
        let cx = caller(&*accounts, &signed).await;
        assert_eq!(account(&*accounts, &cx).await.email.as_deref(), Some(ANN));
        let none = AuthRefusal::MailNotConfigured;
        assert_eq!(refused(change_email(&*accounts, &cx, ANN, PASSWORD).await), none);
        assert_eq!(
            [refused(forget(&*accounts, ANN).await), refused(forget(&*accounts, "x").await)],
            [none.clone(), none]
        );
    }
}

#[tokio::test]
async fn links_are_stored_as_digests_only() {
    for engine in engines() {
        let house = House::new(engine).await;
        register(&*house.contract, "marigold", ANN).await;
        forget(&*house.contract, ANN).await.unwrap();
        settled(&house).await;
        let db = house.database.db();
        let query = Statement::from_string(db.read().get_database_backend(), "SELECT digest FROM one_time_token");
        let stored: Vec<Vec<u8>> = db
            .read()
            .query_all_raw(query)
            .await
            .unwrap()
            .iter()
            .map(|row| row.try_get("", "digest").unwrap())
            .collect();
        for link in [token(&house, ANN, "reset"), token(&house, ANN, "verify")] {
            assert!(stored.iter().all(|digest| digest.len() == 32 && !link.as_bytes().starts_with(&digest[..4])));
            assert!(stored.iter().all(|digest| base64::Engine::encode(&ENGINE, digest) != link));
        }
        assert_eq!(stored.len(), 4, "two of the one who came last");
    }
}

const ENGINE: base64::engine::GeneralPurpose = base64::engine::general_purpose::URL_SAFE_NO_PAD;
