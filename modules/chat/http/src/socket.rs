//! The WebSocket transport (RFC 6455): turns arriving messages into what a session takes, and writes out its queue.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_ws::{AggregatedMessage, CloseCode, CloseReason, Message, ProtocolError, Session as Socket};
use edge::Raw;
use futures_util::{SinkExt, StreamExt};
use realtime::{Close, Incoming, Next, Outgoing, Queue, Session};

/// How long the last frame may take to be handed over to a peer that does not read.
const LAST_WORD: Duration = Duration::from_secs(5);

/// Answers the upgrade and serves the connection from then on; an error when the request is not an upgrade.
pub(crate) fn upgrade(
    raw: Raw,
    session: Session,
    token: Option<String>,
    frame_bytes: usize,
) -> Result<HttpResponse, actix_web::Error> {
    let (response, socket, messages) = actix_ws::handle(&raw.request, raw.payload)?;
    let messages = messages.max_frame_size(frame_bytes).aggregate_continuations().max_continuation_size(frame_bytes);
    let queue = session.queue();
    actix_web::rt::spawn(async move {
        let writing = actix_web::rt::spawn(write(queue, socket));
        let arriving = messages.map(incoming).take_while(|item| ready(item.is_some())).filter_map(ready);
        let place = session.run(token, arriving).await;
        // The place in the hub is given up when the last frame is out, so that a draining hub waits for it.
        if let Err(error) = writing.await {
            tracing::error!(%error, "the writer of a socket broke");
        }
        drop(place);
    });
    Ok(response)
}

/// What a message means to the session; `None` when the peer says goodbye.
fn incoming(message: Result<AggregatedMessage, ProtocolError>) -> Option<Incoming> {
    Some(match message {
        Ok(AggregatedMessage::Text(text)) => Incoming::Text(text.into_bytes()),
        Ok(AggregatedMessage::Binary(_)) => Incoming::Broken(Close::UNSUPPORTED),
        Ok(AggregatedMessage::Ping(payload)) => Incoming::Ping(payload),
        Ok(AggregatedMessage::Pong(_)) => Incoming::Alive,
        Ok(AggregatedMessage::Close(_)) => return None,
        Err(ProtocolError::Overflow) => Incoming::Broken(Close::TOO_LARGE),
        Err(ProtocolError::Io(error)) => match error.kind() {
            // Text that is not UTF-8.
            std::io::ErrorKind::InvalidData => Incoming::Broken(Close::BAD_TEXT),
            // Fragments that together are larger than a frame may be, or a connection that is gone anyway.
            _ => Incoming::Broken(Close::TOO_LARGE),
        },
        Err(_) => Incoming::Broken(Close::PROTOCOL),
    })
}

/// Writes out a queue until it closes. A peer that does not read holds up nobody but this writer.
async fn write(queue: Arc<Queue>, mut socket: Socket) {
    loop {
        match queue.next().await {
            Next::Write(item) => {
                let sent = tokio::select! {
                    biased;
                    sent = socket.send(message(item)) => sent,
                    () = queue.aborted() => Ok(()),
                };
                if sent.is_err() {
                    return queue.abort(Close::NORMAL);
                }
            }
            Next::Close(close) => {
                let reason = CloseReason { code: CloseCode::from(close.code), description: Some(close.reason.into()) };
                if tokio::time::timeout(LAST_WORD, socket.close(Some(reason))).await.is_err() {
                    tracing::debug!("a peer that does not read was left");
                }
                return;
            }
        }
    }
}

fn message(item: Outgoing) -> Message {
    match item {
        Outgoing::Frame(frame) => match frame.bytes().clone().try_into() {
            Ok(text) => Message::Text(text),
            // Frames are JSON, which is UTF-8; a peer that takes text would refuse anything else.
            Err(_) => Message::Nop,
        },
        Outgoing::Ping => Message::Ping(bytes::Bytes::new()),
        Outgoing::Pong(payload) => Message::Pong(payload),
    }
}
