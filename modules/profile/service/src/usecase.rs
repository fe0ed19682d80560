//! One file a method of the contract, and what lists have in common.

mod add_photo;
mod block;
mod change;
mod create_profile;
mod decide_verification;
mod delete_profile;
mod erase_user;
mod export_user;
mod get_cards;
mod get_match_facts;
mod get_own_profile;
mod get_profile;
mod get_profiles;
mod get_settings;
mod get_user;
mod get_users;
mod list_blocks;
mod list_photos;
mod list_verifications;
mod name_everybody;
mod order_photos;
mod remove_photo;
mod request_verification;
mod search_users;
mod set_location;
mod unblock;
mod update_profile;
mod update_progress;
mod update_settings;
mod visible_to;

use kernel::{Cursor, FieldError};
use profile_contract::ProfileRefusal;
use serde::de::DeserializeOwned;

pub(crate) use name_everybody::Nameless;

/// Where a page starts; refused unless the list handed it out.
fn place<P: DeserializeOwned>(cursor: Option<&Cursor>) -> Result<Option<P>, ProfileRefusal> {
    let Some(cursor) = cursor else { return Ok(None) };
    let error = || FieldError::new("cursor", "invalid_cursor", "This cursor does not belong to this list.");
    cursor.key::<P>().map(Some).ok_or_else(|| ProfileRefusal::Invalid(vec![error()]))
}
