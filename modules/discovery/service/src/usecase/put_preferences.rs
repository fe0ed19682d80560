//! The caller asks something else of others.

use discovery_contract::{DiscoveryRefusal, Preferences, PutPreferences};
use kernel::{Cx, Outcome};
use platform::Once;

use crate::Service;
use crate::domain::ask::Ask;
use crate::store::preference;

impl Service {
    /// Counts in both directions from the caller's next request on: for whom they are shown, and who is shown to them.
    pub(crate) async fn prefer(&self, cx: &Cx, req: PutPreferences) -> Outcome<Preferences, DiscoveryRefusal> {
        let user = self.known(cx).await?;
        let filters = Ask::parse(&req.preferences.filters).map_err(DiscoveryRefusal::Invalid)?;
        let wishes = Ask::parse(&req.preferences.wishes).map_err(DiscoveryRefusal::Invalid)?;
        let mut viewer = self.viewers.of(user, &self.db, &self.crowd).await?;
        let person = self.viewer_said(cx, user, &viewer).await?;
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(preferences) => return Ok(preferences),
            Once::Fresh(write) => write,
        };
        preference::put(write.conn(), user, &req.preferences).await?;
        let preferences = write.commit(req.preferences).await?;
        viewer.preferences = preferences.clone();
        self.crowd.put(&person, &filters, &wishes, self.clock.now().as_secs());
        Ok(preferences)
    }
}
