//! Ways to prove who one is beside a password: an account of somebody else's, such as Telegram's.

use kernel::{Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{QueryOrder, Set};

/// Who vouches.
pub const TELEGRAM: &str = "telegram";

/// One identity of an account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "identity")]
pub struct Model {
    /// Who vouches.
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: String,
    /// Their id for the person; never shown to others.
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: String,
    /// Whose account it opens.
    pub account_id: Uuid,
    /// In milliseconds since the epoch.
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// The account that this identity opens.
pub async fn owner<C: ConnectionTrait>(conn: &C, provider: &str, subject: &str) -> StoreResult<Option<UserId>> {
    let found = Entity::find_by_id((provider.to_owned(), subject.to_owned())).one(conn).await?;
    Ok(found.map(|identity| UserId(identity.account_id)))
}

/// The identity that an account has with a provider.
pub async fn of<C: ConnectionTrait>(conn: &C, owner: UserId, provider: &str) -> StoreResult<Option<Model>> {
    Ok(Entity::find().filter(Column::AccountId.eq(owner.0)).filter(Column::Provider.eq(provider)).one(conn).await?)
}

/// Unties what an account has with a provider; whether there was anything.
pub async fn unlink<C: ConnectionTrait>(conn: &C, owner: UserId, provider: &str) -> StoreResult<bool> {
    let theirs = Entity::delete_many().filter(Column::AccountId.eq(owner.0));
    Ok(theirs.filter(Column::Provider.eq(provider)).exec(conn).await?.rows_affected > 0)
}

/// Ties an identity to an account. A duplicate means that it opens another one already.
pub async fn link<C: ConnectionTrait>(
    conn: &C,
    provider: &str,
    subject: &str,
    owner: UserId,
    now: Timestamp,
) -> StoreResult<()> {
    let row = ActiveModel {
        provider: Set(provider.to_owned()),
        subject: Set(subject.to_owned()),
        account_id: Set(owner.0),
        created_at: Set(now.as_millis()),
    };
    Entity::insert(row).exec_without_returning(conn).await?;
    Ok(())
}

/// The identities of an account, oldest first.
pub async fn all_of<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<Vec<Model>> {
    let oldest_first = Entity::find().filter(Column::AccountId.eq(owner.0)).order_by_asc(Column::CreatedAt);
    Ok(oldest_first.all(conn).await?)
}
