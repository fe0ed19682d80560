//! Under which keys the bytes of a file lie.

use kernel::{BlobKey, FileId};

/// The two encodings every rendition is stored in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Smaller, and what every current browser takes.
    WebP,
    /// For everything else.
    Jpeg,
}

impl Encoding {
    /// Both.
    pub const ALL: [Self; 2] = [Self::WebP, Self::Jpeg];

    /// The media type it is served as.
    pub fn mime(self) -> &'static str {
        match self {
            Self::WebP => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// The ending of its key.
    pub fn extension(self) -> &'static str {
        match self {
            Self::WebP => "webp",
            Self::Jpeg => "jpg",
        }
    }
}

/// The key of one encoding of one rendition. `None` only if an id were spelt in a way that no key allows.
pub fn key(file: FileId, fits: u32, encoding: Encoding) -> Option<BlobKey> {
    BlobKey::parse(format!("m/{file}/{fits}.{}", encoding.extension()))
}

/// All keys that a file with these renditions has.
pub fn keys(file: FileId, fits: impl IntoIterator<Item = u32>) -> Vec<BlobKey> {
    fits.into_iter().flat_map(|fits| Encoding::ALL.map(|encoding| key(file, fits, encoding))).flatten().collect()
}
