//! Moderators and admins, and services that ask what tokens are worth.

mod claim_admin;
mod introspect;
mod set_roles;

use edge::{Class, Table};

use crate::Api;

/// Adds the operations.
pub(crate) fn routes(table: Table<Api>) -> Table<Api> {
    table
        .post(
            "/auth/admin/claim",
            claim_admin::claim_admin,
            "Makes the caller the first admin, with the one-time link that the server printed at its start.",
        )
        .put("/auth/roles/{user_id}", set_roles::set_roles, "Says what somebody may do; for admins.")
        .post("/auth/introspect", introspect::introspect, "What a token is worth, for services (RFC 7662).")
        // Services ask for all of their callers at once, and a secret of 32 characters is not found by trying.
        .limited(Class::Free)
}

#[cfg(test)]
mod tests;
