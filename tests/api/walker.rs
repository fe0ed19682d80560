//! Looks through an answer for what must not be in it.

use serde_json::{Value, json};

use crate::support::Answer;

/// What is somebody's alone.
pub struct Private<'a> {
    /// Texts that no answer to anybody else holds anywhere.
    pub texts: &'a [&'a str],
    /// Ids of things that nobody else learns of by an answer that says yes.
    pub hidden_ids: &'a [&'a String],
}

/// Names of fields that only answers about the caller may have.
const OWN_FIELDS: [&str; 20] = [
    "birth_date",
    "email",
    "phone",
    "telegram_id",
    "latitude",
    "longitude",
    "lat",
    "lng",
    "cell",
    "place",
    "weight_kg",
    "looking_for",
    "orientation",
    "password",
    "password_hash",
    "is_visible",
    "incognito",
    "hide_age",
    "refresh_token",
    "settings",
];

/// Panics when an answer to `me`, or to nobody, tells something private of somebody else. An answer about nobody may name
/// fields.
#[track_caller]
pub fn walk(answer: &Answer, me: Option<&str>, private: &Private<'_>, about_nobody: bool, about: &str) {
    let text = String::from_utf8_lossy(&answer.bytes);
    for secret in private.texts {
        assert!(!text.contains(secret), "{about} tells {secret}: {text}");
        for (name, value) in &answer.headers {
            assert!(!value.to_str().unwrap_or_default().contains(secret), "{about} tells {secret} in {name}");
        }
    }
    if answer.status.is_success() {
        for id in private.hidden_ids {
            assert!(!text.contains(id.as_str()), "{about} tells of {id}: {text}");
        }
        if !about_nobody {
            own_fields_are_own(&answer.json, me, me.is_some(), about);
        }
    }
}

/// Fields of [`OWN_FIELDS`] stand only in objects about the caller. `own` says whose the surroundings are: an object
/// that names nobody is about the same person as what it lies in.
#[track_caller]
fn own_fields_are_own(value: &Value, me: Option<&str>, own: bool, about: &str) {
    match value {
        Value::Object(fields) => {
            let whose = ["user_id", "id"].iter().find_map(|name| fields.get(*name)?.as_str());
            let own = whose.map_or(own, |whose| me == Some(whose));
            for (name, inner) in fields {
                assert!(own || !OWN_FIELDS.contains(&name.as_str()), "{about} tells {name} of somebody else: {value}");
                own_fields_are_own(inner, me, own, about);
            }
        }
        Value::Array(items) => items.iter().for_each(|inner| own_fields_are_own(inner, me, own, about)),
        _ => {}
    }
}

#[test]
fn the_walker_finds_what_is_hidden_deep_in_an_answer() {
    let found = |json: Value, me: Option<&str>| {
        let json = std::panic::AssertUnwindSafe(json);
        std::panic::catch_unwind(|| own_fields_are_own(&json, me, me.is_some(), "a test")).is_err()
    };
    assert!(!found(json!({ "user_id": "me", "birth_date": "1990-01-01", "inner": { "cell": 1 } }), Some("me")));
    assert!(found(json!({ "user_id": "you", "birth_date": "1990-01-01" }), Some("me")));
    assert!(found(json!({ "users": [{ "user_id": "you", "about": { "cell": 1 } }] }), Some("me")));
    assert!(found(json!({ "people": [{ "id": "you", "list": [{ "deep": { "email": "x" } }] }] }), Some("me")));
    assert!(found(json!({ "email": "x" }), None), "nobody has nothing of their own");
    assert!(!found(json!({ "is_visible": true }), Some("me")), "one's own settings name nobody");
}
