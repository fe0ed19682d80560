//! The client side: calls over one pool of connections, with one retry.

use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, Cx, Effect, Failure, Spec, Transport};
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};

use crate::header;
use crate::token::InternalKey;

/// Calls contracts of a process at a base address.
pub struct HttpTransport {
    http: reqwest::Client,
    base: String,
    key: InternalKey,
    clock: Arc<dyn Clock>,
}

/// Pause before the one retry; the request's id spreads it up to twice this.
const PAUSE: Duration = Duration::from_millis(20);

impl HttpTransport {
    /// Calls go to `base`, for example `http://10.0.0.7:9100`.
    pub fn new(base: &str, key: InternalKey, clock: Arc<dyn Clock>) -> Result<Self, reqwest::Error> {
        let http = reqwest::Client::builder()
            .tcp_nodelay(true)
            .connect_timeout(Duration::from_secs(1))
            .pool_idle_timeout(Duration::from_secs(30))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned(), key, clock })
    }

    async fn attempt(&self, spec: &Spec, cx: &Cx, body: Vec<u8>) -> Result<Vec<u8>, Failure<()>> {
        let remaining = cx.remaining();
        if remaining.is_zero() {
            return Err(Failure::DeadlineExceeded);
        }
        let token = self.key.issue(spec.contract, cx.caller(), self.clock.now()).map_err(Failure::internal)?;
        let url = [self.base.as_str(), "/internal/", spec.contract, "/", spec.method].concat();
        let mut request = self
            .http
            .post(url)
            .timeout(remaining)
            .header(AUTHORIZATION, ["Bearer ", &token].concat())
            .header(CONTENT_TYPE, "application/json")
            .header(header::VERSION, spec.version)
            .header(header::REMAINING_MS, u64::try_from(remaining.as_millis()).unwrap_or(u64::MAX))
            .header(header::REQUEST_ID, cx.request_id().as_str())
            .body(body);
        if let Some(trace) = cx.trace() {
            request = request.header(header::TRACEPARENT, trace.as_str());
        }
        if let Some(key) = cx.idempotency() {
            request = request.header(header::IDEMPOTENCY_KEY, key.as_str());
        }
        let response = request.send().await.map_err(|error| failure_of(&error))?;
        match response.status() {
            StatusCode::OK => {
                if response.headers().contains_key(header::REPLAYED) {
                    cx.mark_replayed();
                }
                Ok(response.bytes().await.map_err(|error| failure_of(&error))?.to_vec())
            }
            StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST | StatusCode::CONFLICT => Err(Failure::Unrecognized),
            StatusCode::SERVICE_UNAVAILABLE => Err(Failure::Unavailable),
            other => Err(Failure::internal(format_args!("internal call answered {other}"))),
        }
    }
}

fn failure_of(error: &reqwest::Error) -> Failure<()> {
    if error.is_timeout() && !error.is_connect() {
        return Failure::DeadlineExceeded;
    }
    tracing::warn!(%error, "internal call failed");
    Failure::Unavailable
}

#[kernel::async_trait]
impl Transport for HttpTransport {
    /// A call that found nobody is tried once more. That is safe for reads, and for writes because they carry an
    /// idempotency key.
    async fn send(&self, spec: &'static Spec, cx: &Cx, body: Vec<u8>) -> Result<Vec<u8>, Failure<()>> {
        let repeatable = spec.effect == Effect::Read || cx.idempotency().is_some();
        match self.attempt(spec, cx, body.clone()).await {
            Err(Failure::Unavailable) if repeatable && cx.remaining() > PAUSE * 4 => {
                let jitter = cx.request_id().as_str().bytes().fold(0u8, u8::wrapping_add);
                tokio::time::sleep(PAUSE + PAUSE * u32::from(jitter) / 255).await;
                self.attempt(spec, cx, body).await
            }
            other => other,
        }
    }
}
