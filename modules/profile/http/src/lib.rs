//! The profile module's public HTTP operations: profiles, photos, blocks and cards.
//!
//! Coordinates end here: a request's latitude and longitude become a cell before anything else happens, and no type
//! below this crate has a field for them.

mod aliases;
mod block;
mod by_ids;
mod create_profile;
mod delete_profile;
mod get_options;
mod get_profile;
mod get_settings;
mod get_user;
mod list_blocks;
mod list_places;
mod photos;
mod place;
mod request_verification;
mod search_users;
mod set_location;
mod unblock;
mod update_profile;
mod update_progress;
mod update_settings;
mod whose;

use std::sync::Arc;

use edge::{Class, Routes};
use profile_contract::Profiles;

pub use get_options::Options;
pub use photos::PhotoUploads;

/// What the operations need.
pub struct Api {
    /// The profile module.
    pub profiles: Arc<dyn Profiles>,
    /// Where uploaded photos are stored.
    pub photos: Arc<dyn PhotoUploads>,
}

/// The module's operations.
pub fn routes(api: Api) -> Routes {
    Routes::new("profile", "Profiles", "What people say of themselves, and whom they do not want to meet.", api)
        .post("/profiles", create_profile::create_profile, "Creates the caller's profile.")
        .get("/profiles", by_ids::list_profiles, "Several profiles by their ids; hidden and missing ones are left out.")
        .get(
            "/profiles/places",
            list_places::list_places,
            "Cities by the beginning of a name, for choosing one by hand.",
        )
        .get("/profiles/options", get_options::get_options, "Everything a form can offer, with labels and limits.")
        .get(
            "/profiles/{user_id}",
            get_profile::get_profile,
            "A profile: one's own with all there is, others' as they may be seen.",
        )
        .put("/profiles/{user_id}", update_profile::update_profile, "Changes the caller's profile; absent fields stay.")
        .patch(
            "/profiles/{user_id}",
            update_profile::patch_profile,
            "Changes the caller's profile; absent fields stay.",
        )
        .delete("/profiles/{user_id}", delete_profile::delete_profile, "Removes the caller's profile and its photos.")
        .put("/profiles/me/location", set_location::set_location, "Moves the caller; only a coarse cell is kept.")
        .get("/profiles/me/settings", get_settings::get_settings, "How the caller wants to be seen, reached and told.")
        .put("/profiles/me/settings", update_settings::update_settings, "Changes settings; what is absent stays.")
        .patch(
            "/profiles/progress",
            update_progress::update_progress,
            "Says how far the caller has come with setting up.",
        )
        .post(
            "/profiles/me/verification",
            request_verification::request_verification,
            "Asks a moderator to see that the caller is on their photos.",
        )
        .get("/profiles/{user_id}/photos", photos::list_photos, "Photos of a profile, the avatar first.")
        .post(
            "/profiles/{user_id}/photos",
            photos::add_photo,
            "Adds a photo to the caller's profile: one of their files, or one sent as multipart `file`.",
        )
        .limited(Class::Upload)
        .put("/profiles/{user_id}/photos", photos::order_photos, "Puts the caller's photos in another order.")
        .delete("/profiles/{user_id}/photos/{file_id}", photos::remove_photo, "Takes a photo off the caller's profile.")
        .get("/users", by_ids::list_users, "Several people's names and avatars by their ids.")
        .get("/users/search", search_users::search_users, "People by the beginning of a name.")
        .get("/users/{user_id}", get_user::get_user, "A person's names and avatar.")
        .get("/safety/blocks", list_blocks::list_blocks, "Whom the caller blocked, newest first.")
        .post("/safety/blocks", block::block, "Hides the caller and another person from each other.")
        .delete("/safety/blocks/{user_id}", unblock::unblock, "Takes a block back.")
        .get("/chat/blocks", aliases::list_chat_blocks, "Whom the caller blocked; the same as /safety/blocks.")
        .post("/chat/blocks", aliases::block_in_chat, "Blocks somebody; the same as /safety/blocks.")
        .delete("/chat/blocks/{user_id}", aliases::unblock_in_chat, "Takes a block back; the same as /safety/blocks.")
        .post("/discovery/block/{user_id}", aliases::block_in_discovery, "Blocks somebody; the same as /safety/blocks.")
        .delete(
            "/discovery/block/{user_id}",
            aliases::unblock_in_discovery,
            "Takes a block back; the same as /safety/blocks.",
        )
        .into()
}
