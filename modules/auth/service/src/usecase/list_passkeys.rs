//! The caller's passkeys, oldest first: at most as many as an account may have, so all at once.

use auth_contract::{AuthRefusal, ListPasskeys, PasskeyCard, Passkeys};
use kernel::{Cx, Outcome, Timestamp};

use crate::Service;
use crate::passkey::to_text;
use crate::store::passkey;

impl Service {
    pub(crate) async fn list_passkeys(&self, cx: &Cx, _req: ListPasskeys) -> Outcome<Passkeys, AuthRefusal> {
        let user = cx.caller().user().ok_or(AuthRefusal::InvalidToken)?;
        let passkeys = passkey::all_of(self.db.read(), user).await?;
        Ok(Passkeys { passkeys: passkeys.iter().map(card).collect() })
    }
}

/// What its owner sees of a passkey.
pub fn card(passkey: &passkey::Model) -> PasskeyCard {
    PasskeyCard {
        passkey_id: to_text(&passkey.id),
        name: passkey.name.clone(),
        created_at: Timestamp::from_millis(passkey.created_at),
        last_used_at: passkey.used_at.map(Timestamp::from_millis),
    }
}
