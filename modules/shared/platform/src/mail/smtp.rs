//! Mail over SMTP (RFC 5321): a bounded number of mails under way, each tried again for a while.
//!
//! Mails wait in memory. What has not been delivered when the process ends is lost, and so is what the server refuses for
//! good: everything that is mailed here can be asked for again.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::rand;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::sync::Semaphore;

use super::{Mail, Mailer};
use crate::pool::Busy;

/// Mails that may be under way, and connections at once.
const MOST_UNDER_WAY: u32 = 1000;
const CONNECTIONS: usize = 4;
/// How often a mail is tried; the pause grows fourfold each time.
const TRIES: u32 = 5;
/// How long the server may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// How mail is sent. It has no `Debug`: the address of a server can carry a password.
#[derive(Clone)]
pub struct SmtpSettings {
    /// `smtps://user:password@host` (TLS from the first byte, port 465), `smtp+starttls://user:password@host` (TLS before
    /// anything is said, port 587), or `smtp://host` without TLS, for a relay beside this process (port 25).
    pub url: String,
    /// The sender, such as `Kindling <no-reply@example.org>`.
    pub from: String,
    /// How long after its first failure a mail is tried again.
    pub first_pause: Duration,
}

impl SmtpSettings {
    /// The usual pauses: 15 s, 1 min, 4 min, 16 min.
    pub fn new(url: impl Into<String>, from: impl Into<String>) -> Self {
        Self { url: url.into(), from: from.into(), first_pause: Duration::from_secs(15) }
    }
}

/// Sends mail through a server.
pub struct SmtpMailer {
    under_way: Arc<Semaphore>,
    line: Arc<Line>,
}

struct Line {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    connections: Semaphore,
    from: Mailbox,
    first_pause: Duration,
}

impl SmtpMailer {
    /// Reads the settings; nothing is connected yet. The errors say what is wrong, without showing the settings.
    pub fn new(settings: &SmtpSettings) -> std::io::Result<Self> {
        let bad = |what: &'static str| std::io::Error::new(std::io::ErrorKind::InvalidInput, what);
        let from: Mailbox =
            settings.from.parse().map_err(|_| bad("mail.from is not a sender such as 'Name <a@b.c>'"))?;
        let url = lettre_url(&settings.url).map_err(bad)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)
            .map_err(|error| bad(if error.is_tls() { "TLS for mail cannot be set up" } else { BAD_URL }))?
            .hello_name(ClientId::Domain(from.email.domain().to_owned()))
            .timeout(Some(PATIENCE))
            .build();
        let connections = Semaphore::new(CONNECTIONS);
        let line = Line { transport, connections, from, first_pause: settings.first_pause };
        Ok(Self { under_way: Arc::new(Semaphore::new(MOST_UNDER_WAY as usize)), line: Arc::new(line) })
    }

    /// Waits until no mail is under way, or until `patience` is over; whether none is.
    pub async fn drain(&self, patience: Duration) -> bool {
        tokio::time::timeout(patience, self.under_way.acquire_many(MOST_UNDER_WAY)).await.is_ok()
    }
}

impl Mailer for SmtpMailer {
    fn post(&self, mail: Mail) -> Result<(), Busy> {
        let place = Arc::clone(&self.under_way).try_acquire_owned().map_err(|_| Busy)?;
        let line = Arc::clone(&self.line);
        tokio::spawn(async move {
            line.deliver(mail).await;
            drop(place);
        });
        Ok(())
    }
}

impl Line {
    /// Tries until the server has taken the mail or refused it for good. Neither its address nor its text is logged.
    async fn deliver(&self, mail: Mail) {
        // Made once: whoever gets a mail twice, because an answer was lost, can tell by its id.
        let Some(message) = self.message(mail) else {
            tracing::warn!("a mail cannot be written, and is dropped");
            return;
        };
        let mut pause = self.first_pause;
        for tries in 1..=TRIES {
            let Err(error) = self.send(message.clone()).await else {
                tracing::debug!(tries, "sent a mail");
                return;
            };
            let (cause, status) = (cause(&error), error.status().map(u16::from));
            if tries == TRIES || error.is_permanent() || error.is_client() {
                tracing::warn!(tries, cause, smtp.status = status, "gave up a mail");
                return;
            }
            tracing::info!(tries, cause, smtp.status = status, pause_ms = pause.as_millis(), "a mail has to wait");
            tokio::time::sleep(pause).await;
            pause *= 4;
        }
    }

