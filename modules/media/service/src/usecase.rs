//! One file a contract method.

mod delete_media;
mod describe_media;
mod erase_user;
mod export_user;
mod get_media;
mod list_media;
mod open_media;
mod store_media;
