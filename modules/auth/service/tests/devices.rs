//! Where somebody is signed in, and how they end that: one device, all others, or with a new password.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use auth_contract::{
    AuthRefusal, ChangePassword, Device, ListSessions, LogIn, LogOut, RevokeOtherSessions, RevokeSession, SessionCard,
    SessionRevoked, SignIn, ValidateTelegram,
};
use common::{House, PASSWORD, anyone, credentials, endings, refresh_token, refused};
use futures_util::future::join_all;
use kernel::{Clock, Cursor, Cx, IdempotencyKey, SessionId, Signal};
use testkit::engines;

const NEW_PASSWORD: &str = "seven-quiet-lanterns";

async fn sign_in(house: &House, label: &str) -> SignIn {
    let device = Device { label: Some(label.into()), ip: Some("192.0.2.7".into()) };
    house.contract.log_in(&anyone(), LogIn { device, ..credentials("marigold", PASSWORD) }).await.unwrap()
}

async fn session_of(house: &House, signed: &SignIn) -> SessionId {
    house.verify(&signed.access_token).await.unwrap().session_id
}

async fn list(house: &House, cx: &Cx) -> Vec<SessionCard> {
    house.contract.list_sessions(cx, ListSessions { limit: 100, cursor: None }).await.unwrap().items
}

async fn change(house: &House, cx: &Cx, current: &str, new: &str) -> Result<(), kernel::Failure<AuthRefusal>> {
    let request = ChangePassword { current_password: current.into(), new_password: new.into() };
    house.contract.change_password(cx, request).await.map(drop)
}

/// The module's signals since the last call.
fn signals(house: &House) -> Vec<Signal> {
    std::mem::take(&mut *house.signals.lock().unwrap())
}

async fn is_dead(house: &House, signed: &SignIn) {
    assert_eq!(refused(house.verify(&signed.access_token).await), AuthRefusal::InvalidToken);
    assert_eq!(refused(house.refresh(&refresh_token(signed)).await), AuthRefusal::InvalidRefreshToken);
}

#[tokio::test]
async fn the_list_shows_the_callers_living_sign_ins_newest_first() {
    for engine in engines() {
        let house = House::new(engine).await;
        let first = house.register("marigold").await;
        let stranger = house.as_caller(&house.register("mariposa").await).await;
        let began = house.world.clock.now();
        house.later(60);
        let phone = sign_in(&house, "phone").await;
        let gone = sign_in(&house, "gone").await;
        house.contract.log_out(&house.as_caller(&gone).await, LogOut {}).await.unwrap();
        house.later(60);
        house.refresh(&refresh_token(&first)).await.unwrap();

        let cx = house.as_caller(&phone).await;
        let cards = list(&house, &cx).await;
        let card = |n: usize| cards.get(n).cloned().unwrap();
        assert_eq!(cards.len(), 2);
        assert_eq!((card(0).label.as_deref(), card(0).ip.as_deref()), (Some("phone"), Some("192.0.2.7")));
        assert_eq!((card(0).current, card(1).current), (true, false));
        assert_eq!(card(0).session_id, session_of(&house, &phone).await);
        assert_eq!(card(1).session_id, session_of(&house, &first).await);
        assert_eq!((card(1).created_at, card(1).last_used_at), (began, house.world.clock.now()));
        assert_eq!((card(0).created_at, card(1).label), (card(0).last_used_at, None));
        assert_eq!(list(&house, &stranger).await.len(), 1);

        house.later(30 * 86_400 - 60);
        assert_eq!(list(&house, &cx).await, [SessionCard { current: false, ..card(1) }], "the phone has expired");
    }
}

#[tokio::test]
async fn pages_of_the_list_show_each_sign_in_once_even_while_others_come() {
    for engine in engines() {
        let house = House::new(engine).await;
        let cx = house.as_caller(&house.register("marigold").await).await;
        for n in 0..6 {
            // Several in one millisecond, so that the time alone is no position.
            house.later(n / 3);
            sign_in(&house, "device").await;
        }
        let whole: Vec<SessionId> = list(&house, &cx).await.iter().map(|card| card.session_id).collect();
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let page = house.contract.list_sessions(&cx, ListSessions { limit: 2, cursor }).await.unwrap();
            seen.extend(page.items.iter().map(|card| card.session_id));
            house.later(1);
            sign_in(&house, "newcomer").await;
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!((seen.len(), seen), (7, whole));
        let foreign = ListSessions { limit: 2, cursor: Some(Cursor::of(&"other")) };
        assert!(matches!(refused(house.contract.list_sessions(&cx, foreign).await), AuthRefusal::Invalid(_)));
    }
}

