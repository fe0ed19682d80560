//! The caller's own account.

use auth_contract::{AuthRefusal, GetOwnAccount, OwnAccount};
use kernel::{Caller, Cx, Outcome, Timestamp};

use crate::Service;
use crate::store::{account, factor};

impl Service {
    pub(crate) async fn get_own_account(&self, cx: &Cx, _req: GetOwnAccount) -> Outcome<OwnAccount, AuthRefusal> {
        let Caller::User { user, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let account = account::find(self.db.read(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        let factors = factor::count(self.db.read(), user).await?;
        Ok(OwnAccount {
            user_id: user,
            username: account.username,
            email: account.email,
            email_verified: account.email_verified_at.is_some(),
            has_password: account.password_hash.is_some(),
            has_telegram: factors.telegram,
            has_totp: account.totp_confirmed_at.is_some(),
            recovery_codes_left: factors.recovery_codes,
            passkeys: factors.passkeys,
            roles: account.roles.0,
            created_at: Timestamp::from_millis(account.created_at),
            erased_at: account.erase_at.map(Timestamp::from_millis),
        })
    }
}
