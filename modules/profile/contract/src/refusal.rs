//! Why the profile module says no.

kernel::refusals! {
    /// Why the profile module says no.
    pub enum ProfileRefusal {
        /// No such profile, or the caller may not know it.
        NotFound => NotFound, "profile_not_found", "There is no such profile.";
        /// The caller has no profile yet.
        NoProfile => NotFound, "no_profile", "Create your profile first.";
        /// The caller has a profile already.
        AlreadyExists => Conflict, "profile_exists", "You have a profile already.";
        /// Younger than 18.
        UnderAge => Invalid, "under_age", "You must be at least 18 years old.";
        /// Somebody else's profile.
        NotYours => Forbidden, "not_yours", "You may only change your own profile.";
        /// No such file among the caller's.
        PhotoNotFound => NotFound, "photo_not_found", "There is no such photo.";
        /// Six are the most.
        TooManyPhotos => Conflict, "too_many_photos", "A profile has at most six photos.";
        /// The file is on the profile already.
        PhotoExists => Conflict, "photo_exists", "This photo is on your profile already.";
        /// The order names other photos than the profile has.
        PhotoOrderMismatch => Conflict, "photo_order_mismatch", "Name each of your photos once.";
        /// Nobody can block themselves.
        Yourself => Invalid, "yourself", "You cannot do this to yourself.";
        /// The profile has changed since the caller read it.
        Stale => Stale, "profile_changed", "Your profile has changed meanwhile; read it again.";
        /// A moderator is still to look.
        VerificationPending => Conflict, "verification_pending", "Your verification is being looked at.";
        /// A moderator has seen that it is them.
        AlreadyVerified => Conflict, "already_verified", "You are verified already.";
        /// Nobody waits there for a decision.
        NotPending => Conflict, "not_pending", "There is no verification to decide about.";
        /// The caller may not do this.
        Forbidden => Forbidden, "forbidden", "You may not do this.";
    }
    throttled {
        /// Moved too often.
        LocationChanges => "location_changes", "You changed your place too often; try later.";
    }
}
