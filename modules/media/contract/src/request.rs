//! Requests and replies of the media module.

use kernel::{BlobKey, Cursor, FileId, Picture, PictureVariant, Timestamp, UploadId, UserId};
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
    /// Which variant; the largest when absent. `poster` and its sizes are the picture of a video.
    pub variant: Option<String>,
    /// Whether the client takes WebP; otherwise it gets JPEG.
    pub webp: bool,
    /// The proof in a signed link; without one, only the owner and our own modules may open it.
    pub proof: Option<LinkProof>,
}

/// What a signed link carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkProof {
    /// For whom the link was made; nobody in particular when absent.
    pub viewer: Option<UserId>,
    /// Until when the link works, seconds since the epoch.
    pub expires: i64,
    /// base64url of the link's HMAC-SHA256.
    pub signature: String,
}

/// Asks for signed links. Others than the owner get none to files that may not be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DescribeMedia {
    /// Which files, at most 400.
    pub files: Vec<FileId>,
    /// Only those of this person, when given.
    pub owner: Option<UserId>,
    /// For whom: whoever serves the bytes asks again whether this person may see the owner. For our own modules when
    /// absent; such links work for whoever holds them.
    pub viewer: Option<UserId>,
}

/// Removes a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteMedia {
    /// Which.
    pub file: FileId,
}

/// What became of the question whether a file may be shown to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Moderation {
    /// Nothing has looked at it: no classifier runs here, or it cannot see this kind of file. A review is due.
    Unchecked,
    /// Fine.
    Approved,
    /// The classifier has doubts: nobody else sees it before a review.
    Flagged,
    /// The classifier failed: nobody else sees it before a review.
    Failed,
    /// A review rejected it: nobody else sees it.
    Rejected,
}

impl Moderation {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Unchecked, Self::Approved, Self::Flagged, Self::Failed, Self::Rejected];

    /// The word as it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unchecked => "unchecked",
            Self::Approved => "approved",
            Self::Flagged => "flagged",
            Self::Failed => "failed",
            Self::Rejected => "rejected",
        }
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MediaKind {
    /// A picture, served in several sizes.
    Image,
    /// A video, served as it was sent, without its metadata.
    Video,
}

/// A file as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MediaView {
    /// The file.
    pub file_id: FileId,
    /// The client's name for it.
    pub filename: String,
    /// Bytes of the video, or of a picture's largest variant.
    pub size: u64,
    /// A signed link to the largest variant.
    pub url: String,
    /// What it is.
    pub kind: MediaKind,
    /// The type it is served as.
    pub mime: String,
    /// Width of the upright picture in pixels.
    pub width: u32,
    /// Height of the upright picture in pixels.
    pub height: u32,
    /// Length of a video in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// A tiny placeholder in the BlurHash format; empty for a video without a poster.
    pub blurhash: String,
    /// All sizes of the picture, or of a video's poster, smallest first.
    pub variants: Vec<PictureVariant>,
    /// Whether others may see it.
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
    /// Whose they are.
    pub owner: UserId,
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

/// Announces an upload that arrives in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginUpload {
    /// How many bytes there will be.
    pub length: u64,
    /// The client's name for the file.
    pub filename: String,
}

/// Asks how far an upload of the caller's has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetUpload {
    /// Which.
    pub upload: UploadId,
}

/// Asks for a place for the next bytes of an upload of the caller's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenPart {
    /// Which.
    pub upload: UploadId,
    /// Where the bytes begin; must be where the upload stands.
    pub offset: u64,
}

/// Where the next bytes of an upload go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartPlace {
    /// Under this key.
    pub key: BlobKey,
    /// At most so many.
    pub room: u64,
}

/// Adds stored bytes to an upload of the caller's; the last ones make it a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddPart {
    /// Which.
    pub upload: UploadId,
    /// Where the bytes begin.
    pub offset: u64,
    /// How many.
    pub size: u64,
    /// Under which key they lie.
    pub key: BlobKey,
}

/// How far an upload has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadState {
    /// Which.
    pub upload: UploadId,
    /// How many bytes have arrived.
    pub offset: u64,
    /// How many there will be.
    pub length: u64,
    /// Until when the rest must have arrived.
    pub expires_at: Timestamp,
    /// What it became, once everything has arrived and been taken.
    pub file: Option<FileId>,
}

/// Gives an upload of the caller's up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelUpload {
    /// Which.
    pub upload: UploadId,
}

/// Asks for a page of the files that wait for a review, oldest first; for services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListReviews {
    /// How many, at most 50.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// A file that waits for a review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// The file, with links that work for whoever holds them.
    pub media: MediaView,
    /// Whose.
    pub owner: UserId,
    /// How sure the classifier is that it is explicit, in thousandths; `None` when it has not looked.
    pub explicit: Option<u16>,
}

/// Decides about a file; for services. All files with the same bytes share the decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewMedia {
    /// Which.
    pub file: FileId,
    /// Whether others may see it.
    pub approve: bool,
}
