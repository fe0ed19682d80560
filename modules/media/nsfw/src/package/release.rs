//! The releases of nsfwjs that are known to hold the model.

use aws_lc_rs::digest::{SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A release of nsfwjs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its version.
    pub version: &'static str,
    /// The digest of its package file, as `npm view nsfwjs@<version> dist.integrity` prints it.
    pub integrity: &'static str,
}

/// All releases that can be opened, oldest first. Their `mobilenet_v2` is the same, bit for bit.
///
/// 4.0.0 and older have another layout and are left out.
pub const RELEASES: [Release; 5] = [
    Release {
        version: "4.1.0",
        integrity: "sha512-2V27SoNXUJbAAi+vW8RHJbONs2AHa1odmjlRsVX2mirxR4IGt1OIzZ49IXgPVg6nktwA8Su61YEJql7VreEKyg==",
    },
    Release {
        version: "4.2.0",
        integrity: "sha512-8eMmV+Hfr3hqSX7PzDJx94kFSP4QiN4/G9+b92I3catgQuqOb9Qmns1nDyVI0jMcWc1sVWdqBIA6eYLvKkryxA==",
    },
    Release {
        version: "4.2.1",
        integrity: "sha512-8ixL8Uk7+9Ir67yUxwtbLFZv6NgmsXsgP2oX5zNxmyTIXUfNdj6FLLVS+YI0pYlMEOExLp69ocfQznzTU9ATGw==",
    },
    Release {
        version: "4.3.0",
        integrity: "sha512-WTKDte0vp1X97N1h34P79G/hG+sVT3+TnDz9di1WseIJR93v11E4viNX7Vg9WsO6HYoR772Nzq2iM8jo3XBZ+g==",
    },
    Release {
        version: "4.4.0",
        integrity: "sha512-krC1fgeTLXtZwgdpKJ0jm7hqv0gTSRQQRL+FhOaxaJ9Wj92t42BO3csO2odwgTAgZgf2RvkwPtp0R8Aa7dc+MA==",
    },
];

/// A file's digest in the form of [`Release::integrity`] (W3C Subresource Integrity, section 3.1).
pub fn integrity(file: &[u8]) -> String {
    format!("sha512-{}", STANDARD.encode(digest(&SHA512, file)))
}

/// Version of the newest release.
pub fn newest() -> &'static str {
    let [.., newest] = RELEASES;
    newest.version
}

/// Versions of all releases, for people.
pub fn versions() -> String {
    RELEASES.map(|release| release.version).join(", ")
}
