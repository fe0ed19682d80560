//! Refresh tokens by their digest. Spent ones stay until they expire: that is how a copy is noticed.

use kernel::{SessionId, Timestamp};
use platform::StoreResult;
use sea_orm::IntoActiveModel;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::Expr;

use crate::domain::refresh::{Presented, RefreshToken};
use crate::store::session;

/// One token.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "refresh_token")]
pub struct Model {
    /// SHA-256 of the token.
    #[sea_orm(primary_key, auto_increment = false, column_type = "VarBinary(StringLen::None)")]
    pub digest: Vec<u8>,
    /// Whose family it belongs to.
    pub session_id: Uuid,
    /// In milliseconds since the epoch.
    pub expires_at: i64,
    /// When it was first traded for its successor.
    pub spent_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Its session's typed id.
    pub fn session_id(&self) -> SessionId {
        SessionId(self.session_id)
    }
    /// What is to be known for a verdict.
    pub fn presented(&self, session: &session::Model) -> Presented {
        Presented {
            spent_at: self.spent_at.map(Timestamp::from_millis),
            expires_at: Timestamp::from_millis(self.expires_at),
            ended: session.ended_at.is_some(),
        }
    }
}

/// Adds a session's next token.
pub async fn insert<C: ConnectionTrait>(
    conn: &C,
    token: &RefreshToken,
    session: SessionId,
    expires_at: Timestamp,
) -> StoreResult<()> {
    let row =
        Model { digest: token.digest(), session_id: session.0, expires_at: expires_at.as_millis(), spent_at: None };
    Entity::insert(row.into_active_model()).exec_without_returning(conn).await?;
    Ok(())
}

/// What is stored about a token.
pub async fn find<C: ConnectionTrait>(conn: &C, token: &RefreshToken) -> StoreResult<Option<Model>> {
    Ok(Entity::find_by_id(token.digest()).one(conn).await?)
}

/// Spends a token; `false` when somebody was faster.
pub async fn spend<C: ConnectionTrait>(conn: &C, token: &RefreshToken, now: Timestamp) -> StoreResult<bool> {
    let spent = Entity::update_many()
        .col_expr(Column::SpentAt, Expr::value(now.as_millis()))
        .filter(Column::Digest.eq(token.digest()))
        .filter(Column::SpentAt.is_null())
        .exec(conn)
        .await?;
    Ok(spent.rows_affected == 1)
}

/// Forgets tokens that expired before `horizon`.
pub async fn sweep<C: ConnectionTrait>(conn: &C, horizon: Timestamp) -> StoreResult<u64> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(horizon.as_millis())).exec(conn).await?.rows_affected)
}
