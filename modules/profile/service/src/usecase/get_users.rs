//! People the caller may see, with their accounts' names; others are left out.

use std::collections::HashMap;

use auth_contract::GetAccounts;
use kernel::{Cx, Failure, Outcome, UserId};
use profile_contract::{GetUsers, ProfileRefusal, UserCard, UserCards};

use crate::Service;
use crate::directory::Known;
use crate::viewer::{Viewer, at_most};

/// Most people in one call.
const MOST: usize = 50;

impl Service {
    pub(crate) async fn get_users(&self, cx: &Cx, req: GetUsers) -> Outcome<UserCards, ProfileRefusal> {
        at_most(MOST, &req.users)?;
        let viewer = Viewer::of(cx)?;
        let people = self.all_visible(viewer, &req.users).await?;
        Ok(UserCards { users: self.user_cards(cx, viewer, &people).await? })
    }

    /// Cards of people whom the viewer may see, at most 200. Whoever has no account any longer is nobody.
    pub(crate) async fn user_cards(
        &self,
        cx: &Cx,
        viewer: Viewer,
        people: &[Known],
    ) -> Outcome<Vec<UserCard>, ProfileRefusal> {
        if people.is_empty() {
            return Ok(Vec::new());
        }
        let albums = self.directory.albums(cx, viewer, people).await?;
        let mut usernames = self.usernames(cx, people.iter().map(|known| known.value.user).collect()).await?;
        let card = |known: &Known| {
            let (id, name) = (known.value.user, known.value.says.name.clone());
            let avatar = albums.get(&id).and_then(|photos| photos.first().cloned());
            Some(UserCard { id, user_id: id, username: usernames.remove(&id)?, name, avatar })
        };
        Ok(people.iter().filter_map(card).collect())
    }

    /// The names of accounts, at most 200; those that are gone are left out.
    pub(crate) async fn usernames(
        &self,
        cx: &Cx,
        users: Vec<UserId>,
    ) -> Outcome<HashMap<UserId, String>, ProfileRefusal> {
        let asked = self.accounts.get_accounts(cx, GetAccounts { users }).await.map_err(Failure::unexpected)?;
        Ok(asked.accounts.into_iter().map(|account| (account.user_id, account.username)).collect())
    }
}
