//! What the rest of the system may ask of the auth module: accounts, sign-in, tokens.
//!
//! The module owns who somebody is and how they proved it. It knows nothing of profiles, of what people may see of each
//! other, or of any other module.

mod event;
mod refusal;
mod request;

mod request_account;
mod request_factor;

pub use event::{SessionRevoked, UserLeaving, UserRegistered, UserStaying};
pub use refusal::AuthRefusal;
pub use request::{
    AccountCard, AccountCards, ChangePassword, Device, GetAccounts, GetJwks, Identity, ImportAccount, ImportAccounts,
    Jwks, ListSessions, LogIn, LogOut, Refresh, Register, RenewAccess, RevokeOtherSessions, RevokeSession,
    RevokedSessions, SessionCard, SignIn, ValidateTelegram, VerifyToken,
};
pub use request_account::{
    AdminLink, AuditEntry, ChangeEmail, ClaimAdmin, CloseAccount, DeleteAccount, DueErasure, DueErasures, EraseAccount,
    Erasure, ErasureReceipt, ExportAccount, ForgotPassword, GetErasure, GetOwnAccount, Introspect, Introspection,
    ListAudit, ListDueErasures, OpenAdminLink, OwnAccount, ResetPassword, RestoreAccount, SetRoles, VerifyEmail,
};
pub use request_factor::{
    BeginPasskeyLogin, BeginPasskeyRegistration, BeginTotp, ConfirmTotp, FinishPasskeyLogin, FinishPasskeyRegistration,
    LinkTelegram, ListPasskeys, PasskeyCard, PasskeyCreation, PasskeyRequest, Passkeys, RecoveryCodes, RemovePasskey,
    RemoveTotp, TotpOffer, UnlinkTelegram,
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
        /// The caller's own account.
        read fn get_own_account(GetOwnAccount) -> OwnAccount;
        /// Sends a link that confirms an address to it; the account has it once the link is followed.
        write fn change_email(ChangeEmail) -> kernel::Done;
        /// Takes the token of such a link, from whoever holds it.
        write fn verify_email(VerifyEmail) -> kernel::Done;
        /// Sends a link that sets a new password, if there is an account with this address. Which of the two it was
        /// shows neither in the answer nor in the time it takes.
        write fn forgot_password(ForgotPassword) -> kernel::Done;
        /// Sets a new password with the token of such a link, and ends all sign-ins.
        write fn reset_password(ResetPassword) -> kernel::Done;
        /// Ties a Telegram account to the caller's account; from then on it signs in to it.
        write fn link_telegram(LinkTelegram) -> kernel::Done;
        /// Unties it, unless the caller would have no way left to sign in.
        write fn unlink_telegram(UnlinkTelegram) -> kernel::Done;
        /// Offers a secret for one-time codes (RFC 6238); it counts once it is confirmed.
        write fn begin_totp(BeginTotp) -> TotpOffer;
        /// Confirms the offered secret with a code of it. From then on signing in takes a code.
        write fn confirm_totp(ConfirmTotp) -> RecoveryCodes;
        /// Does away with one-time codes.
        write fn remove_totp(RemoveTotp) -> kernel::Done;
        /// Starts the registration of a passkey (WebAuthn). The ceremony is in the answer; nothing is stored.
        read fn begin_passkey_registration(BeginPasskeyRegistration) -> PasskeyCreation;
        /// Ends it with what the authenticator answered.
        write fn finish_passkey_registration(FinishPasskeyRegistration) -> PasskeyCard;
        /// Starts a sign-in with any passkey of this installation; nothing is stored.
        read fn begin_passkey_login(BeginPasskeyLogin) -> PasskeyRequest;
        /// Ends it with what the authenticator answered.
        write fn finish_passkey_login(FinishPasskeyLogin) -> SignIn;
        /// The caller's passkeys, oldest first.
        read fn list_passkeys(ListPasskeys) -> Passkeys;
        /// Forgets one of them, unless the caller would have no way left to sign in.
        write fn remove_passkey(RemovePasskey) -> kernel::Done;
        /// What happened to the caller's account, newest first.
        read fn list_audit(ListAudit) -> kernel::Page<AuditEntry>;
        /// Makes the one-time link of the first admin; `None` where somebody is admin. For the process itself.
        write fn open_admin_link(OpenAdminLink) -> AdminLink;
        /// Makes the caller admin, with the token of that link.
        write fn claim_admin(ClaimAdmin) -> kernel::Done;
        /// Says what somebody may do; for admins.
        write fn set_roles(SetRoles) -> kernel::Done;
        /// What a token is worth (RFC 7662), for services outside that know a client's secret.
        read fn introspect(Introspect) -> Introspection;
        /// Starts the grace period after which the caller's account is erased.
        write fn delete_account(DeleteAccount) -> Erasure;
        /// Ends that period: the account stays. One that is to stay anyway does so.
        write fn restore_account(RestoreAccount) -> kernel::Done;
        /// How an erasure stands, for whoever has its receipt's id.
        read fn get_erasure(GetErasure) -> ErasureReceipt;
        /// Accounts whose grace period is over; for the process itself.
        read fn list_due_erasures(ListDueErasures) -> DueErasures;
        /// Ends all sign-ins of an account whose grace period is over, so that nothing new comes into being while the
        /// modules erase what they hold; for the process itself.
        write fn close_account(CloseAccount) -> kernel::Done;
        /// Erases what this module holds of an account and keeps the receipt, without the account's id; for the process
        /// itself, after the other modules have erased theirs.
        write fn erase_account(EraseAccount) -> ErasureReceipt;
        /// Everything this module holds of the caller.
        read fn export_account(ExportAccount) -> kernel::Exported;
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
