//! Who looks, and whom they may see. All of the module's answers about others pass through here.

use std::sync::Arc;

use kernel::{Caller, Cell, Cx, Failure, FieldError, Outcome, Picture, UserId};
use profile_contract::ProfileRefusal;

use crate::Service;
use crate::directory::{Hidden, Known};

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

    /// Whether nothing that a person says of themselves hides them from this viewer.
    fn meets(self, known: &Known) -> bool {
        !known.value.leaving || self == Self::Service || self.is(known.value.user)
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
        let known = self.directory.person(user).await?.filter(|known| viewer.meets(known));
        Ok(known.ok_or(ProfileRefusal::NotFound)?)
    }

    /// Those of these people whom the viewer may see, in the order asked for.
    pub(crate) async fn all_visible(&self, viewer: Viewer, users: &[UserId]) -> Outcome<Vec<Known>, ProfileRefusal> {
        let hidden = self.hidden_from(viewer).await?;
        let shown = |user: UserId| viewer.is(user) || hidden.as_ref().is_none_or(|hidden| !hidden.hides(user));
        let known = self.directory.people(users).await?;
        let visible = users.iter().filter(|user| shown(**user)).filter_map(|user| known.get(user));
        Ok(visible.filter(|known| viewer.meets(known)).cloned().collect())
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
        self.directory.album(cx, &self.own(me).await?).await
    }

    /// The acting person's own profile.
    pub(crate) async fn own(&self, me: UserId) -> Outcome<Known, ProfileRefusal> {
        Ok(self.directory.person(me).await?.ok_or(ProfileRefusal::NoProfile)?)
    }
}
