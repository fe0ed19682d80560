//! `DELETE /auth/account`, `POST /auth/account/restore` and `GET /auth/erasures/{receipt}`

use std::collections::BTreeMap;
use std::sync::Arc;

use auth_contract::{AuthRefusal, DeleteAccount, ErasureReceipt, GetErasure, RestoreAccount};
use edge::{Accepted, Anyone, Json, NoContent, Path, SignedIn, Table};
use kernel::{Outcome, ReceiptId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::Api;
use crate::optional::Optional;

/// Adds the operations.
pub(crate) fn routes(table: Table<Api>) -> Table<Api> {
    table
        .delete(
            "/auth/account",
            delete_account,
            "Erases the caller's account after a grace period, in which nobody else meets them.",
        )
        .post("/auth/account/restore", restore_account, "Ends the grace period: the account stays.")
        .get("/auth/erasures/{receipt}", get_erasure, "How an erasure stands; the receipt's id is all it takes.")
}

/// Proves once more who asks.
#[derive(Default, Deserialize, Validate, ToSchema)]
pub struct Farewell {
    /// The password, for accounts that have one.
    #[schema(format = Password)]
    password: Option<String>,
}

/// An erasure that is under way.
#[derive(Serialize, ToSchema)]
pub struct StartedErasure {
    /// To ask with how the erasure stands, when there is no account left.
    receipt: ReceiptId,
    /// When the account is erased, unless it is restored before.
    erased_at: Timestamp,
}

/// A receipt.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ReceiptPath {
    /// Its id.
    receipt: ReceiptId,
}

/// How an erasure stands.
#[derive(Serialize, ToSchema)]
pub struct Receipt {
    /// Its id.
    receipt: ReceiptId,
    /// When it was asked for.
    requested_at: Timestamp,
    /// When it is due.
    due_at: Timestamp,
    /// When it was done; absent until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    done_at: Option<Timestamp>,
    /// How many rows and files each module erased; empty until it is done.
    erased: BTreeMap<String, u64>,
}

pub(crate) async fn delete_account(
    api: Arc<Api>,
    who: SignedIn,
    body: Optional<Farewell>,
) -> Outcome<Accepted<StartedErasure>, AuthRefusal> {
    let started = api.accounts.delete_account(who.cx(), DeleteAccount { password: body.0.password }).await?;
    Ok(Accepted(StartedErasure { receipt: started.receipt, erased_at: started.erased_at }))
}

pub(crate) async fn restore_account(api: Arc<Api>, who: SignedIn) -> Outcome<NoContent, AuthRefusal> {
    api.accounts.restore_account(who.cx(), RestoreAccount {}).await?;
    Ok(NoContent)
}

pub(crate) async fn get_erasure(
    api: Arc<Api>,
    who: Anyone,
    path: Path<ReceiptPath>,
) -> Outcome<Json<Receipt>, AuthRefusal> {
    let found = api.accounts.get_erasure(who.cx(), GetErasure { receipt: path.receipt }).await?;
    let ErasureReceipt { receipt, requested_at, due_at, done_at, erased } = found;
    Ok(Json(Receipt { receipt, requested_at, due_at, done_at, erased }))
}
