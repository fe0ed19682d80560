//! What every module shares: typed ids, time, contracts, failures, events, cursors and the ports the root hands in.
//!
//! The kernel does no input or output and knows no framework and no module. Whatever lives here is a word that two
//! modules must agree on; whatever only one module needs lives in that module.

pub mod blob;
pub mod contract;
pub mod cursor;
pub mod cx;
pub mod event;
pub mod failure;
pub mod fake;
pub mod geo;
pub mod id;
pub mod live;
pub mod local;
pub mod person;
pub mod picture;
pub mod remote;
pub mod time;

pub use async_trait::async_trait;
pub use blob::{BlobFailure, BlobKey, BlobListing, BlobRange, BlobWriter, Blobs};
pub use contract::{Call, Contract, Done, Effect, Spec, WireFault, run};
pub use cursor::{Cursor, Page, page_limit};
pub use cx::{Caller, Cx, IdempotencyKey, RequestId, Role, TraceParent};
pub use event::{DomainEvent, Event, Reaction, ReactionFailure, Signal, Signals};
pub use failure::{Failure, FieldError, Incident, NoRefusal, Outcome, Refusal, RefusalDoc, RefusalKind};
pub use fake::Fake;
pub use futures_util::future::BoxFuture;
pub use geo::Cell;
pub use id::{
    ConversationId, EventId, FileId, Ids, MatchId, MessageId, ReceiptId, SeededIds, SessionId, SystemIds, UploadId,
    UserId,
};
pub use live::{Frame, Live, NobodyLive, Presence};
pub use local::Local;
pub use person::{Erased, Exported};
pub use picture::{Picture, PictureVariant};
pub use remote::{Remote, Transport};
pub use time::{Clock, ManualClock, SystemClock, Timestamp};
