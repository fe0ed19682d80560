//! Facts the discovery module tells.

use kernel::{ConversationId, MatchId, UserId};

use crate::Action;

kernel::events! { "discovery":
    /// Somebody decided about somebody.
    "swipe.recorded" v 1 by user_id =>
    pub struct SwipeRecorded {
        /// Who decided.
        pub user_id: UserId,
        /// About whom.
        pub target_id: UserId,
        /// What.
        pub action: Action,
    }

    /// Somebody took a decision back.
    "swipe.undone" v 1 by user_id =>
    pub struct SwipeUndone {
        /// Who had decided.
        pub user_id: UserId,
        /// About whom.
        pub target_id: UserId,
    }

    /// Two people liked each other.
    "match.created" v 1 by match_id =>
    pub struct MatchCreated {
        /// Which match.
        pub match_id: MatchId,
        /// Both people.
        pub users: [UserId; 2],
        /// The conversation to open for them.
        pub conversation_id: ConversationId,
    }

    /// One of two who had matched ended it, for both.
    "match.removed" v 1 by match_id =>
    pub struct MatchRemoved {
        /// Which match.
        pub match_id: MatchId,
        /// Both people.
        pub users: [UserId; 2],
        /// The conversation to close.
        pub conversation_id: ConversationId,
    }
}
