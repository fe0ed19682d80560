//! The media module: files, their renditions, and signed links to them.
//!
//! An upload is streamed to the [`Blobs`] port by the http crate, rendered here in a bounded pool, and stored as
//! renditions only: the original, with whatever it carries, is gone as soon as it has been rendered. The module does
//! not know who may see whom; it serves the owner and whoever holds a signed link.

mod domain;
mod settings;
mod store;
mod studio;
mod sweep;
mod tidy;
mod usecase;
mod view;

use std::sync::Arc;

use kernel::{Blobs, Clock, Cx, Done, Erased, Exported, Ids, Outcome, Page, Reaction};
use media_contract::{
    DeleteMedia, DescribeMedia, EraseUser, ExportUser, GetMedia, ListMedia, MediaFiles, MediaRefusal, MediaView,
    OpenMedia, OpenedMedia, Pictures, StoreMedia,
};
use platform::{Database, Secret};

pub use settings::Settings;
pub use sweep::Sweep;

use domain::link::Links;
use store::shelf::Shelf;
use studio::Studio;

/// What the module needs from outside.
pub struct Deps {
    /// Its database.
    pub db: Database,
    /// Where bytes live.
    pub blobs: Arc<dyn Blobs>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New ids.
    pub ids: Arc<dyn Ids>,
    /// The installation's secret; links are signed with one derived from it.
    pub secret: Secret,
}

/// The module, ready to be asked.
pub struct Built {
    /// What others ask.
    pub contract: Arc<dyn MediaFiles>,
    /// What it does when facts arrive.
    pub reactions: Vec<Arc<dyn Reaction>>,
    /// Removes blobs that interrupted uploads and deletions left behind; to be run every few minutes.
    pub sweep: Sweep,
}

/// Builds the module.
pub fn build(settings: &Settings, deps: Deps) -> Built {
    let Deps { db, blobs, clock, ids, secret } = deps;
    let sweep = Sweep::new(db.clone(), Arc::clone(&blobs), Arc::clone(&clock));
    let limits = settings.picture_limits();
    let service = Service {
        shelf: Shelf::new(db.clone()),
        studio: Studio::new(settings.worker_count(), settings.queue, settings.memory_mib, limits),
        links: Links::new(&secret, &settings.link_base, settings.link_ttl_s),
        max_upload_bytes: settings.max_upload_bytes,
        db,
        blobs,
        clock,
        ids,
    };
    Built { contract: Arc::new(service), reactions: Vec::new(), sweep }
}

struct Service {
    db: Database,
    shelf: Shelf,
    blobs: Arc<dyn Blobs>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    studio: Studio,
    links: Links,
    max_upload_bytes: u64,
}

#[async_trait::async_trait]
impl MediaFiles for Service {
    async fn store_media(&self, cx: &Cx, req: StoreMedia) -> Outcome<MediaView, MediaRefusal> {
        self.store_media(cx, req).await
    }
    async fn get_media(&self, cx: &Cx, req: GetMedia) -> Outcome<MediaView, MediaRefusal> {
        self.get_media(cx, req).await
    }
    async fn list_media(&self, cx: &Cx, req: ListMedia) -> Outcome<Page<MediaView>, MediaRefusal> {
        self.list_media(cx, req).await
    }
    async fn open_media(&self, cx: &Cx, req: OpenMedia) -> Outcome<OpenedMedia, MediaRefusal> {
        self.open_media(cx, req).await
    }
    async fn describe_media(&self, cx: &Cx, req: DescribeMedia) -> Outcome<Pictures, MediaRefusal> {
        self.describe_media(cx, req).await
    }
    async fn delete_media(&self, cx: &Cx, req: DeleteMedia) -> Outcome<Done, MediaRefusal> {
        self.delete_media(cx, req).await
    }
    async fn export_user(&self, cx: &Cx, req: ExportUser) -> Outcome<Exported, MediaRefusal> {
        self.export_user(cx, req).await
    }
    async fn erase_user(&self, cx: &Cx, req: EraseUser) -> Outcome<Erased, MediaRefusal> {
        self.erase_user(cx, req).await
    }
}
