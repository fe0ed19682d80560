//! Facts the auth module tells.

use kernel::{SessionId, UserId};

kernel::events! { "auth":
    /// An account came into being.
    "user.registered" v 1 by user_id =>
    pub struct UserRegistered {
        /// Whose.
        pub user_id: UserId,
    }

    /// A sign-in ended; its tokens no longer work.
    "session.revoked" v 1 by user_id =>
    pub struct SessionRevoked {
        /// Whose.
        pub user_id: UserId,
        /// Which.
        pub session_id: SessionId,
    }

    /// Somebody asked for their account to be erased: from now on nobody else meets them.
    "user.leaving" v 1 by user_id =>
    pub struct UserLeaving {
        /// Who.
        pub user_id: UserId,
    }

    /// They changed their mind.
    "user.staying" v 1 by user_id =>
    pub struct UserStaying {
        /// Who.
        pub user_id: UserId,
    }
}
