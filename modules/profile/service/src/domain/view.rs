//! What others see, what the owner sees, and what matching knows: three views of one person.

use chrono::NaiveDate;
use kernel::{Cell, Picture};
use profile_contract::{MatchFacts, OwnProfile, PersonCard, ProfileView, Progress, Verification};

use crate::domain::completeness;
use crate::domain::person::Person;

/// What the owner alone knows beside the profile itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Private {
    /// How far they have come with setting up.
    pub progress: Progress,
    /// Whether a moderator has seen that it is them, or will.
    pub verification: Verification,
}

/// A profile as others see it; `from` is where the viewer is, and `online` whether the person is there.
pub fn public(
    person: &Person,
    photos: Vec<Picture>,
    from: Option<Cell>,
    online: impl FnOnce() -> bool,
    today: NaiveDate,
) -> ProfileView {
    let hides = &person.settings;
    ProfileView {
        age: shown_age(person, today),
        distance_km: from.filter(|_| !hides.hide_distance).and_then(|here| person.cell?.band_km(here)),
        online: (!hides.hide_online).then(online),
        ..whole(person, photos, today)
    }
}

/// A profile as its owner sees it.
pub fn own(person: &Person, photos: Vec<Picture>, private: &Private, today: NaiveDate) -> OwnProfile {
    OwnProfile {
        public: whole(person, photos, today),
        birth_date: person.says.birth_date,
        looking_for: person.says.wanted(),
        weight_kg: person.says.weight_kg,
        has_location: person.cell.is_some(),
        completeness: completeness::score(person),
        missing: completeness::missing(person),
        settings: person.settings.clone(),
        progress: private.progress.clone(),
        verification: private.verification.clone(),
        created_at: person.created_at,
        updated_at: person.updated_at,
    }
}

/// All that does not depend on who looks, nothing hidden.
fn whole(person: &Person, photos: Vec<Picture>, today: NaiveDate) -> ProfileView {
    let says = &person.says;
    ProfileView {
        user_id: person.user,
        name: says.name.clone(),
        age: Some(person.age(today)),
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
        prompts: says.prompts.clone(),
        photos,
        is_verified: person.is_verified,
        distance_km: None,
        online: None,
    }
}

fn shown_age(person: &Person, today: NaiveDate) -> Option<u8> {
    (!person.settings.hide_age).then(|| person.age(today))
}

/// The least that is needed to show a person.
pub fn card(person: &Person, avatar: Option<Picture>, today: NaiveDate) -> PersonCard {
    PersonCard {
        user_id: person.user,
        name: person.says.name.clone(),
        age: shown_age(person, today),
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
        looking_for: says.wanted(),
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
        listed: person.is_listed(),
        incognito: person.settings.incognito,
        profession: says.profession.clone(),
        hides_age: person.settings.hide_age,
        hides_distance: person.settings.hide_distance,
    }
}
