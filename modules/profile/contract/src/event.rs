//! Facts the profile module tells.

use kernel::UserId;

kernel::events! { "profile":
    /// Somebody made a profile.
    "profile.created" v 1 by user_id =>
    pub struct ProfileCreated {
        /// Whose.
        pub user_id: UserId,
    }

    /// Something about a profile changed: fields, place or photos.
    "profile.updated" v 1 by user_id =>
    pub struct ProfileUpdated {
        /// Whose.
        pub user_id: UserId,
    }

    /// A profile is gone.
    "profile.deleted" v 1 by user_id =>
    pub struct ProfileDeleted {
        /// Whose.
        pub user_id: UserId,
        /// The files that were its photos; nobody refers to them any longer.
        pub photos: Vec<kernel::FileId>,
    }

    /// Somebody blocked somebody.
    "user.blocked" v 1 by user_id =>
    pub struct UserBlocked {
        /// Who did.
        pub user_id: UserId,
        /// Whom.
        pub blocked: UserId,
    }

    /// Somebody took a block back.
    "user.unblocked" v 1 by user_id =>
    pub struct UserUnblocked {
        /// Who did.
        pub user_id: UserId,
        /// Whom.
        pub unblocked: UserId,
    }

    /// A moderator decided whether it is them. Why not is on their own profile.
    "profile.verification_decided" v 1 by user_id =>
    pub struct VerificationDecided {
        /// Whose verification.
        pub user_id: UserId,
        /// Whether it is them.
        pub verified: bool,
    }
}
