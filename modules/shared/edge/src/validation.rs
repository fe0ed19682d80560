//! Fields that break a rule, in the product's words. The rejected value never goes back to the client.

use kernel::FieldError;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

/// The fields at fault, with dotted paths.
pub fn fields(errors: &ValidationErrors) -> Vec<FieldError> {
    let mut found = Vec::new();
    collect(errors, "", &mut found);
    found.sort_by(|a, b| a.field.cmp(&b.field));
    found
}

fn collect(errors: &ValidationErrors, prefix: &str, found: &mut Vec<FieldError>) {
    for (field, kind) in errors.errors() {
        let path = if prefix.is_empty() { field.to_string() } else { format!("{prefix}.{field}") };
        match kind {
            ValidationErrorsKind::Field(list) => {
                found.extend(list.iter().map(|error| FieldError::new(&path, error.code.as_ref(), words(error))));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &path, found),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{path}.{index}"), found);
                }
            }
        }
    }
}

fn words(error: &ValidationError) -> String {
    if let Some(message) = &error.message {
        return message.to_string();
    }
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    match (error.code.as_ref(), bound("min"), bound("max")) {
        ("length", Some(min), Some(max)) => format!("Must have {min} to {max} characters or items."),
        ("length", None, Some(max)) => format!("Must have at most {max} characters or items."),
        ("length", Some(min), None) => format!("Must have at least {min} characters or items."),
        ("range", Some(min), Some(max)) => format!("Must be {min} to {max}."),
        ("range", None, Some(max)) => format!("Must be at most {max}."),
        ("range", Some(min), None) => format!("Must be at least {min}."),
        ("email", _, _) => "Must be an e-mail address.".into(),
        _ => "Is not valid.".into(),
    }
}

/// A value of the wrong type or a missing field; serde names the field in backquotes when it knows it.
pub(crate) fn of_serde(error: &serde_json::Error) -> FieldError {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let missing = text.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    match missing {
        Some(field) => FieldError::new(field, "required", "Is required."),
        None => {
            FieldError::new("", "invalid_value", "A field has a value of the wrong type or outside its vocabulary.")
        }
    }
}
