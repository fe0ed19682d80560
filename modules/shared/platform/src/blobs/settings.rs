//! Where blobs are kept, and how patient this process is with the store.

use std::path::PathBuf;
use std::time::Duration;

use kernel::BlobFailure;
use object_store::path::Path;
use serde::Deserialize;
use url::Url;

/// Where blobs are kept.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BlobSettings {
    /// Empty or `file://`: a folder below the data folder. `file:///srv/media`: that folder.
    ///
    /// `s3://bucket/prefix?endpoint=https://host:port&region=eu-central-1`: a bucket of any store that speaks the S3
    /// protocol. The prefix may be left out. Without an endpoint it is Amazon's; an endpoint is addressed as
    /// `https://host:port/bucket/key` (path style) and may be `http://` inside a network that is trusted. The region is
    /// `us-east-1` unless named. The keys need the rights to get, put and delete objects, to list the bucket (or a missing
    /// blob looks like a forbidden one) and to abort multipart uploads.
    pub url: String,
    /// The access key of the bucket. With both keys empty, they and whatever the URL does not say come from the
    /// environment's usual names (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`, `AWS_REGION`,
    /// `AWS_ENDPOINT_URL`), and on Amazon's machines from the role of the machine. With keys here the environment is not
    /// read.
    pub access_key: String,
    /// Its secret half.
    pub secret_key: String,
    /// Milliseconds for connecting to the bucket's server.
    pub connect_timeout_ms: u64,
    /// Milliseconds after which a request that nothing came back for has failed, retries included; bodies get a second
    /// more for each MiB. A stream fails when it stands still that long.
    pub timeout_ms: u64,
    /// How often a request to the bucket is tried again within that time.
    pub retries: usize,
}

impl Default for BlobSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            access_key: String::new(),
            secret_key: String::new(),
            connect_timeout_ms: 1500,
            timeout_ms: 5000,
            retries: 2,
        }
    }
}

impl std::fmt::Debug for BlobSettings {
    /// Without keys, and without what a hasty hand may have written into the URL.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = self.url.split('?').next().unwrap_or_default();
        let place = if place.contains('@') { ".." } else { place };
        f.debug_struct("BlobSettings")
            .field("url", &place)
            .field("connect_timeout_ms", &self.connect_timeout_ms)
            .field("timeout_ms", &self.timeout_ms)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}

/// What the URL means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Location {
    DefaultFolder,
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket, or the part of it below a prefix.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    pub(super) name: String,
    pub(super) prefix: Path,
    pub(super) endpoint: Option<String>,
    pub(super) region: Option<String>,
}

const BAD_URL: &str =
    "blobs.url must be empty, file:///a/folder or s3://bucket/prefix?endpoint=https://host&region=name";
const BAD_BUCKET: &str = "blobs.url names a bucket or a prefix with characters other than A-Z a-z 0-9 . _ -";
const BAD_ENDPOINT: &str = "blobs.url has an endpoint that is not http://host:port or https://host:port";
const NO_TIME: &str = "blobs.connect_timeout_ms and blobs.timeout_ms must be above 0";
const KEYS_IN_URL: &str = "blobs.url must not hold keys; they belong into blobs.access_key and blobs.secret_key";

impl BlobSettings {
    pub(super) fn location(&self) -> Result<Location, BlobFailure> {
        self.read_url().map_err(|wrong| BlobFailure::Unavailable(wrong.to_owned()))
    }

    pub(super) fn connect_timeout(&self) -> Duration {
        Duration::from_millis(self.connect_timeout_ms)
    }

    pub(super) fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    fn read_url(&self) -> Result<Location, &'static str> {
        if self.connect_timeout_ms == 0 || self.timeout_ms == 0 {
            return Err(NO_TIME);
        }
        let text = self.url.trim();
        if matches!(text, "" | "file://") {
            return Ok(Location::DefaultFolder);
        }
        let url = Url::parse(text).map_err(|_| BAD_URL)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(KEYS_IN_URL);
        }
        match url.scheme() {
            "file" if url.path() != "/" && url.query().is_none() => {
                url.to_file_path().map(Location::Folder).map_err(|()| BAD_URL)
            }
            "s3" => bucket(&url).map(Location::Bucket),
            _ => Err(BAD_URL),
        }
    }
}

