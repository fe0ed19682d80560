//! Facts the media module tells.

use kernel::{FileId, UserId};

use crate::Moderation;

kernel::events! { "media":
    /// A file was stored.
    "media.stored" v 2 by file_id =>
    pub struct MediaStored {
        /// Which.
        pub file_id: FileId,
        /// Whose.
        pub owner: UserId,
        /// What the classifier made of it; whatever is not approved waits for a review.
        pub moderation: Moderation,
    }

    /// A review decided about a file.
    "media.reviewed" v 1 by file_id =>
    pub struct MediaReviewed {
        /// Which.
        pub file_id: FileId,
        /// Whose.
        pub owner: UserId,
        /// What it decided.
        pub moderation: Moderation,
    }

    /// A file and all its variants are gone.
    "media.deleted" v 1 by file_id =>
    pub struct MediaDeleted {
        /// Which.
        pub file_id: FileId,
        /// Whose it was.
        pub owner: UserId,
    }
}