    async fn send(&self, message: Message) -> Result<(), Error> {
        let _connection = self.connections.acquire().await;
        self.transport.send(message).await.map(drop)
    }

    fn message(&self, mail: Mail) -> Option<Message> {
        let to: Address = mail.to.parse().ok()?;
        // So that no holiday notice answers (RFC 3834, section 5).
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .message_id(Some(self.fresh_id()?))
            .raw_header(HeaderValue::new(automatic, "auto-generated".into()))
            .header(ContentType::TEXT_PLAIN);
        message.body(mail.text).ok()
    }

    fn fresh_id(&self) -> Option<String> {
        let mut bytes = [0; 16];
        rand::fill(&mut bytes).ok()?;
        Some(format!("<{:032x}@{}>", u128::from_be_bytes(bytes), self.from.email.domain()))
    }
}

/// What went wrong, in words that hold nothing of the mail: a server's own words may name the address.
fn cause(error: &Error) -> &'static str {
    match () {
        () if error.status().is_some() => "refused by the server",
        () if error.is_timeout() => "timed out",
        () if error.is_tls() => "TLS",
        () if error.is_response() => "not understood",
        () if error.is_client() => "not possible with this server",
        () => "no connection",
    }
}

const BAD_URL: &str = "mail.smtp_url must be smtps://, smtp+starttls:// or smtp://, then [user:password@]host[:port]";
const IN_THE_CLEAR: &str = "mail.smtp_url would send a password without TLS; use smtps:// or smtp+starttls://";

/// The same in the library's spelling. The scheme alone decides about TLS.
fn lettre_url(url: &str) -> Result<String, &'static str> {
    let (scheme, rest) = url.split_once("://").ok_or(BAD_URL)?;
    let server = rest.split(['/', '?', '#']).next().filter(|server| !server.is_empty()).ok_or(BAD_URL)?;
    let (secret, host) = server.rsplit_once('@').map_or(("", server), |(secret, host)| (secret, host));
    match scheme {
        "smtps" => Ok(format!("smtps://{server}")),
        "smtp+starttls" => Ok(format!("smtp://{server}?tls=required")),
        "smtp" if secret.is_empty() || is_here(host) => Ok(format!("smtp://{server}")),
        "smtp" => Err(IN_THE_CLEAR),
        _ => Err(BAD_URL),
    }
}

/// Whether a server runs on this machine.
fn is_here(server: &str) -> bool {
    let host = match server.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((v6, _)) => v6,
        None => server.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_alone_decides_about_tls() {
        for (url, same) in [
            ("smtps://u:p%40@mx.example", "smtps://u:p%40@mx.example"),
            ("smtp+starttls://u:p@mx.example:2525/name?tls=opportunistic", "smtp://u:p@mx.example:2525?tls=required"),
            ("smtp://mx.example", "smtp://mx.example"),
            ("smtp://u:p@localhost:1025", "smtp://u:p@localhost:1025"),
            ("smtp://u:p@[::1]:1025", "smtp://u:p@[::1]:1025"),
        ] {
            assert_eq!(lettre_url(url).as_deref(), Ok(same));
        }
        for in_the_clear in
            ["smtp://u:p@mx.example", "smtp://u:p@localhost.example", "smtp://u:p@10.0.0.1?tls=required"]
        {
            assert_eq!(lettre_url(in_the_clear), Err(IN_THE_CLEAR));
        }
        for bad in ["", "mx.example", "http://mx.example", "smtp://", "smtps:///x"] {
            assert_eq!(lettre_url(bad), Err(BAD_URL), "{bad}");
        }
    }

    #[test]
    fn settings_that_cannot_work_are_refused_without_showing_them() {
        let open = |url: &str, from: &str| SmtpMailer::new(&SmtpSettings::new(url, from));
        assert!(open("smtps://user:canary@mx.example", "Kindling <no-reply@example.org>").is_ok());
        for (url, from) in [
            ("smtps://user:canary@mx.example", "nobody"),
            ("smtps://user:canary@mx.example", "A <a@b.c>\r\nBcc: <x@y.z>"),
            ("smtp://user:canary@mx.example", "a@b.c"),
            ("smtps://user:canary@mx example", "a@b.c"),
            ("ftp://user:canary@mx.example", "a@b.c"),
        ] {
            let error = open(url, from).map(drop).unwrap_err().to_string();
            assert!(!error.contains("canary") && error.starts_with("mail."), "{error}");
        }
    }
}
