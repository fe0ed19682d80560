//! The five whom the documentation calls by name; they never change.

use super::{DemoPerson, DemoProfile, HOME};
use crate::demo::portrait::{Look, Presentation};

const ALICE: u128 = 0x0000_0000_0000_7000_8000_0000_0000_a11c;
const BOB: u128 = 0x0000_0000_0000_7000_8000_0000_0000_0b0b;
const CAROL: u128 = 0x0000_0000_0000_7000_8000_0000_000c_a801;
const DAVE: u128 = 0x0000_0000_0000_7000_8000_0000_0000_da7e;
const ERIN: u128 = 0x0000_0000_0000_7000_8000_0000_0000_e714;

/// alice, bob, carol and dave, who fit each other's wishes in both directions, and erin, who has no profile yet.
pub fn named() -> [DemoPerson; 5] {
    [
        person(ALICE, "alice", Some(alice())),
        person(BOB, "bob", Some(bob())),
        person(CAROL, "carol", Some(carol())),
        person(DAVE, "dave", Some(dave())),
        person(ERIN, "erin", None),
    ]
}

fn person(id: u128, username: &str, profile: Option<DemoProfile>) -> DemoPerson {
    DemoPerson { id, username: username.to_owned(), profile }
}

fn alice() -> DemoProfile {
    DemoProfile {
        name: "Alice".to_owned(),
        bio: "Illustrator with paint on most of my sleeves. I collect window seats and small museums. \
              Walk first, coffee second?"
            .to_owned(),
        interests: words(&["art", "museums", "hiking", "music", "travel", "cooking"]),
        languages: words(&["English", "German"]),
        profession: Some("illustrator".to_owned()),
        wants_children: Some(true),
        look: look(18, Presentation::Feminine, 29),
        portraits: vec![14, 13, 12],
        ..somebody(29, "female", "any")
    }
}

fn bob() -> DemoProfile {
    DemoProfile {
        name: "Bob".to_owned(),
        bio: "Carpenter, early riser, maker of playlists. I know every cycle path out of town and where the cake is. \
              Send me a song I do not know."
            .to_owned(),
        interests: words(&["cycling", "music", "concerts", "hiking", "cooking", "chess"]),
        languages: words(&["German", "English"]),
        education: Some("college"),
        profession: Some("carpenter".to_owned()),
        height_cm: 183,
        latitude: 52.49,
        longitude: 13.43,
        look: look(66, Presentation::Masculine, 31),
        portraits: vec![23, 21],
        ..somebody(31, "male", "female")
    }
}

fn carol() -> DemoProfile {
    DemoProfile {
        name: "Carol".to_owned(),
        bio:
            "Marine biologist, currently far from the sea. I cook for six even when we are two. Tell me the best thing \
              you ate this week."
                .to_owned(),
        interests: words(&["cooking", "swimming", "travel", "museums", "reading", "photography"]),
        languages: words(&["English", "Spanish", "German"]),
        education: Some("phd"),
        profession: Some("marine biologist".to_owned()),
        height_cm: 172,
        latitude: 52.54,
        longitude: 13.41,
        look: look(32, Presentation::Feminine, 30),
        portraits: vec![33, 35],
        ..somebody(30, "female", "any")
    }
}

fn dave() -> DemoProfile {
    DemoProfile {
        name: "Dave".to_owned(),
        bio: "Sound engineer, night owl. I never leave before the credits end.".to_owned(),
        interests: words(&["movies", "gaming", "concerts", "vinyl records"]),
        languages: words(&["English"]),
        profession: Some("sound engineer".to_owned()),
        height_cm: 178,
        smoking: Some("occasionally"),
        latitude: 52.5,
        longitude: 13.37,
        look: look(62, Presentation::Masculine, 33),
        portraits: vec![44],
        ..somebody(33, "male", "any")
    }
}

/// What the named people share unless they say otherwise.
fn somebody(age_years: u8, gender: &'static str, looking_for: &'static str) -> DemoProfile {
    DemoProfile {
        name: String::new(),
        age_years,
        birth_day_offset: 120,
        gender,
        looking_for,
        goals: vec!["relationship", "dating"],
        bio: String::new(),
        interests: Vec::new(),
        languages: Vec::new(),
        height_cm: 168,
        education: Some("bachelor"),
        profession: None,
        has_children: Some(false),
        wants_children: None,
        smoking: Some("never"),
        drinking: Some("occasionally"),
        city: HOME,
        country: "Germany",
        latitude: 52.52,
        longitude: 13.4,
        last_online_hours: 0.5,
        look: look(0, Presentation::Neutral, age_years),
        portraits: Vec::new(),
    }
}

const fn look(face: u64, presentation: Presentation, age_years: u8) -> Look {
    Look { face, presentation, age_years }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
