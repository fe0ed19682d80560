//! One contract in three placements: the same body must hold in each.

use std::net::TcpListener;
use std::ops::Deref;
use std::sync::Arc;

use kernel::{Contract, Cx, Effect, Failure, Spec, SystemClock, Transport, async_trait};
use wire::{HttpTransport, Internal, InternalKey, Served};

/// How a test reaches a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// In process.
    Direct,
    /// Encoded, and every call delivered twice: both answers must be equal.
    Codec,
    /// Over real HTTP on a port of its own.
    Http,
}

impl Placement {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Direct, Self::Codec, Self::Http];
}

/// A contract in its place; the server, if there is one, stops with it.
pub struct Placed<C: ?Sized> {
    contract: Arc<C>,
    _server: Option<Served>,
}

impl<C: ?Sized> Placed<C> {
    /// The contract, to be handed on.
    pub fn contract(&self) -> Arc<C> {
        Arc::clone(&self.contract)
    }
}

impl<C: ?Sized> Deref for Placed<C> {
    type Target = C;
    fn deref(&self) -> &C {
        &self.contract
    }
}

/// Puts a service into a placement.
pub async fn place<C: ?Sized + Contract>(placement: Placement, service: Arc<C>) -> Placed<C> {
    match placement {
        Placement::Direct => Placed { contract: C::local(service), _server: None },
        Placement::Codec => Placed { contract: C::remote(Arc::new(Twice(service))), _server: None },
        Placement::Http => {
            let key = InternalKey::new(&[9; 32]);
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let internal = Internal::new(key.clone(), Arc::new(SystemClock)).serve(service);
            let server = internal.listen(listener, 1).unwrap();
            let base = format!("http://{}", server.address());
            let transport = HttpTransport::new(&base, key, Arc::new(SystemClock)).unwrap();
            Placed { contract: C::remote(Arc::new(transport)), _server: Some(server) }
        }
    }
}

/// Delivers every call twice through the codec.
struct Twice<C: ?Sized>(Arc<C>);

#[async_trait]
impl<C: ?Sized + Contract> Transport for Twice<C> {
    async fn send(&self, spec: &'static Spec, cx: &Cx, body: Vec<u8>) -> Result<Vec<u8>, Failure<()>> {
        let first = self.0.dispatch(spec.method, cx, &body).await.map_err(Failure::internal)?;
        // A network repeats a call under the same key, but with a context of its own.
        let again = match cx.idempotency() {
            Some(key) => Cx::new(cx.caller().clone()).with_idempotency(key.clone()),
            None => Cx::new(cx.caller().clone()),
        };
        let second = self.0.dispatch(spec.method, &again, &body).await.map_err(Failure::internal)?;
        if spec.effect == Effect::Write {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(&first), text(&second), "{}.{} answers its repeat differently", spec.contract, spec.method);
        }
        Ok(second)
    }
}
