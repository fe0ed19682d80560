//! A contract whose module runs in another process.

use std::marker::PhantomData;
use std::sync::Arc;

use crate::contract::decode_outcome;
use crate::{Call, Contract, Cx, Effect, Failure, IdempotencyKey, Outcome, Spec, async_trait};

/// Carries one encoded call to where the module runs. The `wire` crate has the one over HTTP.
#[async_trait]
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and brings back the encoded outcome; the error says why there is none.
    async fn send(&self, spec: &'static Spec, cx: &Cx, body: Vec<u8>) -> Result<Vec<u8>, Failure<()>>;
}

/// The contract `C`, called through a [`Transport`].
pub struct Remote<C: ?Sized + Contract> {
    transport: Arc<dyn Transport>,
    contract: PhantomData<fn() -> Box<C>>,
}

impl<C: ?Sized + Contract> Remote<C> {
    /// Calls go through `transport`.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport, contract: PhantomData }
    }

    /// Makes one call. A write without an idempotency key gets one, so that the transport may repeat it.
    pub async fn call<Req: Call<Contract = C>>(&self, cx: &Cx, req: Req) -> Outcome<Req::Reply, Req::Refusal> {
        if cx.expired() {
            return Err(Failure::DeadlineExceeded);
        }
        let body = serde_json::to_vec(&req).map_err(Failure::internal)?;
        let keyed;
        let cx = if Req::SPEC.effect == Effect::Write && cx.idempotency().is_none() {
            keyed = cx.clone().with_idempotency(IdempotencyKey::fresh());
            &keyed
        } else {
            cx
        };
        match self.transport.send(&Req::SPEC, cx, body).await {
            Ok(reply) => decode_outcome::<Req>(&reply),
            Err(Failure::Refused(())) => Err(Failure::Unrecognized),
            Err(failure) => Err(failure.unexpected()),
        }
    }
}
