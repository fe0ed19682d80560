//! Changing some of what somebody says.

use kernel::FieldError;
use profile_contract::{Change, ProfileChanges, ProfileDraft, ProfileRefusal, Seeking};

/// Merges changes into a draft; fields that everybody must have cannot be cleared.
pub fn apply(mut draft: ProfileDraft, changes: ProfileChanges) -> Result<ProfileDraft, ProfileRefusal> {
    let mut errors = Vec::new();
    replace("birth_date", changes.birth_date, &mut draft.birth_date, &mut errors);
    replace("gender", changes.gender, &mut draft.gender, &mut errors);
    // A word for an orientation replaces what was stored, and only what comes with it counts beside it.
    if matches!(changes.orientation, Change::Set(_)) {
        draft.looking_for = Seeking::default();
    }
    changes.orientation.apply(&mut draft.orientation);
    replace("looking_for", changes.looking_for, &mut draft.looking_for, &mut errors);
    replace("name", changes.name, &mut draft.name, &mut errors);
    if !errors.is_empty() {
        return Err(ProfileRefusal::Invalid(errors));
    }
    changes.goal.apply_or_default(&mut draft.goal);
    changes.bio.apply(&mut draft.bio);
    changes.interests.apply_or_default(&mut draft.interests);
    changes.languages.apply_or_default(&mut draft.languages);
    changes.height_cm.apply(&mut draft.height_cm);
    changes.weight_kg.apply(&mut draft.weight_kg);
    changes.education.apply(&mut draft.education);
    changes.profession.apply(&mut draft.profession);
    changes.company.apply(&mut draft.company);
    changes.school.apply(&mut draft.school);
    changes.has_children.apply(&mut draft.has_children);
    changes.wants_children.apply(&mut draft.wants_children);
    changes.smoking.apply(&mut draft.smoking);
    changes.drinking.apply(&mut draft.drinking);
    changes.city.apply(&mut draft.city);
    changes.country.apply(&mut draft.country);
    changes.prompts.apply_or_default(&mut draft.prompts);
    Ok(draft)
}

/// Changes a field that cannot be empty.
pub fn replace<T>(field: &str, change: Change<T>, slot: &mut T, errors: &mut Vec<FieldError>) {
    match change {
        Change::Keep => {}
        Change::Clear => errors.push(FieldError::new(field, "required", "This field cannot be empty.")),
        Change::Set(value) => *slot = value,
    }
}
