//! Why the auth module says no.

kernel::refusals! {
    /// Why the auth module says no.
    pub enum AuthRefusal {
        /// Wrong name or wrong password; which one is not told.
        InvalidCredentials => Unauthenticated, "invalid_credentials", "The name or the password is wrong.";
        /// The access token is not one of ours, has expired, or its sign-in has ended.
        InvalidToken => Unauthenticated, "invalid_token", "The access token is not valid.";
        /// The refresh token is unknown, or has expired.
        InvalidRefreshToken => Unauthenticated, "invalid_refresh_token", "The refresh token is not valid.";
        /// A refresh token came a second time; all tokens of that sign-in ended.
        TokenReused => Unauthenticated, "token_reused", "The refresh token was used before; sign in again.";
        /// No such sign-in among the caller's.
        SessionNotFound => NotFound, "session_not_found", "There is no such sign-in.";
        /// Somebody has this username.
        UsernameTaken => Conflict, "username_taken", "This username is taken.";
        /// An account has this e-mail address.
        EmailTaken => Conflict, "email_taken", "This e-mail address is taken.";
        /// The init data's hash or signature does not fit.
        TelegramBadSignature => Unauthenticated, "telegram_bad_signature", "The Telegram data is not authentic.";
        /// The init data is too old, or from the future.
        TelegramExpired => Unauthenticated, "telegram_expired", "The Telegram data is too old.";
        /// The init data is authentic and names nobody who could have an account.
        TelegramUnusable => Malformed, "telegram_unusable", "The Telegram data names no person.";
        /// Neither a bot's token nor its id is configured.
        TelegramNotConfigured => Unavailable, "telegram_not_configured", "Sign-in with Telegram is not configured.";
        /// No mail server is configured.
        MailNotConfigured => Unavailable, "mail_not_configured", "Mail is not configured here.";
        /// The account asks for a one-time code at sign-in, and none came.
        TotpRequired => Unauthenticated, "totp_required", "A one-time code is needed.";
        /// The one-time code is wrong, too old, or was used before.
        TotpInvalid => Unauthenticated, "totp_invalid", "The one-time code is not valid.";
        /// The account has one-time codes already.
        TotpActive => Conflict, "totp_active", "One-time codes are active already.";
        /// No secret was offered, or none is active.
        TotpMissing => Conflict, "totp_missing", "One-time codes were not set up.";
        /// Moderators and admins need a second factor, and to have signed in with it.
        SecondFactorRequired => Forbidden, "second_factor_required", "Sign in with a one-time code or a passkey first.";
        /// The token of a mailed or printed link is unknown, was used, or is too old.
        InvalidLink => Gone, "invalid_link", "This link is not valid any more.";
        /// The Telegram account signs in to another account.
        TelegramLinked => Conflict, "telegram_linked", "This Telegram account belongs to another account.";
        /// The caller's account has a Telegram account already.
        TelegramPresent => Conflict, "telegram_present", "The account has a Telegram account; unlink that first.";
        /// Nothing is linked.
        TelegramNotLinked => NotFound, "telegram_not_linked", "No Telegram account is linked.";
        /// Without it the caller could not sign in again.
        LastSignInMethod => Conflict, "last_sign_in_method", "This is the only way left to sign in.";
        /// What the authenticator answered does not fit, or came too late.
        PasskeyRefused => Unauthenticated, "passkey_refused", "The passkey was not accepted.";
        /// No such passkey among the caller's.
        PasskeyNotFound => NotFound, "passkey_not_found", "There is no such passkey.";
        /// As many passkeys as an account may have.
        TooManyPasskeys => Conflict, "too_many_passkeys", "The account has as many passkeys as it may have.";
        /// The client or its secret is unknown.
        InvalidClient => Unauthenticated, "invalid_client", "The client or its secret is not known.";
        /// No such account.
        AccountNotFound => NotFound, "account_not_found", "There is no such account.";
        /// The last admin stays one.
        LastAdmin => Conflict, "last_admin", "There must be one admin.";
        /// No erasure is under way, or no such receipt.
        ErasureNotFound => NotFound, "erasure_not_found", "There is no such erasure.";
        /// The caller may not do this.
        Forbidden => Forbidden, "forbidden", "You may not do this.";
    }
}
