//! All that hangs on an account, whatever table it is in: to be handed out, and to be erased.

use kernel::UserId;
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Order, Query};

/// The tables whose rows name an account, but for its sessions, which other rows hang on in turn.
const TABLES: [&str; 5] = ["identity", "one_time_token", "recovery_code", "passkey", "audit_entry"];

/// A passkey, without what it is checked with.
#[derive(Debug, sea_orm::FromQueryResult)]
pub struct Passkey {
    /// What the person calls it.
    pub name: String,
    /// In milliseconds since the epoch.
    pub created_at: i64,
    /// When it last signed in.
    pub used_at: Option<i64>,
}

/// The passkeys of an account, oldest first.
pub async fn passkeys<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<Vec<Passkey>> {
    let query = Query::select()
        .columns(["name", "created_at", "used_at"].map(Alias::new))
        .from("passkey")
        .and_where(Expr::col("account_id").eq(owner.0))
        .order_by("created_at", Order::Asc)
        .to_owned();
    let statement = conn.get_database_backend().build(&query);
    Ok(<Passkey as sea_orm::FromQueryResult>::find_by_statement(statement).all(conn).await?)
}

/// How many recovery codes an account has left.
pub async fn recovery_codes<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<i64> {
    let query = Query::select()
        .expr_as(Expr::col("digest").count(), "codes")
        .from("recovery_code")
        .and_where(Expr::col("account_id").eq(owner.0))
        .to_owned();
    let row = conn.query_one(&query).await?;
    Ok(row.map_or(Ok(0), |row| row.try_get("", "codes"))?)
}

/// Erases all of it, but for the account itself; how many rows that were.
pub async fn remove<C: ConnectionTrait>(conn: &C, owner: UserId) -> StoreResult<u64> {
    let sessions =
        Query::select().column("id").from("session").and_where(Expr::col("account_id").eq(owner.0)).to_owned();
    let tokens =
        Query::delete().from_table("refresh_token").and_where(Expr::col("session_id").in_subquery(sessions)).to_owned();
    let mut count = conn.execute(&tokens).await?.rows_affected();
    for table in ["session"].into_iter().chain(TABLES) {
        let rows = Query::delete().from_table(table).and_where(Expr::col("account_id").eq(owner.0)).to_owned();
        count += conn.execute(&rows).await?.rows_affected();
    }
    Ok(count)
}
