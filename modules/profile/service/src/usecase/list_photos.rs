//! Photos of somebody the caller may see.

use kernel::{Cx, Outcome};
use profile_contract::{ListPhotos, Photos, ProfileRefusal};

use crate::Service;
use crate::viewer::Viewer;

impl Service {
    pub(crate) async fn list_photos(&self, cx: &Cx, req: ListPhotos) -> Outcome<Photos, ProfileRefusal> {
        let viewer = Viewer::of(cx)?;
        let person = self.visible(viewer, req.user).await?;
        Ok(Photos { photos: self.directory.album(cx, viewer, &person).await?.to_vec() })
    }
}
