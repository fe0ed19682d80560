//! The directory: people as they are read. The database and the media module are asked at most once for what has not
//! changed since; a read of what is known makes no call and takes no lock.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use kernel::{Clock, Cx, Failure, FileId, Outcome, Picture, Timestamp, UserId};
use media_contract::{DescribeMedia, MediaFiles};
use platform::{Database, StoreResult};
use profile_contract::{ProfileRefusal, Verification, VerificationState};

use crate::Settings;
use crate::domain::person::Person;
use crate::domain::view::Private;
use crate::domain::visibility::Tie;
use crate::shelf::{Dated, Epochs, Key, Shelf};
use crate::store::{block, leaving, onboarding, person, tie, verification};
use crate::viewer::Viewer;

/// Most files the media module describes in one call.
const DESCRIBED_AT_ONCE: usize = 400;

/// Somebody with a profile, and the epoch in which this was read.
pub type Known = Dated<Arc<Person>>;

/// Whom somebody must not see, and who must not see them.
#[derive(Debug, Default)]
pub struct Hidden {
    /// By blocks in either direction.
    others: HashSet<UserId>,
    /// Everybody: whoever is about to leave meets nobody.
    everybody: bool,
}

impl Hidden {
    /// Whether this other person is hidden.
    pub fn hides(&self, other: UserId) -> bool {
        self.everybody || self.others.contains(&other)
    }
}

/// A person as somebody sees them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Sight {
    viewer: Viewer,
    about: UserId,
}

impl Key for Sight {
    fn about(self) -> UserId {
        self.about
    }
}

/// A person's photos with links that were signed for one viewer.
#[derive(Clone)]
struct Album {
    pictures: Arc<[Picture]>,
    described_at: Timestamp,
}

/// People as they are read.
pub struct Directory {
    db: Database,
    media: Arc<dyn MediaFiles>,
    clock: Arc<dyn Clock>,
    epochs: Arc<Epochs>,
    people: Shelf<UserId, Option<Arc<Person>>>,
    private: Shelf<UserId, Arc<Private>>,
    albums: Shelf<Sight, Album>,
    ties: Shelf<Sight, Tie>,
    hidden: Shelf<UserId, Arc<Hidden>>,
    links_for: Duration,
}

impl Directory {
    /// A directory that knows nobody yet.
    pub fn new(settings: &Settings, db: Database, media: Arc<dyn MediaFiles>, clock: Arc<dyn Clock>) -> Self {
        let epochs = Arc::new(Epochs::default());
        Self {
            people: Shelf::new(Arc::clone(&epochs), settings.people_cached, |_| 1),
            private: Shelf::new(Arc::clone(&epochs), settings.people_cached, |_| 1),
            albums: Shelf::new(Arc::clone(&epochs), settings.pictures_cached, |album| {
                u32::try_from(album.pictures.len()).unwrap_or(u32::MAX).saturating_add(1)
            }),
            ties: Shelf::new(Arc::clone(&epochs), settings.people_cached, |_| 1),
            hidden: Shelf::new(Arc::clone(&epochs), settings.blocks_cached, |hidden| {
                u32::try_from(hidden.others.len()).unwrap_or(u32::MAX).saturating_add(1)
            }),
            links_for: Duration::from_secs(settings.links_cached_s),
            epochs,
            db,
            media,
            clock,
        }
    }

    /// Forgets what is known of a person.
    pub fn forget(&self, user: UserId) {
        self.epochs.end(user);
    }

    /// Somebody, if they have a profile.
    pub async fn person(&self, user: UserId) -> StoreResult<Option<Known>> {
        if let Some(Dated { epoch, value }) = self.people.get(user) {
            return Ok(value.map(|value| Dated { epoch, value }));
        }
        Ok(self.people(&[user]).await?.remove(&user))
    }

    /// Those of these people who have a profile.
    pub async fn people(&self, users: &[UserId]) -> StoreResult<HashMap<UserId, Known>> {
        let mut known = HashMap::with_capacity(users.len());
        let mut unknown = HashMap::new();
        for &user in users {
            match self.people.get(user) {
                Some(Dated { epoch, value: Some(value) }) => drop(known.insert(user, Dated { epoch, value })),
                Some(Dated { value: None, .. }) => {}
                None => drop(unknown.insert(user, self.epochs.current(user))),
            }
        }
        if unknown.is_empty() {
            return Ok(known);
        }
        let ids: Vec<UserId> = unknown.keys().copied().collect();
        let mut found = person::of_each(self.db.read(), &ids).await?;
        for (user, epoch) in unknown {
            let person = found.remove(&user).map(Arc::new);
            self.people.put(user, epoch, person.clone());
            known.extend(person.map(|value| (user, Dated { epoch, value })));
        }
        Ok(known)
    }

    /// Those of these people who have a profile, as they are stored. Whoever heard of a change by its event asks here: an
    /// event can be read as soon as its change is committed, and what is kept in memory ends a moment later.
    pub async fn stored(&self, users: &[UserId]) -> StoreResult<HashMap<UserId, Person>> {
        person::of_each(self.db.read(), users).await
    }

