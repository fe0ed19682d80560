//! What the rest of the system may ask of the auth module: accounts, sign-in, tokens.
//!
//! The module owns who somebody is and how they proved it. It knows nothing of profiles, of what people may see of each
//! other, or of any other module.

mod event;
mod refusal;
mod request;

pub use event::{SessionRevoked, UserRegistered};
pub use refusal::AuthRefusal;
pub use request::{
    AccountCard, AccountCards, ChangePassword, Device, GetAccounts, GetJwks, Identity, ImportAccount, ImportAccounts,
    Jwks, ListSessions, LogIn, LogOut, Refresh, Register, RenewAccess, RevokeOtherSessions, RevokeSession,
    RevokedSessions, SessionCard, SignIn, ValidateTelegram, VerifyToken,
};

kernel::contract! {
    /// Accounts and their sign-ins.
    pub trait Accounts = "auth" v 1, refuses AuthRefusal {
        /// Creates an account and signs it in.
        write fn register(Register) -> SignIn;
        /// Signs in with a password. Unknown names cost the same work and get the same answer as wrong passwords.
        write fn log_in(LogIn) -> SignIn;
        /// Signs in with a Telegram Mini App's init data, creating the account at first sight.
        write fn validate_telegram(ValidateTelegram) -> SignIn;
        /// Trades a refresh token for its successor and a new access token.
        write fn refresh(Refresh) -> SignIn;
        /// Makes a new access token for the caller's own sign-in.
        write fn renew_access(RenewAccess) -> SignIn;
        /// Ends the caller's sign-in on this device; its tokens stop working at once.
        write fn log_out(LogOut) -> kernel::Done;
        /// The caller's sign-ins that live, newest first.
        read fn list_sessions(ListSessions) -> kernel::Page<SessionCard>;
        /// Ends one of the caller's sign-ins; one that has ended already stays so.
        write fn revoke_session(RevokeSession) -> kernel::Done;
        /// Ends all of the caller's sign-ins but the one they ask with.
        write fn revoke_other_sessions(RevokeOtherSessions) -> RevokedSessions;
        /// Gives the caller's account a new password and ends all its sign-ins but the one they ask with.
        write fn change_password(ChangePassword) -> kernel::Done;
        /// Who an access token speaks for; refuses tokens of ended sign-ins.
        read fn verify_token(VerifyToken) -> Identity;
        /// The public keys that access tokens can be checked with.
        read fn get_jwks(GetJwks) -> Jwks;
        /// Names of accounts; unknown ones are left out.
        read fn get_accounts(GetAccounts) -> AccountCards;
        /// Creates accounts with given ids; for seeding, refused to everybody but services.
        write fn import_accounts(ImportAccounts) -> kernel::Done;
    }
}
