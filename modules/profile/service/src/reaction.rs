//! One file a consumed fact.

mod drop_deleted_photo;
mod release_photos;

pub use drop_deleted_photo::DropDeletedPhoto;
pub use release_photos::ReleasePhotos;
