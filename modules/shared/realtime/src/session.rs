//! One connection from its first frame to its last: signing in, commands and their answers, limits, the heartbeat.

use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use kernel::{BoxFuture, Caller, Cx, RequestId, UserId};

use crate::inbound::{Inbound, parse};
use crate::outbound::Outbound;
use crate::rate::{Rate, Verdict};
use crate::{Answer, Close, Command, Commands, Entry, Hub, Outgoing, Queue, Refused};

/// How long answers under way may delay the end of a connection.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// Pings without any sign of life after which a peer counts as gone.
const MISSED_PINGS: u32 = 2;

/// What part of the usual pause the last ping may stay unanswered, so that silence ends within three whole pauses.
const LAST_PAUSE: f32 = 0.8;

/// What a transport hands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    /// A text frame.
    Text(Bytes),
    /// The peer asks whether the server is there.
    Ping(Bytes),
    /// Any other sign of life.
    Alive,
    /// The peer broke a rule of the transport.
    Broken(Close),
}

/// One connection.
pub struct Session {
    hub: Arc<Hub>,
    commands: Arc<dyn Commands>,
    queue: Arc<Queue>,
    /// Whom the address the peer connected to belongs to.
    expected: Option<UserId>,
    signed_in: Option<SignedIn>,
    rate: Rate,
    running: FuturesUnordered<BoxFuture<'static, Settled>>,
    unanswered_pings: u32,
}

struct SignedIn {
    caller: Caller,
    user: UserId,
    entry: Entry,
}

/// A command that came to its end.
struct Settled {
    reference: Option<String>,
    request_id: RequestId,
    silent: bool,
    outcome: Result<Answer, Refused>,
}

impl Session {
    /// A connection nobody has signed in on. With `expected`, only that person may.
    pub fn new(hub: Arc<Hub>, commands: Arc<dyn Commands>, expected: Option<UserId>) -> Self {
        let queue = Arc::new(Queue::new(&hub.settings));
        let rate = Rate::new(hub.settings.commands_per_second, Instant::now());
        Self {
            hub,
            commands,
            queue,
            expected,
            signed_in: None,
            rate,
            running: FuturesUnordered::new(),
            unanswered_pings: 0,
        }
    }

    /// What the transport's writer writes out.
    pub fn queue(&self) -> Arc<Queue> {
        Arc::clone(&self.queue)
    }

    /// Serves the connection until it ends. `token` is what the peer brought along when it connected, if anything.
    /// What it returns is the connection's place in the hub: drop it once the queue is written out, so that a hub that
    /// drains waits for that too.
    pub async fn run(mut self, token: Option<String>, incoming: impl Stream<Item = Incoming>) -> Option<Entry> {
        if let Some(token) = token {
            self.sign_in(None, &token).await;
        }
        self.serve(incoming).await;
        let answers = async {
            while let Some(settled) = self.running.next().await {
                settled.answer(&self.queue);
            }
        };
        if tokio::time::timeout(LAST_ANSWERS, answers).await.is_err() {
            tracing::debug!("a connection ended before its last answers");
        }
        self.queue.finish();
        self.signed_in.map(|signed_in| signed_in.entry)
    }

    async fn serve(&mut self, incoming: impl Stream<Item = Incoming>) {
        let mut incoming = pin!(incoming);
        let (hub, queue) = (Arc::clone(&self.hub), self.queue());
        let mut closed = pin!(queue.closed());
        let mut draining = pin!(hub.draining());
        let mut patience = pin!(tokio::time::sleep(hub.settings.auth_timeout()));
        let period = hub.settings.heartbeat();
        let mut heartbeat = pin!(tokio::time::sleep(period));
        loop {
            let anonymous = self.signed_in.is_none();
            let room = self.running.len() < hub.settings.commands_in_flight.max(1);
            tokio::select! {
                _ = &mut closed => return,
                Some(settled) = self.running.next() => settled.answer(&queue),
                arrived = incoming.next(), if room => match arrived {
                    Some(arrived) => self.take(arrived).await,
                    None => return,
                },
                () = &mut heartbeat => {
                    self.beat();
                    let pause = if self.unanswered_pings >= MISSED_PINGS { period.mul_f32(LAST_PAUSE) } else { period };
                    heartbeat.as_mut().reset(tokio::time::Instant::now() + pause);
                }
                () = &mut patience, if anonymous => queue.close(Close::UNAUTHENTICATED),
                () = &mut draining, if anonymous => queue.close(Close::restart(0)),
            }
        }
    }

    fn beat(&mut self) {
        if self.unanswered_pings >= MISSED_PINGS {
            self.queue.close(Close::SILENT);
            return;
        }
        self.unanswered_pings += 1;
        self.queue.push(Outgoing::Ping);
    }

    async fn take(&mut self, arrived: Incoming) {
        self.unanswered_pings = 0;
        if let Some(signed_in) = &self.signed_in {
            signed_in.entry.heard();
        }
        match arrived {
            Incoming::Text(text) => self.frame(&text).await,
            Incoming::Ping(payload) => self.queue.push(Outgoing::Pong(payload)),
            Incoming::Alive => {}
            Incoming::Broken(close) => self.queue.close(close),
        }
    }

