//! `POST /auth/logout`

use std::sync::Arc;

use auth_contract::{AuthRefusal, LogOut};
use edge::{NoContent, SignedIn};
use kernel::Outcome;

use crate::Api;

pub(crate) async fn log_out(api: Arc<Api>, who: SignedIn) -> Outcome<NoContent, AuthRefusal> {
    api.accounts.log_out(who.cx(), LogOut {}).await?;
    Ok(NoContent)
}
