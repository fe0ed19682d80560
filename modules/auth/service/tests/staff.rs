//! The first admin, roles, and services that ask what tokens are worth.
#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use auth_contract::{AuthRefusal, ClaimAdmin, Introspect, Introspection, LogOut, OpenAdminLink, SetRoles, SignIn};
use common::{House, anyone, refresh_token, refused};
use kernel::{Caller, Cx, Role, Signal, UserId};
use platform::Engine;
use sea_orm::{ConnectionTrait, Statement};
use testkit::{engines, service_cx};

const ADMIN: [Role; 2] = [Role::User, Role::Admin];

/// Makes all of somebody's sign-ins ones that began with a second factor.
async fn strengthen(house: &House, engine: Engine, who: &SignIn) {
    let tx = house.database.db().begin().await.unwrap();
    let backend = match engine {
        Engine::Sqlite => sea_orm::DbBackend::Sqlite,
        Engine::Postgres => sea_orm::DbBackend::Postgres,
    };
    let sql = "update session set strong = true where account_id = $1";
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, sql, [who.user_id.0.into()])).await.unwrap();
    let sql = "update account set totp_confirmed_at = 1 where id = $1";
    tx.conn().execute_raw(Statement::from_sql_and_values(backend, sql, [who.user_id.0.into()])).await.unwrap();
    tx.commit().await.unwrap();
    house.world.signals.send(&Signal::SessionsRevoked { user: who.user_id, sessions: Vec::new() });
}

async fn link(house: &House) -> Option<String> {
    house.contract.open_admin_link(&service_cx(), OpenAdminLink {}).await.unwrap().token
}

async fn roles(house: &House, who: &SignIn) -> Vec<Role> {
    house.verify(&who.access_token).await.unwrap().roles
}

async fn cx(house: &House, who: &SignIn) -> Cx {
    house.as_caller(who).await
}

#[tokio::test]
async fn the_first_link_makes_one_admin_who_signed_in_with_a_second_factor() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, bob) = (house.register("marigold").await, house.register("mariposa").await);
        let older = link(&house).await.unwrap();
        let token = link(&house).await.unwrap();
        let claim = |token: &str| ClaimAdmin { token: token.into() };
        let weak = house.contract.claim_admin(&cx(&house, &ann).await, claim(&token)).await;
        assert_eq!(refused(weak), AuthRefusal::SecondFactorRequired);
        strengthen(&house, engine, &ann).await;
        for bad in [older.as_str(), "", "x", &"A".repeat(43)] {
            let refusal = refused(house.contract.claim_admin(&cx(&house, &ann).await, claim(bad)).await);
            assert_eq!(refusal, AuthRefusal::InvalidLink, "{bad}");
        }
        assert_eq!(refused(house.contract.claim_admin(&anyone(), claim(&token)).await), AuthRefusal::InvalidToken);
        house.contract.claim_admin(&cx(&house, &ann).await, claim(&token)).await.unwrap();
        assert_eq!(roles(&house, &ann).await, ADMIN, "at once, with the token in hand");
        assert_eq!(link(&house).await, None, "somebody is admin");
        strengthen(&house, engine, &bob).await;
        let again = house.contract.claim_admin(&cx(&house, &bob).await, claim(&token)).await;
        assert_eq!(refused(again), AuthRefusal::InvalidLink, "it is good once");
        let forbidden = house.contract.open_admin_link(&cx(&house, &ann).await, OpenAdminLink {}).await;
        assert_eq!(refused(forbidden), AuthRefusal::Forbidden);
    }
}

#[tokio::test]
async fn a_link_is_too_old_after_a_week() {
    let house = House::new(Engine::Sqlite).await;
    let ann = house.register("marigold").await;
    strengthen(&house, Engine::Sqlite, &ann).await;
    let cx = cx(&house, &ann).await;
    let token = link(&house).await.unwrap();
    house.later(7 * 24 * 3600);
    assert_eq!(refused(house.contract.claim_admin(&cx, ClaimAdmin { token }).await), AuthRefusal::InvalidLink);
}

