//! Passkey ceremonies that have ended, by their challenge: each is good once. Only those that ended well are kept, and
//! those only for as long as their tickets are good.

use kernel::Timestamp;
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{Set, TryInsertResult};

use crate::passkey::Ceremony;

/// One ceremony.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey_ceremony")]
pub struct Model {
    /// Its challenge, in base64url.
    #[sea_orm(primary_key, auto_increment = false)]
    pub challenge: String,
    /// When its ticket is worth nothing anyway, in milliseconds since the epoch.
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Uses a ceremony up; `false` when it was used before. Of many who come with it at once, one gets it.
pub async fn spend<C: ConnectionTrait>(conn: &C, ceremony: &Ceremony) -> StoreResult<bool> {
    let row =
        ActiveModel { challenge: Set(ceremony.challenge.clone()), expires_at: Set(ceremony.expires_at.as_millis()) };
    let inserted =
        Entity::insert(row).on_conflict_do_nothing_on([Column::Challenge]).exec_without_returning(conn).await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}

/// Forgets ceremonies that expired before `horizon`.
pub async fn sweep<C: ConnectionTrait>(conn: &C, horizon: Timestamp) -> StoreResult<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(horizon.as_millis())).exec(conn).await?.rows_affected)
}
