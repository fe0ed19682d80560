//! One contract, written once: the trait, its remote and local forms, its dispatch table and its fake.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{BoxFuture, Cx, Failure, Outcome, Refusal, Transport};
use std::sync::Arc;

/// What a method does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it may be asked again at will.
    Read,
    /// Something: it carries an idempotency key, and its repeat answers what the first call answered.
    Write,
}

/// What is known about a method without calling it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// The contract's name in paths: `POST /internal/<contract>/<method>`.
    pub contract: &'static str,
    /// The contract's version.
    pub version: u32,
    /// The method's name.
    pub method: &'static str,
    /// Whether it reads or writes.
    pub effect: Effect,
}

/// A request type: it names its contract, its reply and its refusals.
pub trait Call: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The trait it belongs to.
    type Contract: ?Sized + Contract;
    /// What a good call answers.
    type Reply: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Why a call may be refused.
    type Refusal: Refusal + Serialize + DeserializeOwned;
    /// Its names.
    const SPEC: Spec;
}

/// The reply of a call that has nothing more to say than that it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {}

/// Why bytes could not be turned into a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireFault {
    /// No method has this name.
    #[error("no such method")]
    NoSuchMethod,
    /// The bytes are not this method's request.
    #[error("undecodable request")]
    Undecodable,
    /// The reply could not be encoded.
    #[error("unencodable reply")]
    Unencodable,
}

/// A contract as a whole, known through its trait object. Made by [`contract!`](crate::contract).
pub trait Contract: Send + Sync + 'static {
    /// Its name in paths.
    const NAME: &'static str;
    /// All its methods.
    const SPECS: &'static [Spec];
    /// Calls the method of this name: bytes in, an encoded [`Outcome`] out.
    fn dispatch<'a>(&'a self, method: &'a str, cx: &'a Cx, body: &'a [u8])
    -> BoxFuture<'a, Result<Vec<u8>, WireFault>>;
    /// The contract as callers hold it when the module is elsewhere.
    fn remote(transport: Arc<dyn Transport>) -> Arc<Self>;
    /// The contract as callers hold it when the module is in this process.
    fn local(service: Arc<Self>) -> Arc<Self>;
}

/// Decodes a request, runs it, encodes its outcome. Used by the dispatch tables.
pub async fn run<Req, F, Fut>(body: &[u8], call: F) -> Result<Vec<u8>, WireFault>
where
    Req: Call,
    F: FnOnce(Req) -> Fut,
    Fut: Future<Output = Outcome<Req::Reply, Req::Refusal>>,
{
    let request = serde_json::from_slice(body).map_err(|_| WireFault::Undecodable)?;
    let outcome = call(request).await;
    serde_json::to_vec(&outcome).map_err(|_| WireFault::Unencodable)
}

/// Decodes what [`run`] encoded.
pub fn decode_outcome<Req: Call>(body: &[u8]) -> Outcome<Req::Reply, Req::Refusal> {
    serde_json::from_slice::<Outcome<Req::Reply, Req::Refusal>>(body).unwrap_or(Err(Failure::Unrecognized))
}

/// Declares a contract: a trait whose methods take `&Cx` and one request.
///
/// Each line `read fn name(Request) -> Reply;` or `write fn name(Request) -> Reply;` yields the trait method, its remote
/// and local forms, its row in the dispatch table and in the fake. Adding a method is one request type, one line here,
/// and one use-case file in the service.
#[macro_export]
macro_rules! contract {
    (@effect read) => { $crate::Effect::Read };
    (@effect write) => { $crate::Effect::Write };
    (
        $(#[$meta:meta])*
        pub trait $Name:ident = $name:literal v $version:literal, refuses $Refusal:ty {
            $( $(#[$mmeta:meta])* $effect:ident fn $method:ident($Req:ty) -> $Reply:ty; )+
        }
    ) => {
        $(#[$meta])*
        #[$crate::async_trait]
        pub trait $Name: Send + Sync + 'static {
            $( $(#[$mmeta])* async fn $method(&self, cx: &$crate::Cx, req: $Req) -> $crate::Outcome<$Reply, $Refusal>; )+
        }
        $( impl $crate::Call for $Req {
            type Contract = dyn $Name;
            type Reply = $Reply;
            type Refusal = $Refusal;
            const SPEC: $crate::Spec = $crate::Spec {
                contract: $name, version: $version, method: stringify!($method), effect: $crate::contract!(@effect $effect),
            };
        } )+
        impl $crate::Contract for dyn $Name {
            const NAME: &'static str = $name;
            const SPECS: &'static [$crate::Spec] = &[$( <$Req as $crate::Call>::SPEC ),+];
            fn dispatch<'a>(
                &'a self, method: &'a str, cx: &'a $crate::Cx, body: &'a [u8],
            ) -> $crate::BoxFuture<'a, Result<Vec<u8>, $crate::WireFault>> {
                Box::pin(async move {
                    match method {
                        $( stringify!($method) => $crate::run::<$Req, _, _>(body, |req| self.$method(cx, req)).await, )+
                        _ => Err($crate::WireFault::NoSuchMethod),
                    }
                })
            }
            fn remote(transport: std::sync::Arc<dyn $crate::Transport>) -> std::sync::Arc<Self> {
                std::sync::Arc::new($crate::Remote::<dyn $Name>::new(transport))
            }
            fn local(service: std::sync::Arc<Self>) -> std::sync::Arc<Self> {
                std::sync::Arc::new($crate::Local::<dyn $Name>(service))
            }
        }
        #[$crate::async_trait]
        impl $Name for $crate::Remote<dyn $Name> {
            $( async fn $method(&self, cx: &$crate::Cx, req: $Req) -> $crate::Outcome<$Reply, $Refusal> {
                self.call(cx, req).await
            } )+
        }
        #[$crate::async_trait]
        impl $Name for $crate::Local<dyn $Name> {
            $( async fn $method(&self, cx: &$crate::Cx, req: $Req) -> $crate::Outcome<$Reply, $Refusal> {
                self.enter::<$Req, _>(cx, self.0.$method(cx, req)).await
            } )+
        }
        #[$crate::async_trait]
        impl $Name for $crate::Fake<dyn $Name> {
            $( async fn $method(&self, cx: &$crate::Cx, req: $Req) -> $crate::Outcome<$Reply, $Refusal> {
                self.answer(cx, req)
            } )+
        }
    };
}
