//! Rate limits: how often one person, or one address, may ask for what.
//!
//! An operation belongs to one [`Class`], named in the route table, and is charged to that class alone. Signed-in people
//! are told apart by their account, everybody else by address. What is left is told in `RateLimit-*` headers
//! (draft-ietf-httpapi-ratelimit-headers-06); a request past the limit is answered 429.

mod bucket;

use std::hash::Hash;
use std::net::IpAddr;
use std::time::{Duration, Instant};

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use kernel::{Caller, SessionId, UserId};
use serde::Deserialize;

use bucket::{Bucket, Rate};

/// Which limit an operation counts towards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Class {
    /// Most operations: a generous limit for people, a lower one for addresses.
    #[default]
    Ordinary,
    /// No limit: health, public keys, what only developers have.
    Free,
    /// Proving who one is. Accounts have a limit of their own besides, in the auth module.
    LogIn,
    /// New accounts.
    Register,
    /// New tokens for old ones. Told apart by sign-in where an access token comes along. Otherwise the refresh token is
    /// still unread in the body, so the address counts; many honest people may share one, so its limit is higher.
    Refresh,
    /// Whatever sends an e-mail.
    Mail,
    /// Sending a file.
    Upload,
    /// Showing a file: a page of pictures is many requests, and those by signed link are anonymous.
    File,
    /// Saying yes or no to somebody.
    Swipe,
    /// Writing to somebody.
    Message,
    /// Opening a socket. Its token may come later, and a restart brings everybody behind an address back at once.
    Socket,
}

/// The figures. 0 means no limit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitSettings {
    /// Whether there are limits at all.
    pub enabled: bool,
    /// Ordinary requests of one address that nobody has signed in for.
    pub anonymous_per_minute: u32,
    /// Ordinary requests of one person.
    pub signed_in_per_minute: u32,
    /// Sign-ins from one address.
    pub login_per_minute: u32,
    /// Registrations from one address.
    pub register_per_hour: u32,
    /// Renewals of one sign-in.
    pub refresh_per_minute: u32,
    /// Renewals from one address, where the sign-in is not known yet.
    pub refresh_anonymous_per_minute: u32,
    /// Mails that one person, or one address, has sent.
    pub mail_per_hour: u32,
    /// Uploads of one person.
    pub upload_per_minute: u32,
    /// Files shown to one person, or to one address.
    pub file_per_minute: u32,
    /// Likes and passes of one person.
    pub swipe_per_minute: u32,
    /// Messages of one person, in the long run.
    pub message_per_second: u32,
    /// Messages of one person at once.
    pub message_burst: u32,
    /// Sockets opened by one person, or from one address.
    pub socket_per_minute: u32,
    /// People and addresses that each limit keeps in mind, some 50 bytes each.
    pub remembered: usize,
}

/// Whom a request is charged to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Payer {
    Address(u128),
    User(UserId),
    Session(SessionId),
}

/// Counts requests.
#[derive(Default)]
pub struct Limiter {
    begun: Option<Instant>,
    anonymous: Bucket<Payer>,
    signed_in: Bucket<Payer>,
    login: Bucket<Payer>,
    register: Bucket<Payer>,
    refresh: Bucket<Payer>,
    refresh_anonymous: Bucket<Payer>,
    mail: Bucket<Payer>,
    upload: Bucket<Payer>,
    file: Bucket<Payer>,
    swipe: Bucket<Payer>,
    message: Bucket<Payer>,
    socket: Bucket<Payer>,
}

impl Limiter {
    /// Counts against these figures.
    pub fn new(settings: &LimitSettings) -> Self {
        if !settings.enabled {
            return Self::default();
        }
        let bucket = |rate| Bucket::new(rate, settings.remembered);
        let minute = |count| bucket(Rate::every(Duration::from_secs(60), count));
        let hour = |count| bucket(Rate::every(Duration::from_secs(3600), count));
        let message = Rate::every(Duration::from_secs(1), settings.message_per_second);
        Self {
            begun: Some(Instant::now()),
            anonymous: minute(settings.anonymous_per_minute),
            signed_in: minute(settings.signed_in_per_minute),
            login: minute(settings.login_per_minute),
            register: hour(settings.register_per_hour),
            refresh: minute(settings.refresh_per_minute),
            refresh_anonymous: minute(settings.refresh_anonymous_per_minute),
            mail: hour(settings.mail_per_hour),
            upload: minute(settings.upload_per_minute),
            file: minute(settings.file_per_minute),
            swipe: minute(settings.swipe_per_minute),
            message: bucket(message.at_once(settings.message_burst)),
            socket: minute(settings.socket_per_minute),
        }
    }

    /// Charges one request; `None` where there is no limit. The address is only asked for when it counts.
    pub(crate) fn charge(
        &self,
        class: Class,
        caller: &Caller,
        address: impl FnOnce() -> Option<IpAddr>,
    ) -> Option<Level> {
        let now = self.begun?.elapsed();
        self.charge_at(now, class, caller, address)
    }

    fn charge_at(
        &self,
        now: Duration,
        class: Class,
        caller: &Caller,
        address: impl FnOnce() -> Option<IpAddr>,
    ) -> Option<Level> {
        let person = match caller {
            Caller::User { user, session, .. } => Some((*user, *session)),
            Caller::Anonymous | Caller::Service { .. } => None,
        };
        let bucket = match (class, person) {
            (Class::Free, _) => return None,
            (Class::Ordinary, None) => &self.anonymous,
            (Class::Ordinary, Some(_)) => &self.signed_in,
            (Class::Refresh, None) => &self.refresh_anonymous,
            (Class::Refresh, Some(_)) => &self.refresh,
            (Class::LogIn, _) => &self.login,
            (Class::Register, _) => &self.register,
            (Class::Mail, _) => &self.mail,
            (Class::Upload, _) => &self.upload,
            (Class::File, _) => &self.file,
            (Class::Swipe, _) => &self.swipe,
            (Class::Message, _) => &self.message,
            (Class::Socket, _) => &self.socket,
        };
        let payer = match (class, person) {
            (Class::Refresh, Some((_, session))) => Payer::Session(session),
            // Whoever signs in or registers may do so with any number of accounts: the address alone counts.
            (Class::LogIn | Class::Register, _) | (_, None) => Payer::Address(prefix(address())),
            (_, Some((user, _))) => Payer::User(user),
        };
        bucket.take(payer, now)
    }
}

/// What an address counts as: all of IPv4, the first 64 bits of IPv6, because that much is what one customer gets.
fn prefix(address: Option<IpAddr>) -> u128 {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.to_ipv6_mapped().to_bits(),
        Some(IpAddr::V6(address)) => address.to_bits() >> 64 << 64,
        None => 0,
    }
}

/// How much of a limit is left after a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level {
    limit: u32,
    remaining: u32,
    reset_s: u64,
    /// Seconds after which a refused request may come again; `None` for a request within the limit.
    pub(crate) retry_after_s: Option<u64>,
}

impl Level {
    /// Tells the client.
    pub(crate) fn announce(&self, headers: &mut HeaderMap) {
        const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
        const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
        const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");
        headers.insert(LIMIT, HeaderValue::from(self.limit));
        headers.insert(REMAINING, HeaderValue::from(self.remaining));
        headers.insert(RESET, HeaderValue::from(self.reset_s));
    }
}

#[cfg(test)]
mod tests;
