//! The vocabulary of profiles: everything a form can offer, with labels and limits.

use std::sync::Arc;

use edge::{Anyone, Tagged};
use kernel::Outcome;
use kernel::geo::BANDS_KM;
use profile_contract::{
    AllowMessagesFrom, Education, Gender, Goal, Habit, LookingFor, NotificationKind, Orientation, ProfileRefusal,
    PromptQuestion, Theme, Units, VerificationState,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Api;

/// Everything a form can offer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Options {
    /// What somebody is.
    gender: Vec<Choice>,
    /// Whom they want to meet.
    looking_for: Vec<Choice>,
    /// Other words for that, and what each means for each gender.
    orientation: Vec<Alias>,
    /// What they hope for.
    goal: Vec<Choice>,
    /// Their education.
    education: Vec<Choice>,
    /// How often they smoke.
    smoking: Vec<Choice>,
    /// How often they drink.
    drinking: Vec<Choice>,
    /// Questions to answer.
    prompts: Vec<Choice>,
    /// From whom they take messages.
    allow_messages_from: Vec<Choice>,
    /// What they can be told about.
    notifications: Vec<Choice>,
    /// How the client can look.
    theme: Vec<Choice>,
    /// How lengths and weights can be shown.
    units: Vec<Choice>,
    /// How a verification can stand.
    verification: Vec<Choice>,
    /// Upper edges of the distance bands in kilometres.
    distance_km: Vec<u32>,
    /// The fields of a profile in the order and the groups in which a form may show them.
    groups: Vec<Group>,
    /// The limits of fields, by name.
    limits: Vec<Limit>,
}

/// A word and how people read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Choice {
    /// What is sent and stored.
    value: &'static str,
    /// For people, in English.
    label: &'static str,
}

/// A word for whom somebody wants to meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Alias {
    /// What is sent.
    value: &'static str,
    /// For people, in English.
    label: &'static str,
    /// The `looking_for` it stands for, for a man.
    male: LookingFor,
    /// For a woman.
    female: LookingFor,
    /// For others.
    other: LookingFor,
}

/// Fields that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Group {
    /// Its name.
    name: &'static str,
    /// For people, in English.
    label: &'static str,
    /// Its fields.
    fields: Vec<&'static str>,
}

/// The bounds of a field: of a number itself, of the characters of a text, or of the entries of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Limit {
    /// Which field.
    field: &'static str,
    /// What is bounded: `value`, `characters`, `entries`, or `entry_characters` for each entry.
    of: &'static str,
    /// At least.
    min: u32,
    /// At most.
    max: u32,
}

macro_rules! choices {
    ($Word:ty) => {
        <$Word>::ALL.iter().map(|word| Choice { value: word.as_str(), label: word.label() }).collect()
    };
}

impl Options {
    /// All there is.
    pub fn all() -> Self {
        let alias = |word: &Orientation| Alias {
            value: word.as_str(),
            label: word.label(),
            male: word.seeks(Gender::Male),
            female: word.seeks(Gender::Female),
            other: word.seeks(Gender::Other),
        };
        Self {
            gender: choices!(Gender),
            looking_for: choices!(LookingFor),
            orientation: Orientation::ALL.iter().map(alias).collect(),
            goal: choices!(Goal),
            education: choices!(Education),
            smoking: choices!(Habit),
            drinking: choices!(Habit),
            prompts: choices!(PromptQuestion),
            allow_messages_from: choices!(AllowMessagesFrom),
            notifications: choices!(NotificationKind),
            theme: choices!(Theme),
            units: choices!(Units),
            verification: choices!(VerificationState),
            distance_km: BANDS_KM.to_vec(),
            groups: GROUPS.map(|(name, label, fields)| Group { name, label, fields: fields.to_vec() }).to_vec(),
            limits: LIMITS.map(|(field, of, min, max)| Limit { field, of, min, max }).to_vec(),
        }
    }

    /// The bounds of fields.
    pub fn limits(&self) -> impl Iterator<Item = (&'static str, &'static str, u32, u32)> {
        self.limits.iter().map(|limit| (limit.field, limit.of, limit.min, limit.max))
    }
}

const GROUPS: [(&str, &str, &[&str]); 6] = [
    ("basics", "About you", &["name", "birth_date", "gender", "looking_for", "goal"]),
    ("photos", "Photos", &["photos"]),
    ("story", "Your story", &["bio", "prompts", "interests", "languages"]),
    ("body", "Looks", &["height_cm", "weight_kg"]),
    (
        "life",
        "Life",
        &["education", "profession", "company", "school", "has_children", "wants_children", "smoking", "drinking"],
    ),
    ("place", "Where you are", &["place", "city", "country"]),
];

const LIMITS: [(&str, &str, u32, u32); 19] = [
    ("age", "value", 18, 120),
    ("name", "characters", 2, 100),
    ("bio", "characters", 0, 1000),
    ("goal", "entries", 0, 7),
    ("interests", "entries", 0, 20),
    ("interests", "entry_characters", 1, 50),
    ("languages", "entries", 0, 10),
    ("languages", "entry_characters", 1, 50),
    ("height_cm", "value", 100, 250),
    ("weight_kg", "value", 30, 300),
    ("profession", "characters", 0, 100),
    ("company", "characters", 0, 100),
    ("school", "characters", 0, 100),
    ("city", "characters", 0, 100),
    ("country", "characters", 0, 100),
    ("prompts", "entries", 0, 3),
    ("prompts", "entry_characters", 1, 200),
    ("photos", "entries", 0, 6),
    ("q", "characters", 2, 100),
];

pub(crate) async fn get_options(_api: Arc<Api>, _who: Anyone) -> Outcome<Tagged<Options>, ProfileRefusal> {
    Ok(Tagged::new(Options::all()).cached("public, max-age=3600"))
}
