//! Mail to people: whether there is any, how much of it one address gets, and handing it to the mailer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use auth_contract::AuthRefusal;
use kernel::{Clock, Timestamp};
use moka::sync::Cache;
use platform::{Busy, Mail, Mailer};

use crate::domain::email::Email;
use crate::domain::link::LinkToken;
use crate::domain::mail::{self, Text};
use crate::settings::Settings;
use crate::store::one_time_token::Purpose;

/// Links of one kind that one address gets within an hour, whoever asks for them.
const MOST: usize = 3;
const HOUR: Duration = Duration::from_secs(3600);
/// Addresses that are remembered; about 200 bytes each.
const MOST_REMEMBERED: u64 = 100_000;

/// Writes to people.
pub struct Letters {
    mailer: Option<Arc<dyn Mailer>>,
    clock: Arc<dyn Clock>,
    base: String,
    reset_ttl_s: u64,
    email_ttl_s: u64,
    sent: Cache<String, Arc<Mutex<Vec<Timestamp>>>>,
}

impl Letters {
    /// Links lead to the settings' `public_url`. Without a mailer nothing is sent.
    pub fn new(settings: &Settings, mailer: Option<Arc<dyn Mailer>>, clock: Arc<dyn Clock>) -> Self {
        Self {
            mailer,
            clock,
            base: settings.public_url.clone(),
            reset_ttl_s: settings.reset_ttl_s,
            email_ttl_s: settings.email_ttl_s,
            sent: Cache::builder().max_capacity(MOST_REMEMBERED).time_to_idle(HOUR).build(),
        }
    }

    /// Refuses where there is no mail.
    pub fn configured(&self) -> Result<(), AuthRefusal> {
        self.mailer.as_ref().map(drop).ok_or(AuthRefusal::MailNotConfigured)
    }

    /// Counts a link that is to go to an address, and says no to too many: nobody is to be flooded by strangers who know
    /// their address. Links that came before still work, the last one of each kind.
    pub fn admit(&self, purpose: Purpose, to: &Email) -> Result<(), AuthRefusal> {
        let times = self.sent.get_with([purpose.name(), &to.key()].join(" "), Arc::default);
        let mut times = times.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        times.retain(|time| now.since(*time) < HOUR);
        match times.first() {
            Some(first) if times.len() >= MOST => {
                let retry_after_s = HOUR.saturating_sub(now.since(*first)).as_secs().max(1);
                Err(AuthRefusal::Throttled { retry_after_s })
            }
            _ => {
                times.push(now);
                Ok(())
            }
        }
    }

    /// When a link of today ends.
    pub fn end_of(&self, purpose: Purpose) -> Timestamp {
        let seconds = if purpose == Purpose::Reset { self.reset_ttl_s } else { self.email_ttl_s };
        self.clock.now().after(Duration::from_secs(seconds))
    }

    /// Sends a link that confirms an address.
    pub fn confirm(&self, to: &Email, token: &LinkToken) {
        self.post(to, mail::confirm(&self.base, token, self.email_ttl_s));
    }

    /// Sends a link that sets a new password.
    pub fn reset(&self, to: &Email, token: &LinkToken) {
        self.post(to, mail::reset(&self.base, token, self.reset_ttl_s));
    }

    /// Warns the address that an account is about to leave.
    pub fn leaving(&self, to: &Email) {
        self.post(to, mail::leaving());
    }

    fn post(&self, to: &Email, Text { subject, text }: Text) {
        let mail = Mail { to: to.as_str().to_owned(), subject: subject.into(), text };
        if let Some(Err(Busy)) = self.mailer.as_ref().map(|mailer| mailer.post(mail)) {
            tracing::warn!("too many mails wait; one was dropped");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ManualClock;

    #[test]
    fn an_address_gets_three_links_of_a_kind_an_hour_however_it_is_spelled() {
        let clock = Arc::new(ManualClock::new(Timestamp::from_millis(0)));
        let letters = Letters::new(&Settings::default(), None, clock.clone());
        let email = |raw: &str| Email::parse(raw).unwrap();
        let admit = |purpose, raw: &str| letters.admit(purpose, &email(raw));
        for _ in 0..3 {
            clock.advance(Duration::from_secs(600));
            assert_eq!(admit(Purpose::Reset, "ann@example.org"), Ok(()));
        }
        let wait = AuthRefusal::Throttled { retry_after_s: 3600 - 1200 };
        assert_eq!(admit(Purpose::Reset, "ANN@example.org"), Err(wait));
        assert_eq!(admit(Purpose::Email, "ann@example.org"), Ok(()), "another kind");
        assert_eq!(admit(Purpose::Reset, "bob@example.org"), Ok(()), "another address");
        clock.advance(Duration::from_secs(2400));
        assert_eq!(admit(Purpose::Reset, "ann@example.org"), Ok(()), "the first one is an hour old");
        assert!(admit(Purpose::Reset, "ann@example.org").is_err());
        assert_eq!(letters.configured(), Err(AuthRefusal::MailNotConfigured));
    }
}