    /// Everybody who must not see this person, and whom this person must not see.
    pub async fn hidden_from(&self, user: UserId) -> StoreResult<Arc<Hidden>> {
        if let Some(hidden) = self.hidden.get(user) {
            return Ok(hidden.value);
        }
        let epoch = self.epochs.current(user);
        let others = block::around(self.db.read(), user).await?;
        let everybody = leaving::since(self.db.read(), user).await?.is_some();
        let hidden = Arc::new(Hidden { others, everybody });
        self.hidden.put(user, epoch, Arc::clone(&hidden));
        Ok(hidden)
    }

    /// What each of these people has done about `viewer` that lets them be seen; whoever has done nothing is left out.
    /// A tie belongs to the epoch of whoever it is of, as their settings do.
    pub async fn ties(&self, viewer: UserId, users: &[UserId]) -> StoreResult<HashMap<UserId, Tie>> {
        let sight = |about| Sight { viewer: Viewer::Person(viewer), about };
        let mut ties = HashMap::with_capacity(users.len());
        let mut unknown = Vec::new();
        for &user in users {
            match self.ties.get(sight(user)) {
                Some(known) => drop(ties.insert(user, known.value)),
                None => unknown.push((user, self.epochs.current(user))),
            }
        }
        if unknown.is_empty() {
            return Ok(ties);
        }
        let ids: Vec<UserId> = unknown.iter().map(|(user, _)| *user).collect();
        let found = tie::toward(self.db.read(), viewer, &ids).await?;
        for (user, epoch) in unknown {
            let tie = found.get(&user).copied().unwrap_or_default();
            self.ties.put(sight(user), epoch, tie);
            ties.insert(user, tie);
        }
        Ok(ties)
    }

    /// What a person alone knows beside their profile.
    pub async fn private(&self, user: UserId) -> StoreResult<Arc<Private>> {
        if let Some(known) = self.private.get(user) {
            return Ok(known.value);
        }
        let epoch = self.epochs.current(user);
        let progress = onboarding::of(self.db.read(), user).await?;
        let never = Verification { state: VerificationState::None, reason: None, requested_at: None, decided_at: None };
        let verification = verification::of(self.db.read(), user).await?.unwrap_or(never);
        let private = Arc::new(Private { progress, verification });
        self.private.put(user, epoch, Arc::clone(&private));
        Ok(private)
    }

    /// A person's photos as somebody may see them, the avatar first.
    pub async fn album(&self, cx: &Cx, viewer: Viewer, known: &Known) -> Outcome<Arc<[Picture]>, ProfileRefusal> {
        if let Some(pictures) = self.known_album(viewer, &known.value) {
            return Ok(pictures);
        }
        let mut albums = self.albums(cx, viewer, std::slice::from_ref(known)).await?;
        Ok(albums.remove(&known.value.user).unwrap_or_default())
    }

    /// Several people's photos, the avatar first.
    pub async fn albums(
        &self,
        cx: &Cx,
        viewer: Viewer,
        people: &[Known],
    ) -> Outcome<HashMap<UserId, Arc<[Picture]>>, ProfileRefusal> {
        let mut albums = HashMap::with_capacity(people.len());
        let mut unknown = Vec::new();
        for known in people {
            match self.known_album(viewer, &known.value) {
                Some(pictures) => drop(albums.insert(known.value.user, pictures)),
                None => unknown.push(known),
            }
        }
        if unknown.is_empty() {
            return Ok(albums);
        }
        let described_at = self.clock.now();
        let files: Vec<FileId> = unknown.iter().flat_map(|known| known.value.photos.iter().copied()).collect();
        let pictures = self.describe(cx, viewer, &files).await?;
        for Dated { epoch, value: person } in unknown {
            let pictures: Arc<[Picture]> =
                person.photos.iter().filter_map(|file| pictures.get(file).cloned()).collect();
            let album = Album { pictures: Arc::clone(&pictures), described_at };
            self.albums.put(Sight { viewer, about: person.user }, *epoch, album);
            albums.insert(person.user, pictures);
        }
        Ok(albums)
    }

    fn known_album(&self, viewer: Viewer, person: &Person) -> Option<Arc<[Picture]>> {
        if person.photos.is_empty() {
            return Some(Arc::default());
        }
        let album = self.albums.get(Sight { viewer, about: person.user })?.value;
        let now = self.clock.now();
        let fresh = album.described_at <= now && now.since(album.described_at) < self.links_for;
        fresh.then_some(album.pictures)
    }

    /// Pictures of files with links for somebody.
    pub async fn describe(
        &self,
        cx: &Cx,
        viewer: Viewer,
        files: &[FileId],
    ) -> Outcome<HashMap<FileId, Picture>, ProfileRefusal> {
        let mut pictures = HashMap::with_capacity(files.len());
        for files in files.chunks(DESCRIBED_AT_ONCE) {
            let request = DescribeMedia { files: files.to_vec(), owner: None, viewer: viewer.user() };
            let described = self.media.describe_media(cx, request).await.map_err(Failure::unexpected)?;
            pictures.extend(described.pictures.into_iter().map(|picture| (picture.file_id, picture)));
        }
        Ok(pictures)
    }
}
