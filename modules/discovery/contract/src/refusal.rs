//! Why the discovery module says no.

kernel::refusals! {
    /// Why the discovery module says no.
    pub enum DiscoveryRefusal {
        /// Nobody there, or nobody the caller may know of.
        NotFound => NotFound, "profile_not_found", "There is no such profile.";
        /// The caller has no profile yet.
        NoProfile => Conflict, "no_profile", "Create your profile first.";
        /// Nobody can like themselves.
        Yourself => Invalid, "yourself", "You cannot do this to yourself.";
        /// A search is from the place on the profile; a place of one's choice could find people.
        CoordinatesNotAccepted => Malformed, "coordinates_not_accepted", "Search starts from the place on your profile.";
        /// No such match, or not one of the caller's.
        MatchNotFound => NotFound, "match_not_found", "There is no such match.";
        /// The decision has become a match, which is ended otherwise.
        AlreadyMatched => Conflict, "already_matched", "You have matched; end the match instead.";
        /// The caller has decided about nobody, or has taken all of it back.
        NothingToUndo => Conflict, "nothing_to_undo", "There is nothing to take back.";
        /// As many as somebody may keep.
        TooManyFavorites => Conflict, "too_many_favorites", "Your list of favourites is full.";
        /// The cursor is not one of this list.
        BadCursor => Malformed, "bad_cursor", "The cursor is not valid.";
    }
    quotas {
        /// No more likes today.
        LikesUsedUp => "quota_likes", "You have no likes left for today.";
        /// No more superlikes today.
        SuperlikesUsedUp => "quota_superlikes", "You have no superlikes left for today.";
        /// Nothing more can be taken back today.
        UndosUsedUp => "quota_undos", "You cannot take more back today.";
    }
}
