//! A person the caller may see, with their account's name.

use auth_contract::GetAccounts;
use kernel::{Cx, Failure, Outcome};
use profile_contract::{GetUser, ProfileRefusal, UserCard};

use crate::Service;
use crate::viewer::Viewer;

impl Service {
    pub(crate) async fn get_user(&self, cx: &Cx, req: GetUser) -> Outcome<UserCard, ProfileRefusal> {
        let person = self.visible(Viewer::of(cx)?, req.user).await?;
        let photos = self.directory.album(cx, &person).await?;
        let asked = self.accounts.get_accounts(cx, GetAccounts { users: vec![req.user] }).await;
        let accounts = asked.map_err(Failure::unexpected)?.accounts;
        let account = accounts.into_iter().find(|account| account.user_id == req.user);
        let username = account.ok_or(ProfileRefusal::NotFound)?.username;
        let (id, name) = (req.user, person.value.says.name.clone());
        Ok(UserCard { id, user_id: id, username, name, avatar: photos.first().cloned() })
    }
}
