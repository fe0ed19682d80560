//! From a function's signature to a route and its document.

use std::sync::Arc;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use kernel::{Outcome, Refusal, RequestId};
use tracing::Instrument;

use crate::document::OperationDoc;
use crate::extract::Extract;
use crate::gate::{Gate, request_id};
use crate::guard::Guard;
use crate::problem::Problem;
use crate::reply::Reply;

/// A function that handles one operation: state, guard, up to three extractors.
pub trait Handler<S, Args>: Clone + Send + Sync + 'static {
    /// Serves one request.
    fn serve(
        &self,
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
                &self, state: Arc<S>, request: HttpRequest, payload: web::Payload,
            ) -> LocalBoxFuture<'static, HttpResponse> {
                let handler = self.clone();
                Box::pin(within(request, false $(|| $Arg::STREAMS)*, async move |gate, request, request_id, budget| {
                    let guard = G::admit(gate, request, request_id, budget).await?;
                    let cx = guard.cx().clone();
                    let mut _payload = payload.into_inner();
                    $( let $arg = $Arg::extract(gate, request, &mut _payload, cx.caller().user()).await?; )*
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

/// Runs one request inside its span and its time, and finishes the response's headers.
async fn within<F>(request: HttpRequest, streams: bool, serve: F) -> HttpResponse
where
    F: AsyncFnOnce(&Gate, &HttpRequest, &RequestId, std::time::Duration) -> Result<HttpResponse, Problem>,
{
    let request_id = request_id(&request);
    let span = tracing::info_span!("request", request_id = request_id.as_str(), route = request.match_pattern());
    async {
        let served = match Gate::of(&request) {
            Ok(gate) => {
                let budget = if streams { gate.settings.stream_budget } else { gate.settings.budget };
                tokio::time::timeout(budget, serve(gate, &request, &request_id, budget))
                    .await
                    .unwrap_or_else(|_| Err(Problem::timed_out()))
            }
            Err(problem) => Err(problem),
        };
        let mut response = served.unwrap_or_else(|problem| problem.respond(&request_id));
        finish(&mut response, &request_id);
        response
    }
    .instrument(span)
    .await
}

/// Headers that every answer of the API carries.
pub(crate) fn finish(response: &mut HttpResponse, request_id: &RequestId) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(request_id.as_str()) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
