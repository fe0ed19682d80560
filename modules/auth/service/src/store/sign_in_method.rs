//! Which ways to sign in an account has, across tables.

use kernel::UserId;
use platform::StoreResult;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

/// Whether an account has a passkey.
pub async fn has_passkey<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<bool> {
    let theirs = Expr::col("account_id").eq(owner.0);
    let query = Query::select().column("id").from("passkey").and_where(theirs).limit(1).to_owned();
    Ok(conn.query_one(&query).await?.is_some())
}
