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
        /// The caller may not do this.
        Forbidden => Forbidden, "forbidden", "You may not do this.";
    }
}
