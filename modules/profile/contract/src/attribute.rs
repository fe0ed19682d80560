//! The vocabularies of profile attributes.

use crate::vocabulary::vocabulary;

vocabulary! {
    /// What somebody is.
    pub enum Gender {
        /// A man.
        Male = "male", "Man";
        /// A woman.
        Female = "female", "Woman";
        /// Neither, or something else.
        Other = "other", "Other";
    }

    /// Whom somebody wants to meet.
    pub enum LookingFor {
        /// Men.
        Male = "male", "Men";
        /// Women.
        Female = "female", "Women";
        /// Everybody.
        Any = "any", "Everybody";
    }

    /// What somebody hopes for.
    pub enum Goal {
        /// Friends.
        Friendship = "friendship", "Friendship";
        /// Dates.
        Dating = "dating", "Dates";
        /// A relationship.
        Relationship = "relationship", "A relationship";
        /// Something serious.
        Serious = "serious", "Something serious";
        /// Something casual.
        Casual = "casual", "Something casual";
        /// Marriage.
        Marriage = "marriage", "Marriage";
        /// Professional contacts.
        Networking = "networking", "Professional contacts";
    }

    /// The highest completed or current education.
    pub enum Education {
        /// School.
        HighSchool = "high_school", "High school";
        /// College.
        College = "college", "College";
        /// Bachelor.
        Bachelor = "bachelor", "Bachelor";
        /// Master.
        Master = "master", "Master";
        /// Doctorate.
        Phd = "phd", "Doctorate";
        /// Something else.
        Other = "other", "Something else";
    }

    /// How often somebody smokes or drinks.
    pub enum Habit {
        /// Never.
        Never = "never", "Never";
        /// Now and then.
        Occasionally = "occasionally", "Now and then";
        /// Often.
        Regularly = "regularly", "Often";
        /// No longer.
        Quit = "quit", "No longer";
    }
}

impl Default for LookingFor {
    /// Whoever does not say wants to meet everybody.
    fn default() -> Self {
        Self::Any
    }
}

impl LookingFor {
    /// Whether somebody of this gender is meant.
    pub const fn accepts(self, gender: Gender) -> bool {
        matches!((self, gender), (Self::Any, _) | (Self::Male, Gender::Male) | (Self::Female, Gender::Female))
    }
}

/// Reads goals as clients write them: one word, or a list of words.
pub(crate) mod one_or_many {
    use super::Goal;
    use crate::Change;
    use serde::{Deserialize, Deserializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(Goal),
        Many(Vec<Goal>),
    }

    impl From<OneOrMany> for Vec<Goal> {
        fn from(goals: OneOrMany) -> Self {
            match goals {
                OneOrMany::One(goal) => vec![goal],
                OneOrMany::Many(goals) => goals,
            }
        }
    }

    /// For a field that is always there.
    pub fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Goal>, D::Error> {
        OneOrMany::deserialize(deserializer).map(Vec::from)
    }

    /// For a field that may change.
    pub fn change<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Change<Vec<Goal>>, D::Error> {
        let goals = Option::<OneOrMany>::deserialize(deserializer)?;
        Ok(goals.map_or(Change::Clear, |goals| Change::Set(goals.into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, ProfileChanges};

    #[test]
    fn one_goal_needs_no_list() {
        let read = |json| serde_json::from_str::<ProfileChanges>(json).unwrap().goal;
        assert_eq!(read(r#"{"goal":"dating"}"#), Change::Set(vec![Goal::Dating]));
        assert_eq!(read(r#"{"goal":["dating","casual"]}"#), Change::Set(vec![Goal::Dating, Goal::Casual]));
        assert_eq!(read(r#"{"goal":null}"#), Change::Clear);
        assert_eq!(read("{}"), Change::Keep);
        assert!(serde_json::from_str::<ProfileChanges>(r#"{"goal":"fun"}"#).is_err());
    }

    #[test]
    fn words_are_written_the_same_everywhere() {
        for goal in Goal::ALL {
            assert_eq!(serde_json::to_value(goal).unwrap(), goal.as_str());
            assert_eq!(Goal::parse(goal.as_str()), Some(*goal));
        }
        assert_eq!(Gender::parse("none"), None);
    }

    #[test]
    fn any_accepts_everybody_and_a_gender_only_itself() {
        assert!(Gender::ALL.iter().all(|gender| LookingFor::Any.accepts(*gender)));
        assert!(LookingFor::Male.accepts(Gender::Male) && !LookingFor::Male.accepts(Gender::Other));
    }
}
