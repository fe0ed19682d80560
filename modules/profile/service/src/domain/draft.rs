//! What people may say of themselves: the rules of [`ProfileDraft`], all in one place.
//!
//! Codes of field errors are stable: `control_characters`, `too_short`, `too_long`, `too_many`, `out_of_range`,
//! `required`, `repeated`.

use std::collections::HashSet;

use chrono::NaiveDate;
use kernel::FieldError;
use profile_contract::{ProfileDraft, ProfileRefusal, Prompt};
use validator::{Validate as _, ValidationError};

use crate::domain::age::{ADULT, POSSIBLE, age_on};
use crate::domain::text::{Lines, tidy};

/// Most characters of one interest or language.
const ITEM_LENGTH: usize = 50;
/// Most characters of an answer to a prompt.
const ANSWER_LENGTH: usize = 200;

/// What somebody says of themselves, tidy, after every rule has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedDraft(ProfileDraft);

impl CheckedDraft {
    /// Tidies a draft and checks every rule. All fields at fault are named at once; being too young goes first.
    pub fn check(mut draft: ProfileDraft, today: NaiveDate) -> Result<Self, ProfileRefusal> {
        let mut errors = tidy_texts(&mut draft);
        errors.extend(tidy_list("interests", &mut draft.interests));
        errors.extend(tidy_list("languages", &mut draft.languages));
        errors.extend(tidy_prompts(&mut draft.prompts));
        draft.looking_for = draft.wanted().into();
        draft.orientation = None;
        let mut seen = HashSet::new();
        draft.goal.retain(|goal| seen.insert(*goal));

        match age_on(today, draft.birth_date) {
            Some(age) if age < ADULT => return Err(ProfileRefusal::UnderAge),
            Some(_) => {}
            None => {
                let oldest = POSSIBLE.end();
                errors.push(FieldError::new("birth_date", "out_of_range", format!("At most {oldest} years ago.")));
            }
        }
        if let Err(broken) = draft.validate() {
            let known: HashSet<String> = errors.iter().map(|error| error.field.clone()).collect();
            let broken = broken.field_errors();
            let new = broken.iter().filter(|(field, _)| !known.contains(field.as_ref()));
            errors.extend(new.flat_map(|(field, broken)| broken.iter().map(|error| explain(field, error))));
        }
        if errors.is_empty() {
            return Ok(Self(draft));
        }
        errors.sort_by(|a, b| a.field.cmp(&b.field));
        Err(ProfileRefusal::Invalid(errors))
    }

    /// What they say.
    pub fn into_inner(self) -> ProfileDraft {
        self.0
    }
}

fn tidy_texts(draft: &mut ProfileDraft) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match tidy(&draft.name, Lines::One) {
        Ok(name) => draft.name = name,
        Err(_) => errors.push(control_characters("name")),
    }
    let optional = [
        ("bio", &mut draft.bio, Lines::Many),
        ("profession", &mut draft.profession, Lines::One),
        ("company", &mut draft.company, Lines::One),
        ("school", &mut draft.school, Lines::One),
        ("city", &mut draft.city, Lines::One),
        ("country", &mut draft.country, Lines::One),
    ];
    for (field, slot, lines) in optional {
        let Some(raw) = slot.take() else { continue };
        match tidy(&raw, lines) {
            Ok(text) => *slot = Some(text).filter(|text| !text.is_empty()),
            Err(_) => errors.push(control_characters(field)),
        }
    }
    errors
}

/// Tidies a list of words; empty ones and repeats (without regard to case) say nothing and go.
fn tidy_list(field: &str, list: &mut Vec<String>) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    let mut kept = Vec::with_capacity(list.len());
    for (n, raw) in list.iter().enumerate() {
        match tidy(raw, Lines::One) {
            Err(_) => errors.push(control_characters(&format!("{field}.{n}"))),
            Ok(word) if word.chars().count() > ITEM_LENGTH => {
                let message = format!("At most {ITEM_LENGTH} characters each.");
                errors.push(FieldError::new(format!("{field}.{n}"), "too_long", message));
            }
            Ok(word) => {
                if !word.is_empty() && seen.insert(word.to_lowercase()) {
                    kept.push(word);
                }
            }
        }
    }
    *list = kept;
    errors
}

/// Tidies answers; each question may be answered once, and an answer says something.
fn tidy_prompts(prompts: &mut [Prompt]) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let mut seen = HashSet::new();
    for (n, prompt) in prompts.iter_mut().enumerate() {
        if !seen.insert(prompt.question) {
            let message = "Each question can be answered once.";
            errors.push(FieldError::new(format!("prompts.{n}.question"), "repeated", message));
        }
        let field = format!("prompts.{n}.answer");
        match tidy(&prompt.answer, Lines::Many) {
            Err(_) => errors.push(control_characters(&field)),
            Ok(answer) if answer.is_empty() => {
                errors.push(FieldError::new(field, "too_short", "Say something."));
            }
            Ok(answer) if answer.chars().count() > ANSWER_LENGTH => {
                errors.push(FieldError::new(field, "too_long", format!("At most {ANSWER_LENGTH} characters.")));
            }
            Ok(answer) => prompt.answer = answer,
        }
    }
    errors
}

fn control_characters(field: &str) -> FieldError {
    FieldError::new(field, "control_characters", "Control characters are not allowed here.")
}

/// Turns a broken rule of the contract's draft into a stable code and words.
fn explain(field: &str, error: &ValidationError) -> FieldError {
    let number = |name| error.params.get(name).and_then(|value| value.as_u64());
    let value = error.params.get("value");
    let (min, max) = (number("min").unwrap_or(0), number("max").unwrap_or(u64::MAX));
    if error.code != "length" {
        return FieldError::new(field, "out_of_range", format!("Must be between {min} and {max}."));
    }
    match value.and_then(|value| value.as_str()) {
        None => FieldError::new(field, "too_many", format!("At most {max} entries.")),
        Some(text) if text.chars().count() as u64 > max => {
            FieldError::new(field, "too_long", format!("At most {max} characters."))
        }
        Some(_) => FieldError::new(field, "too_short", format!("At least {min} characters.")),
    }
}

#[cfg(test)]
mod tests;
