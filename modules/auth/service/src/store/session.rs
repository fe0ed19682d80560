//! Sessions: one a signed-in device. Whatever a token says, it is worth nothing once its session has ended.

use kernel::{SessionId, Timestamp, UserId};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;
use sea_orm::{Condition, IntoActiveModel, QueryOrder, QuerySelect};

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
    /// Whether it began with a second factor, or one was shown in it.
    pub strong: bool,
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

/// A session of an owner, ended or not.
pub async fn of<C: ConnectionTrait>(conn: &C, owner: UserId, id: SessionId) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(id.0).filter(Column::AccountId.eq(owner.0)).one(conn).await?)
}

/// A session of an owner that lives.
pub async fn live<C: ConnectionTrait>(
    conn: &C,
    owner: UserId,
    id: SessionId,
    now: Timestamp,
) -> StoreResult<Option<Model>> {
    Ok(living(owner, now).filter(Column::Id.eq(id.0)).one(conn).await?)
}

/// Where a page of sessions starts: the time and the id of the last one shown.
pub type Position = (i64, Uuid);

/// An owner's sessions that live, newest first, one more than `limit` to tell whether there are more.
pub async fn all_live<C: ConnectionTrait>(
    conn: &C,
    owner: UserId,
    now: Timestamp,
    after: Option<Position>,
    limit: u32,
) -> StoreResult<Vec<Model>> {
    let mut query = living(owner, now);
    if let Some((at, id)) = after {
        let same_time = Condition::all().add(Column::CreatedAt.eq(at)).add(Column::Id.lt(id));
        query = query.filter(Condition::any().add(Column::CreatedAt.lt(at)).add(same_time));
    }
    let newest_first = query.order_by_desc(Column::CreatedAt).order_by_desc(Column::Id);
    Ok(newest_first.limit(u64::from(limit) + 1).all(conn).await?)
}

/// An owner's sessions but one that have not expired, ended or not; always in the same order, so that two who end them
/// at once do not wait for each other.
pub async fn others<C: ConnectionTrait>(
    conn: &C,
    owner: UserId,
    kept: SessionId,
    now: Timestamp,
) -> StoreResult<Vec<Model>> {
    let others = unexpired(owner, now).filter(Column::Id.ne(kept.0));
    Ok(others.order_by_asc(Column::Id).all(conn).await?)
}

/// An owner's sessions that have not expired, ended or not; in the same order as [`others`].
pub async fn unexpired_of<C: ConnectionTrait>(conn: &C, owner: UserId, now: Timestamp) -> StoreResult<Vec<Model>> {
    Ok(unexpired(owner, now).order_by_asc(Column::Id).all(conn).await?)
}

/// All of an owner's sessions that are stored, ended or not, oldest first.
pub async fn all<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<Vec<Model>> {
    Ok(Entity::find().filter(Column::AccountId.eq(owner.0)).order_by_asc(Column::CreatedAt).all(conn).await?)
}

/// Where an owner has signed in from of late, newest first, at most 50.
pub async fn addresses<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<Vec<String>> {
    let newest = Entity::find().filter(Column::AccountId.eq(owner.0)).order_by_desc(Column::CreatedAt).limit(50);
    Ok(newest.all(conn).await?.into_iter().filter_map(|session| session.ip).collect())
}

fn unexpired(owner: UserId, now: Timestamp) -> Select<Entity> {
    Entity::find().filter(Column::AccountId.eq(owner.0)).filter(Column::ExpiresAt.gt(now.as_millis()))
}

fn living(owner: UserId, now: Timestamp) -> Select<Entity> {
    unexpired(owner, now).filter(Column::EndedAt.is_null())
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

/// Gives a session what a second factor gives, since one was shown in it.
pub async fn strengthen<C: ConnectionTrait>(conn: &C, id: SessionId) -> StoreResult<()> {
    Entity::update_many().col_expr(Column::Strong, Expr::value(true)).filter(Column::Id.eq(id.0)).exec(conn).await?;
    Ok(())
}

/// Takes that from all of an owner's sessions.
pub async fn weaken_all<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<()> {
    let theirs = Column::AccountId.eq(owner.0);
    Entity::update_many().col_expr(Column::Strong, Expr::value(false)).filter(theirs).exec(conn).await?;
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
