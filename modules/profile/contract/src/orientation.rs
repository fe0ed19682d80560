//! Orientations: other words for whom somebody wants to meet. They are resolved with the person's gender and not kept.
//!
//! | word | a man meets | a woman meets | others meet |
//! |---|---|---|---|
//! | `heterosexual`, `straight` | women | men | everybody |
//! | `homosexual`, `gay` | men | women | everybody |
//! | `lesbian` | women | women | women |
//! | `bisexual`, `pansexual`, `omnisexual`, `polysexual`, `asexual`, `demisexual`, `graysexual`, `queer`, `fluid`, `questioning` | everybody | everybody | everybody |

use serde::{Deserialize, Serialize};

use crate::vocabulary::vocabulary;
use crate::{Gender, LookingFor};

vocabulary! {
    /// A word for whom somebody is drawn to.
    pub enum Orientation {
        /// The other one of two.
        Heterosexual = "heterosexual", "Heterosexual";
        /// The same.
        Straight = "straight", "Straight";
        /// People of the same gender.
        Homosexual = "homosexual", "Homosexual";
        /// The same.
        Gay = "gay", "Gay";
        /// Women.
        Lesbian = "lesbian", "Lesbian";
        /// More than one gender.
        Bisexual = "bisexual", "Bisexual";
        /// People, whatever their gender.
        Pansexual = "pansexual", "Pansexual";
        /// All genders.
        Omnisexual = "omnisexual", "Omnisexual";
        /// Several genders.
        Polysexual = "polysexual", "Polysexual";
        /// Seldom or never in that way; whom they want to meet it does not say.
        Asexual = "asexual", "Asexual";
        /// Only whom they know well.
        Demisexual = "demisexual", "Demisexual";
        /// Seldom.
        Graysexual = "graysexual", "Graysexual";
        /// Not straight.
        Queer = "queer", "Queer";
        /// It changes.
        Fluid = "fluid", "Fluid";
        /// Not sure yet.
        Questioning = "questioning", "Questioning";
    }
}

impl Orientation {
    /// Whom somebody of this gender and orientation wants to meet.
    pub const fn seeks(self, gender: Gender) -> LookingFor {
        match (self, gender) {
            (Self::Heterosexual | Self::Straight, Gender::Male) => LookingFor::Female,
            (Self::Heterosexual | Self::Straight, Gender::Female) => LookingFor::Male,
            (Self::Homosexual | Self::Gay, Gender::Male) => LookingFor::Male,
            (Self::Homosexual | Self::Gay, Gender::Female) | (Self::Lesbian, _) => LookingFor::Female,
            _ => LookingFor::Any,
        }
    }
}

/// Whom somebody wants to meet, in either vocabulary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Seeking {
    /// In so many words.
    Gender(LookingFor),
    /// By an orientation.
    Orientation(Orientation),
}

impl Seeking {
    /// What it means for somebody of this gender.
    pub const fn by(self, gender: Gender) -> LookingFor {
        match self {
            Self::Gender(wanted) => wanted,
            Self::Orientation(orientation) => orientation.seeks(gender),
        }
    }
}

impl Default for Seeking {
    fn default() -> Self {
        Self::Gender(LookingFor::default())
    }
}

impl From<LookingFor> for Seeking {
    fn from(wanted: LookingFor) -> Self {
        Self::Gender(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds() {
        let seeks = |word: &str| {
            let orientation = Orientation::parse(word).unwrap();
            Gender::ALL.iter().map(|gender| orientation.seeks(*gender).as_str()).collect::<Vec<_>>()
        };
        for word in ["heterosexual", "straight"] {
            assert_eq!(seeks(word), ["female", "male", "any"]);
        }
        for word in ["homosexual", "gay"] {
            assert_eq!(seeks(word), ["male", "female", "any"]);
        }
        assert_eq!(seeks("lesbian"), ["female", "female", "female"]);
        for open in Orientation::ALL.iter().skip(5) {
            assert_eq!(seeks(open.as_str()), ["any", "any", "any"], "{open:?}");
        }
    }

    #[test]
    fn both_vocabularies_are_read_and_no_other() {
        let read = |word: &str| serde_json::from_value::<Seeking>(word.into()).ok();
        assert_eq!(read("female"), Some(Seeking::Gender(LookingFor::Female)));
        assert_eq!(read("gay"), Some(Seeking::Orientation(Orientation::Gay)));
        assert_eq!(read("anybody"), None);
        assert!(
            Orientation::ALL.iter().all(|word| LookingFor::parse(word.as_str()).is_none()),
            "no word means two things"
        );
    }
}
