//! One file a method of the contract.

mod add_photo;
mod block;
mod change;
mod create_profile;
mod delete_profile;
mod erase_user;
mod export_user;
mod get_cards;
mod get_match_facts;
mod get_own_profile;
mod get_profile;
mod get_profiles;
mod get_user;
mod list_blocks;
mod list_photos;
mod order_photos;
mod remove_photo;
mod set_location;
mod unblock;
mod update_profile;
mod visible_to;
