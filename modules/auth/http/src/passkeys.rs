//! Passkeys (WebAuthn): registering them, signing in with them, and what somebody has of them.

mod login;
mod manage;
mod register;

use edge::{Class, Table};

use crate::Api;

/// Adds the operations.
pub(crate) fn routes(table: Table<Api>) -> Table<Api> {
    table
        .post(
            "/auth/passkeys/register/begin",
            register::begin_passkey_registration,
            "Starts the registration of a passkey: what `navigator.credentials.create` takes.",
        )
        .post(
            "/auth/passkeys/register/finish",
            register::finish_passkey_registration,
            "Registers a passkey with what `navigator.credentials.create` gave.",
        )
        .post(
            "/auth/passkeys/login/begin",
            login::begin_passkey_login,
            "Starts a sign-in with a passkey: what `navigator.credentials.get` takes.",
        )
        .post(
            "/auth/passkeys/login/finish",
            login::finish_passkey_login,
            "Signs in with what `navigator.credentials.get` gave. No one-time code is asked for.",
        )
        .limited(Class::LogIn)
        .signs_in()
        .get("/auth/passkeys", manage::list_passkeys, "The caller's passkeys, oldest first.")
        .delete("/auth/passkeys/{passkey_id}", manage::remove_passkey, "Forgets one of the caller's passkeys.")
}

#[cfg(test)]
mod tests;
