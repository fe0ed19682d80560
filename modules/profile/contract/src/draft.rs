//! What people say of themselves, at once or a field at a time.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::attribute::one_or_many;
use crate::{Change, Education, Gender, Goal, Habit, LookingFor, Orientation, Prompt, Seeking};

/// All that people say of themselves. Text is stored as typed (NFC); control characters are refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, utoipa::ToSchema)]
pub struct ProfileDraft {
    /// 2-100 characters.
    #[validate(length(min = 2, max = 100))]
    #[schema(min_length = 2, max_length = 100)]
    pub name: String,
    /// Makes the age; 18 to 120 years ago.
    #[schema(value_type = String, format = Date)]
    pub birth_date: NaiveDate,
    /// What they are.
    pub gender: Gender,
    /// Whom they want to meet; everybody when absent. A word for an orientation is taken too, and means what it means
    /// for the gender.
    #[serde(default)]
    #[schema(required = false)]
    pub looking_for: Seeking,
    /// Another word for whom they want to meet, for those who leave `looking_for` out or open. It is not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orientation: Option<Orientation>,
    /// What they hope for; several are fine, and one needs no list.
    #[serde(default, deserialize_with = "one_or_many::list")]
    #[validate(length(max = 7))]
    #[schema(required = false)]
    pub goal: Vec<Goal>,
    /// At most 1,000 characters.
    #[validate(length(max = 1000))]
    pub bio: Option<String>,
    /// At most 20 of at most 50 characters.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[schema(required = false)]
    pub interests: Vec<String>,
    /// At most 10 of at most 50 characters.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(required = false)]
    pub languages: Vec<String>,
    /// Centimetres, 100-250.
    #[validate(range(min = 100, max = 250))]
    pub height_cm: Option<u16>,
    /// Kilograms, 30-300.
    #[validate(range(min = 30, max = 300))]
    pub weight_kg: Option<u16>,
    /// Their education.
    pub education: Option<Education>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub profession: Option<String>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub company: Option<String>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub school: Option<String>,
    /// Whether they have children.
    pub has_children: Option<bool>,
    /// Whether they want (more) children.
    pub wants_children: Option<bool>,
    /// How often they smoke.
    pub smoking: Option<Habit>,
    /// How often they drink.
    pub drinking: Option<Habit>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub city: Option<String>,
    /// At most 100 characters.
    #[validate(length(max = 100))]
    pub country: Option<String>,
    /// At most 3 questions with answers, each question once.
    #[serde(default)]
    #[validate(length(max = 3))]
    #[schema(required = false)]
    pub prompts: Vec<Prompt>,
}

impl ProfileDraft {
    /// Whom they want to meet, whatever word they chose for it.
    pub fn wanted(&self) -> LookingFor {
        match (self.looking_for.by(self.gender), self.orientation) {
            (LookingFor::Any, Some(orientation)) => orientation.seeks(self.gender),
            (wanted, _) => wanted,
        }
    }
}

/// Fields to change: absent ones stay, `null` clears, a value sets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProfileChanges {
    /// The name.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub name: Change<String>,
    /// The birth date.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>, format = Date)]
    pub birth_date: Change<NaiveDate>,
    /// What they are.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Gender>)]
    pub gender: Change<Gender>,
    /// Whom they want to meet; a word for an orientation is taken too.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Seeking>)]
    pub looking_for: Change<Seeking>,
    /// Another word for whom they want to meet; it means what it means for the gender, be it new or stored.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Orientation>)]
    pub orientation: Change<Orientation>,
    /// What they hope for.
    #[serde(default, skip_serializing_if = "Change::is_keep", deserialize_with = "one_or_many::change")]
    #[schema(value_type = Option<Vec<Goal>>)]
    pub goal: Change<Vec<Goal>>,
    /// The text.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub bio: Change<String>,
    /// The interests.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Vec<String>>)]
    pub interests: Change<Vec<String>>,
    /// The languages.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Vec<String>>)]
    pub languages: Change<Vec<String>>,
    /// Centimetres.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<u16>)]
    pub height_cm: Change<u16>,
    /// Kilograms.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<u16>)]
    pub weight_kg: Change<u16>,
    /// The education.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Education>)]
    pub education: Change<Education>,
    /// The profession.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub profession: Change<String>,
    /// The company.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub company: Change<String>,
    /// The school.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub school: Change<String>,
    /// Whether they have children.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<bool>)]
    pub has_children: Change<bool>,
    /// Whether they want children.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<bool>)]
    pub wants_children: Change<bool>,
    /// How often they smoke.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Habit>)]
    pub smoking: Change<Habit>,
    /// How often they drink.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Habit>)]
    pub drinking: Change<Habit>,
    /// The city.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub city: Change<String>,
    /// The country.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<String>)]
    pub country: Change<String>,
    /// The questions with answers, all of them.
    #[serde(default, skip_serializing_if = "Change::is_keep")]
    #[schema(value_type = Option<Vec<Prompt>>)]
    pub prompts: Change<Vec<Prompt>>,
}
