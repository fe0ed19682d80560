//! The server side: a table of contracts on a listener that only our own processes reach.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::header::AUTHORIZATION;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use kernel::{BoxFuture, Clock, Contract, Cx, IdempotencyKey, RequestId, TraceParent, WireFault};

use crate::header;
use crate::token::InternalKey;

/// Largest internal request or reply in bytes.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

trait Dispatch: Send + Sync {
    fn versions(&self) -> u32;
    fn dispatch<'a>(&'a self, method: &'a str, cx: &'a Cx, body: &'a [u8])
    -> BoxFuture<'a, Result<Vec<u8>, WireFault>>;
}

struct Holder<C: ?Sized>(Arc<C>);
impl<C: ?Sized + Contract> Dispatch for Holder<C> {
    fn versions(&self) -> u32 {
        C::SPECS.first().map_or(0, |spec| spec.version)
    }
    fn dispatch<'a>(
        &'a self,
        method: &'a str,
        cx: &'a Cx,
        body: &'a [u8],
    ) -> BoxFuture<'a, Result<Vec<u8>, WireFault>> {
        self.0.dispatch(method, cx, body)
    }
}

/// The contracts a process serves to its siblings.
#[derive(Clone)]
pub struct Internal {
    contracts: BTreeMap<&'static str, Arc<dyn Dispatch>>,
    key: InternalKey,
    clock: Arc<dyn Clock>,
}

/// A running server; it stops when this is dropped.
pub struct Served {
    address: SocketAddr,
    handle: ServerHandle,
}

impl Served {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // The future only waits; the command is sent when it is made.
        drop(self.handle.stop(false));
    }
}

impl Internal {
    /// Serves nothing yet.
    pub fn new(key: InternalKey, clock: Arc<dyn Clock>) -> Self {
        Self { contracts: BTreeMap::new(), key, clock }
    }

    /// Serves a contract.
    pub fn serve<C: ?Sized + Contract>(mut self, service: Arc<C>) -> Self {
        self.contracts.insert(C::NAME, Arc::new(Holder(service)));
        self
    }

    /// Listens until the returned handle is dropped.
    pub fn listen(self, listener: TcpListener, workers: usize) -> std::io::Result<Served> {
        let address = listener.local_addr()?;
        let internal = web::Data::new(self);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(internal.clone())
                .app_data(web::PayloadConfig::new(BODY_LIMIT))
                .route("/internal/{contract}/{method}", web::post().to(call))
        })
        .tcp_nodelay(true)
        .workers(workers)
        .disable_signals()
        .listen(listener)?
        .run();
        let handle = server.handle();
        tokio::spawn(server);
        Ok(Served { address, handle })
    }
}

async fn call(
    request: HttpRequest,
    internal: web::Data<Internal>,
    path: web::Path<(String, String)>,
    body: web::Bytes,
) -> HttpResponse {
    let (contract, method) = path.into_inner();
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let token = text(AUTHORIZATION.as_str()).and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default();
    // The token first: without one, nobody learns which contracts exist.
    let Ok(caller) = internal.key.check(&contract, token, internal.clock.now()) else {
        return HttpResponse::Unauthorized().finish();
    };
    let Some(service) = internal.contracts.get(contract.as_str()) else { return HttpResponse::NotFound().finish() };
    if text(header::VERSION) != Some(service.versions().to_string().as_str()) {
        return HttpResponse::Conflict().finish();
    }
    let budget = text(header::REMAINING_MS).and_then(|ms| ms.parse().ok()).map(Duration::from_millis);
    let budget = budget.unwrap_or(Cx::DEFAULT_BUDGET).min(Duration::from_secs(600));
    let request_id = text(header::REQUEST_ID).and_then(RequestId::parse).unwrap_or_else(RequestId::fresh);
    let mut cx =
        Cx::within(caller, request_id, budget).with_trace(text(header::TRACEPARENT).and_then(TraceParent::parse));
    if let Some(key) = text(header::IDEMPOTENCY_KEY).and_then(IdempotencyKey::parse) {
        cx = cx.with_idempotency(key);
    }
    match tokio::time::timeout(budget, service.dispatch(&method, &cx, &body)).await {
        Err(_) => HttpResponse::ServiceUnavailable().finish(),
        Ok(Err(WireFault::NoSuchMethod)) => HttpResponse::NotFound().finish(),
        Ok(Err(WireFault::Undecodable)) => HttpResponse::BadRequest().finish(),
        Ok(Err(WireFault::Unencodable)) => HttpResponse::InternalServerError().finish(),
        Ok(Ok(reply)) => {
            let mut response = HttpResponse::Ok();
            if cx.is_replayed() {
                response.insert_header((header::REPLAYED, "1"));
            }
            response.content_type("application/json").body(reply)
        }
    }
}
