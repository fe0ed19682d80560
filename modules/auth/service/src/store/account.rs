//! Accounts. Names and addresses are stored twice: as they were typed, and as the key that makes them unique.

use kernel::{Role, Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{FromJsonQueryResult, IntoActiveModel, QuerySelect, Set};
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
    /// In milliseconds since the epoch, like all times here.
    pub created_at: i64,
    /// When a link that was sent to the address was followed.
    pub email_verified_at: Option<i64>,
    /// The secret of its one-time codes, sealed; offered until it is confirmed.
    #[sea_orm(column_type = "VarBinary(StringLen::None)", nullable)]
    pub totp_secret: Option<Vec<u8>>,
    /// When the secret was confirmed: from then on signing in takes a code.
    pub totp_confirmed_at: Option<i64>,
    /// The time step of the last code that was taken (RFC 6238, section 5.2: a code is good once).
    pub totp_step: Option<i64>,
    /// When it will be erased, because its owner wants that.
    pub erase_at: Option<i64>,
    /// Whether admin is among its roles, where an index finds it.
    pub admin: bool,
}

/// What an account may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Roles(pub Vec<Role>);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// An account of today without a way to sign in.
    pub fn new(id: Uuid, username: &Username, now: Timestamp) -> Self {
        Self {
            id,
            username: username.as_str().to_owned(),
            username_key: username.key(),
            email: None,
            email_key: None,
            password_hash: None,
            roles: Roles(vec![Role::User]),
            created_at: now.as_millis(),
            email_verified_at: None,
            totp_secret: None,
            totp_confirmed_at: None,
            totp_step: None,
            erase_at: None,
            admin: false,
        }
    }
    /// Its typed id.
    pub fn user_id(&self) -> UserId {
        UserId(self.id)
    }
    /// Whether the time to change one's mind about its erasure is over.
    pub fn is_closed(&self, now: Timestamp) -> bool {
        self.erase_at.is_some_and(|at| at <= now.as_millis())
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

/// An account that stays as it is until the transaction ends, but for what that itself changes: others who want to hold or
/// change it wait. Rows that refer to it may come and go meanwhile, so that those who end its sessions or write its log
/// cannot wait in a circle.
pub async fn hold<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(user.0).lock(LockType::NoKeyUpdate).one(conn).await?)
}

/// Stores an account that was [held](hold) as it is now. A duplicate means that its name or its address is taken.
pub async fn save<C: ConnectionTrait>(conn: &C, account: Model) -> StoreResult<()> {
    Entity::update(account.into_active_model().reset_all()).exec(conn).await?;
    Ok(())
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

/// Says what an account may do.
pub async fn set_roles<C: ConnectionTrait>(conn: &C, user: UserId, roles: &[Role]) -> StoreResult<()> {
    let (admin, roles) = (roles.contains(&Role::Admin), Roles(roles.to_vec()));
    let row = ActiveModel { id: Set(user.0), roles: Set(roles), admin: Set(admin), ..Default::default() };
    Entity::update(row).exec(conn).await?;
    Ok(())
}

/// Whether somebody is admin.
pub async fn any_admin<C: ConnectionTrait>(conn: &C) -> StoreResult<bool> {
    Ok(Entity::find().filter(Column::Admin.eq(true)).one(conn).await?.is_some())
}

/// Offers an account a secret for one-time codes in place of one offered before; `false` when it has a confirmed one.
pub async fn offer_totp<C: ConnectionTrait>(conn: &C, user: UserId, sealed: Vec<u8>) -> StoreResult<bool> {
    let offered = Entity::update_many()
        .col_expr(Column::TotpSecret, Expr::value(sealed))
        .filter(Column::Id.eq(user.0))
        .filter(Column::TotpConfirmedAt.is_null())
        .exec(conn)
        .await?;
    Ok(offered.rows_affected == 1)
}

/// Confirms the secret that an account is offered, with a code of this time step.
pub async fn confirm_totp<C: ConnectionTrait>(conn: &C, user: UserId, step: i64, now: Timestamp) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::TotpConfirmedAt, Expr::value(now.as_millis()))
        .col_expr(Column::TotpStep, Expr::value(step))
        .filter(Column::Id.eq(user.0))
        .exec(conn)
        .await?;
    Ok(())
}

/// Takes the one-time code of this time step: of many who come with it at once, one gets it. `false` too when the secret
/// is no longer that of `account`.
pub async fn take_totp_step<C: ConnectionTrait>(conn: &C, account: &Model, step: i64) -> StoreResult<bool> {
    let taken = Entity::update_many()
        .col_expr(Column::TotpStep, Expr::value(step))
        .filter(Column::Id.eq(account.id))
        .filter(Column::TotpSecret.eq(account.totp_secret.clone()))
        .filter(Column::TotpStep.lt(step))
        .exec(conn)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Does away with an account's one-time codes.
pub async fn remove_totp<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::TotpSecret, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::TotpConfirmedAt, Expr::value(None::<i64>))
        .col_expr(Column::TotpStep, Expr::value(None::<i64>))
        .filter(Column::Id.eq(user.0))
        .exec(conn)
        .await?;
    Ok(())
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

/// Says when an account will be erased; `false` when that was said before.
pub async fn leave<C: ConnectionTrait>(conn: &C, user: UserId, erase_at: Timestamp) -> StoreResult<bool> {
    let left = Entity::update_many()
        .col_expr(Column::EraseAt, Expr::value(erase_at.as_millis()))
        .filter(Column::Id.eq(user.0))
        .filter(Column::EraseAt.is_null())
        .exec(conn)
        .await?;
    Ok(left.rows_affected == 1)
}

/// Takes that back; `false` when nothing was said, or when the time has come.
pub async fn stay<C: ConnectionTrait>(conn: &C, user: UserId, now: Timestamp) -> StoreResult<bool> {
    let stayed = Entity::update_many()
        .col_expr(Column::EraseAt, Expr::value(None::<i64>))
        .filter(Column::Id.eq(user.0))
        .filter(Column::EraseAt.gt(now.as_millis()))
        .exec(conn)
        .await?;
    Ok(stayed.rows_affected == 1)
}

/// Erases an account; how many rows that were.
pub async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}
