//! Facts the media module tells.

use kernel::{FileId, UserId};

kernel::events! { "media":
    /// A file was stored.
    "media.stored" v 1 by file_id =>
    pub struct MediaStored {
        /// Which.
        pub file_id: FileId,
        /// Whose.
        pub owner: UserId,
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
