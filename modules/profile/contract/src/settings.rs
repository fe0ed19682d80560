//! How people want to be seen, reached and told: their settings.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Change;
use crate::vocabulary::vocabulary;

vocabulary! {
    /// From whom somebody takes messages.
    pub enum AllowMessagesFrom {
        /// Only people they matched with.
        Matches = "matches", "People I matched with";
        /// Others too, who ask first.
        Requests = "requests", "People I matched with, and others who ask first";
        /// Nobody: who writes is refused, and what was written stays.
        Nobody = "nobody", "Nobody";
    }

    /// What people are told about.
    pub enum NotificationKind {
        /// Somebody liked them back.
        NewMatch = "new_match", "A new match";
        /// A message came.
        NewMessage = "new_message", "A new message";
        /// Somebody liked them.
        NewLike = "new_like", "A new like";
        /// Somebody liked them very much.
        SuperLike = "super_like", "A superlike";
        /// Somebody asks to write to them.
        ChatRequest = "chat_request", "A chat request";
        /// Their own request was accepted.
        ChatAccepted = "chat_accepted", "A chat request of mine was accepted";
        /// Their verification succeeded.
        VerificationComplete = "verification_complete", "My verification succeeded";
        /// Their verification was refused.
        VerificationRejected = "verification_rejected", "My verification was refused";
        /// A moderator decided about them.
        ModerationDecision = "moderation_decision", "A decision of a moderator";
        /// Something waits for them.
        Reminder = "reminder", "A reminder";
    }

    /// How the client looks.
    pub enum Theme {
        /// As the system does.
        System = "system", "Like the system";
        /// Light.
        Light = "light", "Light";
        /// Dark.
        Dark = "dark", "Dark";
    }

    /// How lengths and weights are shown; they are stored in metric units.
    pub enum Units {
        /// Kilometres and kilograms.
        Metric = "metric", "Metric";
        /// Miles and pounds.
        Imperial = "imperial", "Imperial";
    }
}

/// How somebody wants to be seen, reached and told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ProfileSettings {
    /// `false` hides the profile from everybody but matches.
    pub is_visible: bool,
    /// Only people whom they liked, and matches, see the profile.
    pub incognito: bool,
    /// A break: hidden like an invisible profile, and meant to end.
    pub paused: bool,
    /// Others do not see the age.
    pub hide_age: bool,
    /// Others do not see how far away they are.
    pub hide_distance: bool,
    /// Others do not see whether they are there.
    pub hide_online: bool,
    /// From whom they take messages.
    pub allow_messages_from: AllowMessagesFrom,
    /// Whether others see what they have read.
    pub read_receipts: bool,
    /// What they are told, how and when.
    pub notifications: Notifications,
    /// How the client looks and speaks.
    pub interface: Interface,
}

impl Default for ProfileSettings {
    fn default() -> Self {
        Self {
            is_visible: true,
            incognito: false,
            paused: false,
            hide_age: false,
            hide_distance: false,
            hide_online: false,
            allow_messages_from: AllowMessagesFrom::Requests,
            read_receipts: true,
            notifications: Notifications::default(),
            interface: Interface::default(),
        }
    }
}

/// What somebody is told, how and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Notifications {
    /// Every kind, with the ways it may come.
    pub kinds: BTreeMap<NotificationKind, Channels>,
    /// When nothing may make a sound.
    pub quiet_hours: Option<QuietHours>,
    /// An IANA time zone, for example `Europe/Berlin`, in which the quiet hours are meant.
    pub time_zone: String,
}

impl Default for Notifications {
    fn default() -> Self {
        let kinds = NotificationKind::ALL.iter().map(|kind| (*kind, Channels::default())).collect();
        Self { kinds, quiet_hours: None, time_zone: "UTC".into() }
    }
}

/// The ways in which a notification may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Channels {
    /// Web push.
    pub push: bool,
    /// E-mail.
    pub email: bool,
    /// A message of the Telegram bot.
    pub telegram: bool,
}

impl Default for Channels {
    /// Whatever reaches a device at once; mail only for those who ask for it.
    fn default() -> Self {
        Self { push: true, email: false, telegram: true }
    }
}

/// From when to when, by the wall clock; over midnight when `from` is later, and never when both are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QuietHours {
    /// `HH:MM`, 00:00 to 23:59.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub from: String,
    /// `HH:MM`, 00:00 to 23:59.
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub to: String,
}

/// How the client looks and speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Interface {
    /// A BCP 47 language tag, for example `en` or `pt-BR`.
    pub language: String,
    /// Light or dark.
    pub theme: Theme,
    /// How lengths and weights are shown.
    pub units: Units,
}

impl Default for Interface {
    fn default() -> Self {
        Self { language: "en".into(), theme: Theme::System, units: Units::Metric }
    }
}

macro_rules! changes {
    ($( $(#[$meta:meta])* pub struct $Name:ident { $( $(#[$fmeta:meta])* $field:ident: $Type:ty, )+ } )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
        pub struct $Name { $(
            $(#[$fmeta])*
            #[serde(default, skip_serializing_if = "Change::is_keep")]
            #[schema(value_type = Option<$Type>)]
            pub $field: Change<$Type>,
        )+ }
    )+ };
}

changes! {
    /// Settings to change: absent ones stay; only `quiet_hours` can be `null`.
    pub struct SettingsChanges {
        /// Whether others see the profile.
        is_visible: bool,
        /// Whether only people whom they liked do.
        incognito: bool,
        /// Whether they take a break.
        paused: bool,
        /// Whether the age is hidden.
        hide_age: bool,
        /// Whether the distance is hidden.
        hide_distance: bool,
        /// Whether it is hidden that they are there.
        hide_online: bool,
        /// From whom they take messages.
        allow_messages_from: AllowMessagesFrom,
        /// Whether others see what they have read.
        read_receipts: bool,
        /// What they are told; what is absent in it stays too.
        notifications: NotificationChanges,
        /// How the client looks; what is absent in it stays too.
        interface: InterfaceChanges,
    }

    /// Notifications to change.
    pub struct NotificationChanges {
        /// Some kinds, each with some ways.
        kinds: BTreeMap<NotificationKind, ChannelChanges>,
        /// When nothing may make a sound; `null` for never.
        quiet_hours: QuietHours,
        /// An IANA time zone.
        time_zone: String,
    }

    /// Ways to change.
    pub struct ChannelChanges {
        /// Web push.
        push: bool,
        /// E-mail.
        email: bool,
        /// A message of the Telegram bot.
        telegram: bool,
    }

    /// The client's looks to change.
    pub struct InterfaceChanges {
        /// A BCP 47 language tag.
        language: String,
        /// Light or dark.
        theme: Theme,
        /// How lengths and weights are shown.
        units: Units,
    }
}

/// Asks for the caller's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetSettings {}

/// Changes the caller's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateSettings {
    /// What changes.
    pub changes: SettingsChanges,
}
