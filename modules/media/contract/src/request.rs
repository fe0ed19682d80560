//! Requests and replies of the media module.

use kernel::{BlobKey, Cursor, FileId, Picture, PictureVariant, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// Turns staged bytes into a file of the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreMedia {
    /// Where the upload was streamed to; it is gone afterwards, whatever the answer.
    pub staged: BlobKey,
    /// The client's name for it; kept for display, never used as a path.
    pub filename: String,
    /// How many bytes were staged.
    pub size: u64,
}

/// Asks for a file of the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetMedia {
    /// Which.
    pub file: FileId,
}

/// Asks for a page of the caller's files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMedia {
    /// How many, at most 50.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Asks where the bytes lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenMedia {
    /// Which file.
    pub file: FileId,
    /// Which variant; the largest when absent.
    pub variant: Option<String>,
    /// Whether the client takes WebP; otherwise it gets JPEG.
    pub webp: bool,
    /// The proof in a signed link; without one, only the owner may open it.
    pub proof: Option<LinkProof>,
}

/// What a signed link carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkProof {
    /// Until when the link works, seconds since the epoch.
    pub expires: i64,
    /// base64url of the link's HMAC-SHA256.
    pub signature: String,
}

/// Asks for signed links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribeMedia {
    /// Which files, at most 400.
    pub files: Vec<FileId>,
    /// Only those of this person, when given.
    pub owner: Option<UserId>,
}

/// Removes a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteMedia {
    /// Which.
    pub file: FileId,
}

/// What the review of a file said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Moderation {
    /// Nobody and nothing has looked yet.
    Unchecked,
    /// Fine.
    Approved,
    /// Not shown to others.
    Rejected,
}

/// A file as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MediaView {
    /// The file.
    pub file_id: FileId,
    /// The client's name for it.
    pub filename: String,
    /// Bytes of the largest variant.
    pub size: u64,
    /// A signed link to the largest variant.
    pub url: String,
    /// `image`.
    pub kind: String,
    /// The type it is served as.
    pub mime: String,
    /// Width of the upright picture in pixels.
    pub width: u32,
    /// Height of the upright picture in pixels.
    pub height: u32,
    /// A tiny placeholder in the BlurHash format.
    pub blurhash: String,
    /// All sizes, smallest first.
    pub variants: Vec<PictureVariant>,
    /// What the review said.
    pub moderation: Moderation,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// Where the bytes of a variant lie.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedMedia {
    /// Under which key.
    pub blob: BlobKey,
    /// Their type.
    pub mime: String,
    /// How many.
    pub length: u64,
    /// A strong validator, without quotes.
    pub etag: String,
    /// For how many seconds a client may keep them.
    pub max_age_s: u64,
}

/// Pictures with signed links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pictures {
    /// The known ones, in the order asked for.
    pub pictures: Vec<Picture>,
}

/// Asks for everything the module holds of somebody; for them alone, and for services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportUser {
    /// Of whom.
    pub user: UserId,
}

/// Erases what the module holds of somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseUser {
    /// Of whom.
    pub user: UserId,
}
