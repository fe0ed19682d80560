//! Names of accounts.

use auth_contract::{AccountCard, AccountCards, AuthRefusal, GetAccounts};
use kernel::{Cx, Outcome};

use crate::Service;
use crate::store::account;

/// As the contract says.
const MOST: usize = 200;

impl Service {
    pub(crate) async fn get_accounts(&self, _cx: &Cx, mut req: GetAccounts) -> Outcome<AccountCards, AuthRefusal> {
        req.users.truncate(MOST);
        let accounts = account::all_of(self.db.read(), &req.users).await?;
        let card = |account: account::Model| AccountCard { user_id: account.user_id(), username: account.username };
        Ok(AccountCards { accounts: accounts.into_iter().map(card).collect() })
    }
}