#[tokio::test]
async fn one_device_is_signed_out_at_once_and_told_once() {
    for engine in engines() {
        let house = House::new(engine).await;
        let here = house.register("marigold").await;
        let there = sign_in(&house, "lost phone").await;
        let third = sign_in(&house, "tablet").await;
        let cx = house.as_caller(&here).await;
        let session = session_of(&house, &there).await;
        signals(&house);
        for _ in 0..2 {
            house.contract.revoke_session(&cx, RevokeSession { session }).await.unwrap();
            assert_eq!(signals(&house), [Signal::SessionsRevoked { user: here.user_id, sessions: vec![session] }]);
        }
        is_dead(&house, &there).await;
        assert!(house.verify(&here.access_token).await.is_ok() && house.verify(&third.access_token).await.is_ok());
        assert_eq!(endings(&house).await, [SessionRevoked { user_id: here.user_id, session_id: session }]);

        let own = session_of(&house, &here).await;
        house.contract.revoke_session(&cx, RevokeSession { session: own }).await.unwrap();
        is_dead(&house, &here).await;
    }
}

#[tokio::test]
async fn a_strangers_sign_in_is_as_unknown_as_none_and_stays() {
    for engine in engines() {
        let house = House::new(engine).await;
        let victim = house.register("marigold").await;
        let session = session_of(&house, &victim).await;
        let stranger = house.as_caller(&house.register("mariposa").await).await;
        signals(&house);
        for session in [session, SessionId(testkit::user(9).0)] {
            let outcome = house.contract.revoke_session(&stranger, RevokeSession { session }).await;
            assert_eq!(refused(outcome), AuthRefusal::SessionNotFound);
        }
        let outcome = house.contract.revoke_session(&anyone(), RevokeSession { session }).await;
        assert_eq!(refused(outcome), AuthRefusal::InvalidToken);
        assert!(house.verify(&victim.access_token).await.is_ok());
        assert!(signals(&house).is_empty() && endings(&house).await.is_empty());
    }
}

#[tokio::test]
async fn all_other_devices_are_signed_out_and_counted() {
    for engine in engines() {
        let house = House::new(engine).await;
        let here = house.register("marigold").await;
        let stranger = house.register("mariposa").await;
        let others = [sign_in(&house, "phone").await, sign_in(&house, "tablet").await, sign_in(&house, "car").await];
        let cx = house.as_caller(&here).await;
        let mut sessions = Vec::new();
        for other in &others {
            sessions.push(session_of(&house, other).await);
        }
        sessions.sort();
        signals(&house);
        let keyed = || cx.clone().with_idempotency(IdempotencyKey::parse("one").unwrap());
        let told = vec![Signal::SessionsRevoked { user: here.user_id, sessions: sessions.clone() }];
        for _ in 0..2 {
            let outcome = house.contract.revoke_other_sessions(&keyed(), RevokeOtherSessions {}).await.unwrap();
            assert_eq!(outcome.revoked, 3, "a repeat answers the same");
            assert_eq!(signals(&house), told, "and tells again, in case that the first call did not come to it");
        }
        for other in &others {
            is_dead(&house, other).await;
        }
        assert!(house.verify(&here.access_token).await.is_ok() && house.verify(&stranger.access_token).await.is_ok());
        assert!(house.refresh(&refresh_token(&here)).await.is_ok());
        let mut ended: Vec<SessionId> = endings(&house).await.iter().map(|event| event.session_id).collect();
        ended.sort();
        assert_eq!(ended, sessions, "one event each");
        let again = house.contract.revoke_other_sessions(&cx, RevokeOtherSessions {}).await.unwrap();
        assert_eq!(again.revoked, 0);
    }
}

#[tokio::test]
async fn with_no_other_device_nothing_is_told() {
    let house = House::new(platform::Engine::Sqlite).await;
    let here = house.register("marigold").await;
    let cx = house.as_caller(&here).await;
    let outcome = house.contract.revoke_other_sessions(&cx, RevokeOtherSessions {}).await.unwrap();
    assert_eq!(outcome.revoked, 0);
    change(&house, &cx, PASSWORD, NEW_PASSWORD).await.unwrap();
    assert_eq!(signals(&house), [], "an empty list would end this device as well");
}

#[tokio::test]
async fn a_device_that_was_signed_out_signs_out_nobody() {
    for engine in engines() {
        let house = House::new(engine).await;
        let here = house.register("marigold").await;
        let thief = sign_in(&house, "thief").await;
        let late = house.as_caller(&thief).await;
        house.contract.revoke_other_sessions(&house.as_caller(&here).await, RevokeOtherSessions {}).await.unwrap();
        let outcome = house.contract.revoke_other_sessions(&late, RevokeOtherSessions {}).await;
        assert_eq!(refused(outcome), AuthRefusal::InvalidToken);
        assert_eq!(refused(change(&house, &late, PASSWORD, NEW_PASSWORD).await), AuthRefusal::InvalidToken);
        assert!(house.verify(&here.access_token).await.is_ok() && house.log_in("marigold", PASSWORD).await.is_ok());
    }
}