#[tokio::test]
async fn admins_say_what_others_may_and_what_is_taken_away_is_gone_at_once() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, bob) = (house.register("marigold").await, house.register("mariposa").await);
        strengthen(&house, engine, &ann).await;
        let token = link(&house).await.unwrap();
        house.contract.claim_admin(&cx(&house, &ann).await, ClaimAdmin { token }).await.unwrap();
        let admin = cx(&house, &ann).await;
        let set = |user: UserId, roles: &[Role]| SetRoles { user, roles: roles.to_vec() };
        let moderator = set(bob.user_id, &[Role::Moderator]);
        let refusal = refused(house.contract.set_roles(&cx(&house, &bob).await, moderator.clone()).await);
        assert_eq!(refusal, AuthRefusal::Forbidden);
        let refusal = refused(house.contract.set_roles(&admin, moderator.clone()).await);
        assert_eq!(refusal, AuthRefusal::SecondFactorRequired, "of whom it is given to");
        strengthen(&house, engine, &bob).await;
        house.contract.set_roles(&admin, moderator).await.unwrap();
        assert_eq!(roles(&house, &bob).await, [Role::User, Role::Moderator]);
        house.contract.set_roles(&admin, set(bob.user_id, &[])).await.unwrap();
        assert_eq!(roles(&house, &bob).await, [Role::User]);
        let refusal = refused(house.contract.set_roles(&admin, set(ann.user_id, &[])).await);
        assert_eq!(refusal, AuthRefusal::LastAdmin);
        assert_eq!(roles(&house, &ann).await, ADMIN);
        let refusal = refused(house.contract.set_roles(&admin, set(testkit::user(99), &[])).await);
        assert_eq!(refusal, AuthRefusal::AccountNotFound);
    }
}

#[tokio::test]
async fn a_sign_in_without_a_second_factor_has_no_rights_of_an_admin() {
    let house = House::new(Engine::Sqlite).await;
    let ann = house.register("marigold").await;
    let elsewhere = house.log_in("marigold", common::PASSWORD).await.unwrap();
    let tx = house.database.db().begin().await.unwrap();
    tx.conn().execute_unprepared("update account set roles = '[\"user\",\"admin\"]', admin = true").await.unwrap();
    tx.conn()
        .execute_unprepared(
            "update session set strong = true where id in (select id from session order by created_at, id limit 1)",
        )
        .await
        .unwrap();
    tx.commit().await.unwrap();
    house.world.signals.send(&Signal::SessionsRevoked { user: ann.user_id, sessions: Vec::new() });
    assert_eq!(roles(&house, &ann).await, ADMIN);
    assert_eq!(roles(&house, &elsewhere).await, [Role::User]);
    let renewed = house.refresh(&refresh_token(&elsewhere)).await.unwrap();
    assert_eq!(roles(&house, &renewed).await, [Role::User]);
}

const SECRET: &str = "a secret of the shop, long enough";

#[tokio::test]
async fn services_with_a_secret_learn_what_tokens_are_worth() {
    for engine in engines() {
        let house = House::with(engine, |settings| {
            settings.introspection_clients.insert("shop".into(), SECRET.into());
        })
        .await;
        let ann = house.register("marigold").await;
        let ask = |client: &str, secret: &str, token: &str| Introspect {
            client: client.into(),
            secret: secret.into(),
            token: token.into(),
        };
        for (client, secret) in [("shop", "wrong"), ("", ""), ("ship", SECRET), ("shop", "")] {
            let outcome = house.contract.introspect(&anyone(), ask(client, secret, &ann.access_token)).await;
            assert_eq!(refused(outcome), AuthRefusal::InvalidClient, "{client}");
        }
        let worth = async |token: &str| house.contract.introspect(&anyone(), ask("shop", SECRET, token)).await.unwrap();
        match worth(&ann.access_token).await {
            Introspection::Access { user_id, username, roles, issued_at, expires_at, .. } => {
                assert_eq!(
                    (user_id, username.as_str(), roles.as_slice()),
                    (ann.user_id, "marigold", &[Role::User][..])
                );
                assert_eq!(expires_at.since(issued_at).as_secs(), 900);
            }
            other => unreachable!("{other:?}"),
        }
        assert!(
            matches!(worth(&refresh_token(&ann)).await, Introspection::Refresh { user_id, .. } if user_id == ann.user_id)
        );
        let renewed = house.refresh(&refresh_token(&ann)).await.unwrap();
        assert_eq!(worth(&refresh_token(&ann)).await, Introspection::Inactive, "a spent refresh token");
        for nothing in ["", "x", "a.b.c", &"A".repeat(43)] {
            assert_eq!(worth(nothing).await, Introspection::Inactive, "{nothing}");
        }
        let Caller::User { .. } = cx(&house, &renewed).await.caller() else { unreachable!("signed in") };
        house.contract.log_out(&cx(&house, &renewed).await, LogOut {}).await.unwrap();
        assert_eq!(worth(&renewed.access_token).await, Introspection::Inactive);
        assert_eq!(worth(&refresh_token(&renewed)).await, Introspection::Inactive);
    }
}
