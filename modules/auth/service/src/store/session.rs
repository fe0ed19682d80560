//! Sessions: one a signed-in device. Whatever a token says, it is worth nothing once its session has ended.

use kernel::{SessionId, Timestamp, UserId};
use platform::StoreResult;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

/// One session.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "session")]
pub struct Model {
    /// A [`SessionId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose.
    pub account_id: Uuid,
    /// The device's `User-Agent`.
    pub label: Option<String>,
    /// Where it signed in from.
    pub ip: Option<String>,
    /// In milliseconds since the epoch, like all times here.
    pub created_at: i64,
    /// When its tokens were last renewed.
    pub used_at: i64,
    /// When its newest refresh token ends.
    pub expires_at: i64,
    /// When it was ended before its time.
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its typed id.
    pub fn session_id(&self) -> SessionId {
        SessionId(self.id)
    }
    /// Its typed owner.
    pub fn owner(&self) -> UserId {
        UserId(self.account_id)
    }
    /// When its newest refresh token ends.
    pub fn expires_at(&self) -> Timestamp {
        Timestamp::from_millis(self.expires_at)
    }
}

/// Adds a session.
pub async fn insert<C: ConnectionTrait>(conn: &C, session: Model) -> StoreResult<()> {
    Entity::insert(session.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// A session, ended or not, whoever owns it: a token's signature or secret has told which one it is.
pub async fn find<C: ConnectionTrait>(conn: &C, id: SessionId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id.0).one(conn).await?)
}

/// Moves a session's end.
pub async fn extend<C: ConnectionTrait>(conn: &C, id: SessionId, now: Timestamp, end: Timestamp) -> StoreResult<()> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.as_millis()))
        .col_expr(Column::ExpiresAt, Expr::value(end.as_millis()))
        .filter(Column::Id.eq(id.0))
        .exec(conn)
        .await?;
    Ok(())
}

/// Ends a session of an owner; whether this call ended it.
pub async fn end<C: ConnectionTrait>(conn: &C, id: SessionId, owner: UserId, now: Timestamp) -> StoreResult<bool> {
    let ended = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.as_millis()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::AccountId.eq(owner.0))
        .filter(Column::EndedAt.is_null())
        .exec(conn)
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Forgets sessions that expired before `horizon`, with their refresh tokens.
pub async fn sweep<C: ConnectionTrait>(conn: &C, horizon: Timestamp) -> StoreResult<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(horizon.as_millis())).exec(conn).await?.rows_affected)
}
