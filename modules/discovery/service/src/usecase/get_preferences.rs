//! What the caller asks of others.

use discovery_contract::{DiscoveryRefusal, GetPreferences, Preferences};
use kernel::{Cx, Outcome};

use super::asking;
use crate::Service;
use crate::store::preference;

impl Service {
    pub(crate) async fn preferences(&self, cx: &Cx, _req: GetPreferences) -> Outcome<Preferences, DiscoveryRefusal> {
        Ok(preference::of(self.db.read(), asking(cx)?).await?)
    }
}
