//! All of them in the product's tables, as if they had registered long ago.
//!
//! Rows are written straight into the SQLite files of a stopped server, many with one statement, without a journal and
//! without waiting for the disk: nobody needs the files after a crash. What a search for names reads is left out.

use std::path::Path;

use anyhow::Result;
use profile_contract::MatchFacts;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteLockingMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, Value};
use uuid::Uuid;

use super::Crowd;
use super::somebody::{BIO, PHOTOS, Somebody};

/// People written with one statement. SQLite takes 32,766 values in one.
const BATCH: u64 = 1_000;
/// When everybody joined, in milliseconds: 2025-10-09.
const JOINED_MS: i64 = 1_760_000_000_000;
/// The one picture that all photos show. Its bytes are nowhere: only links are asked for.
const PICTURE: Uuid = Uuid::from_u128(0x0197_0000_0000_7000_8000_0000_0000_0001);
const SIZES: &str = r#"[{"fits":200,"width":200,"height":150,"webp":5000,"jpeg":8000},
    {"fits":640,"width":640,"height":480,"webp":40000,"jpeg":60000},
    {"fits":1080,"width":1080,"height":810,"webp":90000,"jpeg":140000},
    {"fits":1920,"width":1920,"height":1440,"webp":250000,"jpeg":390000}]"#;

/// Puts a crowd into the databases of a data folder that the product has migrated.
pub async fn seed(data: &Path, crowd: &Crowd) -> Result<()> {
    let (profile, discovery, media) =
        tokio::try_join!(open(data, "profile.db"), open(data, "discovery.db"), open(data, "media.db"))?;
    run(&media, &picture(), Vec::new()).await?;
    let numbers: Vec<u64> = (0..crowd.len()).step_by(BATCH as usize).collect();
    for first in numbers {
        let people: Vec<_> = (first..crowd.len().min(first + BATCH)).map(|number| crowd.person(number)).collect();
        let facts: Vec<_> = people.iter().map(Somebody::facts).collect();
        tokio::try_join!(
            profiles(&profile, &people, &facts),
            matching(&discovery, &people, &facts),
            files(&media, &people)
        )?;
    }
    tokio::try_join!(profile.close(), discovery.close(), media.close())?;
    Ok(())
}

async fn open(data: &Path, file: &str) -> Result<DatabaseConnection> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rw", data.join(file).display()));
    options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .locking_mode(SqliteLockingMode::Exclusive)
            .foreign_keys(false)
            .pragma("cache_size", "-100000")
    });
    Ok(Database::connect(options).await?)
}

async fn profiles(db: &DatabaseConnection, people: &[Somebody], facts: &[MatchFacts]) -> Result<()> {
    let rows = facts.iter().enumerate().map(|(place, facts)| profile(place, facts)).collect::<Result<Vec<_>>>()?;
    let insert = format!(
        "insert into profile (user_id, name, birth_date, gender, looking_for, goal, interests, languages, height_cm, \
         education, profession, has_children, wants_children, smoking, drinking, cell, is_verified, bio, city, \
         country, created_at, updated_at) \
         select *, '{BIO}', 'Town', 'Country', {JOINED_MS}, {JOINED_MS} from"
    );
    fill(db, &insert, rows).await?;
    let photos = people.iter().flat_map(|one| (0..PHOTOS).map(|position| photo(one, position)));
    fill(db, "insert into photo (user_id, position, file_id) select * from", photos.collect()).await
}

fn profile(place: usize, facts: &MatchFacts) -> Result<Vec<Value>> {
    Ok(vec![
        facts.user_id.0.into(),
        format!("Person {place:03}").into(),
        facts.birth_date.to_string().into(),
        facts.gender.as_str().into(),
        facts.looking_for.as_str().into(),
        serde_json::to_string(&facts.goal)?.into(),
        serde_json::to_string(&facts.interests)?.into(),
        serde_json::to_string(&facts.languages)?.into(),
        facts.height_cm.map(i32::from).into(),
        facts.education.map(|word| word.as_str()).into(),
        facts.profession.as_deref().into(),
        facts.has_children.into(),
        facts.wants_children.into(),
        facts.smoking.map(|word| word.as_str()).into(),
        facts.drinking.map(|word| word.as_str()).into(),
        facts.cell.map(|cell| cell.as_i64()).into(),
        facts.is_verified.into(),
    ])
}

async fn matching(db: &DatabaseConnection, people: &[Somebody], facts: &[MatchFacts]) -> Result<()> {
    let person = |facts: &MatchFacts| Ok(vec![facts.user_id.0.into(), serde_json::to_string(facts)?.into()]);
    let insert = format!("insert into person (user_id, facts, joined_at) select *, {JOINED_MS} from");
    fill(db, &insert, facts.iter().map(person).collect::<Result<_>>()?).await?;
    let asked = people.iter().filter_map(|one| Some((one.user, one.preferences()?)));
    let asked = asked.map(|(user, asked)| Ok(vec![user.0.into(), serde_json::to_string(&asked)?.into()]));
    let asked = asked.collect::<Result<_>>()?;
    fill(db, "insert into preference (user_id, preferences) select * from", asked).await
}

fn picture() -> String {
    format!(
        "insert into content (id, kind, mime, width, height, blurhash, renditions, original_bytes, stored_bytes, \
         moderation, uses, created_at) \
         values (x'{}', 'image', 'image/webp', 4000, 3000, 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', '{SIZES}', 4000000, 983000, 'approved', 1, {JOINED_MS})",
        PICTURE.simple()
    )
}

async fn files(db: &DatabaseConnection, people: &[Somebody]) -> Result<()> {
    let rows =
        people.iter().flat_map(|one| (0..PHOTOS).map(|position| vec![file(one, position).into(), one.user.0.into()]));
    let insert = format!(
        "insert into file (id, owner_id, content_id, filename, created_at) \
         select *, x'{}', 'photo.jpg', {JOINED_MS} from",
        PICTURE.simple()
    );
    fill(db, &insert, rows.collect()).await
}

fn photo(one: &Somebody, position: u8) -> Vec<Value> {
    vec![one.user.0.into(), i32::from(position).into(), file(one, position).into()]
}

/// The id of a photo's file: as its owner's, with the place in the bits that ids of people leave empty.
fn file(one: &Somebody, position: u8) -> Uuid {
    Uuid::from_u128(one.user.0.as_u128() | (1 + u128::from(position)) << 64)
}

/// Adds rows, which have to be as many values each.
async fn fill(db: &DatabaseConnection, insert: &str, rows: Vec<Vec<Value>>) -> Result<()> {
    let Some(width) = rows.first().map(Vec::len) else { return Ok(()) };
    let row = format!("({})", vec!["?"; width].join(","));
    let sql = format!("{insert} (values {})", vec![row.as_str(); rows.len()].join(","));
    run(db, &sql, rows.into_iter().flatten().collect()).await
}

async fn run(db: &DatabaseConnection, sql: &str, values: Vec<Value>) -> Result<()> {
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values)).await?;
    Ok(())
}