fn bucket(url: &Url) -> Result<Bucket, &'static str> {
    let name = url.host_str().filter(|_| url.port().is_none()).ok_or(BAD_URL)?;
    let path = url.path().trim_matches('/');
    // Three to 63 characters: "Bucket naming rules" in the user guide of Amazon S3.
    let sane = (3..=63).contains(&name.len()) && is_segment(name);
    if !sane || (!path.is_empty() && !path.split('/').all(is_segment)) {
        return Err(BAD_BUCKET);
    }
    let mut found = Bucket { name: name.to_owned(), prefix: Path::from(path), endpoint: None, region: None };
    for (name, value) in url.query_pairs() {
        match &*name {
            "endpoint" => found.endpoint = Some(endpoint(&value)?),
            "region" if is_segment(&value) => found.region = Some(value.into_owned()),
            _ => return Err(BAD_URL),
        }
    }
    Ok(found)
}

fn is_segment(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

fn endpoint(text: &str) -> Result<String, &'static str> {
    let url = Url::parse(text).map_err(|_| BAD_ENDPOINT)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(KEYS_IN_URL);
    }
    let bare = url.query().is_none() && url.fragment().is_none() && url.path() == "/";
    let good = matches!(url.scheme(), "http" | "https") && url.has_host() && bare;
    good.then(|| text.trim_end_matches('/').to_owned()).ok_or(BAD_ENDPOINT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Result<Location, &'static str> {
        BlobSettings { url: url.into(), ..Default::default() }.read_url()
    }

    #[test]
    fn urls_name_a_folder_or_a_bucket() {
        for default in ["", "  ", "file://"] {
            assert_eq!(read(default), Ok(Location::DefaultFolder), "{default:?}");
        }
        assert_eq!(read("file:///srv/my%20media"), Ok(Location::Folder("/srv/my media".into())));
        let plain = Bucket { name: "kindling".into(), prefix: Path::default(), endpoint: None, region: None };
        assert_eq!(read("s3://kindling/"), Ok(Location::Bucket(plain)));
        let full = Location::Bucket(Bucket {
            name: "my.bucket-1".into(),
            prefix: Path::from("a/b_c"),
            endpoint: Some("http://127.0.0.1:9000".into()),
            region: Some("eu-central-1".into()),
        });
        for url in [
            "s3://my.bucket-1/a/b_c?endpoint=http://127.0.0.1:9000&region=eu-central-1",
            "s3://my.bucket-1/a/b_c/?region=eu-central-1&endpoint=http%3A%2F%2F127.0.0.1%3A9000%2F",
        ] {
            assert_eq!(read(url).as_ref(), Ok(&full), "{url}");
        }
    }

    #[test]
    fn urls_that_cannot_work_are_refused_without_showing_them() {
        for (url, wrong) in [
            ("media", BAD_URL),
            ("/srv/media", BAD_URL),
            ("file:///", BAD_URL),
            ("file://elsewhere/srv", BAD_URL),
            ("https://s3.example/canary", BAD_URL),
            ("s3://", BAD_URL),
            ("s3:///canary", BAD_URL),
            ("s3://bucket:9000/a", BAD_URL),
            ("s3://bucket?secret_key=canary", BAD_URL),
            ("s3://bucket?region=eu/../canary", BAD_URL),
            ("s3://ab", BAD_BUCKET),
            ("s3://bucket/a//b", BAD_BUCKET),
            ("s3://bucket/.canary", BAD_BUCKET),
            ("s3://bucket/ca%20nary", BAD_BUCKET),
            ("s3://bucket?endpoint=127.0.0.1:9000", BAD_ENDPOINT),
            ("s3://bucket?endpoint=ftp://canary", BAD_ENDPOINT),
            ("s3://bucket?endpoint=https://canary/path", BAD_ENDPOINT),
            ("s3://key:canary@bucket", KEYS_IN_URL),
            ("s3://bucket?endpoint=https://key:canary@host", KEYS_IN_URL),
        ] {
            assert_eq!(read(url), Err(wrong), "{url}");
            assert!(!wrong.contains("canary"));
        }
        let hasty = BlobSettings { timeout_ms: 0, ..Default::default() };
        assert_eq!(hasty.read_url(), Err(NO_TIME));
    }

    #[test]
    fn settings_are_shown_without_keys() {
        for url in ["s3://bucket/a?secret=canary", "s3://key:canary@bucket"] {
            let settings = BlobSettings {
                url: url.into(),
                access_key: "canary".into(),
                secret_key: "canary".into(),
                ..Default::default()
            };
            let shown = format!("{settings:?}");
            assert!(!shown.contains("canary") && shown.contains("timeout_ms: 5000"), "{shown}");
        }
    }

    #[test]
    fn a_section_may_be_short_but_not_misspelt() {
        let short: BlobSettings = serde_json::from_str(r#"{"url": "s3://bucket"}"#).unwrap();
        assert_eq!((short.url.as_str(), short.timeout_ms, short.retries), ("s3://bucket", 5000, 2));
        assert!(serde_json::from_str::<BlobSettings>(r#"{"uri": "s3://bucket"}"#).is_err());
    }
}
