//! The second factor of a password or of Telegram: a one-time code, or a recovery code in its place. Passkeys are two
//! factors by themselves and are not asked for one.

use auth_contract::{AuthRefusal, Device};
use kernel::{Failure, Outcome, UserId};
use platform::{Secret, Tx};

use crate::Service;
use crate::audit::Deed;
use crate::domain::recovery_code::RecoveryCode;
use crate::domain::totp::TotpSecret;
use crate::guesses::Guess;
use crate::store::{account, recovery_code};

impl Service {
    /// Whether the sign-in to an account is a strong one, with the one-time code or recovery code that came along; an
    /// account that asks for a code is not opened without one. Ask only once the first factor was right: the answer tells
    /// whether the account has a second one.
    pub(crate) async fn second_factor(
        &self,
        tx: &Tx,
        account: &account::Model,
        code: Option<&str>,
        device: &Device,
    ) -> Outcome<bool, AuthRefusal> {
        if account.totp_confirmed_at.is_none() {
            return Ok(false);
        }
        let code = code.filter(|code| !code.trim().is_empty()).ok_or(AuthRefusal::TotpRequired)?;
        self.take_code(tx, account, code, device).await?;
        Ok(true)
    }

    /// A try of a code by somebody who is signed in. Counted apart from passwords: one that is right must not buy more tries
    /// of codes.
    pub(crate) async fn begin_code(&self, user: UserId) -> Result<Guess, AuthRefusal> {
        self.guesses.begin_at_home(&["codes of", &user.to_string()].join(" ")).await
    }

    /// Uses up a one-time code or a recovery code of an account inside `tx`.
    pub(crate) async fn take_code(
        &self,
        tx: &Tx,
        account: &account::Model,
        typed: &str,
        device: &Device,
    ) -> Outcome<(), AuthRefusal> {
        if let Some(digits) = one_time(typed) {
            let secret = self.totp_secret(account)?.ok_or(AuthRefusal::TotpInvalid)?;
            let step = secret.step_of(&digits, self.clock.now(), account.totp_step).ok_or(AuthRefusal::TotpInvalid)?;
            // A race of many with one code has one winner.
            let taken = account::take_totp_step(tx.conn(), account, step).await?;
            return if taken { Ok(()) } else { Err(AuthRefusal::TotpInvalid.into()) };
        }
        let code = RecoveryCode::parse(typed).ok_or(AuthRefusal::TotpInvalid)?;
        let digest = code.digest(&self.recovery_key(), account.user_id());
        if !recovery_code::take(tx.conn(), account.user_id(), digest).await? {
            return Err(AuthRefusal::TotpInvalid.into());
        }
        Ok(self.audit.note(tx, account.user_id(), Deed::RecoveryCodeUsed, device).await?)
    }

    /// The secret of an account's one-time codes, confirmed or only offered.
    pub(crate) fn totp_secret(&self, account: &account::Model) -> Outcome<Option<TotpSecret>, AuthRefusal> {
        let Some(sealed) = account.totp_secret.as_deref() else { return Ok(None) };
        let bytes = self.totp_key().open(sealed);
        let secret = bytes.as_deref().and_then(TotpSecret::from_bytes);
        Ok(Some(secret.ok_or_else(|| Failure::internal("a secret of one-time codes does not open"))?))
    }

    /// What the secrets of one-time codes are sealed with.
    pub(crate) fn totp_key(&self) -> Secret {
        self.secret.derive("one-time codes")
    }

    /// What recovery codes are digested with.
    pub(crate) fn recovery_key(&self) -> Secret {
        self.secret.derive("recovery codes")
    }
}

/// The digits of a one-time code, however they are grouped; `None` for anything else.
pub fn one_time(typed: &str) -> Option<String> {
    // A few more than there may be, so that long input is not read to its end.
    let digits: String = typed.chars().filter(|letter| !matches!(letter, ' ' | '-')).take(7).collect();
    (digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_time_codes_are_six_digits_however_they_are_grouped() {
        for typed in ["123456", "123 456", " 12-34-56 "] {
            assert_eq!(one_time(typed).as_deref(), Some("123456"), "{typed:?}");
        }
        for other in ["", "12345", "1234567", "12345a", "k7mqz-w4t2p", "１２３４５６", "١٢٣٤٥٦"] {
            assert_eq!(one_time(other), None, "{other:?}");
        }
    }
}
