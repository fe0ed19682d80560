//! Hashing a password again, after the costs of hashing were raised: only somebody who signs in brings the password along.

use platform::StoreResult;

use crate::Service;
use crate::store::account;

impl Service {
    /// Gives an account a hash of today's costs in place of an older one, once its owner has signed in. They do not wait for
    /// it; where it fails or others are busy, the next sign-in tries again.
    pub(crate) fn rehash(&self, account: account::Model, password: String) {
        let user = account.user_id();
        let Some(old) = account.password_hash.filter(|hash| self.passwords.is_outdated(hash)) else { return };
        let (passwords, db) = (self.passwords.clone(), self.db.clone());
        tokio::spawn(async move {
            let Some(new) = passwords.renew(password).await else { return };
            let replace = async || -> StoreResult<bool> {
                let tx = db.begin().await?;
                let replaced = account::replace_password(tx.conn(), user, &old, &new).await?;
                tx.commit().await?;
                Ok(replaced)
            };
            match replace().await {
                Ok(replaced) => tracing::info!(user.id = %user, replaced, "hashed a password again"),
                Err(error) => tracing::warn!(user.id = %user, %error, "could not hash a password again"),
            }
        });
    }
}
