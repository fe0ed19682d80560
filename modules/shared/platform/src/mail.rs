//! Mail to people: a port, delivery over SMTP, and an in-memory mailbox for development and tests.

mod smtp;

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use kernel::Timestamp;

use crate::pool::Busy;

pub use smtp::{SmtpMailer, SmtpSettings};

/// A mail in plain text. It has no `Debug`: its text may carry links that open an account.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// One address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// Lines.
    pub text: String,
}

/// Takes mail and sends it soon, on its own time: nobody waits for a mail server.
pub trait Mailer: Send + Sync + 'static {
    /// Takes a mail; `Busy` when too many wait already.
    fn post(&self, mail: Mail) -> Result<(), Busy>;
}

/// Keeps the last mails in memory instead of sending them.
#[derive(Default)]
pub struct Mailbox(Mutex<VecDeque<(Timestamp, Mail)>>);

/// Mails that are kept.
const MOST_KEPT: usize = 200;

impl Mailbox {
    /// The mails with the times they were posted at, newest first.
    pub fn mails(&self) -> Vec<(Timestamp, Mail)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect()
    }
}

impl Mailer for Mailbox {
    fn post(&self, mail: Mail) -> Result<(), Busy> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == MOST_KEPT {
            kept.pop_front();
        }
        kept.push_back((kernel::Clock::now(&kernel::SystemClock), mail));
        Ok(())
    }
}
