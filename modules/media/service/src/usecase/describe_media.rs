//! Signed links to files, for neighbours that have decided rights.

use kernel::{Cx, FieldError, Outcome};
use media_contract::{DescribeMedia, MediaRefusal, Pictures};

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
        let wanted = req.files.iter().filter_map(|id| found.get(id));
        let owned = wanted.filter(|file| req.owner.is_none_or(|owner| owner == file.owner()));
        Ok(Pictures { pictures: owned.map(|file| view::picture(file, &self.links, now)).collect() })
    }
}
