//! Who decided what about whom: one row for each pair of decider and target, holding the decision that counts.

use discovery_contract::Action;
use kernel::{Timestamp, UserId};
use platform::{StoreError, StoreResult};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{OnConflict, Query, SelectStatement};
use sea_orm::{Condition, ExprTrait, QueryOrder, QuerySelect, Set};

use crate::domain::effect::Effect;
use crate::domain::standing::Taught;
use crate::store::instant::{Instant, behind};
use crate::store::model::Learned;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "swipe")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub target_id: Uuid,
    pub action: String,
    pub comment: Option<String>,
    pub decided_at: i64,
    /// What it has taught, see [`Taught`].
    pub open: i64,
    pub appeal: i64,
    pub precision_gain: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// A decision and what it has taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub action: Action,
    pub taught: Taught,
}

/// What two people have decided about each other, seen from one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Decisions {
    /// By the one.
    pub mine: Option<Decision>,
    /// By the other.
    pub theirs: Option<Decision>,
}

impl Decisions {
    /// What changes when the one's decision becomes another one, or none.
    pub fn effect(self, after: Option<Taught>) -> Effect {
        let taught = |decision: Decision| decision.taught;
        Effect::of(self.mine.map(taught), after, self.theirs.map(taught))
    }
}

impl Model {
    /// Its place in the order in which decisions were made.
    pub fn place(&self) -> Learned {
        Learned { at: self.decided_at, user: UserId(self.user_id), target: UserId(self.target_id) }
    }

    /// What it has taught.
    pub fn taught(&self) -> Taught {
        Taught { open: self.open, appeal: self.appeal, precision: self.precision_gain }
    }
}

/// What `user` and `other` have decided about each other.
pub(crate) async fn between<C: ConnectionTrait>(conn: &C, user: UserId, other: UserId) -> StoreResult<Decisions> {
    let by = |decider: UserId, target: UserId| {
        Condition::all().add(Column::UserId.eq(decider.0)).add(Column::TargetId.eq(target.0))
    };
    let either = Condition::any().add(by(user, other)).add(by(other, user));
    let mut decisions = Decisions::default();
    for row in Entity::find().filter(either).all(conn).await? {
        let action = Action::parse(&row.action).ok_or_else(|| StoreError::corrupt("an unknown action"))?;
        let side = if row.user_id == user.0 { &mut decisions.mine } else { &mut decisions.theirs };
        *side = Some(Decision { action, taught: row.taught() });
    }
    Ok(decisions)
}

/// Writes down a decision of `user`, in place of an earlier one about the same person.
pub(crate) async fn put<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    target: UserId,
    Decision { action, taught }: Decision,
    comment: Option<String>,
    now: Timestamp,
) -> StoreResult<()> {
    let row = ActiveModel {
        user_id: Set(user.0),
        target_id: Set(target.0),
        action: Set(action.as_str().into()),
        comment: Set(comment),
        decided_at: Set(now.as_millis()),
        open: Set(taught.open),
        appeal: Set(taught.appeal),
        precision_gain: Set(taught.precision),
    };
    let columns = [Column::Action, Column::Comment, Column::DecidedAt, Column::Open, Column::Appeal];
    let replace = OnConflict::columns([Column::UserId, Column::TargetId])
        .update_columns(columns)
        .update_column(Column::PrecisionGain)
        .to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// The decision that `user` made last; of those of one millisecond, the one about the greatest id.
pub(crate) async fn latest_of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Model>> {
    let newest = Entity::find().filter(Column::UserId.eq(user.0)).order_by_desc(Column::DecidedAt);
    Ok(newest.order_by_desc(Column::TargetId).one(conn).await?)
}

/// Takes a decision away.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, user: UserId, target: UserId) -> StoreResult<()> {
    Entity::delete_by_id((user.0, target.0)).exec(conn).await?;
    Ok(())
}

/// Those who like `user` and whom `user` has not decided about, newest first, from a place on.
pub(crate) async fn newest_likes_of<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    after: Option<Instant>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    let yes = Action::ALL.into_iter().filter(|action| action.is_yes()).map(Action::as_str);
    let mut select = Entity::find()
        .filter(Column::TargetId.eq(user.0))
        .filter(Column::Action.is_in(yes))
        .filter(Column::UserId.not_in_subquery(targets_of(user)));
    if let Some(after) = after {
        select = select.filter(behind(Column::DecidedAt, Column::UserId, (after.at, after.who)));
    }
    Ok(select.order_by_desc(Column::DecidedAt).order_by_desc(Column::UserId).limit(limit).all(conn).await?)
}

