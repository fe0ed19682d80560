//! The account as a whole: what it has, its log, its end.

mod get_own_account;
mod list_audit;

use edge::Table;

use crate::Api;

/// Adds the operations.
pub(crate) fn routes(table: Table<Api>) -> Table<Api> {
    table
        .get(
            "/auth/account",
            get_own_account::get_own_account,
            "The caller's own account: its names, and the ways to sign in to it.",
        )
        .get("/auth/audit", list_audit::list_audit, "What happened to the caller's account, newest first.")
}
