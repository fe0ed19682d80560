//! What the rest of the system may ask of the media module: stored files and links to them.
//!
//! The module owns files, their variants and their links. It does not know who may see whom: it serves the owner, and
//! whoever holds a signed link. Neighbours decide rights first and ask for links then. Bytes never pass this contract:
//! they flow through the [`Blobs`](kernel::Blobs) port.

mod event;
mod refusal;
mod request;

pub use event::{MediaDeleted, MediaReviewed, MediaStored};
pub use refusal::MediaRefusal;
pub use request::{
    AddPart, BeginUpload, CancelUpload, DeleteMedia, DescribeMedia, EraseUser, ExportUser, GetMedia, GetUpload,
    LinkProof, ListMedia, ListReviews, MediaKind, MediaView, Moderation, OpenMedia, OpenPart, OpenedMedia, PartPlace,
    Pictures, Review, ReviewMedia, StoreMedia, UploadState,
};

kernel::contract! {
    /// Stored media files.
    pub trait MediaFiles = "media" v 2, refuses MediaRefusal {
        /// Turns staged bytes into a file of the caller's: checks, strips, renders the variants.
        write fn store_media(StoreMedia) -> MediaView;
        /// A file of the caller's.
        read fn get_media(GetMedia) -> MediaView;
        /// The caller's files, newest first.
        read fn list_media(ListMedia) -> kernel::Page<MediaView>;
        /// Where the bytes of a variant lie, for the owner, for services, or with a signed link. A link that names a
        /// viewer proves who asks, not that they may still see the owner: whoever serves the bytes asks that.
        read fn open_media(OpenMedia) -> OpenedMedia;
        /// Signed links to files, for neighbours that have decided rights; unknown files are left out.
        read fn describe_media(DescribeMedia) -> Pictures;
        /// Removes a file with all its variants; for its owner and for services.
        write fn delete_media(DeleteMedia) -> kernel::Done;
        /// Announces an upload of the caller's that arrives in parts.
        write fn begin_upload(BeginUpload) -> UploadState;
        /// How far an upload of the caller's has come.
        read fn get_upload(GetUpload) -> UploadState;
        /// A place for the next bytes of an upload.
        write fn open_part(OpenPart) -> PartPlace;
        /// Adds bytes to an upload; the last ones make it a file.
        write fn add_part(AddPart) -> UploadState;
        /// Gives an upload up; its bytes go.
        write fn cancel_upload(CancelUpload) -> kernel::Done;
        /// Files that wait for a review, oldest first; for services.
        read fn list_reviews(ListReviews) -> kernel::Page<Review>;
        /// Decides about a file that waits for a review; for services.
        write fn review_media(ReviewMedia) -> kernel::Done;
        /// Somebody's files, with signed links.
        read fn export_user(ExportUser) -> kernel::Exported;
        /// Erases all of somebody's files with all variants; for services. A repeat finds nothing more.
        write fn erase_user(EraseUser) -> kernel::Erased;
    }
}
