//! What a store's errors mean, in words that are safe to log.

use std::error::Error as _;
use std::io::ErrorKind;

use kernel::BlobFailure;
use object_store::Error;

/// What the library writes before a status; the answer follows it.
const STATUS: &str = "status code: ";

/// Why something could not be read, listed or deleted.
pub(super) fn read(error: &Error) -> BlobFailure {
    let text = error.to_string();
    // Elements of a store's answer: "REST error responses" in the reference of Amazon S3.
    let code = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>")).map(|(code, _)| code);
    if matches!(error, Error::NotFound { .. }) && matches!(code, None | Some("NoSuchKey")) {
        return BlobFailure::Missing;
    }
    if is_full(error) || text.contains("status code: 507 ") {
        return BlobFailure::Full;
    }
    let (words, cause) = (line(&text), line(&deepest(error)));
    BlobFailure::Unavailable(match code.filter(|code| code.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
        Some(code) => [&words, ": ", &line(code)].concat(),
        None if words.contains(&cause) => words,
        None => [words, cause].join(": "),
    })
}

/// Why something could not be written: what is missing then is never the blob.
pub(super) fn write(error: &Error) -> BlobFailure {
    match read(error) {
        BlobFailure::Missing => BlobFailure::Unavailable("the bucket, the folder or the upload is gone".into()),
        other => other,
    }
}

fn is_full(error: &Error) -> bool {
    let mut next = error.source();
    while let Some(cause) = next {
        let kind = cause.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        if matches!(kind, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
            return true;
        }
        next = cause.source();
    }
    false
}

/// Where a chain of errors ends: "connection refused", not "error sending request".
fn deepest(error: &Error) -> String {
    let mut last: &dyn std::error::Error = error;
    while let Some(cause) = last.source() {
        last = cause;
    }
    last.to_string()
}

/// The beginning of a text, as far as a library of ours wrote it. The answer of a store is left out: it may be long, and
/// where a signature did not match it repeats the access key.
fn line(text: &str) -> String {
    let ours = match text.split_once(STATUS) {
        Some((words, rest)) => [words, STATUS, rest.split(':').next().unwrap_or_default()].concat(),
        None => text.to_owned(),
    };
    let words: String = ours.split(['<', '\n', '\r']).next().unwrap_or_default().chars().take(300).collect();
    words.trim_end_matches([' ', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Generic { store: "S3", source: source.into() }
    }

    /// Like those of HTTP clients.
    #[derive(Debug, thiserror::Error)]
    #[error("cannot send")]
    struct Silent(#[source] std::io::Error);

    #[test]
    fn a_full_disk_is_found_below_other_errors() {
        for kind in [ErrorKind::StorageFull, ErrorKind::QuotaExceeded] {
            let below = generic(generic(std::io::Error::from(kind)));
            assert!(matches!(read(&below), BlobFailure::Full));
        }
        assert!(matches!(read(&generic(std::io::Error::from(ErrorKind::NotFound))), BlobFailure::Unavailable(_)));
    }

    #[test]
    fn a_missing_bucket_is_not_a_missing_blob() {
        let missing = |said: &str| Error::NotFound { path: "a".into(), source: said.into() };
        assert!(matches!(read(&missing("gone")), BlobFailure::Missing));
        assert!(matches!(read(&missing("404: <Error><Code>NoSuchKey</Code></Error>")), BlobFailure::Missing));
        assert!(matches!(read(&missing("404: <Error><Code>NoSuchBucket</Code></Error>")), BlobFailure::Unavailable(_)));
        assert!(matches!(write(&missing("gone")), BlobFailure::Unavailable(_)));
    }

    #[test]
    fn what_is_told_names_the_cause_and_is_safe_to_log() {
        for (answer, told) in [
            ("<Code>SignatureDoesNotMatch</Code><AWSAccessKeyId>canary</AWSAccessKeyId>", ": SignatureDoesNotMatch"),
            ("the key canary is not known", ""),
            ("<Code>\r\nforged canary</Code>", ""),
        ] {
            let text = read(&generic(format!("it said status code: 403 Forbidden: {answer}"))).to_string();
            assert!(text.ends_with(&["said status code: 403 Forbidden", told].concat()), "{text}");
        }
        assert!(read(&generic("x".repeat(5000))).to_string().len() < 700);
        assert!(read(&generic(Silent(std::io::Error::other("refused")))).to_string().ends_with("cannot send: refused"));
    }
}
