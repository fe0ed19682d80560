//! Accounts. Names and addresses are stored twice: as they were typed, and as the key that makes them unique.

use kernel::{Role, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{FromJsonQueryResult, IntoActiveModel, QuerySelect};
use serde::{Deserialize, Serialize};

use crate::domain::email::LoginName;
use crate::domain::username::Username;

/// One account.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// A [`UserId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// As it was chosen.
    pub username: String,
    /// Lower case, unique.
    pub username_key: String,
    /// As it was typed.
    pub email: Option<String>,
    /// Lower case, unique.
    pub email_key: Option<String>,
    /// A PHC string; absent for those who sign in otherwise.
    pub password_hash: Option<String>,
    /// What it may do.
    #[sea_orm(column_type = "JsonBinary")]
    pub roles: Roles,
    /// In milliseconds since the epoch.
    pub created_at: i64,
}

/// What an account may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Roles(pub Vec<Role>);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its typed id.
    pub fn user_id(&self) -> UserId {
        UserId(self.id)
    }
}

/// Adds an account. A duplicate means that its id, its name or its address is taken.
pub async fn insert<C: ConnectionTrait>(conn: &C, account: Model) -> StoreResult<()> {
    Entity::insert(account.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// An account.
pub async fn find<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(user.0).one(conn).await?)
}

/// An account whose password stays as it is until the transaction ends.
pub async fn hold<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(user.0).lock_shared().one(conn).await?)
}

/// Gives an account another password; `false` when `old` is no longer its hash.
pub async fn replace_password<C: ConnectionTrait>(conn: &C, user: UserId, old: &str, new: &str) -> StoreResult<bool> {
    let replaced = Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(new))
        .filter(Column::Id.eq(user.0))
        .filter(Column::PasswordHash.eq(old))
        .exec(conn)
        .await?;
    Ok(replaced.rows_affected == 1)
}

/// The account that somebody signs in to by this name.
pub async fn by_login<C: ConnectionTrait>(conn: &C, login: &LoginName) -> StoreResult<Option<Model>> {
    let key = match login {
        LoginName::Username(key) => Column::UsernameKey.eq(key),
        LoginName::Email(key) => Column::EmailKey.eq(key),
    };
    Ok(Entity::find().filter(key).one(conn).await?)
}

/// Those of the accounts that exist, in no order.
pub async fn all_of<C: ConnectionTrait>(conn: &C, users: &[UserId]) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::Id.is_in(users.iter().map(|user| user.0))).all(conn).await?)
}

/// Those of the names that are taken, as keys.
pub async fn taken<C: ConnectionTrait>(conn: &C, names: &[Username]) -> StoreResult<Vec<String>> {
    let filter = Column::UsernameKey.is_in(names.iter().map(Username::key));
    let rows = Entity::find().filter(filter).all(conn).await?;
    Ok(rows.into_iter().map(|row| row.username_key).collect())
}

/// Adds many accounts at once.
pub async fn insert_all<C: ConnectionTrait>(conn: &C, accounts: Vec<Model>) -> StoreResult<()> {
    Entity::insert_many(accounts.into_iter().map(Model::into_active_model)).exec_without_returning(conn).await?;
    Ok(())
}
