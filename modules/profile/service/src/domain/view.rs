//! What others see, what the owner sees, and what matching knows: three views of one person.

use chrono::NaiveDate;
use kernel::{Cell, Picture};
use profile_contract::{MatchFacts, OwnProfile, PersonCard, ProfileView};

use crate::domain::completeness;
use crate::domain::person::Person;

/// A profile as others see it; `from` is where the viewer is.
pub fn public(person: &Person, photos: Vec<Picture>, from: Option<Cell>, today: NaiveDate) -> ProfileView {
    let says = &person.says;
    ProfileView {
        user_id: person.user,
        name: says.name.clone(),
        age: person.age(today),
        gender: says.gender,
        goal: says.goal.clone(),
        bio: says.bio.clone(),
        interests: says.interests.clone(),
        languages: says.languages.clone(),
        height_cm: says.height_cm,
        education: says.education,
        profession: says.profession.clone(),
        company: says.company.clone(),
        school: says.school.clone(),
        has_children: says.has_children,
        wants_children: says.wants_children,
        smoking: says.smoking,
        drinking: says.drinking,
        city: says.city.clone(),
        country: says.country.clone(),
        photos,
        is_verified: person.is_verified,
        distance_km: person.cell.zip(from).and_then(|(there, here)| there.band_km(here)),
    }
}

/// A profile as its owner sees it.
pub fn own(person: &Person, photos: Vec<Picture>, today: NaiveDate) -> OwnProfile {
    OwnProfile {
        public: public(person, photos, None, today),
        birth_date: person.says.birth_date,
        looking_for: person.says.looking_for,
        weight_kg: person.says.weight_kg,
        has_location: person.cell.is_some(),
        completeness: completeness::score(person),
        missing: completeness::missing(person),
        created_at: person.created_at,
        updated_at: person.updated_at,
    }
}

/// The least that is needed to show a person.
pub fn card(person: &Person, avatar: Option<Picture>, today: NaiveDate) -> PersonCard {
    PersonCard {
        user_id: person.user,
        name: person.says.name.clone(),
        age: person.age(today),
        city: person.says.city.clone(),
        avatar,
    }
}

/// What matching needs to know; never shown to anybody.
pub fn match_facts(person: &Person) -> MatchFacts {
    let says = &person.says;
    MatchFacts {
        user_id: person.user,
        birth_date: says.birth_date,
        gender: says.gender,
        looking_for: says.looking_for,
        goal: says.goal.clone(),
        interests: says.interests.clone(),
        languages: says.languages.clone(),
        height_cm: says.height_cm,
        education: says.education,
        has_children: says.has_children,
        wants_children: says.wants_children,
        smoking: says.smoking,
        drinking: says.drinking,
        cell: person.cell,
        photos: u8::try_from(person.photos.len()).unwrap_or(u8::MAX),
        completeness: completeness::score(person),
        is_verified: person.is_verified,
    }
}
