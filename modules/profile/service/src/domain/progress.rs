//! How far somebody has come with setting up: the client's own steps, kept within bounds.

use kernel::FieldError;
use profile_contract::{Change, ProfileRefusal, Progress};

/// Most steps, and most characters of the name of one.
const MOST: usize = 50;
const LONGEST: usize = 50;

/// The progress after a change; all fields at fault are named at once.
pub fn after(mut progress: Progress, step: Change<String>, completed: Vec<String>) -> Result<Progress, ProfileRefusal> {
    let mut errors = Vec::new();
    if let Change::Set(step) = &step {
        check("step", step, &mut errors);
    }
    step.apply(&mut progress.step);
    for (n, step) in completed.into_iter().enumerate().take(MOST + 1) {
        check(&format!("completed_steps.{n}"), &step, &mut errors);
        if !progress.completed_steps.contains(&step) {
            progress.completed_steps.push(step);
        }
    }
    if progress.completed_steps.len() > MOST {
        errors.push(FieldError::new("completed_steps", "too_many", format!("At most {MOST} entries.")));
    }
    if errors.is_empty() { Ok(progress) } else { Err(ProfileRefusal::Invalid(errors)) }
}

fn check(field: &str, step: &str, errors: &mut Vec<FieldError>) {
    let word =
        step.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'));
    if !word || !(1..=LONGEST).contains(&step.len()) {
        let message = format!("1-{LONGEST} of a-z, 0-9, _ and -.");
        errors.push(FieldError::new(field, "bad_step", message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    #[test]
    fn steps_are_added_once_and_kept_in_order() {
        let first = after(Progress::default(), Change::Set("photos".into()), words(&["name", "bio", "name"])).unwrap();
        assert_eq!((first.step.as_deref(), &first.completed_steps), (Some("photos"), &words(&["name", "bio"])));
        let second = after(first, Change::Keep, words(&["photos", "name"])).unwrap();
        assert_eq!((second.step.as_deref(), &second.completed_steps[2..]), (Some("photos"), &words(&["photos"])[..]));
        assert_eq!(after(second, Change::Clear, vec![]).unwrap().step, None);
    }

    #[test]
    fn steps_are_short_words_and_few() {
        let many = (0..51).map(|n| format!("step-{n}")).collect();
        let fields = |refused: Result<Progress, _>| match refused {
            Err(ProfileRefusal::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        assert_eq!(fields(after(Progress::default(), Change::Keep, many)), ["completed_steps"]);
        let long = "x".repeat(51);
        let odd = after(Progress::default(), Change::Set("Step 1".into()), words(&["", "ok", &long]));
        assert_eq!(fields(odd), ["step", "completed_steps.0", "completed_steps.2"]);
    }
}
