//! Signed links to pictures, for neighbours that have decided rights.

use kernel::{Cx, FieldError, Outcome};
use media_contract::{DescribeMedia, MediaKind, MediaRefusal, Pictures};

use crate::store::file::Stored;
use crate::{Service, view};

const MOST: usize = 400;

impl Service {
    pub(crate) async fn describe_media(&self, _cx: &Cx, req: DescribeMedia) -> Outcome<Pictures, MediaRefusal> {
        if req.files.len() > MOST {
            let error = FieldError::new("files", "too_many", "At most 400 files can be described at once.");
            return Err(MediaRefusal::Invalid(vec![error]).into());
        }
        let found = self.shelf.find_all(&req.files).await?;
        let now = self.clock.now();
        let shown = |stored: &Stored| {
            let owner = stored.file.owner();
            stored.content.media_kind() == MediaKind::Image
                && req.owner.is_none_or(|of| of == owner)
                && (req.viewer == Some(owner) || self.is_published(stored))
        };
        let wanted = req.files.iter().filter_map(|id| found.get(id)).filter(|stored| shown(stored));
        Ok(Pictures { pictures: wanted.map(|stored| view::picture(stored, &self.links, req.viewer, now)).collect() })
    }
}
