//! The client of an S3-compatible store.

use std::sync::Arc;
use std::time::Duration;

use kernel::BlobFailure;
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};
use url::Url;

use super::settings::{BlobSettings, Bucket};

/// Connections that were idle for longer are not used again: a store that went away in silence is not asked over them.
const IDLE: Duration = Duration::from_secs(20);
/// The first and the longest pause before a request is tried again.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));

/// Sets the client up; nothing is connected yet.
pub(super) fn open(bucket: &Bucket, settings: &BlobSettings) -> Result<Arc<dyn ObjectStore>, BlobFailure> {
    let bad = |what: &str| BlobFailure::Unavailable(what.to_owned());
    let mut builder = match (settings.access_key.trim(), settings.secret_key.trim()) {
        ("", "") => AmazonS3Builder::from_env(),
        ("", _) | (_, "") => return Err(bad("blobs.access_key and blobs.secret_key go together")),
        (key, secret) => AmazonS3Builder::new().with_access_key_id(key).with_secret_access_key(secret),
    };
    if let Some(endpoint) = &bucket.endpoint {
        // This one wins over any endpoint of the environment.
        builder = builder.with_config(AmazonS3ConfigKey::S3Endpoint, endpoint);
    }
    if let Some(region) = &bucket.region {
        builder = builder.with_region(region);
    }
    let set = |key| builder.get_config_value(&key);
    let endpoint = set(AmazonS3ConfigKey::S3Endpoint).or_else(|| set(AmazonS3ConfigKey::Endpoint));
    let keyless =
        set(AmazonS3ConfigKey::AccessKeyId).is_none() && set(AmazonS3ConfigKey::WebIdentityTokenFile).is_none();
    // Without keys the machine itself would be asked for its role, which only Amazon's machines answer.
    if keyless && endpoint.as_deref().is_some_and(|endpoint| !is_amazon(endpoint)) {
        return Err(bad(
            "the bucket needs keys: blobs.access_key and blobs.secret_key, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        ));
    }
    let client = ClientOptions::new()
        .with_connect_timeout(settings.connect_timeout())
        // The whole of a response may take as long as its reader does; `Patience` ends what stands still.
        .with_timeout_disabled()
        .with_pool_idle_timeout(IDLE)
        .with_allow_http(endpoint.is_some_and(|endpoint| endpoint.starts_with("http://")));
    let (init_backoff, max_backoff) = PAUSES;
    let retry = RetryConfig {
        backoff: BackoffConfig { init_backoff, max_backoff, base: 2.0 },
        max_retries: settings.retries,
        retry_timeout: settings.timeout(),
    };
    let store = builder
        .with_bucket_name(&bucket.name)
        .with_client_options(client)
        .with_retry(retry)
        // Deleting one by one is the part of the protocol that every store has.
        .with_disable_bulk_delete(true)
        .build()
        .map_err(|error| super::failure::read(&error))?;
    Ok(match bucket.prefix.as_ref() {
        "" => Arc::new(store),
        _ => Arc::new(PrefixStore::new(store, bucket.prefix.clone())),
    })
}

fn is_amazon(endpoint: &str) -> bool {
    let host = Url::parse(endpoint).ok().and_then(|url| url.host_str().map(str::to_owned));
    host.is_some_and(|host| host.ends_with(".amazonaws.com") || host.ends_with(".amazonaws.com.cn"))
}
