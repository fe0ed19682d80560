//! Changing one's settings.

use kernel::FieldError;
use profile_contract::{
    Change, ChannelChanges, Channels, InterfaceChanges, NotificationChanges, NotificationKind, Notifications,
    ProfileRefusal, ProfileSettings, QuietHours, SettingsChanges,
};

use crate::domain::changes::replace;

/// Merges changes into settings; all fields at fault are named at once.
pub fn apply(mut settings: ProfileSettings, changes: SettingsChanges) -> Result<ProfileSettings, ProfileRefusal> {
    let mut errors = Vec::new();
    let flags = [
        ("is_visible", changes.is_visible, &mut settings.is_visible),
        ("incognito", changes.incognito, &mut settings.incognito),
        ("paused", changes.paused, &mut settings.paused),
        ("hide_age", changes.hide_age, &mut settings.hide_age),
        ("hide_distance", changes.hide_distance, &mut settings.hide_distance),
        ("hide_online", changes.hide_online, &mut settings.hide_online),
        ("read_receipts", changes.read_receipts, &mut settings.read_receipts),
    ];
    for (field, change, slot) in flags {
        replace(field, change, slot, &mut errors);
    }
    replace("allow_messages_from", changes.allow_messages_from, &mut settings.allow_messages_from, &mut errors);
    match changes.notifications {
        Change::Keep => {}
        Change::Clear => errors.push(required("notifications")),
        Change::Set(changes) => notifications(&mut settings.notifications, changes, &mut errors),
    }
    match changes.interface {
        Change::Keep => {}
        Change::Clear => errors.push(required("interface")),
        Change::Set(InterfaceChanges { language, theme, units }) => {
            replace("interface.language", language, &mut settings.interface.language, &mut errors);
            replace("interface.theme", theme, &mut settings.interface.theme, &mut errors);
            replace("interface.units", units, &mut settings.interface.units, &mut errors);
            if !is_language(&settings.interface.language) {
                let message = "Must be a BCP 47 language tag, for example en or pt-BR.";
                errors.push(FieldError::new("interface.language", "bad_language", message));
            }
        }
    }
    if errors.is_empty() { Ok(settings) } else { Err(ProfileRefusal::Invalid(errors)) }
}

/// Settings as they are read: a kind of notification that came into being later has its usual ways.
pub fn complete(mut settings: ProfileSettings) -> ProfileSettings {
    for kind in NotificationKind::ALL {
        settings.notifications.kinds.entry(*kind).or_default();
    }
    settings
}

fn notifications(now: &mut Notifications, changes: NotificationChanges, errors: &mut Vec<FieldError>) {
    match changes.kinds {
        Change::Keep => {}
        Change::Clear => errors.push(required("notifications.kinds")),
        Change::Set(kinds) => {
            for (kind, ways) in kinds {
                channels(kind, now.kinds.entry(kind).or_default(), ways, errors);
            }
        }
    }
    changes.quiet_hours.apply(&mut now.quiet_hours);
    if let Some(QuietHours { from, to }) = &now.quiet_hours {
        for (field, time) in [("notifications.quiet_hours.from", from), ("notifications.quiet_hours.to", to)] {
            if !is_time(time) {
                errors.push(FieldError::new(field, "bad_time", "Must be HH:MM, from 00:00 to 23:59."));
            }
        }
    }
    replace("notifications.time_zone", changes.time_zone, &mut now.time_zone, errors);
    if !is_time_zone(&now.time_zone) {
        let message = "Must be an IANA time zone, for example Europe/Berlin.";
        errors.push(FieldError::new("notifications.time_zone", "bad_time_zone", message));
    }
}

fn channels(kind: NotificationKind, now: &mut Channels, changes: ChannelChanges, errors: &mut Vec<FieldError>) {
    let ChannelChanges { push, email, telegram } = changes;
    for (way, change, slot) in
        [("push", push, &mut now.push), ("email", email, &mut now.email), ("telegram", telegram, &mut now.telegram)]
    {
        replace(&["notifications.kinds", kind.as_str(), way].join("."), change, slot, errors);
    }
}

fn required(field: &str) -> FieldError {
    FieldError::new(field, "required", "This field cannot be empty.")
}

