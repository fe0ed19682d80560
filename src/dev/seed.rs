//! Fills an empty installation with demo people, through the same contracts as everybody else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use auth_contract::{GetAccounts, ImportAccount, ImportAccounts};
use chat_contract::SendMessage;
use chrono::{Days, Months, NaiveDate};
use discovery_contract::{Action, Swipe};
use kernel::{BlobKey, Caller, Cell, Cx, IdempotencyKey, Role, SessionId, UserId};
use media_contract::StoreMedia;
use profile_contract::{AddPhoto, Block, CreateProfile, Education, Gender, Goal, Habit, LookingFor, ProfileDraft};

use super::DEMO_PASSWORD;
use crate::app::App;
use crate::demo::people::{self, DemoPerson, DemoProfile};
use crate::demo::portrait;

/// A named demo person.
pub struct Named {
    /// Always the same.
    pub id: UserId,
    /// For signing in.
    pub username: String,
}

/// What each named person is there to show.
const NOTES: [&str; 5] = [
    "Start here: people to discover, a match with Bob, a like from Carol",
    "Already matched with Alice",
    "Likes Alice: like her back for a match",
    "Blocked by Alice: they cannot see each other",
    "Has an account and no profile yet",
];

/// The named demo people and what each is there to show.
pub fn named() -> Vec<(Named, &'static str)> {
    let people = people::named().into_iter().map(|person| Named { id: id_of(&person), username: person.username });
    people.zip(NOTES).collect()
}

/// Through whose eyes demo data is looked at when nobody is signed in.
pub fn viewer() -> UserId {
    people::named().first().map(id_of).unwrap_or(UserId(uuid::Uuid::nil()))
}

