//! Creates accounts with given ids and one password, for demo data. What exists already is left as it is.

use std::collections::HashSet;

use auth_contract::{AuthRefusal, ImportAccount, ImportAccounts, UserRegistered};
use kernel::{Caller, Cx, Done, Outcome, UserId};

use crate::Service;
use crate::domain::username::Username;
use crate::store::account;

/// Rows a statement; fourteen columns each stay far below the parameters an engine takes.
const BATCH: usize = 200;

impl Service {
    pub(crate) async fn import_accounts(&self, cx: &Cx, req: ImportAccounts) -> Outcome<Done, AuthRefusal> {
        if !matches!(cx.caller(), Caller::Service { .. }) {
            return Err(AuthRefusal::Forbidden.into());
        }
        let newcomers = req.accounts.into_iter().map(parse).collect::<Result<Vec<_>, AuthRefusal>>()?;
        let hash = self.passwords.hash(req.password).await?;
        for batch in newcomers.chunks(BATCH) {
            self.import(batch, &hash).await?;
        }
        Ok(Done {})
    }

    async fn import(&self, batch: &[(UserId, Username)], hash: &str) -> Outcome<(), AuthRefusal> {
        let (ids, names): (Vec<UserId>, Vec<Username>) = batch.iter().cloned().unzip();
        let mut tx = self.db.begin().await?;
        let mut known: HashSet<UserId> =
            account::all_of(tx.conn(), &ids).await?.iter().map(|row| row.user_id()).collect();
        let mut taken: HashSet<String> = account::taken(tx.conn(), &names).await?.into_iter().collect();
        let new: Vec<account::Model> = batch
            .iter()
            .filter(|(id, name)| known.insert(*id) && taken.insert(name.key()))
            .map(|(id, name)| account::Model {
                password_hash: Some(hash.to_owned()),
                ..account::Model::new(id.0, name, self.clock.now())
            })
            .collect();
        let created: Vec<UserId> = new.iter().map(account::Model::user_id).collect();
        if created.is_empty() {
            return Ok(tx.rollback().await?);
        }
        account::insert_all(tx.conn(), new).await?;
        for user_id in created {
            tx.append(&*self.clock, &*self.ids, &UserRegistered { user_id }).await?;
        }
        Ok(tx.commit().await?)
    }
}

fn parse(account: ImportAccount) -> Result<(UserId, Username), AuthRefusal> {
    match Username::parse(&account.username) {
        Ok(username) => Ok((account.user_id, username)),
        Err(fault) => Err(AuthRefusal::Invalid(vec![fault])),
    }
}