#[tokio::test]
async fn a_new_password_replaces_the_old_one_and_signs_out_the_other_devices() {
    for engine in engines() {
        let house = House::new(engine).await;
        let here = house.register("marigold").await;
        let there = sign_in(&house, "phone").await;
        let cx = house.as_caller(&here).await;
        let session = session_of(&house, &there).await;
        signals(&house);
        let keyed = || cx.clone().with_idempotency(IdempotencyKey::parse("one").unwrap());
        for _ in 0..2 {
            change(&house, &keyed(), PASSWORD, NEW_PASSWORD).await.unwrap();
            assert_eq!(signals(&house), [Signal::SessionsRevoked { user: here.user_id, sessions: vec![session] }]);
        }
        is_dead(&house, &there).await;
        assert!(house.verify(&here.access_token).await.is_ok() && house.refresh(&refresh_token(&here)).await.is_ok());
        assert_eq!(endings(&house).await, [SessionRevoked { user_id: here.user_id, session_id: session }]);
        assert_eq!(refused(house.log_in("marigold", PASSWORD).await), AuthRefusal::InvalidCredentials);
        assert_eq!(house.log_in("marigold", NEW_PASSWORD).await.unwrap().user_id, here.user_id);
        assert_eq!(refused(change(&house, &cx, PASSWORD, NEW_PASSWORD).await), AuthRefusal::InvalidCredentials);
    }
}

#[tokio::test]
async fn a_wrong_current_password_or_a_weak_new_one_changes_nothing() {
    for engine in engines() {
        let house = House::new(engine).await;
        let here = house.register("marigold").await;
        let there = sign_in(&house, "phone").await;
        let cx = house.as_caller(&here).await;
        for wrong in ["", "wrong", NEW_PASSWORD, "K7#mQz!w-teapot"] {
            let outcome = change(&house, &cx, wrong, NEW_PASSWORD).await;
            assert_eq!(refused(outcome), AuthRefusal::InvalidCredentials, "{wrong:?}");
        }
        for (weak, code) in [("short", "length"), ("password1", "weak"), ("xyMarigold-7743", "contains_username")] {
            let AuthRefusal::Invalid(faults) = refused(change(&house, &cx, PASSWORD, weak).await) else {
                unreachable!("{weak} is no password")
            };
            let faults: Vec<_> = faults.iter().map(|fault| (fault.field.as_str(), fault.code.as_str())).collect();
            assert_eq!(faults, [("new_password", code)]);
        }
        assert_eq!(refused(change(&house, &anyone(), PASSWORD, NEW_PASSWORD).await), AuthRefusal::InvalidToken);
        assert!(house.verify(&there.access_token).await.is_ok() && house.log_in("marigold", PASSWORD).await.is_ok());
        assert!(endings(&house).await.is_empty());

        let telegram = ValidateTelegram { init_data: house.init_data(7, "Ann"), totp: None, device: Device::default() };
        let ann = house.as_caller(&house.contract.validate_telegram(&anyone(), telegram).await.unwrap()).await;
        for none in ["", PASSWORD] {
            let outcome = change(&house, &ann, none, NEW_PASSWORD).await;
            assert_eq!(refused(outcome), AuthRefusal::InvalidCredentials, "an account without a password");
        }
    }
}

#[tokio::test]
async fn of_two_changes_at_once_one_wins_and_its_device_stays() {
    for engine in engines() {
        let house = House::new(engine).await;
        let devices = [house.register("marigold").await, sign_in(&house, "phone").await];
        let callers = [house.as_caller(&devices[0]).await, house.as_caller(&devices[1]).await];
        let (a, b) = tokio::join!(
            change(&house, &callers[0], PASSWORD, NEW_PASSWORD),
            change(&house, &callers[1], PASSWORD, "another quiet green river"),
        );
        assert!(a.is_ok() != b.is_ok(), "{a:?} {b:?}");
        let (winner, loser, password) = match a.is_ok() {
            true => (&devices[0], &devices[1], NEW_PASSWORD),
            false => (&devices[1], &devices[0], "another quiet green river"),
        };
        assert!(house.verify(&winner.access_token).await.is_ok() && house.log_in("marigold", password).await.is_ok());
        is_dead(&house, loser).await;
    }
}

#[tokio::test]
async fn no_sign_in_with_the_old_password_outlives_the_change() {
    for engine in engines() {
        let house = House::new(engine).await;
        let cx = house.as_caller(&house.register("marigold").await).await;
        let (mut old, mut new) = (PASSWORD, NEW_PASSWORD);
        for _ in 0..10 {
            let attempts = join_all((0..6).map(|_| house.log_in("marigold", old)));
            let (attempts, changed) = tokio::join!(attempts, change(&house, &cx, old, new));
            changed.unwrap();
            for signed in attempts.into_iter().flatten() {
                is_dead(&house, &signed).await;
            }
            (old, new) = (new, old);
        }
    }
}
