//! The table of profiles, and how a row and a [`Person`] turn into each other.

use kernel::{Cell, FileId, Timestamp, UserId};
use platform::{StoreError, StoreResult};
use profile_contract::{Education, Gender, Goal, Habit, LookingFor, ProfileDraft, ProfileSettings, Prompt};
use sea_orm::FromJsonQueryResult;
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};

use crate::domain::person::Person;
use crate::domain::settings;

/// One profile. Words of the vocabularies are stored as they are written, dates as `YYYY-MM-DD`.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile")]
pub struct Model {
    /// A [`UserId`].
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: Uuid,
    pub name: String,
    pub birth_date: String,
    pub gender: String,
    pub looking_for: String,
    #[sea_orm(column_type = "JsonBinary")]
    pub goal: Goals,
    pub bio: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub interests: Words,
    #[sea_orm(column_type = "JsonBinary")]
    pub languages: Words,
    pub height_cm: Option<i32>,
    pub weight_kg: Option<i32>,
    pub education: Option<String>,
    pub profession: Option<String>,
    pub company: Option<String>,
    pub school: Option<String>,
    pub has_children: Option<bool>,
    pub wants_children: Option<bool>,
    pub smoking: Option<String>,
    pub drinking: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    /// A [`Cell`].
    pub cell: Option<i64>,
    pub is_verified: bool,
    pub created_at: i64,
    pub updated_at: i64,
    /// Absent in profiles that are older than prompts.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub prompts: Option<Prompts>,
    /// The usual ones when absent.
    #[sea_orm(column_type = "JsonBinary", nullable)]
    pub settings: Option<Settings>,
}

/// A list of words in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Words(pub Vec<String>);

/// A list of goals in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Goals(pub Vec<Goal>);

/// Questions and answers in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Prompts(pub Vec<Prompt>);

/// All settings in one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(transparent)]
pub struct Settings(pub ProfileSettings);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}
impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The row of a person.
    pub fn of(person: &Person) -> Self {
        let says = person.says.clone();
        let looking_for = says.wanted().as_str().to_owned();
        Self {
            user_id: person.user.0,
            name: says.name,
            birth_date: says.birth_date.to_string(),
            gender: says.gender.as_str().to_owned(),
            looking_for,
            goal: Goals(says.goal),
            bio: says.bio,
            interests: Words(says.interests),
            languages: Words(says.languages),
            height_cm: says.height_cm.map(i32::from),
            weight_kg: says.weight_kg.map(i32::from),
            education: says.education.map(|word| word.as_str().to_owned()),
            profession: says.profession,
            company: says.company,
            school: says.school,
            has_children: says.has_children,
            wants_children: says.wants_children,
            smoking: says.smoking.map(|word| word.as_str().to_owned()),
            drinking: says.drinking.map(|word| word.as_str().to_owned()),
            city: says.city,
            country: says.country,
            cell: person.cell.map(Cell::as_i64),
            is_verified: person.is_verified,
            created_at: person.created_at.as_millis(),
            updated_at: person.updated_at.as_millis(),
            prompts: Some(Prompts(says.prompts)).filter(|prompts| !prompts.0.is_empty()),
            settings: Some(Settings(person.settings.clone())).filter(|kept| kept.0 != ProfileSettings::default()),
        }
    }

    /// The person of a row, with what other tables have of them.
    pub fn person(self, photos: Vec<FileId>, leaving: bool) -> StoreResult<Person> {
        Ok(Person {
            user: UserId(self.user_id),
            says: ProfileDraft {
                name: self.name,
                birth_date: self.birth_date.parse().map_err(StoreError::corrupt)?,
                gender: word(Gender::parse, &self.gender)?,
                looking_for: word(LookingFor::parse, &self.looking_for)?.into(),
                orientation: None,
                goal: self.goal.0,
                bio: self.bio,
                interests: self.interests.0,
                languages: self.languages.0,
                height_cm: self.height_cm.map(measure).transpose()?,
                weight_kg: self.weight_kg.map(measure).transpose()?,
                education: self.education.map(|text| word(Education::parse, &text)).transpose()?,
                profession: self.profession,
                company: self.company,
                school: self.school,
                has_children: self.has_children,
                wants_children: self.wants_children,
                smoking: self.smoking.map(|text| word(Habit::parse, &text)).transpose()?,
                drinking: self.drinking.map(|text| word(Habit::parse, &text)).transpose()?,
                city: self.city,
                country: self.country,
                prompts: self.prompts.map(|prompts| prompts.0).unwrap_or_default(),
            },
            cell: self.cell.and_then(Cell::from_i64),
            is_verified: self.is_verified,
            created_at: Timestamp::from_millis(self.created_at),
            updated_at: Timestamp::from_millis(self.updated_at),
            photos,
            leaving,
            settings: self.settings.map(|kept| settings::complete(kept.0)).unwrap_or_default(),
        })
    }
}

fn word<T>(parse: fn(&str) -> Option<T>, text: &str) -> StoreResult<T> {
    parse(text).ok_or_else(|| StoreError::corrupt("a word outside its vocabulary"))
}

fn measure(stored: i32) -> StoreResult<u16> {
    u16::try_from(stored).map_err(StoreError::corrupt)
}