/// Everybody whom `user` has decided about.
pub(crate) async fn all_targets_of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Vec<UserId>> {
    let targets = Entity::find().filter(Column::UserId.eq(user.0)).select_only().column(Column::TargetId);
    Ok(targets.into_tuple::<Uuid>().all(conn).await?.into_iter().map(UserId).collect())
}

/// Everybody who has decided about `user` and whom `user` has not answered, and what that has taught.
pub(crate) async fn unanswered_by<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Vec<(UserId, Taught)>> {
    let rows = Entity::find()
        .filter(Column::TargetId.eq(user.0))
        .filter(Column::UserId.not_in_subquery(targets_of(user)))
        .all(conn)
        .await?;
    Ok(rows.iter().map(|row| (UserId(row.user_id), row.taught())).collect())
}

/// Decisions made behind a place and before an instant, in their order.
pub(crate) async fn made_between<C: ConnectionTrait>(
    conn: &C,
    after: Learned,
    until: Timestamp,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    let same = |more: Condition| Condition::all().add(Column::DecidedAt.eq(after.at)).add(more);
    let same_decider = Condition::all().add(Column::UserId.eq(after.user.0)).add(Column::TargetId.gt(after.target.0));
    let later = Condition::any()
        .add(Column::DecidedAt.gt(after.at))
        .add(same(Condition::any().add(Column::UserId.gt(after.user.0)).add(same_decider)));
    let made = Entity::find()
        .filter(Column::DecidedAt.gte(after.at))
        .filter(Column::DecidedAt.lt(until.as_millis()))
        .filter(later);
    let in_order = made.order_by_asc(Column::DecidedAt).order_by_asc(Column::UserId).order_by_asc(Column::TargetId);
    Ok(in_order.limit(limit).all(conn).await?)
}

/// Whether anybody has decided about `user`.
pub(crate) async fn is_known<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<bool> {
    Ok(Entity::find().filter(Column::TargetId.eq(user.0)).one(conn).await?.is_some())
}

/// Whom `user` has decided about, as a part of other questions.
pub(crate) fn targets_of(user: UserId) -> SelectStatement {
    Query::select().column(Column::TargetId).from(Entity).and_where(Column::UserId.eq(user.0)).to_owned()
}

/// Decisions of `user`, in the order of their targets, from behind one on.
pub(crate) async fn by<C: ConnectionTrait>(
    conn: &C,
    user: UserId,
    after: Option<UserId>,
    limit: u64,
) -> StoreResult<Vec<Model>> {
    let mut select = Entity::find().filter(Column::UserId.eq(user.0));
    if let Some(after) = after {
        select = select.filter(Column::TargetId.gt(after.0));
    }
    Ok(select.order_by_asc(Column::TargetId).limit(limit).all(conn).await?)
}

/// Some of the people whom `user` has decided about, or who have decided about `user`.
pub(crate) async fn some_around<C: ConnectionTrait>(conn: &C, user: UserId, limit: u64) -> StoreResult<Vec<UserId>> {
    let by = Entity::find().filter(Column::UserId.eq(user.0)).limit(limit).all(conn).await?;
    let about = Entity::find().filter(Column::TargetId.eq(user.0)).limit(limit).all(conn).await?;
    let others = by.into_iter().map(|row| row.target_id).chain(about.into_iter().map(|row| row.user_id));
    Ok(others.map(UserId).collect())
}

/// Erases what `user` and these others decided about each other; how many decisions that were.
pub(crate) async fn remove_all<C: ConnectionTrait>(conn: &C, user: UserId, others: &[UserId]) -> StoreResult<u64> {
    let others = || others.iter().map(|other| other.0);
    let by = Column::UserId.eq(user.0).and(Column::TargetId.is_in(others()));
    let about = Column::TargetId.eq(user.0).and(Column::UserId.is_in(others()));
    let by = Entity::delete_many().filter(by).exec(conn).await?.rows_affected;
    Ok(by + Entity::delete_many().filter(about).exec(conn).await?.rows_affected)
}
