//! The profile module's public HTTP operations: profiles, photos, blocks and cards.
//!
//! Coordinates end here: a request's latitude and longitude become a cell before anything else happens, and no type
//! below this crate has a field for them.

mod block;
mod create_profile;
mod delete_profile;
mod get_profile;
mod get_user;
mod list_blocks;
mod photos;
mod place;
mod set_location;
mod unblock;
mod update_profile;
mod whose;

use std::sync::Arc;

use edge::Routes;
use profile_contract::Profiles;

/// What the operations need.
pub struct Api {
    /// The profile module.
    pub profiles: Arc<dyn Profiles>,
}

/// The module's operations.
pub fn routes(api: Api) -> Routes {
    Routes::new("profile", "Profiles", "What people say of themselves, and whom they do not want to meet.", api)
        .post("/profiles", create_profile::create_profile, "Creates the caller's profile.")
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
        .get("/profiles/{user_id}/photos", photos::list_photos, "Photos of a profile, the avatar first.")
        .post("/profiles/{user_id}/photos", photos::add_photo, "Adds one of the caller's files to their profile.")
        .put("/profiles/{user_id}/photos", photos::order_photos, "Puts the caller's photos in another order.")
        .delete("/profiles/{user_id}/photos/{file_id}", photos::remove_photo, "Takes a photo off the caller's profile.")
        .get("/users/{user_id}", get_user::get_user, "A person's names and avatar.")
        .get("/safety/blocks", list_blocks::list_blocks, "Whom the caller blocked, newest first.")
        .post("/safety/blocks", block::block, "Hides the caller and another person from each other.")
        .delete("/safety/blocks/{user_id}", unblock::unblock, "Takes a block back.")
        .into()
}
