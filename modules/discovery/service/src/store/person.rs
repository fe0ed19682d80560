//! What matching knows of people: a projection of profiles, fed by their events, and the pool a viewer's candidates are
//! drawn from.
//!
//! A pool is a bounded window of rows, the nearest in age to the viewer, read through the index on gender and birth
//! date; ranking happens in memory. [`pool`] and [`facts_of`] are the only ways from SQL to ranking, so an in-memory
//! index over this table can answer the same questions where a window is too small to hold everybody near, as in
//! installations of hundreds of thousands of people. Rights are never read from here: the profile module has the last
//! word on who may be seen.

use std::ops::RangeInclusive;

use kernel::UserId;
use platform::{StoreError, StoreResult};
use profile_contract::{Gender, LookingFor};
use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{Order, QueryOrder, QuerySelect, Set};

use crate::domain::age;
use crate::domain::person::Person;
use crate::domain::surroundings::Surroundings;
use crate::store::swipe;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub gender: String,
    pub looking_for: String,
    pub birth_day: i32,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
    pub photos: i32,
    pub facts: String,
    /// Whether strangers may be shown this person; who is not listed still looks at others.
    pub listed: bool,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

/// Which of the people whom a viewer could meet are read.
#[derive(Debug, Clone)]
pub(crate) struct Pool<'a> {
    /// Who looks.
    pub viewer: &'a Person,
    /// Birth dates, as day numbers.
    pub births: RangeInclusive<i32>,
    /// Only these surroundings.
    pub around: Option<Surroundings>,
    /// Only people with photos.
    pub photos: bool,
    /// Those the viewer has decided about, or the others.
    pub decided: bool,
    /// At most so many people, about; the nearest in age.
    pub size: u64,
}

/// Reads a pool: two ranges of the index for every gender the viewer looks for, from their own birth date outwards.
pub(crate) async fn pool<C: ConnectionTrait>(conn: &C, pool: &Pool<'_>) -> StoreResult<Vec<Person>> {
    let genders: Vec<_> =
        Gender::ALL.iter().copied().filter(|gender| pool.viewer.looking_for.accepts(*gender)).collect();
    let share = (pool.size / (2 * genders.len().max(1) as u64)).max(1);
    let (first, last) = (*pool.births.start(), *pool.births.end());
    let own = age::day_number(pool.viewer.birth_date).clamp(first.saturating_sub(1), last);
    let mut people = Vec::new();
    for gender in genders {
        for (births, order) in [((first, own), Order::Desc), ((own.saturating_add(1), last), Order::Asc)] {
            let rows = outwards(pool, gender, births, order).limit(share).all(conn).await?;
            for row in &rows {
                people.push(read(row)?);
            }
        }
    }
    Ok(people)
}

/// Those of one gender born between two days, in the order of the index. The other conditions are checked on the way,
/// so reading ends at the limit.
fn outwards(pool: &Pool<'_>, gender: Gender, births: (i32, i32), order: Order) -> Select<Entity> {
    matching(pool, gender)
        .filter(Column::BirthDay.between(births.0, births.1))
        .order_by(Column::BirthDay, order.clone())
        .order_by(Column::UserId, order)
}

fn matching(pool: &Pool<'_>, gender: Gender) -> Select<Entity> {
    let accepting =
        LookingFor::ALL.iter().filter(|wanted| wanted.accepts(pool.viewer.gender)).map(|word| word.as_str());
    let user = pool.viewer.user_id;
    let mut select = Entity::find()
        .filter(Column::Gender.eq(gender.as_str()))
        .filter(Column::LookingFor.is_in(accepting))
        .filter(Column::UserId.ne(user.0))
        .filter(Column::Listed.eq(true));
    select = match pool.decided {
        true => select.filter(Column::UserId.in_subquery(swipe::targets_of(user))),
        false => select.filter(Column::UserId.not_in_subquery(swipe::targets_of(user))),
    };
    if pool.photos {
        select = select.filter(Column::Photos.gt(0));
    }
    if let Some(around) = &pool.around {
        select = select.filter(Column::Latitude.between(around.latitude.0, around.latitude.1));
        if let Some((west, east)) = around.longitude {
            select = select.filter(Column::Longitude.between(west, east));
        }
    }
    select
}

/// What is known of one person.
pub(crate) async fn facts_of<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Person>> {
    Entity::find_by_id(user.0).one(conn).await?.as_ref().map(read).transpose()
}

/// Writes down what is known of one person.
pub(crate) async fn put<C: ConnectionTrait>(conn: &C, person: &Person) -> StoreResult<()> {
    let centre = person.cell.map(kernel::Cell::centre);
    let row = ActiveModel {
        user_id: Set(person.user_id.0),
        gender: Set(person.gender.as_str().into()),
        looking_for: Set(person.looking_for.as_str().into()),
        birth_day: Set(age::day_number(person.birth_date)),
        latitude: Set(centre.map(|(latitude, _)| latitude)),
        longitude: Set(centre.map(|(_, longitude)| longitude)),
        photos: Set(person.photos.into()),
        facts: Set(serde_json::to_string(person).map_err(StoreError::corrupt)?),
        listed: Set(person.listed),
    };
    let facts = [
        Column::Gender,
        Column::LookingFor,
        Column::BirthDay,
        Column::Latitude,
        Column::Longitude,
        Column::Photos,
        Column::Facts,
        Column::Listed,
    ];
    let replace = OnConflict::column(Column::UserId).update_columns(facts).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(conn).await?;
    Ok(())
}

/// Forgets one person; how many rows that were.
pub(crate) async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<u64> {
    Ok(Entity::delete_by_id(user.0).exec(conn).await?.rows_affected)
}

fn read(row: &Model) -> StoreResult<Person> {
    serde_json::from_str(&row.facts).map_err(StoreError::corrupt)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sample::person;
    use sea_orm::{DbBackend, QueryTrait};

    #[tokio::test]
    async fn a_pool_is_read_along_the_index_without_sorting() {
        let database =
            testkit::TestDatabase::new::<migration::discovery::Migrator>(platform::Engine::Sqlite, "discovery").await;
        let viewer = person(1, |_| {});
        let around = viewer.cell.map(|cell| Surroundings::of(cell, 25));
        for decided in [false, true] {
            let pool = Pool { viewer: &viewer, births: 0..=9, around: around.clone(), photos: true, decided, size: 10 };
            for order in [Order::Asc, Order::Desc] {
                let mut query = outwards(&pool, Gender::Female, (0, 9), order).limit(5).build(DbBackend::Sqlite);
                query.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
                let rows = database.db().read().query_all_raw(query).await.unwrap();
                let plan: Vec<String> = rows.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
                let plan = plan.join("\n");
                assert!(
                    plan.contains("USING INDEX person_gender_birth_day (gender=? AND birth_day>? AND birth_day<?)"),
                    "{plan}"
                );
                assert!(!plan.contains("TEMP B-TREE FOR"), "{plan}");
            }
        }
    }
}
