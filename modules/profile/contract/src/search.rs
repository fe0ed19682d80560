//! Finding people by name, and several of them at once.

use kernel::{Cursor, UserId};
use serde::{Deserialize, Serialize};

use crate::UserCard;

/// Looks for people whose account's name, name or a word of it begins with a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchUsers {
    /// The text: 2-100 characters without white space around it; letters' case does not matter.
    pub text: String,
    /// How many, at most 20.
    pub limit: u32,
    /// Where the page starts.
    pub cursor: Option<Cursor>,
}

/// Asks for names and avatars with the accounts' names, at most 50.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetUsers {
    /// Whose.
    pub users: Vec<UserId>,
}

/// People and their accounts' names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCards {
    /// Those the caller may see, in the order asked for.
    pub users: Vec<UserCard>,
}
