//! The port through which a module reaches people's open connections.

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;

use crate::UserId;

/// One encoded frame; clones share the bytes, so a fan-out encodes once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame(Bytes);

impl Frame {
    /// Encodes a frame as JSON text.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_vec(value).map(|bytes| Self(bytes.into()))
    }
    /// The JSON text's bytes; always valid UTF-8.
    pub fn bytes(&self) -> &Bytes {
        &self.0
    }
}

/// Pushes frames to every open connection of people, wherever it is. Lossy: whoever is away reads history later.
pub trait Live: Send + Sync + 'static {
    /// Pushes one frame to everybody in `users`.
    fn push(&self, users: &[UserId], frame: Frame);
}

/// Whether people are there right now, wherever they are connected.
pub trait Presence: Send + Sync + 'static {
    /// Whether somebody has an open connection.
    fn online(&self, user: UserId) -> bool;
}

/// Nobody is connected; for tests and processes without sockets.
#[derive(Debug, Default, Clone, Copy)]
pub struct NobodyLive;

impl Live for NobodyLive {
    fn push(&self, _users: &[UserId], _frame: Frame) {}
}

impl Presence for NobodyLive {
    fn online(&self, _user: UserId) -> bool {
        false
    }
}

impl<L: Live + ?Sized> Live for Arc<L> {
    fn push(&self, users: &[UserId], frame: Frame) {
        (**self).push(users, frame);
    }
}
