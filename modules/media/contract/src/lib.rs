//! What the rest of the system may ask of the media module: stored files and links to them.
//!
//! The module owns files, their variants and their links. It does not know who may see whom: it serves the owner, and
//! whoever holds a signed link. Neighbours decide rights first and ask for links then. Bytes never pass this contract:
//! they flow through the [`Blobs`](kernel::Blobs) port.

mod event;
mod refusal;
mod request;

pub use event::{MediaDeleted, MediaStored};
pub use refusal::MediaRefusal;
pub use request::{
    DeleteMedia, DescribeMedia, EraseUser, ExportUser, GetMedia, LinkProof, ListMedia, MediaView, Moderation,
    OpenMedia, OpenedMedia, Pictures, StoreMedia,
};

kernel::contract! {
    /// Stored media files.
    pub trait MediaFiles = "media" v 1, refuses MediaRefusal {
        /// Turns staged bytes into a file of the caller's: checks, strips, renders the variants.
        write fn store_media(StoreMedia) -> MediaView;
        /// A file of the caller's.
        read fn get_media(GetMedia) -> MediaView;
        /// The caller's files, newest first.
        read fn list_media(ListMedia) -> kernel::Page<MediaView>;
        /// Where the bytes of a variant lie, for the owner or with a signed link.
        read fn open_media(OpenMedia) -> OpenedMedia;
        /// Signed links to files, for neighbours that have decided rights; unknown files are left out.
        read fn describe_media(DescribeMedia) -> Pictures;
        /// Removes a file with all its variants; for its owner and for services.
        write fn delete_media(DeleteMedia) -> kernel::Done;
        /// Somebody's files, with signed links.
        read fn export_user(ExportUser) -> kernel::Exported;
        /// Erases all of somebody's files with all variants; for services. A repeat finds nothing more.
        write fn erase_user(EraseUser) -> kernel::Erased;
    }
}