    async fn frame(&mut self, text: &[u8]) {
        match self.rate.judge(Instant::now()) {
            Verdict::Pass => {}
            verdict => {
                const TOO_FAST: Refused = Refused::new("rate_limited", "Too many commands; slow down.");
                self.refuse(parse(text).reference.as_deref(), &TOO_FAST);
                if verdict == Verdict::End {
                    self.queue.close(Close::FLOOD);
                }
                return;
            }
        }
        let parsed = parse(text);
        let reference = parsed.reference;
        match parsed.said {
            Err(refused) => self.refuse(reference.as_deref(), &refused),
            Ok(Inbound::Ping) => {
                let server_time = self.hub.clock.now();
                Outbound::Pong { reference: reference.as_deref(), server_time }.push(&self.queue);
            }
            Ok(Inbound::Authenticate { token }) => self.sign_in(reference.as_deref(), &token).await,
            Ok(Inbound::Run { command, actor }) => self.start(reference, command, actor).await,
        }
    }

    /// Proves who the peer is and enters the hub; whoever cannot is told and sent away.
    async fn sign_in(&mut self, reference: Option<&str>, token: &str) {
        if self.signed_in.is_some() {
            const AGAIN: Refused = Refused::new("already_authenticated", "This connection is signed in.");
            return self.refuse(reference, &AGAIN);
        }
        match self.admit(token).await {
            Ok(signed_in) => {
                let connection = signed_in.entry.connection();
                let ready = Outbound::Ready {
                    user_id: connection.user,
                    connection_id: connection.id,
                    server_time: self.hub.clock.now(),
                    heartbeat_s: self.hub.settings.heartbeat().as_secs(),
                };
                ready.push(&self.queue);
                self.signed_in = Some(signed_in);
            }
            Err(Denied::Refused(refused)) => {
                self.refuse(reference, &refused);
                self.queue.close(Close::UNAUTHENTICATED);
            }
            Err(Denied::Turned(close)) => self.queue.close(close),
        }
    }

    async fn admit(&mut self, token: &str) -> Result<SignedIn, Denied> {
        let caller = self.commands.authenticate(token).await?;
        let Caller::User { user, session, .. } = caller else { return Err(Refused::INVALID_TOKEN.into()) };
        if self.expected.is_some_and(|expected| expected != user) {
            const OTHER: Refused = Refused::new("actor_mismatch", "This address belongs to another account.");
            return Err(OTHER.into());
        }
        let entry = self.hub.enter(user, session, self.queue()).map_err(Denied::Turned)?;
        // A sign-in that ended between the check and the entry was not told; so it is checked again.
        let caller = self.commands.authenticate(token).await?;
        Ok(SignedIn { caller, user, entry })
    }

    /// Starts a command. Its first step is taken here and now, so that commands take their places in the order in which
    /// they arrived.
    async fn start(&mut self, reference: Option<String>, command: Command, actor: Option<UserId>) {
        let Some(signed_in) = &self.signed_in else {
            const FIRST: Refused = Refused::new("not_signed_in", "Sign in first.");
            return self.refuse(reference.as_deref(), &FIRST);
        };
        if actor.is_some_and(|actor| actor != signed_in.user) {
            const OTHER: Refused = Refused::new("actor_mismatch", "user_id is not the signed-in account.");
            return self.refuse(reference.as_deref(), &OTHER);
        }
        let budget = self.hub.settings.command_budget();
        let cx = Cx::within(signed_in.caller.clone(), RequestId::fresh(), budget);
        let commands = Arc::clone(&self.commands);
        let silent = matches!(command, Command::SetTyping { .. });
        let mut work: BoxFuture<'static, Settled> = Box::pin(async move {
            let outcome = tokio::time::timeout(budget, commands.run(&cx, command)).await;
            let outcome = outcome.unwrap_or(Err(Refused::TIMEOUT));
            Settled { reference, request_id: cx.request_id().clone(), silent, outcome }
        });
        match std::future::poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await {
            Poll::Ready(settled) => settled.answer(&self.queue),
            Poll::Pending => self.running.push(work),
        }
    }

    fn refuse(&self, reference: Option<&str>, refused: &Refused) {
        Outbound::error(reference, refused, &RequestId::fresh()).push(&self.queue);
    }
}

/// Why nobody was signed in.
enum Denied {
    Refused(Refused),
    Turned(Close),
}

impl From<Refused> for Denied {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl Settled {
    fn answer(self, queue: &Queue) {
        let reference = self.reference.as_deref();
        match &self.outcome {
            Ok(_) if self.silent => {}
            Ok(answer) => Outbound::ack(reference, answer).push(queue),
            Err(refused) => Outbound::error(reference, refused, &self.request_id).push(queue),
        }
    }
}

#[cfg(test)]
mod tests;
