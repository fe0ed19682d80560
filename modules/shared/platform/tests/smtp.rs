//! Mail over SMTP, against a small server that can be in a bad mood.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use platform::{Mail, Mailer, SmtpMailer, SmtpSettings};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What a server answers to the n-th mail; afterwards it takes them all.
type Mood = &'static [&'static str];

#[derive(Default)]
struct Seen {
    envelopes: Vec<(String, String)>,
    taken: Vec<String>,
}

struct Server {
    address: String,
    seen: Arc<Mutex<Seen>>,
}

impl Server {
    async fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::<Mutex<Seen>>::default();
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                tokio::spawn(talk(socket, mood, Arc::clone(&shared)));
            }
        });
        Self { address, seen }
    }

    fn mailer(&self) -> SmtpMailer {
        let settings = SmtpSettings::new(format!("smtp://{}", self.address), "Kindling <no-reply@example.org>");
        SmtpMailer::new(&SmtpSettings { first_pause: Duration::from_millis(5), ..settings }).unwrap()
    }

    fn tries(&self) -> usize {
        self.seen.lock().unwrap().envelopes.len()
    }

    fn taken(&self) -> Vec<String> {
        self.seen.lock().unwrap().taken.clone()
    }
}

/// One conversation (RFC 5321, section 4.1.1).
async fn talk(socket: TcpStream, mood: Mood, seen: Arc<Mutex<Seen>>) {
    let (reading, mut writing) = socket.into_split();
    let mut lines = BufReader::new(reading).lines();
    let mut from = String::new();
    writing.write_all(b"220 a test\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => "250-a test\r\n250 8BITMIME",
            "MAIL" => {
                from = line;
                "250 ok"
            }
            "RCPT" => {
                let mut seen = seen.lock().unwrap();
                seen.envelopes.push((std::mem::take(&mut from), line));
                mood.get(seen.envelopes.len() - 1).copied().unwrap_or("250 ok")
            }
            "DATA" => {
                writing.write_all(b"354 go on\r\n").await.unwrap();
                let mut text = String::new();
                while let Some(line) = lines.next_line().await.unwrap().filter(|line| line != ".") {
                    text.push_str(&line);
                    text.push('\n');
                }
                seen.lock().unwrap().taken.push(text);
                "250 taken"
            }
            "RSET" | "NOOP" => "250 ok",
            "QUIT" => "221 bye",
            other => panic!("unexpected {other}"),
        };
        if writing.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() || answer.starts_with("221") {
            return;
        }
    }
}

fn mail(n: usize) -> Mail {
    let link = "http://localhost:8080/static/account.html#reset=kZ2mQw7Yc1Rn5TzVb8LdXs4FgHj0PqUeAiOoEyUuNn0";
    Mail {
        to: format!("ann{n}@example.org"),
        subject: "Set a new password".into(),
        text: format!("Hello.\n\n{link}\n"),
    }
}

#[tokio::test]
async fn a_mail_arrives_with_its_headers_and_its_link_whole() {
    let server = Server::start(&[]).await;
    let mailer = server.mailer();
    mailer.post(mail(1)).unwrap();
    assert!(mailer.drain(Duration::from_secs(20)).await);
    let seen = server.seen.lock().unwrap();
    let (from, to) = seen.envelopes.first().unwrap();
    assert!(from.starts_with("MAIL FROM:<no-reply@example.org>") && to.starts_with("RCPT TO:<ann1@example.org>"));
    // Long lines are quoted-printable (RFC 2045, section 6.7).
    let text = seen.taken.first().unwrap().replace("=\n", "").replace("=3D", "=");
    for part in [
        "From: Kindling <no-reply@example.org>\n",
        "To: ann1@example.org\n",
        "Subject: Set a new password\n",
        "Auto-Submitted: auto-generated\n",
        "Message-ID: <",
        "Date: ",
        "\n\nHello.\n",
        "#reset=kZ2mQw7Yc1Rn5TzVb8LdXs4FgHj0PqUeAiOoEyUuNn0\n",
    ] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
}

#[tokio::test]
async fn what_a_server_cannot_take_now_is_tried_again_as_the_same_mail() {
    let server = Server::start(&["451 4.7.1 try later", "421 4.3.2 closing"]).await;
    let mailer = server.mailer();
    mailer.post(mail(1)).unwrap();
    assert!(mailer.drain(Duration::from_secs(20)).await);
    assert_eq!((server.tries(), server.taken().len()), (3, 1));
}

#[tokio::test]
async fn what_a_server_refuses_for_good_or_five_times_is_given_up() {
    let never = Server::start(&["550 5.1.1 <ann1@example.org>: no such mailbox"]).await;
    let later = Server::start(&["451 later"; 9]).await;
    for (server, tries) in [(never, 1), (later, 5)] {
        let mailer = server.mailer();
        mailer.post(mail(1)).unwrap();
        assert!(mailer.drain(Duration::from_secs(20)).await);
        assert_eq!((server.tries(), server.taken().len()), (tries, 0));
        mailer.post(mail(2)).unwrap();
    }
}

#[tokio::test]
async fn one_mail_that_waits_does_not_hold_up_the_others_and_too_many_are_refused() {
    let server = Server::start(&["451 later"]).await;
    let settings = SmtpSettings::new(format!("smtp://{}", server.address), "no-reply@example.org");
    let mailer = SmtpMailer::new(&SmtpSettings { first_pause: Duration::from_secs(3600), ..settings }).unwrap();
    mailer.post(mail(1)).unwrap();
    while server.tries() == 0 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    mailer.post(mail(2)).unwrap();
    while server.taken().is_empty() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert!(!mailer.drain(Duration::from_millis(20)).await, "the first one still waits");
    // Nothing of these runs before this test waits again.
    let taken = (0..1100).map(|n| mailer.post(mail(n))).filter(Result::is_ok).count();
    assert!((998..=999).contains(&taken), "{taken}");
}

#[tokio::test]
async fn without_tls_nothing_is_said_to_a_server_that_has_to_offer_it() {
    let server = Server::start(&[]).await;
    let settings = SmtpSettings::new(format!("smtp+starttls://user:canary@{}", server.address), "no-reply@example.org");
    let mailer = SmtpMailer::new(&SmtpSettings { first_pause: Duration::from_millis(1), ..settings }).unwrap();
    mailer.post(mail(1)).unwrap();
    assert!(mailer.drain(Duration::from_secs(20)).await);
    assert_eq!((server.tries(), server.taken().len()), (0, 0));
}

#[tokio::test]
async fn addresses_and_subjects_cannot_smuggle_headers_in() {
    let server = Server::start(&[]).await;
    let mailer = server.mailer();
    mailer.post(Mail { to: "ann@example.org>\r\nRCPT TO:<eve@example.org".into(), ..mail(1) }).unwrap();
    mailer.post(Mail { subject: "Hello\r\nBcc: eve@example.org".into(), ..mail(1) }).unwrap();
    assert!(mailer.drain(Duration::from_secs(20)).await);
    assert!(server.taken().iter().all(|text| !text.contains("\nBcc:")), "{:?}", server.taken());
    assert!(server.seen.lock().unwrap().envelopes.iter().all(|(_, to)| !to.contains("eve")));
}
