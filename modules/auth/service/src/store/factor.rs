//! What an account proves itself with besides its password, as a whole: counted, and done away with.

use kernel::UserId;
use platform::StoreResult;
use sea_orm::ExprTrait;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Asterisk, Func, Query};

use crate::store::identity;

/// Tables with a row a factor.
const PASSKEYS: &str = "passkey";
const RECOVERY_CODES: &str = "recovery_code";

/// How many factors of each kind there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factors {
    /// Passkeys.
    pub passkeys: u32,
    /// Recovery codes that are left.
    pub recovery_codes: u32,
    /// Whether it opens with Telegram.
    pub telegram: bool,
}

/// An account's factors.
pub async fn count<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<Factors> {
    let telegram = identity::Entity::find()
        .filter(identity::Column::AccountId.eq(owner.0))
        .filter(identity::Column::Provider.eq(identity::TELEGRAM));
    Ok(Factors {
        passkeys: rows_of(conn, PASSKEYS, owner).await?,
        recovery_codes: rows_of(conn, RECOVERY_CODES, owner).await?,
        telegram: telegram.count(conn).await? > 0,
    })
}

/// Takes all of them away: passkeys, recovery codes, and foreign accounts that open it.
pub async fn remove_all<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<()> {
    for table in [PASSKEYS, RECOVERY_CODES] {
        let mut delete = Query::delete();
        delete.from_table(Alias::new(table)).and_where(Expr::col(Alias::new("account_id")).eq(owner.0));
        conn.execute(&delete).await?;
    }
    identity::Entity::delete_many().filter(identity::Column::AccountId.eq(owner.0)).exec(conn).await?;
    Ok(())
}

async fn rows_of<C: ConnectionTrait>(conn: &C, table: &'static str, owner: UserId) -> StoreResult<u32> {
    let mut select = Query::select();
    select
        .expr_as(Func::count(Expr::col(Asterisk)), Alias::new("rows"))
        .from(Alias::new(table))
        .and_where(Expr::col(Alias::new("account_id")).eq(owner.0));
    let row = conn.query_one(&select).await?;
    let count: i64 = row.map_or(Ok(0), |row| row.try_get("", "rows"))?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
