//! What only `kindling dev` has: demo people, and routes that make a frontend developer's life easy. `serve` mounts none
//! of it.

mod login;
mod mailbox;
mod people;
pub mod seed;
mod telegram;

use std::sync::Arc;

use auth_contract::Accounts;
use edge::{Class, Routes};
use kernel::{Clock, UserId};
use platform::Mailbox;
use profile_contract::Profiles;

use crate::app::App;

/// The password of every demo person.
pub const DEMO_PASSWORD: &str = "kindle-a-small-fire";

/// The bot token of `dev` when none is configured; it opens nothing anywhere.
pub const DEMO_BOT_TOKEN: &str = "1000000001:kindling-dev-throw-away-bot-token";

/// What the development routes need.
pub struct Api {
    accounts: Arc<dyn Accounts>,
    profiles: Arc<dyn Profiles>,
    clock: Arc<dyn Clock>,
    bot_token: String,
    viewer: UserId,
    mailbox: Arc<Mailbox>,
}

/// The development routes.
pub fn routes(app: &App) -> Routes {
    let api = Api {
        accounts: app.accounts.clone(),
        profiles: app.profiles.clone(),
        clock: app.clock.clone(),
        bot_token: app.settings.auth.telegram_bot_token.clone().unwrap_or_else(|| DEMO_BOT_TOKEN.into()),
        viewer: seed::viewer(),
        mailbox: app.mailbox.clone(),
    };
    Routes::new("dev", "Development", "Only in `kindling dev`: sign in as demo people.", api)
        .get(
            "/dev/mailbox",
            mailbox::demo_mailbox,
            "The mails that would have been sent, newest first, as JSON or HTML.",
        )
        .get("/dev/people", people::demo_people, "The named demo people and what each is for.")
        .post("/dev/login", login::demo_login, "Signs in as a demo person, without a password.")
        .post(
            "/dev/telegram/init-data",
            telegram::demo_init_data,
            "Signs Telegram init data with a throw-away bot token.",
        )
        .all_limited(Class::Free)
        .into()
}
