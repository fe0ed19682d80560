//! Writes that can happen twice: key, keyed request hash and reply are stored in the transaction of the effect, and the
//! second answer is the first one's.
//!
//! Replies can hold tokens and personal data, so they are sealed with a key that only someone who holds both the
//! installation's secret and the caller's idempotency key can derive.

use aws_lc_rs::digest;
use kernel::{Call, Caller, Clock, Cx, Failure, Timestamp};
use sea_orm::entity::prelude::*;
use sea_orm::{Set, TryInsertResult};

use crate::secret::Secret;
use crate::store::{StoreError, StoreResult};
use crate::{Database, Tx};

mod row {
    use super::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false, column_type = "VarBinary(StringLen::None)")]
        pub key: Vec<u8>,
        #[sea_orm(column_type = "VarBinary(StringLen::None)")]
        pub request: Vec<u8>,
        #[sea_orm(column_type = "VarBinary(StringLen::None)", nullable)]
        pub reply: Option<Vec<u8>>,
        pub created_at: i64,
    }
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of the start of a write.
pub enum Once<Req: Call> {
    /// It happened before: this was the answer.
    Replay(Req::Reply),
    /// It is new: do it inside, then [`Write::commit`] with the reply.
    Fresh(Write),
}

/// A transaction that remembers its reply.
pub struct Write {
    tx: Tx,
    memory: Option<Memory>,
}

struct Memory {
    key: Vec<u8>,
    seal: Secret,
}

impl std::ops::Deref for Write {
    type Target = Tx;
    fn deref(&self) -> &Tx {
        &self.tx
    }
}

impl std::ops::DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Tx {
        &mut self.tx
    }
}

impl Write {
    /// Makes the effect and its reply durable together, and hands the reply back.
    pub async fn commit<T: serde::Serialize>(self, reply: T) -> StoreResult<T> {
        if let Some(memory) = &self.memory {
            let clear = serde_json::to_vec(&reply).map_err(StoreError::corrupt)?;
            row::Entity::update_many()
                .col_expr(row::Column::Reply, sea_orm::sea_query::Expr::value(memory.seal.seal(&clear)))
                .filter(row::Column::Key.eq(memory.key.clone()))
                .exec(self.tx.conn())
                .await?;
        }
        self.tx.commit().await?;
        Ok(reply)
    }
}

impl Database {
    /// Starts a write. Without an idempotency key in `cx` it is a plain transaction.
    pub async fn once<Req: Call>(
        &self,
        clock: &dyn Clock,
        cx: &Cx,
        req: &Req,
    ) -> Result<Once<Req>, Failure<Req::Refusal>> {
        let Some(idempotency) = cx.idempotency() else {
            let tx = self.begin().await?;
            return Ok(Once::Fresh(Write { tx, memory: None }));
        };
        let scope = [Req::SPEC.contract, Req::SPEC.method, &scope_of(cx.caller()), idempotency.as_str()].join("\n");
        let key = digest::digest(&digest::SHA256, scope.as_bytes()).as_ref().to_vec();
        let body = serde_json::to_vec(req).map_err(Failure::internal)?;
        let seal = self.shared.seal.derive(&scope);
        // Keyed: a body may hold a password, and a plain hash of it could be guessed at.
        let request = seal.mac(&body).to_vec();

        let tx = self.begin().await?;
        if claim(&tx, &key, &request, clock.now()).await? {
            return Ok(Once::Fresh(Write { tx, memory: Some(Memory { key, seal }) }));
        }
        // The other one has committed by now: the insert above waited for it.
        let stored = row::Entity::find_by_id(key).one(tx.conn()).await.map_err(StoreError::from)?;
        tx.rollback().await?;
        let Some(stored) = stored else { return Err(Failure::Unavailable) };
        if stored.request != request {
            return Err(Failure::IdempotencyMismatch);
        }
        let clear = stored.reply.and_then(|sealed| seal.open(&sealed)).ok_or(Failure::Unavailable)?;
        let reply = serde_json::from_slice(&clear).map_err(Failure::internal)?;
        cx.mark_replayed();
        Ok(Once::Replay(reply))
    }

    /// Forgets replies stored before `horizon` (24 h are promised).
    pub async fn sweep_replies(&self, horizon: Timestamp) -> StoreResult<u64> {
        let filter = row::Column::CreatedAt.lt(horizon.as_millis());
        Ok(row::Entity::delete_many().filter(filter).exec(&self.write).await?.rows_affected)
    }
}

async fn claim(tx: &Tx, key: &[u8], request: &[u8], now: Timestamp) -> StoreResult<bool> {
    let row = row::ActiveModel {
        key: Set(key.to_vec()),
        request: Set(request.to_vec()),
        reply: Set(None),
        created_at: Set(now.as_millis()),
    };
    let inserted = row::Entity::insert(row)
        .on_conflict_do_nothing_on([row::Column::Key])
        .exec_without_returning(tx.conn())
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}

/// Keys of different callers never meet.
fn scope_of(caller: &Caller) -> String {
    match caller {
        Caller::Anonymous => "anonymous".into(),
        Caller::User { user, .. } => user.to_string(),
        Caller::Service { name } => format!("service {name}"),
    }
}
