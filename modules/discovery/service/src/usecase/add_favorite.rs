//! Somebody is kept for later. It is nobody's business but the caller's: no event tells of it, and no order knows it.

use discovery_contract::{AddFavorite, DiscoveryRefusal};
use kernel::{Cx, Done, Outcome};
use platform::Once;

use super::asking;
use crate::Service;
use crate::store::favorite;

impl Service {
    pub(crate) async fn keep(&self, cx: &Cx, req: AddFavorite) -> Outcome<Done, DiscoveryRefusal> {
        let user = asking(cx)?;
        if user == req.target {
            return Err(DiscoveryRefusal::Yourself.into());
        }
        if !self.visible(cx, user, &[req.target]).await?.contains(&req.target) {
            return Err(DiscoveryRefusal::NotFound.into());
        }
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        if favorite::count_besides(write.conn(), user, req.target).await? >= self.settings.favorites {
            return Err(DiscoveryRefusal::TooManyFavorites.into());
        }
        favorite::add(write.conn(), user, req.target, self.clock.now()).await?;
        Ok(write.commit(Done {}).await?)
    }
}
