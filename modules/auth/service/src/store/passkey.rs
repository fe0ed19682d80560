//! Passkeys, by the id that their authenticators gave them. An id belongs to one account.

use kernel::{Timestamp, UserId};
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{IntoActiveModel, QueryOrder};

use crate::passkey::Record;

/// One passkey.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    /// The credential's id.
    #[sea_orm(primary_key, auto_increment = false, column_type = "VarBinary(StringLen::None)")]
    pub id: Vec<u8>,
    /// Whose.
    pub account_id: Uuid,
    /// What they call it.
    pub name: String,
    /// A [`Record`] in JSON.
    #[sea_orm(column_type = "VarBinary(StringLen::None)")]
    pub credential: Vec<u8>,
    /// In milliseconds since the epoch, like all times here.
    pub created_at: i64,
    /// When it last signed in.
    pub used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// A passkey that was just made.
    pub fn new(id: Vec<u8>, owner: UserId, name: String, record: &Record, now: Timestamp) -> StoreResult<Self> {
        let (credential, created_at) = (encoded(record)?, now.as_millis());
        Ok(Self { id, account_id: owner.0, name, credential, created_at, used_at: None })
    }
    /// Its typed owner.
    pub fn owner(&self) -> UserId {
        UserId(self.account_id)
    }
    /// What is kept of it.
    pub fn record(&self) -> StoreResult<Record> {
        serde_json::from_slice(&self.credential).map_err(StoreError::corrupt)
    }
}

fn encoded(record: &Record) -> StoreResult<Vec<u8>> {
    serde_json::to_vec(record).map_err(StoreError::corrupt)
}

/// Adds a passkey. A duplicate means that its id is known.
pub async fn insert<C: ConnectionTrait>(conn: &C, passkey: Model) -> StoreResult<()> {
    Entity::insert(passkey.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// A passkey, whoever owns it: its signature will tell.
pub async fn find<C: ConnectionTrait>(conn: &C, id: &[u8]) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id).one(conn).await?)
}

/// An owner's passkeys, oldest first.
pub async fn all_of<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<Vec<Model>> {
    let theirs = Entity::find().filter(Column::AccountId.eq(owner.0));
    Ok(theirs.order_by_asc(Column::CreatedAt).order_by_asc(Column::Id).all(conn).await?)
}

/// Keeps what a sign-in changed.
pub async fn mark_used<C: ConnectionTrait>(conn: &C, id: &[u8], record: &Record, now: Timestamp) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::Credential, Expr::value(encoded(record)?))
        .col_expr(Column::UsedAt, Expr::value(now.as_millis()))
        .filter(Column::Id.eq(id))
        .exec(conn)
        .await?;
    Ok(())
}

/// Forgets an owner's passkey.
pub async fn remove<C: ConnectionTrait>(conn: &C, owner: UserId, id: &[u8]) -> StoreResult<()> {
    let theirs = Entity::delete_many().filter(Column::AccountId.eq(owner.0));
    theirs.filter(Column::Id.eq(id)).exec(conn).await?;
    Ok(())
}
