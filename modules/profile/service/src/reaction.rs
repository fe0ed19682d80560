//! One file a consumed fact.

mod drop_deleted_photo;
mod follow_departure;
mod release_photos;

pub use drop_deleted_photo::DropDeletedPhoto;
pub use follow_departure::FollowDeparture;
pub use release_photos::ReleasePhotos;
