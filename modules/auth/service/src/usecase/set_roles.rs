//! Says what somebody may do. Rights that are taken away are gone in the next request.

use auth_contract::{AuthRefusal, Device, SetRoles};
use kernel::{Cx, Done, Outcome, Role, Signal, UserId};
use platform::Once;

use crate::Service;
use crate::audit::Deed;
use crate::store::{account, sign_in_method};

impl Service {
    pub(crate) async fn set_roles(&self, cx: &Cx, req: SetRoles) -> Outcome<Done, AuthRefusal> {
        if !cx.caller().has(Role::Admin) {
            return Err(AuthRefusal::Forbidden.into());
        }
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let account = account::find(write.conn(), req.user).await?.ok_or(AuthRefusal::AccountNotFound)?;
        let roles = tidy(&req.roles);
        let staff = roles.len() > 1;
        let two_factors =
            account.totp_confirmed_at.is_some() || sign_in_method::has_passkey(write.conn(), req.user).await?;
        if staff && !two_factors {
            return Err(AuthRefusal::SecondFactorRequired.into());
        }
        account::set_roles(write.conn(), req.user, &roles).await?;
        if !account::any_admin(write.conn()).await? {
            return Err(AuthRefusal::LastAdmin.into());
        }
        self.audit.note(&write, req.user, Deed::RolesChanged, &Device::default()).await?;
        let done = write.commit(Done {}).await?;
        self.forget_rights(req.user);
        Ok(done)
    }

    /// Makes everybody ask again what an account may do. Its sign-ins live on; its sockets connect once more.
    pub(crate) fn forget_rights(&self, user: UserId) {
        self.signals.send(&Signal::SessionsRevoked { user, sessions: Vec::new() });
    }
}

/// Each role once, in one order, and what everybody may always among them.
fn tidy(asked: &[Role]) -> Vec<Role> {
    let all = [Role::User, Role::Moderator, Role::Admin];
    all.into_iter().filter(|role| *role == Role::User || asked.contains(role)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_a_set_that_everybodys_role_belongs_to() {
        assert_eq!(tidy(&[]), [Role::User]);
        assert_eq!(tidy(&[Role::Admin, Role::Admin, Role::User]), [Role::User, Role::Admin]);
        assert_eq!(tidy(&[Role::Admin, Role::Moderator]), [Role::User, Role::Moderator, Role::Admin]);
    }
}
