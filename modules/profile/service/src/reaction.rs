//! One file a consumed fact.

mod drop_deleted_photo;
mod follow_departure;
mod follow_encounters;
mod refresh_album;
mod release_photos;

pub use drop_deleted_photo::DropDeletedPhoto;
pub use follow_departure::FollowDeparture;
pub use follow_encounters::FollowEncounters;
pub use refresh_album::RefreshAlbum;
pub use release_photos::ReleasePhotos;
