//! What a classifier says decides who sees a picture.

use std::sync::{Arc, Mutex};

use media_contract::{
    DescribeMedia, GetMedia, ListReviews, MediaRefusal, MediaView, Moderation, OpenMedia, ReviewMedia,
};
use media_service::{Classifier, Nsfw, Settings};
use migration::media::Migrator;
use testkit::{TestDatabase, engines, service_cx, user, user_cx};

use crate::support::{Bench, photo, proof_in, stage};

/// Says what it is told to, and remembers the sizes of what it was shown.
struct Oracle {
    says: Mutex<Result<f32, String>>,
    saw: Mutex<Vec<(u32, u32)>>,
}

impl Classifier for Oracle {
    fn explicit(&self, rgb: &[u8], width: u32, height: u32) -> Result<f32, String> {
        assert_eq!(rgb.len() as u64, u64::from(width) * u64::from(height) * 3);
        self.saw.lock().unwrap().push((width, height));
        self.says.lock().unwrap().clone()
    }
}

struct Screen {
    bench: Bench,
    oracle: Arc<Oracle>,
}

impl Screen {
    fn new(db: &TestDatabase, settings: &Settings) -> Self {
        let oracle = Arc::new(Oracle { says: Mutex::new(Ok(0.0)), saw: Mutex::default() });
        Self { bench: Bench::seeing(db.db(), settings, Some(oracle.clone())), oracle }
    }

    async fn store(&self, n: u16, size: u16, says: Result<f32, String>) -> Result<MediaView, MediaRefusal> {
        *self.oracle.says.lock().unwrap() = says;
        let staged = stage(&self.bench.blobs, &format!("p{size}"), &photo(size, 50)).await;
        self.bench.media().store_media(&user_cx(user(n)), staged).await.map_err(|failure| match failure {
            kernel::Failure::Refused(refusal) => refusal,
            other => panic!("{other:?}"),
        })
    }

    /// Whether somebody else gets to see it: by a link made for them, and by being shown it.
    async fn is_seen(&self, view: &MediaView) -> bool {
        let media = self.bench.media();
        let ask = |viewer| DescribeMedia { files: vec![view.file_id], owner: None, viewer };
        let shown = media.describe_media(&service_cx(), ask(Some(user(2)))).await.unwrap().pictures;
        let open = |proof| OpenMedia { file: view.file_id, variant: None, webp: true, proof };
        let opened = media.open_media(&service_cx(), open(None)).await.is_ok();
        assert_eq!(shown.len() == 1, opened);
        // The owner always sees it.
        assert_eq!(media.describe_media(&service_cx(), ask(Some(user(1)))).await.unwrap().pictures.len(), 1);
        assert!(media.open_media(&user_cx(user(1)), open(None)).await.is_ok());
        assert!(media.open_media(&user_cx(user(3)), open(Some(proof_in(&view.url)))).await.is_ok());
        opened
    }
}

#[tokio::test]
async fn doubtful_pictures_wait_hidden_and_errors_never_publish() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let screen = Screen::new(&db, &Settings::default());
        let cases = [
            (60, Ok(0.1), Moderation::Approved, true),
            (61, Ok(0.6), Moderation::Flagged, false),
            (62, Ok(0.99), Moderation::Flagged, false),
            (63, Err("it broke".to_owned()), Moderation::Failed, false),
            (64, Ok(f32::NAN), Moderation::Failed, false),
        ];
        for (size, says, moderation, seen) in cases {
            let view = screen.store(1, size, says.clone()).await.unwrap();
            assert_eq!((view.moderation, screen.is_seen(&view).await), (moderation, seen), "{says:?}");
        }
        assert_eq!(screen.oracle.saw.lock().unwrap()[0], (60, 50), "it sees the picture upright");

        let list = ListReviews { limit: 3, cursor: None };
        let first = screen.bench.media().list_reviews(&service_cx(), list).await.unwrap();
        let rest = ListReviews { limit: 3, cursor: first.next };
        let rest = screen.bench.media().list_reviews(&service_cx(), rest).await.unwrap();
        assert!(rest.next.is_none());
        let shares: Vec<_> = first.items.iter().chain(&rest.items).map(|review| review.explicit).collect();
        assert_eq!(shares, [Some(600), Some(990), None, Some(0)]);
    }
}

#[tokio::test]
async fn what_is_surely_explicit_is_refused_when_an_installation_wants_that() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let screen = Screen::new(&db, &Settings { nsfw: Nsfw::Reject, ..Settings::default() });
        assert_eq!(screen.store(1, 70, Ok(0.9)).await, Err(MediaRefusal::Explicit));
        assert!(screen.bench.blobs.keys().is_empty());
        assert_eq!(screen.store(1, 71, Ok(0.89)).await.unwrap().moderation, Moderation::Flagged);
    }
}

#[tokio::test]
async fn nobody_looks_where_nobody_wants_to_know() {
    let Some(engine) = engines().into_iter().next() else { return };
    let db = TestDatabase::new::<Migrator>(engine, "media").await;
    let screen = Screen::new(&db, &Settings { nsfw: Nsfw::Off, publish_unchecked: false, ..Settings::default() });
    let view = screen.store(1, 72, Ok(1.0)).await.unwrap();
    assert_eq!(view.moderation, Moderation::Unchecked);
    assert!(screen.oracle.saw.lock().unwrap().is_empty());
    assert!(!screen.is_seen(&view).await, "and what nobody has looked at nobody sees, if an installation wants that");
}

#[tokio::test]
async fn a_review_decides_for_all_files_with_the_same_bytes_at_once() {
    for engine in engines() {
        let db = TestDatabase::new::<Migrator>(engine, "media").await;
        let screen = Screen::new(&db, &Settings::default());
        let media = screen.bench.media();
        let first = screen.store(1, 80, Ok(0.7)).await.unwrap();
        let second = screen.store(5, 80, Ok(0.0)).await.unwrap();
        assert_eq!(second.moderation, Moderation::Flagged, "the same bytes, the same verdict");
        let before = db.db().outbox_depth().await.unwrap();
        media.review_media(&service_cx(), ReviewMedia { file: first.file_id, approve: true }).await.unwrap();
        let other = media.get_media(&user_cx(user(5)), GetMedia { file: second.file_id }).await.unwrap();
        assert_eq!(other.moderation, Moderation::Approved);
        assert!(screen.is_seen(&first).await);
        assert_eq!(db.db().outbox_depth().await.unwrap(), before + 2, "each file is told of");

        media.review_media(&service_cx(), ReviewMedia { file: second.file_id, approve: false }).await.unwrap();
        assert!(!screen.is_seen(&first).await);
        assert_eq!(screen.store(6, 80, Ok(0.0)).await, Err(MediaRefusal::Rejected), "it does not come again");
    }
}
