//! Under which keys bytes lie.

use kernel::{BlobKey, UploadId};
use media_contract::MediaKind;
use sea_orm::prelude::Uuid;

use crate::store::content::Model;

/// What files hold.
pub const SHELF: &str = "m";
/// Parts of unfinished uploads.
pub const PARTS: &str = "parts";
/// Uploads on their way in.
pub const STAGED: &str = "staged";

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
pub fn rendition(content: Uuid, fits: u32, encoding: Encoding) -> Option<BlobKey> {
    BlobKey::parse(format!("{SHELF}/{content}/{fits}.{}", encoding.extension()))
}

/// The key of a video.
pub fn video(content: Uuid) -> Option<BlobKey> {
    BlobKey::parse(format!("{SHELF}/{content}/video"))
}

/// All keys that a content has.
pub fn keys(content: &Model) -> Vec<BlobKey> {
    let sizes = content.renditions.0.iter().map(|size| size.fits);
    let pictures = sizes.flat_map(|fits| Encoding::ALL.map(|encoding| rendition(content.id, fits, encoding)));
    let video = (content.media_kind() == MediaKind::Video).then(|| video(content.id));
    pictures.chain(video).flatten().collect()
}

/// The content that a key belongs to.
pub fn content_of(key: &BlobKey) -> Option<Uuid> {
    let (id, _) = key.as_str().strip_prefix(SHELF)?.strip_prefix('/')?.split_once('/')?;
    id.parse().ok()
}

/// The key of an upload's next part.
pub fn part(upload: UploadId, name: Uuid) -> Option<BlobKey> {
    BlobKey::parse(format!("{PARTS}/{upload}/{name}"))
}

/// Whether a key is one of an upload's parts.
pub fn is_part_of(key: &BlobKey, upload: UploadId) -> bool {
    let rest = key.as_str().strip_prefix(PARTS).and_then(|rest| rest.strip_prefix('/'));
    rest.and_then(|rest| rest.split_once('/')).is_some_and(|(of, _)| of.parse() == Ok(upload))
}

/// Where the parts of an upload are put together.
pub fn whole(upload: UploadId) -> Option<BlobKey> {
    BlobKey::parse(format!("{STAGED}/{upload}"))
}
