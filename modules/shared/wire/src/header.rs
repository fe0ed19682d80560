//! Headers of internal calls.

/// Milliseconds the caller still has; instants do not travel, since clocks differ.
pub(crate) const REMAINING_MS: &str = "kindling-remaining-ms";
/// The request's id.
pub(crate) const REQUEST_ID: &str = "x-request-id";
/// W3C trace context.
pub(crate) const TRACEPARENT: &str = "traceparent";
/// Recognises repeats of a write.
pub(crate) const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// The contract's version.
pub(crate) const VERSION: &str = "kindling-contract-version";
/// The reply is that of an earlier, identical call.
pub(crate) const REPLAYED: &str = "kindling-replayed";
