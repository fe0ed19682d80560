//! The e-mail address, and the password that is set by mail: `PUT /auth/email`, `POST /auth/email/verify`,
//! `POST /auth/password/forgot`, `POST /auth/password/reset`

use std::sync::Arc;

use auth_contract::{AuthRefusal, ChangeEmail, ForgotPassword, ResetPassword, VerifyEmail};
use edge::{Accepted, Anyone, Body, Class, NoContent, SignedIn, Table};
use kernel::Outcome;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::Api;
use crate::answer::device;

/// Adds the operations.
pub(crate) fn routes(table: Table<Api>) -> Table<Api> {
    table
        .put(
            "/auth/email",
            change_email,
            "Sends a link to an address; the caller's account has it once that is followed.",
        )
        .limited(Class::Mail)
        .post("/auth/email/verify", verify_email, "Confirms an address with the token of the link that was sent to it.")
        .limited(Class::LogIn)
        .post(
            "/auth/password/forgot",
            forgot_password,
            "Sends a link that sets a new password, if there is an account with this address. The answer is always the \
             same.",
        )
        .limited(Class::Mail)
        .post(
            "/auth/password/reset",
            reset_password,
            "Sets a new password with the token of such a link, and signs out all devices.",
        )
        .limited(Class::LogIn)
}

/// A mail.
#[derive(Serialize, ToSchema)]
pub struct MailPromise {
    /// For people.
    #[schema(example = "If this address belongs to an account, a mail is on its way.")]
    detail: &'static str,
}

/// Another address.
#[derive(Deserialize, Validate, ToSchema)]
pub struct EmailChange {
    /// The new one; or the same, to get the link again.
    #[schema(format = "email")]
    email: String,
    /// The password, for accounts that have one.
    #[schema(format = Password)]
    password: Option<String>,
}

async fn change_email(
    api: Arc<Api>,
    who: SignedIn,
    body: Body<EmailChange>,
) -> Outcome<Accepted<MailPromise>, AuthRefusal> {
    let EmailChange { email, password } = body.into_inner();
    api.accounts.change_email(who.cx(), ChangeEmail { email, password }).await?;
    Ok(Accepted(MailPromise { detail: "A mail with a link is on its way to the new address." }))
}

/// From a link that confirms an address.
#[derive(Deserialize, Validate, ToSchema)]
pub struct EmailProof {
    /// What stands behind `#verify=`.
    token: String,
}

async fn verify_email(api: Arc<Api>, who: Anyone, body: Body<EmailProof>) -> Outcome<NoContent, AuthRefusal> {
    api.accounts.verify_email(who.cx(), VerifyEmail { token: body.into_inner().token }).await?;
    Ok(NoContent)
}

/// Whose password is forgotten.
#[derive(Deserialize, Validate, ToSchema)]
pub struct ForgottenPassword {
    /// The account's address.
    #[schema(format = "email")]
    email: String,
}

async fn forgot_password(
    api: Arc<Api>,
    who: Anyone,
    body: Body<ForgottenPassword>,
) -> Outcome<Accepted<MailPromise>, AuthRefusal> {
    let request = ForgotPassword { email: body.into_inner().email, device: device(who.client()) };
    api.accounts.forgot_password(who.cx(), request).await?;
    Ok(Accepted(MailPromise { detail: "If this address belongs to an account, a mail is on its way." }))
}

/// A new password, from a link.
#[derive(Deserialize, Validate, ToSchema)]
pub struct PasswordReset {
    /// What stands behind `#reset=`. It works once; a password that is refused does not use it up.
    token: String,
    /// Not easy to guess, and without the username inside.
    #[schema(min_length = 8, max_length = 128, format = Password, example = "seven-quiet-lanterns")]
    new_password: String,
}

async fn reset_password(api: Arc<Api>, who: Anyone, body: Body<PasswordReset>) -> Outcome<NoContent, AuthRefusal> {
    let PasswordReset { token, new_password } = body.into_inner();
    let request = ResetPassword { token, new_password, device: device(who.client()) };
    api.accounts.reset_password(who.cx(), request).await?;
    Ok(NoContent)
}
