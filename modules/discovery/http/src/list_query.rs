//! Which page of a list of people.

use kernel::Cursor;
use serde::Deserialize;
use validator::Validate;

/// Which page.
#[derive(Debug, Deserialize, Validate, utoipa::IntoParams)]
pub struct ListQuery {
    /// How many, at most 50.
    #[serde(default = "usual_page")]
    #[param(minimum = 1, maximum = 50, default = 20)]
    pub limit: u32,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

fn usual_page() -> u32 {
    20
}
