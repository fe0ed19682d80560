//! Somebody is kept no longer; also somebody who is hidden by now.

use discovery_contract::{DiscoveryRefusal, RemoveFavorite};
use kernel::{Cx, Done, Outcome};
use platform::Once;

use super::asking;
use crate::Service;
use crate::store::favorite;

impl Service {
    pub(crate) async fn keep_no_longer(&self, cx: &Cx, req: RemoveFavorite) -> Outcome<Done, DiscoveryRefusal> {
        let user = asking(cx)?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(done) => return Ok(done),
            Once::Fresh(write) => write,
        };
        favorite::remove(write.conn(), user, req.target).await?;
        Ok(write.commit(Done {}).await?)
    }
}
