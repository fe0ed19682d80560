//! Blobs in memory, pictures, and the module on a real database.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use kernel::{BlobFailure, BlobKey, BlobListing, BlobRange, BlobWriter, Blobs, Timestamp};
use media_contract::{LinkProof, MediaFiles, StoreMedia};
use media_service::{Built, Classifier, Deps, Settings};
use platform::Database;
use testkit::World;

/// Blobs in memory.
#[derive(Default)]
pub struct MemoryBlobs {
    blobs: Arc<Mutex<BTreeMap<String, Bytes>>>,
    full: AtomicBool,
    written_at: AtomicI64,
}

impl MemoryBlobs {
    /// The keys of all that is stored.
    pub fn keys(&self) -> Vec<String> {
        self.blobs.lock().unwrap().keys().cloned().collect()
    }

    /// All stored bytes.
    pub fn bytes(&self) -> Vec<Bytes> {
        self.blobs.lock().unwrap().values().cloned().collect()
    }

    /// All blobs were written then, says the listing.
    pub fn set_written_at(&self, at: Timestamp) {
        self.written_at.store(at.as_millis(), Ordering::SeqCst);
    }

    /// From now on nothing more fits, or again.
    pub fn set_full(&self, full: bool) {
        self.full.store(full, Ordering::SeqCst);
    }
}

struct Writer {
    blobs: Arc<Mutex<BTreeMap<String, Bytes>>>,
    key: String,
    bytes: Vec<u8>,
}

#[kernel::async_trait]
impl BlobWriter for Writer {
    async fn write(&mut self, chunk: Bytes) -> Result<(), BlobFailure> {
        self.bytes.extend_from_slice(&chunk);
        Ok(())
    }
    async fn finish(self: Box<Self>) -> Result<(), BlobFailure> {
        self.blobs.lock().unwrap().insert(self.key, self.bytes.into());
        Ok(())
    }
}

#[kernel::async_trait]
impl Blobs for MemoryBlobs {
    async fn create(&self, key: &BlobKey) -> Result<Box<dyn BlobWriter>, BlobFailure> {
        Ok(Box::new(Writer { blobs: Arc::clone(&self.blobs), key: key.as_str().to_owned(), bytes: Vec::new() }))
    }
    async fn put(&self, key: &BlobKey, bytes: Bytes) -> Result<(), BlobFailure> {
        // One fits even then, so that a failure leaves something behind.
        if self.full.load(Ordering::SeqCst) && self.keys().iter().any(|key| key.starts_with("m/")) {
            return Err(BlobFailure::Full);
        }
        self.blobs.lock().unwrap().insert(key.as_str().to_owned(), bytes);
        Ok(())
    }
    async fn get(&self, key: &BlobKey) -> Result<Bytes, BlobFailure> {
        self.blobs.lock().unwrap().get(key.as_str()).cloned().ok_or(BlobFailure::Missing)
    }
    async fn stream(
        &self,
        key: &BlobKey,
        range: Option<BlobRange>,
    ) -> Result<BoxStream<'static, Result<Bytes, BlobFailure>>, BlobFailure> {
        let bytes = self.get(key).await?;
        let part = range.map_or(bytes.clone(), |range| bytes.slice(range.start as usize..range.end as usize));
        Ok(stream::iter([Ok(part)]).boxed())
    }
    async fn delete(&self, key: &BlobKey) -> Result<(), BlobFailure> {
        self.blobs.lock().unwrap().remove(key.as_str());
        Ok(())
    }
    async fn list(&self, shelf: &BlobKey) -> Result<BoxStream<'static, Result<BlobListing, BlobFailure>>, BlobFailure> {
        let written_at = Timestamp::from_millis(self.written_at.load(Ordering::SeqCst));
        let below = format!("{}/", shelf.as_str());
        let keys: Vec<_> = self.keys().into_iter().filter(|key| key.starts_with(&below)).collect();
        let listing =
            keys.into_iter().map(move |key| Ok(BlobListing { key: BlobKey::parse(key).unwrap(), written_at }));
        Ok(stream::iter(listing).boxed())
    }
}

/// The module, its blobs and its world.
pub struct Bench {
    pub built: Built,
    pub blobs: Arc<MemoryBlobs>,
    pub world: World,
}

impl Bench {
    /// The module with default settings.
    pub fn new(db: Database) -> Self {
        Self::with(db, &Settings::default())
    }

    /// The module with settings of the test's.
    pub fn with(db: Database, settings: &Settings) -> Self {
        Self::seeing(db, settings, None)
    }

    /// The module with settings and a classifier of the test's.
    pub fn seeing(db: Database, settings: &Settings, classifier: Option<Arc<dyn Classifier>>) -> Self {
        let world = World::new();
        let blobs = Arc::new(MemoryBlobs::default());
        let deps = Deps {
            db,
            blobs: blobs.clone(),
            clock: world.clock.clone(),
            ids: world.ids.clone(),
            secret: world.secret.clone(),
            classifier,
        };
        Self { built: media_service::build(settings, deps), blobs, world }
    }

    /// The contract.
    pub fn media(&self) -> &dyn MediaFiles {
        &*self.built.contract
    }
}

/// Stages bytes under a name, as the http crate does.
pub async fn stage(blobs: &MemoryBlobs, name: &str, bytes: &[u8]) -> StoreMedia {
    let staged = BlobKey::parse(format!("staged/{name}")).unwrap();
    let mut writer = blobs.create(&staged).await.unwrap();
    writer.write(Bytes::copy_from_slice(bytes)).await.unwrap();
    writer.finish().await.unwrap();
    StoreMedia { staged, filename: format!("../{name}.jpg"), size: bytes.len() as u64 }
}

/// What a phone's photo carries beside its pixels.
pub const CANARY: &[u8] = b"52.5200N 13.4050E";

/// A photo of this size, stored turned by a quarter (orientation 6), with a position in its metadata. Upright it is
/// red above and blue below.
pub fn photo(width: u16, height: u16) -> Vec<u8> {
    // Turned clockwise by 90 degrees for display: what is stored on the left ends up above.
    let (stored_width, stored_height) = (height, width);
    let pixels: Vec<u8> = (0..stored_height)
        .flat_map(|_| (0..stored_width).flat_map(|x| if x < stored_width / 2 { [220, 20, 20] } else { [20, 20, 220] }))
        .collect();
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(CANARY);
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    encoder.add_app_segment(1, exif).unwrap();
    encoder.encode(&pixels, stored_width, stored_height, jpeg_encoder::ColorType::Rgb).unwrap();
    file
}

/// The content whose blobs are there, when there is one.
pub fn only_content(blobs: &MemoryBlobs) -> String {
    let keys = blobs.keys();
    let content = keys[0].split('/').nth(1).unwrap().to_owned();
    assert!(keys.iter().all(|key| key.starts_with(&format!("m/{content}/"))), "{keys:?}");
    content
}

/// The proof in a link.
pub fn proof_in(url: &str) -> LinkProof {
    let find = |name: &str| url.split(['?', '&']).find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let viewer = find("for").map(|viewer| viewer.parse().unwrap());
    LinkProof {
        viewer,
        expires: find("expires").unwrap().parse().unwrap(),
        signature: find("signature").unwrap().into(),
    }
}
