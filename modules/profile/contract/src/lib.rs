//! What the rest of the system may ask of the profile module: what people say of themselves, and who may see whom.
//!
//! The module owns profiles and the answer to "may this person see that one": blocks, bans and visibility live here
//! and nowhere else. Of likes and matches it knows only whom they let see whom, and of messages nothing.

mod attribute;
mod change;
mod draft;
mod event;
mod orientation;
mod progress;
mod prompt;
mod refusal;
mod request;
mod search;
mod settings;
mod verification;
mod view;
mod vocabulary;

pub use attribute::{Education, Gender, Goal, Habit, LookingFor};
pub use change::Change;
pub use draft::{ProfileChanges, ProfileDraft};
pub use event::{ProfileCreated, ProfileDeleted, ProfileUpdated, UserBlocked, UserUnblocked, VerificationDecided};
pub use orientation::{Orientation, Seeking};
pub use progress::{Progress, ProgressView, UpdateProgress};
pub use prompt::{Prompt, PromptQuestion};
pub use refusal::ProfileRefusal;
pub use request::{
    AddPhoto, Block, BlockedPerson, CreateProfile, DeleteProfile, EraseUser, ExportUser, GetCards, GetMatchFacts,
    GetOwnProfile, GetProfile, GetProfiles, GetUser, ListBlocks, ListPhotos, OrderPhotos, PlaceName, RemovePhoto,
    SetLocation, Unblock, UpdateProfile, VisibleTo,
};
pub use search::{GetUsers, SearchUsers, UserCards};
pub use settings::{
    AllowMessagesFrom, ChannelChanges, Channels, GetSettings, Interface, InterfaceChanges, NotificationChanges,
    NotificationKind, Notifications, ProfileSettings, QuietHours, SettingsChanges, Theme, Units, UpdateSettings,
};
pub use verification::{
    DecideVerification, ListVerifications, RequestVerification, Verification, VerificationCase, VerificationState,
};
pub use view::{
    Cards, MatchFacts, MatchFactsList, OwnProfile, PersonCard, Photos, ProfileView, ProfileViews, UserCard, Visible,
};

kernel::contract! {
    /// What people say of themselves, and who may see whom.
    pub trait Profiles = "profile" v 1, refuses ProfileRefusal {
        /// Creates the caller's profile.
        write fn create_profile(CreateProfile) -> OwnProfile;
        /// The caller's own profile, with what only they may know.
        read fn get_own_profile(GetOwnProfile) -> OwnProfile;
        /// A profile as the caller may see it; a hidden one is a missing one.
        read fn get_profile(GetProfile) -> ProfileView;
        /// Several profiles as the caller may see them; hidden and missing ones are left out.
        read fn get_profiles(GetProfiles) -> ProfileViews;
        /// Names and avatars of people the caller may see; others are left out.
        read fn get_cards(GetCards) -> Cards;
        /// A person the caller may see, with their account's name.
        read fn get_user(GetUser) -> UserCard;
        /// Several of them; hidden and missing ones are left out.
        read fn get_users(GetUsers) -> UserCards;
        /// People by the beginning of a name, whoever the caller may see and does not hide from strangers. Pages
        /// neither skip nor repeat anybody, and can be shorter than asked for while more follow.
        read fn search_users(SearchUsers) -> kernel::Page<UserCard>;
        /// Changes the caller's profile.
        write fn update_profile(UpdateProfile) -> OwnProfile;
        /// The caller's settings.
        read fn get_settings(GetSettings) -> ProfileSettings;
        /// Changes the caller's settings; what is absent stays.
        write fn update_settings(UpdateSettings) -> ProfileSettings;
        /// Says how far the caller has come with setting up.
        write fn update_progress(UpdateProgress) -> ProgressView;
        /// Asks a moderator to see that the caller is on their photos.
        write fn request_verification(RequestVerification) -> Verification;
        /// Who waits for a moderator, longest first; for services only.
        read fn list_verifications(ListVerifications) -> kernel::Page<VerificationCase>;
        /// Decides about somebody who waits; for services only.
        write fn decide_verification(DecideVerification) -> kernel::Done;
        /// Moves the caller to another cell, a few times a day. The same cell again costs nothing.
        write fn set_location(SetLocation) -> OwnProfile;
        /// Removes the caller's profile; its photos are released.
        write fn delete_profile(DeleteProfile) -> kernel::Done;
        /// Photos of somebody the caller may see.
        read fn list_photos(ListPhotos) -> Photos;
        /// Adds one of the caller's files to their profile.
        write fn add_photo(AddPhoto) -> Photos;
        /// Puts the caller's photos in another order; the first is the avatar.
        write fn order_photos(OrderPhotos) -> Photos;
        /// Takes a photo off the caller's profile.
        write fn remove_photo(RemovePhoto) -> Photos;
        /// Which of these people the viewer may see, and from whom they take messages. Fails closed: no answer means
        /// nobody.
        read fn visible_to(VisibleTo) -> Visible;
        /// What matching needs to know; for services only.
        read fn get_match_facts(GetMatchFacts) -> MatchFactsList;
        /// Hides the caller and another person from each other.
        write fn block(Block) -> kernel::Done;
        /// Takes a block back.
        write fn unblock(Unblock) -> kernel::Done;
        /// Whom the caller blocked, newest first.
        read fn list_blocks(ListBlocks) -> kernel::Page<BlockedPerson>;
        /// What somebody said of themselves, and whom they blocked.
        read fn export_user(ExportUser) -> kernel::Exported;
        /// Erases somebody's profile and all blocks by and against them; for services. A repeat finds nothing more.
        write fn erase_user(EraseUser) -> kernel::Erased;
    }
}