fn is_time(text: &str) -> bool {
    let number = |digits: &str| digits.parse::<u8>().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let parts = text.split_once(':').filter(|(hours, minutes)| hours.len() == 2 && minutes.len() == 2);
    parts.is_some_and(|(hours, minutes)| {
        number(hours).is_some_and(|hours| hours < 24) && number(minutes).is_some_and(|minutes| minutes < 60)
    })
}

/// The shape of names in the IANA time zone database ("Theory and pragmatics of the tz code and data", names): up to
/// three parts of letters, digits, `_`, `-` and `+`, the first of which is a letter.
fn is_time_zone(name: &str) -> bool {
    let part = |part: &str| {
        (1..=14).contains(&part.len())
            && part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+'))
    };
    name.split('/').count() <= 3 && name.split('/').all(part)
}

/// The shape of a well-formed language tag (RFC 5646, section 2.1): a language of two or three letters, then subtags of
/// up to eight letters and digits; 35 characters are enough for all but private ones (section 4.4.1).
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    tag.len() <= 35
        && (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn changed(changes: Value) -> Result<ProfileSettings, Vec<(String, String)>> {
        let changes = serde_json::from_value(changes).unwrap();
        apply(ProfileSettings::default(), changes).map_err(|refusal| match refusal {
            ProfileRefusal::Invalid(errors) => errors.into_iter().map(|e| (e.field, e.code)).collect(),
            other => panic!("{other:?}"),
        })
    }

    #[test]
    fn what_is_absent_stays() {
        assert_eq!(changed(json!({})), Ok(ProfileSettings::default()));
        let some = json!({"incognito": true, "notifications": {"kinds": {"new_like": {"email": true}}}});
        let settings = changed(some).unwrap();
        assert!(settings.incognito && settings.is_visible);
        let like = settings.notifications.kinds[&NotificationKind::NewLike];
        assert_eq!((like.push, like.email, like.telegram), (true, true, true));
        assert_eq!(settings.notifications.kinds[&NotificationKind::NewMatch], Channels::default());
        assert_eq!(settings.interface, ProfileSettings::default().interface);
    }

    #[test]
    fn quiet_hours_alone_can_be_taken_back() {
        let hours = json!({"notifications": {"quiet_hours": {"from": "22:00", "to": "07:30"}}});
        let quiet = changed(hours).unwrap();
        assert!(quiet.notifications.quiet_hours.is_some());
        let none = serde_json::from_value(json!({"notifications": {"quiet_hours": null}})).unwrap();
        assert_eq!(apply(quiet, none).unwrap().notifications.quiet_hours, None);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let faults = changed(json!({
            "paused": null,
            "interface": {"language": "e", "theme": null},
            "notifications": {
                "kinds": {"reminder": {"push": null}},
                "quiet_hours": {"from": "24:00", "to": "7:30"},
                "time_zone": "Mars/Olympus Mons",
            },
        }));
        let faults = faults.unwrap_err();
        let named: Vec<_> = faults.iter().map(|(field, code)| (field.as_str(), code.as_str())).collect();
        assert_eq!(
            named,
            [
                ("paused", "required"),
                ("notifications.kinds.reminder.push", "required"),
                ("notifications.quiet_hours.from", "bad_time"),
                ("notifications.quiet_hours.to", "bad_time"),
                ("notifications.time_zone", "bad_time_zone"),
                ("interface.theme", "required"),
                ("interface.language", "bad_language"),
            ]
        );
    }

    #[test]
    fn times_zones_and_languages_have_a_shape() {
        assert!(["00:00", "23:59"].iter().all(|time| is_time(time)));
        assert!(["", "1:00", "24:00", "12:60", "+1:00", "12:0a", "１２:00"].iter().all(|time| !is_time(time)));
        let zones = ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "America/Port-au-Prince"];
        assert!(zones.iter().all(|zone| is_time_zone(zone)));
        assert!(["", "/", "Europe/", "A/B/C/D", "Europe Berlin", "+05:00", "../etc"].iter().all(|z| !is_time_zone(z)));
        assert!(["en", "pt-BR", "zh-Hant-TW", "de-CH-1996", "yue"].iter().all(|tag| is_language(tag)));
        assert!(["", "e", "english", "en_US", "en-", "12", "en-toolongsubtag"].iter().all(|tag| !is_language(tag)));
    }

    #[test]
    fn a_kind_that_was_not_stored_has_its_usual_ways() {
        let mut old = ProfileSettings::default();
        old.notifications.kinds.clear();
        assert_eq!(complete(old), ProfileSettings::default());
    }
}
