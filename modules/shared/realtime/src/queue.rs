//! What waits to be written to one connection: bounded, and never waited for by those who push.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use kernel::Frame;
use tokio::sync::Notify;

use crate::{Close, RealtimeSettings};

/// One thing to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outgoing {
    /// A text frame.
    Frame(Frame),
    /// A ping of the transport, where it has one.
    Ping,
    /// The answer to the peer's ping, with its payload.
    Pong(Bytes),
}

impl Outgoing {
    fn weight(&self) -> usize {
        match self {
            Self::Frame(frame) => frame.bytes().len(),
            Self::Ping => 0,
            Self::Pong(payload) => payload.len(),
        }
    }
}

/// What the writer of a connection does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Write this.
    Write(Outgoing),
    /// Close; nothing follows.
    Close(Close),
}

/// The frames that wait for one connection. A queue that overflows drops what it holds and closes with 4408.
#[derive(Debug)]
pub struct Queue {
    frames: usize,
    bytes: usize,
    state: Mutex<State>,
    /// Wakes the writer.
    filled: Notify,
    /// Wakes whoever waits for the end.
    ending: Notify,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Outgoing>,
    bytes: usize,
    close: Option<Close>,
    phase: Phase,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Frames come and go.
    #[default]
    Open,
    /// Nothing more comes; what waits is written, then the close.
    Finished,
    /// Nothing is written but the close.
    Aborted,
}

impl Queue {
    /// An empty queue with the bounds of the settings.
    pub fn new(settings: &RealtimeSettings) -> Self {
        Self {
            frames: settings.queue_frames.max(1),
            bytes: settings.queue_bytes,
            state: Mutex::default(),
            filled: Notify::new(),
            ending: Notify::new(),
        }
    }

    /// Adds one thing, at once. Whoever reads too slowly is cut off.
    pub fn push(&self, item: Outgoing) {
        let mut state = self.lock();
        if state.phase != Phase::Open {
            return;
        }
        let weight = item.weight();
        if state.waiting.len() >= self.frames || state.bytes + weight > self.bytes {
            drop(state);
            self.abort(Close::SLOW);
            return;
        }
        state.bytes += weight;
        state.waiting.push_back(item);
        drop(state);
        self.filled.notify_one();
    }

    /// Asks the session to end; it answers what is under way first. The first reason stands.
    pub fn close(&self, close: Close) {
        self.lock().close.get_or_insert(close);
        self.ending.notify_waiters();
    }

    /// Ends at once: what waits is dropped.
    pub fn abort(&self, close: Close) {
        let mut state = self.lock();
        if state.phase == Phase::Aborted {
            return;
        }
        state.phase = Phase::Aborted;
        state.close = Some(close);
        state.waiting = VecDeque::new();
        state.bytes = 0;
        drop(state);
        self.filled.notify_one();
        self.ending.notify_waiters();
    }

    /// The session has nothing more to add: the writer writes what waits and then closes.
    pub fn finish(&self) {
        let mut state = self.lock();
        if state.phase == Phase::Open {
            state.phase = Phase::Finished;
        }
        state.close.get_or_insert(Close::NORMAL);
        drop(state);
        self.filled.notify_one();
    }

    /// What to write next; waits until there is something. For one writer.
    pub async fn next(&self) -> Next {
        loop {
            let filled = self.filled.notified();
            {
                let mut state = self.lock();
                if let Some(item) = state.waiting.pop_front() {
                    state.bytes -= item.weight();
                    return Next::Write(item);
                }
                if state.phase != Phase::Open {
                    return Next::Close(state.close.clone().unwrap_or(Close::NORMAL));
                }
            }
            filled.await;
        }
    }

    /// Waits until the connection is to end.
    pub async fn closed(&self) -> Close {
        self.until(|state| state.close.clone()).await
    }

    /// Waits until the connection is to end at once, even in the middle of a write.
    pub async fn aborted(&self) {
        self.until(|state| (state.phase == Phase::Aborted).then_some(())).await;
    }

    async fn until<T>(&self, done: impl Fn(&State) -> Option<T>) -> T {
        loop {
            let mut ending = std::pin::pin!(self.ending.notified());
            ending.as_mut().enable();
            if let Some(answer) = done(&self.lock()) {
                return answer;
            }
            ending.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(size: usize) -> Outgoing {
        Outgoing::Frame(Frame::json(&"x".repeat(size)).unwrap())
    }

    #[tokio::test]
    async fn the_257th_frame_ends_a_reader_who_does_not_read() {
        let queue = Queue::new(&RealtimeSettings::default());
        (0..256).for_each(|_| queue.push(frame(1)));
        assert!(matches!(queue.next().await, Next::Write(_)));
        queue.push(frame(1));
        assert!(matches!(queue.next().await, Next::Write(_)), "256 frames may wait");
        queue.push(frame(1));
        queue.push(frame(1));
        assert_eq!(queue.next().await, Next::Close(Close::SLOW), "and what waited is gone");
        queue.aborted().await;
    }

    #[tokio::test]
    async fn so_does_the_byte_beyond_a_mebibyte() {
        let queue = Queue::new(&RealtimeSettings::default());
        (0..15).for_each(|_| queue.push(frame(64 * 1024)));
        assert!(matches!(queue.next().await, Next::Write(_)));
        (0..3).for_each(|_| queue.push(frame(64 * 1024)));
        assert_eq!(queue.next().await, Next::Close(Close::SLOW));
    }

    #[tokio::test]
    async fn what_was_queued_before_the_end_is_written_first() {
        let queue = Queue::new(&RealtimeSettings::default());
        queue.push(frame(1));
        queue.close(Close::TOO_MANY);
        queue.close(Close::UNAUTHENTICATED);
        assert_eq!(queue.closed().await, Close::TOO_MANY, "the first reason stands");
        queue.push(frame(2));
        queue.finish();
        queue.push(frame(3));
        assert_eq!(queue.next().await, Next::Write(frame(1)));
        assert_eq!(queue.next().await, Next::Write(frame(2)));
        assert_eq!(queue.next().await, Next::Close(Close::TOO_MANY));
    }
}
