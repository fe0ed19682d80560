//! Recovery codes, by their digest. Each is good once.

use kernel::UserId;
use platform::StoreResult;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;

/// One code.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "recovery_code")]
pub struct Model {
    /// Whose.
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// An HMAC of the code.
    #[sea_orm(primary_key, auto_increment = false, column_type = "VarBinary(StringLen::None)")]
    pub digest: Vec<u8>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Gives an account these codes in place of those it had.
pub async fn replace<C: ConnectionTrait>(conn: &C, owner: UserId, digests: Vec<Vec<u8>>) -> StoreResult<()> {
    forget(conn, owner).await?;
    let rows = digests.into_iter().map(|digest| Model { account_id: owner.0, digest }.into_active_model());
    Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}

/// Takes a code of an account: of many who come with it at once, one gets it.
pub async fn take<C: ConnectionTrait>(conn: &C, owner: UserId, digest: Vec<u8>) -> StoreResult<bool> {
    Ok(Entity::delete_by_id((owner.0, digest)).exec(conn).await?.rows_affected == 1)
}

/// Forgets what is left of an account's codes.
pub async fn forget<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<()> {
    Entity::delete_many().filter(Column::AccountId.eq(owner.0)).exec(conn).await?;
    Ok(())
}
