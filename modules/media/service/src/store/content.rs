//! What files hold. Files with the same bytes share one content, which goes with the last of them. Renditions are a
//! column and not a table: nobody ever asks for one without its content.

use std::collections::HashMap;

use media_contract::{MediaKind, Moderation};
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::{Expr, ExprTrait as _};
use sea_orm::{ActiveValue, FromJsonQueryResult, IntoActiveModel as _, QueryOrder, QuerySelect, TryInsertResult};
use serde::{Deserialize, Serialize};

use super::file;

/// One content.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "content")]
pub struct Model {
    /// Names its blobs.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// SHA-256 of the bytes as they came; unknown for files of the first release.
    pub digest: Option<Vec<u8>>,
    /// `image` or `video`.
    pub kind: String,
    /// The type it is served as; a picture also has JPEG renditions.
    pub mime: String,
    /// Width of the upright original in pixels.
    pub width: i32,
    /// Height of the upright original in pixels.
    pub height: i32,
    /// Length of a video.
    pub duration_ms: Option<i64>,
    /// The placeholder; empty when there is no picture.
    pub blurhash: String,
    /// Smallest first; empty for a video without a poster.
    #[sea_orm(column_type = "JsonBinary")]
    pub renditions: Renditions,
    /// How many bytes came.
    pub original_bytes: i64,
    /// How many bytes are kept; what each file that shares them counts towards its owner's quota.
    pub stored_bytes: i64,
    /// A word of [`Moderation`].
    pub moderation: String,
    /// How sure the classifier is that it is explicit, in thousandths.
    pub explicit: Option<i32>,
    /// How many files hold it.
    pub uses: i32,
    /// When it was stored first, in milliseconds since the epoch.
    pub created_at: i64,
}

/// The sizes of a picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Renditions(pub Vec<Rendition>);

/// One size of a picture, in both encodings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendition {
    /// The box it was made for: 200, 640, 1080 or 1920.
    pub fits: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Length of the WebP in bytes.
    pub webp: u64,
    /// Length of the JPEG in bytes.
    pub jpeg: u64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// What it is.
    pub fn media_kind(&self) -> MediaKind {
        if self.kind == kind_word(MediaKind::Video) { MediaKind::Video } else { MediaKind::Image }
    }

    /// What the last look at it said. A word nobody stored is not an approval.
    pub fn moderation(&self) -> Moderation {
        let known = Moderation::ALL.into_iter().find(|word| word.as_str() == self.moderation);
        known.unwrap_or(Moderation::Failed)
    }
}

/// The word that is stored.
pub const fn kind_word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "image",
        MediaKind::Video => "video",
    }
}

/// Adds a content that one file holds; `false` when the same bytes are there already.
pub async fn insert<C: ConnectionTrait>(conn: &C, content: Model) -> StoreResult<bool> {
    let inserted = Entity::insert(content.into_active_model().reset_all())
        .on_conflict_do_nothing_on([Column::Digest])
        .exec_without_returning(conn)
        .await?;
    Ok(matches!(inserted, TryInsertResult::Inserted(1..)))
}

/// The content with these bytes.
pub async fn of_digest<C: ConnectionTrait>(conn: &C, digest: &[u8]) -> StoreResult<Option<Model>> {
    Ok(Entity::find().filter(Column::Digest.eq(digest)).one(conn).await?)
}

/// Counts one more file that holds it; `false` when it has gone meanwhile.
pub async fn hold<C: ConnectionTrait>(conn: &C, id: Uuid) -> StoreResult<bool> {
    let update = Entity::update_many().col_expr(Column::Uses, Expr::col(Column::Uses).add(1));
    Ok(update.filter(Column::Id.eq(id)).exec(conn).await?.rows_affected == 1)
}

/// Counts files less that hold it. The content comes back when nobody holds it any longer: it is gone, and its blobs
/// are to go.
pub async fn release<C: ConnectionTrait>(conn: &C, id: Uuid, files: i32) -> StoreResult<Option<Model>> {
    // The update comes first: it locks the row, so that the last two releases cannot both see the other's use.
    Entity::update_many()
        .col_expr(Column::Uses, Expr::col(Column::Uses).sub(files))
        .filter(Column::Id.eq(id))
        .exec(conn)
        .await?;
    let unused = Entity::find_by_id(id).filter(Column::Uses.lte(0)).one(conn).await?;
    if unused.is_some() {
        Entity::delete_by_id(id).exec(conn).await?;
    }
    Ok(unused)
}

/// How many bytes each of these contents takes.
pub async fn sizes<C: ConnectionTrait>(conn: &C, ids: &[Uuid]) -> StoreResult<HashMap<Uuid, i64>> {
    let query = Entity::find().select_only().columns([Column::Id, Column::StoredBytes]);
    let rows: Vec<(Uuid, i64)> = query.filter(Column::Id.is_in(ids.iter().copied())).into_tuple().all(conn).await?;
    Ok(rows.into_iter().collect())
}

/// Which of these contents exist.
pub async fn existing<C: ConnectionTrait>(conn: &C, ids: &[Uuid]) -> StoreResult<Vec<Uuid>> {
    let query = Entity::find().select_only().column(Column::Id).filter(Column::Id.is_in(ids.iter().copied()));
    Ok(query.into_tuple().all(conn).await?)
}

/// Remembers what a review decided.
pub async fn decide<C: ConnectionTrait>(conn: &C, id: Uuid, moderation: Moderation) -> StoreResult<()> {
    let changed = ActiveModel {
        id: ActiveValue::Unchanged(id),
        moderation: ActiveValue::Set(moderation.as_str().to_owned()),
        ..Default::default()
    };
    Entity::update_many().set(changed).filter(Column::Id.eq(id)).exec(conn).await?;
    Ok(())
}

/// Contents that wait for a review, oldest first, each with one of the files that hold it, one more than `limit` if
/// there are more.
pub async fn waiting<C: ConnectionTrait>(
    conn: &C,
    after: Option<Uuid>,
    limit: usize,
) -> StoreResult<Vec<(Model, file::Model)>> {
    let undecided = [Moderation::Unchecked, Moderation::Flagged, Moderation::Failed].map(Moderation::as_str);
    let mut query = Entity::find().filter(Column::Moderation.is_in(undecided)).order_by_asc(Column::Id);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    let contents = query.limit(limit as u64 + 1).all(conn).await?;
    let holders = file::one_of_each(conn, &contents.iter().map(|content| content.id).collect::<Vec<_>>()).await?;
    let with_holder = |content: Model| holders.get(&content.id).cloned().map(|holder| (content, holder));
    Ok(contents.into_iter().filter_map(with_holder).collect())
}
