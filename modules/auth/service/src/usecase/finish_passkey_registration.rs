//! Ends the registration of a passkey: from now on it signs in to the caller's account.

use auth_contract::{AuthRefusal, FinishPasskeyRegistration, PasskeyCard};
use kernel::{Caller, Cx, Failure, FieldError, Outcome, UserId};
use platform::Once;
use unicode_normalization::UnicodeNormalization;

use crate::Service;
use crate::audit::Deed;
use crate::passkey::{Ceremony, Fault, Purpose, Record, Registration, verify_registration};
use crate::store::{account, passkey, passkey_ceremony, session};
use crate::usecase::begin_passkey_registration::MOST;
use crate::usecase::list_passkeys::card;

/// Most characters of a name.
const LONGEST_NAME: usize = 64;

impl Service {
    pub(crate) async fn finish_passkey_registration(
        &self,
        cx: &Cx,
        req: FinishPasskeyRegistration,
    ) -> Outcome<PasskeyCard, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let name = name(req.name.as_deref())?;
        let (ceremony, id, record) =
            self.judge_registration(user, &req).map_err(|fault| not_registered(user, fault))?;

        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let now = self.clock.now();
        if ceremony.expires_at <= now {
            return Err(not_registered(user, Fault::Expired));
        }
        let here = session::live(write.conn(), user, session, now).await?.ok_or(AuthRefusal::InvalidToken)?;
        // Held, so that no two registrations find room for one.
        account::hold(write.conn(), user).await?.ok_or(AuthRefusal::InvalidToken)?;
        if passkey::all_of(write.conn(), user).await?.len() >= MOST {
            return Err(AuthRefusal::TooManyPasskeys.into());
        }
        if !passkey_ceremony::spend(write.conn(), &ceremony).await? {
            return Err(not_registered(user, Fault::Spent));
        }
        let passkey = passkey::Model::new(id, user, name, &record, now)?;
        let card = card(&passkey);
        match passkey::insert(write.conn(), passkey).await {
            Err(error) if error.is_duplicate() => return Err(not_registered(user, Fault::CredentialId)),
            inserted => inserted?,
        }
        self.audit.note_on(&write, Deed::PasskeyAdded, &here).await?;
        Ok(write.commit(card).await?)
    }

    /// What can be seen without a look at what is stored, so that a repeat is seen the same.
    fn judge_registration(
        &self,
        user: UserId,
        req: &FinishPasskeyRegistration,
    ) -> Result<(Ceremony, Vec<u8>, Record), Fault> {
        let ceremony = self.ceremonies.recognise(&req.ceremony, Purpose::Registration(user))?;
        let answer = Registration::parse(&req.credential)?;
        let record = verify_registration(&self.relying_party, &ceremony.challenge, &answer)?;
        Ok((ceremony, answer.id, record))
    }
}

fn not_registered(user: UserId, fault: Fault) -> Failure<AuthRefusal> {
    tracing::info!(security.event = "passkey_not_registered", user.id = %user, ?fault, "security");
    AuthRefusal::PasskeyRefused.into()
}

/// What the person calls it.
fn name(typed: Option<&str>) -> Result<String, AuthRefusal> {
    let name: String = typed.unwrap_or_default().trim().nfc().collect();
    let fault = |code, message| Err(AuthRefusal::Invalid(vec![FieldError::new("name", code, message)]));
    if name.chars().count() > LONGEST_NAME {
        return fault("length", "Must have at most 64 characters.");
    }
    if name.chars().any(char::is_control) {
        return fault("characters", "Must not have control characters.");
    }
    Ok(if name.is_empty() { "Passkey".into() } else { name })
}
