//! A contract whose module runs in this process: the same deadline and the same span as over the wire.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};

use tracing::Instrument;

use crate::{Call, Contract, Cx, Failure, Outcome};

/// The contract `C`, called directly.
pub struct Local<C: ?Sized + Contract>(pub Arc<C>);

impl<C: ?Sized + Contract> Local<C> {
    /// Runs one call inside its span; it answers `DeadlineExceeded` once the caller's time is over.
    pub async fn enter<Req, F>(&self, cx: &Cx, call: F) -> Outcome<Req::Reply, Req::Refusal>
    where
        Req: Call<Contract = C>,
        F: Future<Output = Outcome<Req::Reply, Req::Refusal>> + Send,
    {
        if cx.expired() {
            return Err(Failure::DeadlineExceeded);
        }
        let span = tracing::debug_span!("call", contract = Req::SPEC.contract, method = Req::SPEC.method);
        Deadline { cx, call: pin!(call) }.instrument(span).await
    }
}

/// Stops polling a call whose time is over. The timer that wakes it is the edge's.
struct Deadline<'a, F> {
    cx: &'a Cx,
    call: Pin<&'a mut F>,
}

impl<T, R, F: Future<Output = Outcome<T, R>>> Future for Deadline<'_, F> {
    type Output = Outcome<T, R>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.call.as_mut().poll(context) {
            Poll::Pending if self.cx.expired() => Poll::Ready(Err(Failure::DeadlineExceeded)),
            other => other,
        }
    }
}