/// Seeds `count` people once; a second start finds them. Says how far it is through `progress(done, total)`.
pub async fn seed(app: &Arc<App>, seed: u64, count: usize, progress: fn(usize, usize)) -> anyhow::Result<()> {
    let everybody: Vec<DemoPerson> = people::named().into_iter().chain(people::people(seed, count)).collect();
    let last = everybody.last().map(id_of).context("at least the named people are seeded")?;
    let known = app.accounts.get_accounts(&Cx::service("seed"), GetAccounts { users: vec![last] }).await;
    if !known.map_err(|failure| anyhow::anyhow!("{failure:?}"))?.accounts.is_empty() {
        return Ok(());
    }
    let today = app.clock.now().date();
    let pool = everybody.iter().filter_map(|person| Some((id_of(person), person.profile.clone()?)));
    let pool = Arc::new(std::sync::Mutex::new(pool.collect::<Vec<_>>()));
    let total = pool.lock().map_or(0, |pool| pool.len());
    let done = Arc::new(AtomicUsize::new(0));
    let workers = std::thread::available_parallelism().map_or(2, usize::from);
    let tasks: Vec<_> = (0..workers)
        .map(|_| {
            let (app, pool, done) = (Arc::clone(app), Arc::clone(&pool), Arc::clone(&done));
            tokio::spawn(async move {
                while let Some((user, profile)) = { pool.lock().ok().and_then(|mut pool| pool.pop()) } {
                    settle(&app, user, &profile, today).await?;
                    progress(done.fetch_add(1, Ordering::Relaxed) + 1, total);
                }
                anyhow::Ok(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    app.drain().await?;
    stories(app).await?;
    app.drain().await?;
    // Accounts come last: whoever interrupts the seeding starts it anew, and every step may be repeated.
    for chunk in everybody.chunks(200) {
        let accounts =
            chunk.iter().map(|person| ImportAccount { user_id: id_of(person), username: person.username.clone() });
        let request = ImportAccounts { password: DEMO_PASSWORD.into(), accounts: accounts.collect() };
        said(app.accounts.import_accounts(&Cx::service("seed"), request).await)?;
    }
    Ok(())
}

/// One person's profile and photos.
async fn settle(app: &App, user: UserId, profile: &DemoProfile, today: NaiveDate) -> anyhow::Result<()> {
    let request =
        CreateProfile { profile: draft(profile, today)?, cell: Cell::at(profile.latitude, profile.longitude) };
    said(app.profiles.create_profile(&keyed(user, "profile"), request).await)?;
    for (number, seed) in profile.portraits.iter().copied().take(portraits_of(user)).enumerate() {
        let look = profile.look;
        let drawn = tokio::task::spawn_blocking(move || portrait::portrait(seed, look)).await??;
        let staged = BlobKey::parse(format!("staging/seed-{}-{number}", user.0.simple())).context("a sane key")?;
        let size = drawn.len() as u64;
        app.blobs.put(&staged, drawn.into()).await?;
        let store = StoreMedia { staged, filename: format!("portrait-{}.jpg", number + 1), size };
        let stored = said(app.media.store_media(&keyed(user, &format!("photo {number}")), store).await)?;
        let add = AddPhoto { file: stored.file_id, position: None };
        said(app.profiles.add_photo(&keyed(user, &format!("add {number}")), add).await)?;
    }
    Ok(())
}

/// How many portraits somebody gets: all of them for the named people, one or two for the others, so that a first start
/// takes seconds.
fn portraits_of(user: UserId) -> usize {
    if people::named().iter().any(|named| id_of(named) == user) {
        return usize::MAX;
    }
    if user.0.as_u128().is_multiple_of(4) { 2 } else { 1 }
}

/// What the named people have done so far.
async fn stories(app: &App) -> anyhow::Result<()> {
    let [alice, bob, carol, dave, ..] = people::named().map(|person| id_of(&person));
    let swipe = async |who: UserId, target: UserId| {
        let request = Swipe { target, action: Action::Like, comment: None };
        said(app.encounters.swipe(&keyed(who, &format!("like {target}")), request).await)
    };
    swipe(alice, bob).await?;
    let matched = swipe(bob, alice).await?;
    swipe(carol, alice).await?;
    said(app.profiles.block(&keyed(alice, "block"), Block { user: dave }).await)?;
    app.drain().await?;
    let conversation = matched.conversation_id.context("two likes make a match")?;
    for (number, (who, text)) in [
        (bob, "Hi Alice! Your photo made me smile. Was that the lake in the east?"),
        (alice, "It was! Coldest swim of my life, best tea afterwards."),
        (bob, "Then I know where I am going on Saturday. Any tips besides the tea?"),
    ]
    .into_iter()
    .enumerate()
    {
        let client_id = Some(format!("seed-{number}"));
        let request = SendMessage { conversation, text: text.into(), client_id };
        said(app.conversations.send_message(&keyed(who, &format!("message {number}")), request).await)?;
    }
    Ok(())
}

fn draft(person: &DemoProfile, today: NaiveDate) -> anyhow::Result<ProfileDraft> {
    let birth_date = today
        .checked_sub_months(Months::new(12 * u32::from(person.age_years)))
        .and_then(|date| date.checked_sub_days(Days::new(u64::from(person.birth_day_offset))))
        .context("a birth date in the calendar")?;
    Ok(ProfileDraft {
        name: person.name.clone(),
        birth_date,
        gender: Gender::parse(person.gender).context("gender")?,
        looking_for: LookingFor::parse(person.looking_for).context("looking_for")?.into(),
        orientation: None,
        goal: person.goals.iter().filter_map(|goal| Goal::parse(goal)).collect(),
        bio: Some(person.bio.clone()),
        interests: person.interests.clone(),
        languages: person.languages.clone(),
        height_cm: Some(person.height_cm),
        weight_kg: None,
        education: person.education.and_then(Education::parse),
        profession: person.profession.clone(),
        company: None,
        school: None,
        has_children: person.has_children,
        wants_children: person.wants_children,
        smoking: person.smoking.and_then(Habit::parse),
        drinking: person.drinking.and_then(Habit::parse),
        city: Some(person.city.to_owned()),
        country: Some(person.country.to_owned()),
        prompts: Vec::new(),
    })
}

fn id_of(person: &DemoPerson) -> UserId {
    UserId(uuid::Uuid::from_u128(person.id))
}

/// A call by a demo person that may be repeated.
fn keyed(user: UserId, step: &str) -> Cx {
    let cx = Cx::new(Caller::User { user, session: SessionId(user.0), roles: vec![Role::User] });
    match IdempotencyKey::parse(&format!("seed/{}", step.replace(' ', "-"))) {
        Some(key) => cx.with_idempotency(key),
        None => cx,
    }
}

fn said<T, R: std::fmt::Debug>(outcome: kernel::Outcome<T, R>) -> anyhow::Result<T> {
    outcome.map_err(|failure| anyhow::anyhow!("{failure:?}"))
}
