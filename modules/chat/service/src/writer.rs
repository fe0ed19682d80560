//! The writer: the one task through which everything enters conversations.
//!
//! It takes whatever commands wait, up to a bound, and does them in one transaction: the batch grows with the load, and
//! one fsync serves all of it. Answers go out after the commit, frames after the answers; nothing goes out before.
//! A command that breaks a rule is refused alone. A batch that the database refuses is done again command by command,
//! so that one cannot spoil the others.

mod batch;
mod publisher;

use std::sync::Arc;

use chat_contract::ChatRefusal;
use kernel::{Clock, Failure, Ids, Live, Outcome};
use platform::Database;
use tokio::sync::{mpsc, oneshot};

use crate::Settings;
use crate::domain::{Mark, Post, Posted};
use batch::{Engine, Verdict};
use publisher::{Delivery, Publisher};

/// Batches that may wait to be pushed before the writer waits for the publisher.
const UNPUBLISHED: usize = 16;

/// Something to do, and whom to answer.
enum Command {
    Post(Post, oneshot::Sender<Outcome<Posted, ChatRefusal>>),
    Mark(Mark, oneshot::Sender<Outcome<(), ChatRefusal>>),
}

/// Hands commands to the writer.
pub(crate) struct Writer {
    queue: mpsc::Sender<Command>,
}

/// An answer that is on its way.
pub(crate) struct Pending<T>(oneshot::Receiver<Outcome<T, ChatRefusal>>);

impl<T> Pending<T> {
    /// Waits for the answer: after the commit, or a refusal.
    pub(crate) async fn answer(self) -> Outcome<T, ChatRefusal> {
        self.0.await.unwrap_or(Err(Failure::Unavailable))
    }
}

impl Writer {
    /// Starts the writer and its publisher.
    pub(crate) fn start(
        settings: &Settings,
        db: Database,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        live: Arc<dyn Live>,
    ) -> Self {
        let (queue, commands) = mpsc::channel(settings.commands_queued.max(1));
        let (publish, deliveries) = mpsc::channel(UNPUBLISHED);
        tokio::spawn(Publisher { live }.run(deliveries));
        let engine = Engine { db, clock, ids };
        tokio::spawn(run(engine, commands, publish, settings.commands_batched.max(1)));
        Self { queue }
    }

    /// Puts a message in line, at once.
    pub(crate) fn post(&self, post: Post) -> Outcome<Pending<Posted>, ChatRefusal> {
        let (tell, answer) = oneshot::channel();
        self.put(Command::Post(post, tell), answer)
    }

    /// Puts a reader's new place in line, at once.
    pub(crate) fn mark(&self, mark: Mark) -> Outcome<Pending<()>, ChatRefusal> {
        let (tell, answer) = oneshot::channel();
        self.put(Command::Mark(mark, tell), answer)
    }

    fn put<T>(
        &self,
        command: Command,
        answer: oneshot::Receiver<Outcome<T, ChatRefusal>>,
    ) -> Outcome<Pending<T>, ChatRefusal> {
        self.queue.try_send(command).map_err(|_| Failure::Unavailable)?;
        Ok(Pending(answer))
    }
}

async fn run(engine: Engine, mut commands: mpsc::Receiver<Command>, publish: mpsc::Sender<Vec<Delivery>>, most: usize) {
    let mut batch = Vec::with_capacity(most);
    while commands.recv_many(&mut batch, most).await > 0 {
        let work = process(engine.clone(), std::mem::take(&mut batch));
        // In a task of its own: a panic ends this batch, whose callers are answered 503, and not the writer.
        match tokio::spawn(work).await {
            Ok(deliveries) if deliveries.is_empty() => {}
            Ok(deliveries) => {
                if publish.send(deliveries).await.is_err() {
                    tracing::error!("the publisher has ended; messages are stored but not pushed");
                }
            }
            Err(error) => tracing::error!(%error, "a batch of messages broke"),
        }
    }
}

/// Does a batch, answers its callers, and says what is to be pushed.
async fn process(engine: Engine, commands: Vec<Command>) -> Vec<Delivery> {
    match engine.execute(&commands).await {
        Ok(verdicts) => settle(commands, verdicts),
        Err(error) if commands.len() == 1 || error.is_outage() => {
            let failure = Failure::from(error);
            commands.into_iter().for_each(|command| command.fail(failure.clone()));
            Vec::new()
        }
        Err(error) => {
            tracing::warn!(%error, commands = commands.len(), "a batch was refused; doing its commands one by one");
            let mut deliveries = Vec::new();
            for command in commands {
                match engine.execute(std::slice::from_ref(&command)).await {
                    Ok(verdicts) => deliveries.extend(settle(vec![command], verdicts)),
                    Err(error) => command.fail(error.into()),
                }
            }
            deliveries
        }
    }
}

/// Answers the callers of a committed batch.
fn settle(commands: Vec<Command>, verdicts: Vec<Verdict>) -> Vec<Delivery> {
    let mut deliveries = Vec::new();
    for (command, verdict) in commands.into_iter().zip(verdicts) {
        // Whoever has stopped waiting finds the message in the history.
        match (command, verdict) {
            (Command::Post(_, tell), Verdict::Posted(posted, delivery)) => {
                let _gone = tell.send(Ok(posted));
                deliveries.extend(delivery);
            }
            (Command::Mark(_, tell), Verdict::Marked(delivery)) => {
                let _gone = tell.send(Ok(()));
                deliveries.extend(delivery);
            }
            (command, Verdict::Refused(failure)) => command.fail(failure),
            (command, _) => command.fail(Failure::internal("a command got another command's verdict")),
        }
    }
    deliveries
}

impl Command {
    fn fail(self, failure: Failure<ChatRefusal>) {
        match self {
            Self::Post(_, tell) => drop(tell.send(Err(failure))),
            Self::Mark(_, tell) => drop(tell.send(Err(failure))),
        }
    }
}
