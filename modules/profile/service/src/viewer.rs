//! Who looks, and whom they may see. All of the module's answers about others pass through here.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use kernel::{Caller, Cell, Cx, Failure, FieldError, Outcome, Picture, UserId};
use profile_contract::{OwnProfile, ProfileRefusal};

use crate::Service;
use crate::directory::{Hidden, Known};
use crate::domain::person::Person;
use crate::domain::view::Private;
use crate::domain::visibility::{self, Tie};
use crate::domain::{photos, view};

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Viewer {
    /// A person, who sees what others let them see.
    Person(UserId),
    /// A module of ours, which answers for what it shows to whom.
    Service,
}

impl Viewer {
    /// Who looks in this call.
    pub fn of(cx: &Cx) -> Result<Self, Failure<ProfileRefusal>> {
        match cx.caller() {
            Caller::User { user, .. } => Ok(Self::Person(*user)),
            Caller::Service { .. } => Ok(Self::Service),
            Caller::Anonymous => Err(ProfileRefusal::Forbidden.into()),
        }
    }

    /// Whether this person looks.
    pub fn is(self, user: UserId) -> bool {
        self == Self::Person(user)
    }

    /// The person who looks, if it is one.
    pub fn user(self) -> Option<UserId> {
        match self {
            Self::Person(user) => Some(user),
            Self::Service => None,
        }
    }

    /// Whether nobody can hide from this viewer: themselves, or a module of ours.
    fn sees_all_of(self, user: UserId) -> bool {
        self == Self::Service || self.is(user)
    }

    /// Whether this person lets this viewer see them, blocks aside; `ties` has what they did about the viewer.
    fn meets(self, known: &Known, ties: &HashMap<UserId, Tie>) -> bool {
        let person = &known.value;
        let tie = || ties.get(&person.user).copied().unwrap_or_default();
        self.sees_all_of(person.user)
            || (!person.leaving
                && (!visibility::needs_tie(&person.settings) || visibility::shows(&person.settings, tie())))
    }
}

/// The person who acts in this call.
pub fn actor(cx: &Cx) -> Result<UserId, Failure<ProfileRefusal>> {
    cx.caller().user().ok_or_else(|| ProfileRefusal::Forbidden.into())
}

/// Refuses everybody but this person and our own modules.
pub fn own_or_service(cx: &Cx, user: UserId) -> Result<(), Failure<ProfileRefusal>> {
    let viewer = Viewer::of(cx)?;
    if viewer.is(user) || viewer == Viewer::Service { Ok(()) } else { Err(ProfileRefusal::Forbidden.into()) }
}

/// Refuses a list of more than `most` people.
pub fn at_most(most: usize, users: &[UserId]) -> Result<(), Failure<ProfileRefusal>> {
    if users.len() <= most {
        return Ok(());
    }
    let error = FieldError::new("users", "too_many", format!("At most {most} people at once."));
    Err(ProfileRefusal::Invalid(vec![error]).into())
}

impl Service {
    /// Somebody the viewer may see. Somebody hidden and nobody are the same.
    pub(crate) async fn visible(&self, viewer: Viewer, user: UserId) -> Outcome<Known, ProfileRefusal> {
        let hidden = self.hidden_from(viewer).await?;
        if !viewer.is(user) && hidden.as_ref().is_some_and(|hidden| hidden.hides(user)) {
            return Err(ProfileRefusal::NotFound.into());
        }
        let known = self.directory.person(user).await?.ok_or(ProfileRefusal::NotFound)?;
        let ties = self.ties_that_matter(viewer, std::slice::from_ref(&known)).await?;
        if viewer.meets(&known, &ties) { Ok(known) } else { Err(ProfileRefusal::NotFound.into()) }
    }

    /// Those of these people whom the viewer may see, in the order asked for.
    pub(crate) async fn all_visible(&self, viewer: Viewer, users: &[UserId]) -> Outcome<Vec<Known>, ProfileRefusal> {
        let hidden = self.hidden_from(viewer).await?;
        let shown = |user: UserId| viewer.is(user) || hidden.as_ref().is_none_or(|hidden| !hidden.hides(user));
        let known = self.directory.people(users).await?;
        let mut people: Vec<Known> =
            users.iter().filter(|user| shown(**user)).filter_map(|user| known.get(user)).cloned().collect();
        let ties = self.ties_that_matter(viewer, &people).await?;
        people.retain(|known| viewer.meets(known, &ties));
        Ok(people)
    }

    /// What those of these people who hide from others have done about the viewer. Most hide from nobody.
    async fn ties_that_matter(
        &self,
        viewer: Viewer,
        people: &[Known],
    ) -> Outcome<HashMap<UserId, Tie>, ProfileRefusal> {
        let Some(looking) = viewer.user() else { return Ok(HashMap::new()) };
        let people = people.iter().map(|known| &known.value);
        let hiding = people.filter(|person| visibility::needs_tie(&person.settings) && person.user != looking);
        let hiding: Vec<UserId> = hiding.map(|person| person.user).collect();
        if hiding.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(self.directory.ties(looking, &hiding).await?)
    }

    /// Whom the viewer must not see; nobody is hidden from a module.
    async fn hidden_from(&self, viewer: Viewer) -> Outcome<Option<Arc<Hidden>>, ProfileRefusal> {
        let Viewer::Person(viewer) = viewer else { return Ok(None) };
        Ok(Some(self.directory.hidden_from(viewer).await?))
    }

    /// Where the viewer is; unknown for modules and for people without a place.
    pub(crate) async fn place_of(&self, viewer: Viewer) -> Outcome<Option<Cell>, ProfileRefusal> {
        let Viewer::Person(viewer) = viewer else { return Ok(None) };
        Ok(self.directory.person(viewer).await?.and_then(|known| known.value.cell))
    }

    /// The photos of the acting person's own profile, for the answer to a change of it.
    pub(crate) async fn own_album(&self, cx: &Cx, me: UserId) -> Outcome<Arc<[Picture]>, ProfileRefusal> {
        self.directory.album(cx, Viewer::Person(me), &self.own(me).await?).await
    }

    /// What the acting person sees of their own profile beside the profile itself, asked for before a change of it.
    pub(crate) async fn surroundings(&self, cx: &Cx, me: UserId) -> Outcome<Surroundings, ProfileRefusal> {
        let pictures = self.own_album(cx, me).await?;
        let private = self.directory.private(me).await?;
        Ok(Surroundings { pictures, private, today: self.clock.now().date() })
    }

    /// The acting person's own profile.
    pub(crate) async fn own(&self, me: UserId) -> Outcome<Known, ProfileRefusal> {
        Ok(self.directory.person(me).await?.ok_or(ProfileRefusal::NoProfile)?)
    }
}

/// What one's own profile is shown with.
pub(crate) struct Surroundings {
    pictures: Arc<[Picture]>,
    private: Arc<Private>,
    today: NaiveDate,
}

impl Surroundings {
    /// The profile as its owner sees it.
    pub fn show(&self, me: &Person) -> OwnProfile {
        view::own(me, photos::arranged(&me.photos, &self.pictures), &self.private, self.today)
    }
}
