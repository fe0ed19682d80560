//! Who is charged what.

use super::*;
use kernel::Role;
use std::net::Ipv4Addr;

const HOME: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
const CAFE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

fn settings() -> LimitSettings {
    LimitSettings {
        enabled: true,
        anonymous_per_minute: 3,
        signed_in_per_minute: 5,
        login_per_minute: 2,
        register_per_hour: 1,
        refresh_per_minute: 2,
        refresh_anonymous_per_minute: 4,
        mail_per_hour: 1,
        upload_per_minute: 2,
        file_per_minute: 0,
        swipe_per_minute: 2,
        message_per_second: 2,
        message_burst: 3,
        socket_per_minute: 6,
        remembered: 1000,
    }
}

fn somebody(user: u128, session: u128) -> Caller {
    let user = format!("{user:032x}").parse().unwrap();
    let session = format!("{session:032x}").parse().unwrap();
    Caller::User { user, session, roles: vec![Role::User] }
}

/// How many of many requests get through at one moment.
fn through(limiter: &Limiter, class: Class, caller: &Caller, from: IpAddr) -> usize {
    let charge = || limiter.charge_at(Duration::ZERO, class, caller, || Some(from));
    (0..50).filter(|_| charge().is_none_or(|level| level.retry_after_s.is_none())).count()
}

#[test]
fn people_are_told_apart_by_account_and_the_rest_by_address() {
    let limiter = Limiter::new(&settings());
    let (ann, bob, nobody) = (somebody(1, 10), somebody(2, 20), Caller::Anonymous);
    assert_eq!(through(&limiter, Class::Ordinary, &nobody, HOME), 3);
    assert_eq!(through(&limiter, Class::Ordinary, &nobody, CAFE), 3, "another address");
    assert_eq!(through(&limiter, Class::Ordinary, &ann, HOME), 5, "somebody at the exhausted address");
    assert_eq!(through(&limiter, Class::Ordinary, &ann, CAFE), 0, "moving on gives nothing");
    assert_eq!(through(&limiter, Class::Ordinary, &bob, HOME), 5, "nor do others pay");
}

#[test]
fn each_class_has_an_account_of_its_own() {
    let limiter = Limiter::new(&settings());
    let ann = somebody(1, 10);
    for (class, most) in [
        (Class::LogIn, 2),
        (Class::Register, 1),
        (Class::Mail, 1),
        (Class::Upload, 2),
        (Class::File, 50),
        (Class::Swipe, 2),
        (Class::Message, 3),
        (Class::Socket, 6),
        (Class::Free, 50),
    ] {
        assert_eq!(through(&limiter, class, &ann, HOME), most, "{class:?}");
    }
}

#[test]
fn signing_in_and_registering_count_by_address_whoever_asks() {
    let limiter = Limiter::new(&settings());
    assert_eq!(through(&limiter, Class::LogIn, &somebody(1, 10), HOME), 2);
    assert_eq!(through(&limiter, Class::LogIn, &somebody(2, 20), HOME), 0);
    assert_eq!(through(&limiter, Class::Register, &Caller::Anonymous, HOME), 1);
    assert_eq!(through(&limiter, Class::Register, &somebody(2, 20), HOME), 0);
}

#[test]
fn renewals_count_by_sign_in_or_else_by_address() {
    let limiter = Limiter::new(&settings());
    assert_eq!(through(&limiter, Class::Refresh, &somebody(1, 10), HOME), 2);
    assert_eq!(through(&limiter, Class::Refresh, &somebody(1, 11), HOME), 2, "another device");
    assert_eq!(through(&limiter, Class::Refresh, &Caller::Anonymous, HOME), 4);
}

#[test]
fn an_ipv6_customer_is_one_address_and_a_mapped_one_is_ipv4() {
    let limiter = Limiter::new(&settings());
    let from = |text: &str| through(&limiter, Class::Ordinary, &Caller::Anonymous, text.parse().unwrap());
    assert_eq!(from("2001:db8:1:2::1"), 3);
    assert_eq!(from("2001:db8:1:2:ffff::9"), 0, "the same /64");
    assert_eq!(from("2001:db8:1:3::1"), 3, "another one");
    assert_eq!(from("::ffff:192.0.2.7"), 3);
    assert_eq!(from("192.0.2.7"), 0, "the same machine");
    assert_eq!(from("192.0.2.8"), 3);
}

#[test]
fn limits_can_be_off() {
    let limiter = Limiter::new(&LimitSettings { enabled: false, ..settings() });
    assert!(limiter.charge(Class::Register, &Caller::Anonymous, || Some(HOME)).is_none());
    let limiter = Limiter::new(&settings());
    assert!(limiter.charge(Class::Register, &Caller::Anonymous, || Some(HOME)).is_some());
}
