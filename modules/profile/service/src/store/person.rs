//! People: a profile's row and its photos' rows as one, with the terms they are found by.

use std::collections::HashMap;

use kernel::UserId;
use platform::StoreResult;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _, QuerySelect};

use crate::domain::person::Person;
use crate::store::{leaving, photo, profile, search_term, verification};

/// Those of these people who have a profile.
pub async fn of_each<C: ConnectionTrait>(conn: &C, users: &[UserId]) -> StoreResult<HashMap<UserId, Person>> {
    let rows = profile::Entity::find()
        .filter(profile::Column::UserId.is_in(users.iter().map(|user| user.0)))
        .all(conn)
        .await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let mut photos = photo::of_each(conn, users).await?;
    let leaving = leaving::among(conn, users).await?;
    let person = |row: profile::Model| {
        let user = UserId(row.user_id);
        Ok((user, row.person(photos.remove(&user).unwrap_or_default(), leaving.contains(&user))?))
    };
    rows.into_iter().map(person).collect()
}

/// A person about to be changed: others who want to change the same one wait until this transaction ends.
pub async fn locked<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<Option<Person>> {
    let Some(row) = profile::Entity::find_by_id(user.0).lock_exclusive().one(conn).await? else { return Ok(None) };
    let photos = photo::of_each(conn, &[user]).await?.remove(&user).unwrap_or_default();
    let leaving = !leaving::among(conn, &[user]).await?.is_empty();
    row.person(photos, leaving).map(Some)
}

/// Adds somebody, with their account's name if it is known; a duplicate error when they have a profile.
pub async fn insert<C: ConnectionTrait>(conn: &C, person: &Person, username: Option<&str>) -> StoreResult<()> {
    let row = profile::Model::of(person).into_active_model().reset_all();
    profile::Entity::insert(row).exec_without_returning(conn).await?;
    search_term::put_name(conn, person.user, &person.says.name).await?;
    if let Some(username) = username {
        search_term::put_username(conn, person.user, username).await?;
    }
    Ok(())
}

/// Stores somebody as they are now, `before` being how they were.
pub async fn save<C: ConnectionTrait>(conn: &C, before: &Person, now: &Person) -> StoreResult<()> {
    profile::Entity::update(profile::Model::of(now).into_active_model().reset_all()).exec(conn).await?;
    if before.photos != now.photos {
        photo::replace(conn, now.user, &now.photos).await?;
    }
    if before.says.name != now.says.name {
        search_term::put_name(conn, now.user, &now.says.name).await?;
    }
    Ok(())
}

/// Removes a person's profile, and what is nothing without it.
pub async fn remove<C: ConnectionTrait>(conn: &C, user: UserId) -> StoreResult<()> {
    photo::replace(conn, user, &[]).await?;
    search_term::remove(conn, user).await?;
    verification::remove(conn, user).await?;
    profile::Entity::delete_by_id(user.0).exec(conn).await?;
    Ok(())
}

/// The names of those of these people who have a profile. They keep it until this transaction ends.
pub async fn names_of_all_there<C: ConnectionTrait>(
    conn: &C,
    users: &[UserId],
) -> StoreResult<HashMap<UserId, String>> {
    let rows = profile::Entity::find()
        .filter(profile::Column::UserId.is_in(users.iter().map(|user| user.0)))
        .order_by_asc(profile::Column::UserId)
        .lock_shared()
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (UserId(row.user_id), row.name)).collect())
}
