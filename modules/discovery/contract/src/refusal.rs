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
        /// The cursor is not one of this list.
        BadCursor => Malformed, "bad_cursor", "The cursor is not valid.";
    }
}
