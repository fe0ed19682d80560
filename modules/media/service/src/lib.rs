//! The media module: files, their renditions, and signed links to them.
//!
//! An upload is streamed to the [`Blobs`] port by the http crate. A picture is rendered here in a bounded pool and stored
//! as renditions only: the original, with whatever it carries, is gone as soon as it has been rendered. A video is
//! stored as it came, with its metadata blanked. Files with the same bytes share one content. The module does not know
//! who may see whom; it serves the owner and whoever holds a signed link.

mod classifier;
mod domain;
mod intake;
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
    AddPart, BeginUpload, CancelUpload, DeleteMedia, DescribeMedia, EraseUser, ExportUser, GetMedia, GetUpload,
    ListMedia, ListReviews, MediaFiles, MediaRefusal, MediaView, OpenMedia, OpenPart, OpenedMedia, PartPlace, Pictures,
    Review, ReviewMedia, StoreMedia, UploadState,
};
use platform::{Database, Secret};

pub use classifier::{Classifier, ClassifierPackage, InstalledModel};
pub use domain::screening::Nsfw;
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
    /// What looks at pictures; without it nothing does.
    pub classifier: Option<Arc<dyn Classifier>>,
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
    let Deps { db, blobs, clock, ids, secret, classifier } = deps;
    let sweep = Sweep::new(db.clone(), Arc::clone(&blobs), Arc::clone(&clock));
    let limits = settings.picture_limits();
    // What nobody wants to know is not looked for.
    let classifier = classifier.filter(|_| settings.nsfw != Nsfw::Off);
    let service = Service {
        shelf: Shelf::new(db.clone()),
        studio: Studio::new(settings.worker_count(), settings.queue, settings.memory_mib, limits, classifier),
        links: Links::new(&secret, &settings.cdn_url, settings.link_ttl_s),
        settings: settings.clone(),
        db,
        blobs,
        clock,
        ids,
    };
    Built { contract: Arc::new(service), reactions: Vec::new(), sweep }
}

struct Service {
    settings: Settings,
    db: Database,
    shelf: Shelf,
    blobs: Arc<dyn Blobs>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    studio: Studio,
    links: Links,
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
    async fn begin_upload(&self, cx: &Cx, req: BeginUpload) -> Outcome<UploadState, MediaRefusal> {
        self.begin_upload(cx, req).await
    }
    async fn get_upload(&self, cx: &Cx, req: GetUpload) -> Outcome<UploadState, MediaRefusal> {
        self.get_upload(cx, req).await
    }
    async fn open_part(&self, cx: &Cx, req: OpenPart) -> Outcome<PartPlace, MediaRefusal> {
        self.open_part(cx, req).await
    }
    async fn add_part(&self, cx: &Cx, req: AddPart) -> Outcome<UploadState, MediaRefusal> {
        self.add_part(cx, req).await
    }
    async fn cancel_upload(&self, cx: &Cx, req: CancelUpload) -> Outcome<Done, MediaRefusal> {
        self.cancel_upload(cx, req).await
    }
    async fn list_reviews(&self, cx: &Cx, req: ListReviews) -> Outcome<Page<Review>, MediaRefusal> {
        self.list_reviews(cx, req).await
    }
    async fn review_media(&self, cx: &Cx, req: ReviewMedia) -> Outcome<Done, MediaRefusal> {
        self.review_media(cx, req).await
    }
    async fn export_user(&self, cx: &Cx, req: ExportUser) -> Outcome<Exported, MediaRefusal> {
        self.export_user(cx, req).await
    }
    async fn erase_user(&self, cx: &Cx, req: EraseUser) -> Outcome<Erased, MediaRefusal> {
        self.erase_user(cx, req).await
    }
}
