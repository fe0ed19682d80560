//! Photos of somebody the caller may see.

use kernel::{Cx, Outcome};
use profile_contract::{ListPhotos, Photos, ProfileRefusal};

use crate::Service;
use crate::viewer::Viewer;

impl Service {
    pub(crate) async fn list_photos(&self, cx: &Cx, req: ListPhotos) -> Outcome<Photos, ProfileRefusal> {
        let person = self.visible(Viewer::of(cx)?, req.user).await?;
        Ok(Photos { photos: self.directory.album(cx, &person).await?.to_vec() })
    }
}
