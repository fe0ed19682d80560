//! Files of the first release are there after an update.

use kernel::{FileId, UserId};
use media_contract::{DeleteMedia, ListMedia, Moderation, OpenMedia};
use migration::media::Migrator;
use sea_orm::{ConnectionTrait, DbBackend};
use sea_orm_migration::MigratorTrait;
use testkit::{TestDatabase, engines, user, user_cx};

use crate::support::Bench;

/// The migrations of the first release.
struct FirstRelease;

impl MigratorTrait for FirstRelease {
    fn migrations() -> Vec<Box<dyn sea_orm_migration::MigrationTrait>> {
        Migrator::migrations().into_iter().take(2).collect()
    }
    fn migration_table_name() -> sea_orm_migration::sea_query::DynIden {
        Migrator::migration_table_name()
    }
}

#[tokio::test]
async fn files_of_the_first_release_are_served_as_before() {
    for engine in engines() {
        let db = TestDatabase::new::<FirstRelease>(engine, "media").await;
        let conn = db.db();
        let conn = conn.writer();
        let id = |user: UserId| match conn.get_database_backend() {
            DbBackend::Postgres => format!("'{user}'"),
            _ => format!("x'{}'", user.0.simple()),
        };
        let renditions = r#"[{"fits":200,"width":200,"height":100,"webp":3,"jpeg":4}]"#;
        for (file, moderation) in [(7, "unchecked"), (8, "approved")] {
            let row = format!(
                "insert into file (id, owner_id, filename, width, height, blurhash, renditions, moderation, created_at) \
                 values ({}, {}, 'old.jpg', 400, 200, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', '{renditions}', '{moderation}', 5)",
                id(user(file)),
                id(user(1)),
            );
            conn.execute_unprepared(&row).await.unwrap();
        }
        Migrator::up(conn, None).await.unwrap();

        let bench = Bench::new(db.db());
        let list = ListMedia { limit: 10, cursor: None };
        let files = bench.media().list_media(&user_cx(user(1)), list).await.unwrap().items;
        let seen: Vec<_> = files.iter().map(|file| (file.file_id, file.moderation, file.filename.as_str())).collect();
        let (first, second) = (FileId(user(7).0), FileId(user(8).0));
        assert_eq!(seen, [(second, Moderation::Approved, "old.jpg"), (first, Moderation::Unchecked, "old.jpg")]);
        let open = OpenMedia { file: first, variant: None, webp: false, proof: None };
        let opened = bench.media().open_media(&user_cx(user(1)), open).await.unwrap();
        assert_eq!((opened.blob.as_str(), opened.length), (format!("m/{}/200.jpg", user(7)).as_str(), 4));
        bench.media().delete_media(&user_cx(user(1)), DeleteMedia { file: first }).await.unwrap();
    }
}
