//! `{user_id}` in paths: a person's id, or `me`.

use edge::SignedIn;
use kernel::UserId;
use profile_contract::ProfileRefusal;
use serde::de::{Deserialize, Deserializer, Error};
use utoipa::IntoParams;

/// Whose profile a path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The caller's.
    Mine,
    /// This person's, who may be the caller.
    Of(UserId),
}

impl Whose {
    /// The person.
    pub fn user(self, who: &SignedIn) -> UserId {
        match self {
            Self::Mine => who.user(),
            Self::Of(user) => user,
        }
    }

    /// Whether it is the caller's own.
    pub fn is_own(self, who: &SignedIn) -> bool {
        self.user(who) == who.user()
    }

    /// Refuses everybody's but the caller's own.
    pub fn own(self, who: &SignedIn) -> Result<(), ProfileRefusal> {
        if self.is_own(who) { Ok(()) } else { Err(ProfileRefusal::NotYours) }
    }
}

impl<'de> Deserialize<'de> for Whose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match &*String::deserialize(deserializer)? {
            "me" => Ok(Self::Mine),
            id => id.parse().map(Self::Of).map_err(D::Error::custom),
        }
    }
}

/// The path of a profile.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct ProfilePath {
    /// A person's id, or `me`.
    #[param(value_type = String)]
    pub user_id: Whose,
}

/// The path of somebody else.
#[derive(Debug, serde::Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PersonPath {
    /// A person's id.
    #[param(value_type = String, format = Uuid)]
    pub user_id: UserId,
}
