//! From a function's signature to a route and its document.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, dev, web};
use futures_util::future::LocalBoxFuture;
use kernel::{Caller, Cx, Outcome, Refusal, RequestId};
use tracing::Instrument;

use crate::document::OperationDoc;
use crate::etag;
use crate::extract::Extract;
use crate::gate::{Gate, X_REQUEST_ID, request_id};
use crate::guard::Guard;
use crate::limit::{Class, Level};
use crate::problem::Problem;
use crate::reply::Reply;
use crate::session::{self, Carrier, Session};

/// What the route table says of an operation besides its handler.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    pub(crate) path: &'static str,
    pub(crate) class: Class,
    pub(crate) session: Session,
}

/// A function that handles one operation: state, guard, up to three extractors.
pub trait Handler<S, Args>: Clone + Send + Sync + 'static {
    /// Serves one request.
    fn serve(
        &self,
        terms: Terms,
        state: Arc<S>,
        request: HttpRequest,
        payload: web::Payload,
    ) -> LocalBoxFuture<'static, HttpResponse>;
    /// Describes the operation.
    fn document(doc: &mut OperationDoc);
    /// The function's name: the operation's id.
    fn name() -> &'static str {
        std::any::type_name::<Self>().rsplit("::").next().unwrap_or("operation")
    }
}

macro_rules! handlers {
    ($( ($($Arg:ident $arg:ident),*) )+) => { $(
        impl<S, F, Fut, G, $($Arg,)* T, R> Handler<S, (G, $($Arg,)*)> for F
        where
            S: Send + Sync + 'static,
            F: Fn(Arc<S>, G, $($Arg),*) -> Fut + Clone + Send + Sync + 'static,
            Fut: Future<Output = Outcome<T, R>> + 'static,
            G: Guard,
            $($Arg: Extract,)*
            T: Reply,
            R: Refusal,
        {
            fn serve(
                &self, terms: Terms, state: Arc<S>, request: HttpRequest, payload: web::Payload,
            ) -> LocalBoxFuture<'static, HttpResponse> {
                let handler = self.clone();
                Box::pin(within(terms, request, false $(|| $Arg::STREAMS)*, async move |exchange| {
                    let guard: G = exchange.admit().await?;
                    let cx = guard.cx().clone();
                    let mut _payload = exchange.receive(&cx, payload.into_inner()).await?;
                    $(
                        let actor = cx.caller().user();
                        let $arg = $Arg::extract(exchange.gate, exchange.request, &mut _payload, actor).await?;
                    )*
                    match handler(state, guard, $($arg),*).await {
                        Ok(reply) => Ok(reply.respond(&cx)),
                        Err(failure) => Err(Problem::from_failure(&failure)),
                    }
                }))
            }

            fn document(doc: &mut OperationDoc) {
                G::document(doc);
                $( $Arg::document(doc); )*
                T::document(doc);
                doc.refusals(R::ALL);
            }
        }
    )+ };
}

handlers! { () (A a) (A a, B b) (A a, B b, C c) }

/// One request under way.
pub(crate) struct Exchange<'a> {
    pub(crate) terms: Terms,
    pub(crate) gate: &'a Gate,
    pub(crate) request: &'a HttpRequest,
    pub(crate) request_id: &'a RequestId,
    pub(crate) carrier: Cell<Carrier>,
    budget: Duration,
    level: Cell<Option<Level>>,
}

impl Exchange<'_> {
    /// Lets the request in, and charges it: to the operation's class, or to the address when nobody is let in.
    async fn admit<G: Guard>(&self) -> Result<G, Problem> {
        let admitted = G::admit(self.gate, self.request, self.request_id, self.budget).await;
        let level = match &admitted {
            Ok(guard) => self.gate.charge(self.request, self.terms.class, guard.cx().caller()),
            Err(problem) if problem.status().is_client_error() && self.terms.class != Class::Free => {
                self.gate.charge(self.request, Class::Ordinary, &Caller::Anonymous)
            }
            Err(_) => None,
        };
        self.level.set(level);
        match level.and_then(|level| level.retry_after_s) {
            Some(seconds) => Err(Problem::rate_limited(seconds)),
            None => admitted,
        }
    }

    /// The body that the operation shall see.
    async fn receive(&self, cx: &Cx, payload: dev::Payload) -> Result<dev::Payload, Problem> {
        match self.terms.session {
            Session::Keeps => Ok(payload),
            _ => Box::pin(session::receive(self, cx.caller().user().is_some(), payload)).await,
        }
    }
}

/// Runs one request inside its span and its time, and finishes the response's headers.
async fn within<F>(terms: Terms, request: HttpRequest, streams: bool, serve: F) -> HttpResponse
where
    F: AsyncFnOnce(&Exchange<'_>) -> Result<HttpResponse, Problem>,
{
    let request_id = request_id(&request);
    let span = tracing::info_span!("request", request_id = request_id.as_str(), route = terms.path);
    async {
        let gate = match Gate::of(&request) {
            Ok(gate) => gate,
            Err(problem) => return plain(&request_id, &problem),
        };
        let budget = if streams { gate.settings.stream_budget } else { gate.settings.budget };
        let (request, request_id) = (&request, &request_id);
        let exchange =
            Exchange { terms, gate, request, request_id, budget, carrier: Cell::default(), level: Cell::default() };
        let mut serving = pin!(serve(&exchange));
        // Most requests are done at the first go and need no timer.
        let served = match poll_fn(|task| Poll::Ready(serving.as_mut().poll(task))).await {
            Poll::Ready(served) => served,
            Poll::Pending => tokio::time::timeout(budget, serving).await.unwrap_or_else(|_| Err(Problem::timed_out())),
        };
        let mut response = served.unwrap_or_else(|problem| problem.respond(request_id));
        if let Some(unchanged) = etag::unchanged(request, &response) {
            response = unchanged;
        }
        if terms.session != Session::Keeps {
            response = session::answer(&exchange, response);
        }
        if let Some(level) = exchange.level.get() {
            level.announce(response.headers_mut());
        }
        finish(&mut response, request_id);
        response
    }
    .instrument(span)
    .await
}

/// A problem as an answer outside any operation.
pub(crate) fn plain(request_id: &RequestId, problem: &Problem) -> HttpResponse {
    let mut response = problem.respond(request_id);
    finish(&mut response, request_id);
    response
}

/// Headers that every answer of the API carries.
fn finish(response: &mut HttpResponse, request_id: &RequestId) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(request_id.as_str()) {
        headers.insert(X_REQUEST_ID, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
