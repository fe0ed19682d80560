//! Tokens of mailed and printed links, by their digest. Each is good once.

use kernel::{Timestamp, UserId};
use platform::StoreResult;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;

use crate::domain::link::LinkToken;

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Confirms the address in its payload.
    Email,
    /// Sets a new password.
    Reset,
    /// Makes the first admin.
    Admin,
}

impl Purpose {
    /// Its name in the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Reset => "reset",
            Self::Admin => "admin",
        }
    }
}

/// One token.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "one_time_token")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false, column_type = "VarBinary(StringLen::None)")]
    pub digest: Vec<u8>,
    /// What for.
    pub purpose: String,
    /// Whose, if it is about an account.
    pub account_id: Option<Uuid>,
    /// What it is about besides.
    pub payload: Option<String>,
    /// In milliseconds since the epoch.
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The account it is about.
    pub fn user_id(&self) -> Option<UserId> {
        self.account_id.map(UserId)
    }
}

/// Adds a token; those that an account had for the same purpose are worth nothing from now on.
pub async fn replace<C: ConnectionTrait>(
    conn: &C,
    purpose: Purpose,
    account: Option<UserId>,
    payload: Option<String>,
    token: &LinkToken,
    expires_at: Timestamp,
) -> StoreResult<()> {
    forget(conn, purpose, account).await?;
    let row = Model {
        digest: token.digest(),
        purpose: purpose.name().to_owned(),
        account_id: account.map(|account| account.0),
        payload,
        expires_at: expires_at.as_millis(),
    };
    Entity::insert(row.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// A token that could be taken.
pub async fn find<C: ConnectionTrait>(
    conn: &C,
    purpose: Purpose,
    token: &LinkToken,
    now: Timestamp,
) -> StoreResult<Option<Model>> {
    let usable = Entity::find_by_id(token.digest())
        .filter(Column::Purpose.eq(purpose.name()))
        .filter(Column::ExpiresAt.gt(now.as_millis()));
    Ok(usable.one(conn).await?)
}

/// Takes a token: of many who come with it at once, one gets it. `None` for tokens that are unknown, for something else,
/// or too old.
pub async fn take<C: ConnectionTrait>(
    conn: &C,
    purpose: Purpose,
    token: &LinkToken,
    now: Timestamp,
) -> StoreResult<Option<Model>> {
    let Some(row) = find(conn, purpose, token, now).await? else { return Ok(None) };
    let taken = Entity::delete_by_id(token.digest()).exec(conn).await?;
    Ok((taken.rows_affected == 1).then_some(row))
}

/// Forgets what an account, or nobody, had for a purpose.
pub async fn forget<C: ConnectionTrait>(conn: &C, purpose: Purpose, account: Option<UserId>) -> StoreResult<()> {
    let owner = match account {
        Some(account) => Column::AccountId.eq(account.0),
        None => Column::AccountId.is_null(),
    };
    Entity::delete_many().filter(Column::Purpose.eq(purpose.name())).filter(owner).exec(conn).await?;
    Ok(())
}

/// Forgets tokens that expired before `horizon`.
pub async fn sweep<C: ConnectionTrait>(conn: &C, horizon: Timestamp) -> StoreResult<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(horizon.as_millis())).exec(conn).await?.rows_affected)
}
