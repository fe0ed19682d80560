//! Where a page of people, newest first, starts.

use sea_orm::entity::prelude::Uuid;
use sea_orm::{ColumnTrait, Condition};
use serde::{Deserialize, Serialize};

/// The last row of the page before: when, and who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Instant {
    /// In milliseconds.
    #[serde(rename = "t")]
    pub at: i64,
    /// Tells those of one millisecond apart.
    #[serde(rename = "u")]
    pub who: Uuid,
}

/// Rows that come behind a place in a list, newest first: older ones, and of one millisecond those with smaller ids. That
/// they are not younger stands there twice, so that an index on the first column is used.
pub(crate) fn behind(at: impl ColumnTrait, id: impl ColumnTrait, place: (i64, Uuid)) -> Condition {
    let (instant, last) = place;
    let same = Condition::all().add(at.eq(instant)).add(id.lt(last));
    Condition::all().add(at.lte(instant)).add(Condition::any().add(at.lt(instant)).add(same))
}
