//! How calls say no (a refusal: expected, typed, part of the contract) and how they fail (everything else).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The result of every contract call.
pub type Outcome<T, R> = Result<T, Failure<R>>;

/// Why a contract call gave no reply. It crosses process boundaries as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Failure<R> {
    /// The module said no, for a reason its contract lists.
    #[error("refused")]
    Refused(R),
    /// The same idempotency key came with another request.
    #[error("the idempotency key was used with another request")]
    IdempotencyMismatch,
    /// The two sides do not speak the same version of the contract.
    #[error("unrecognized call")]
    Unrecognized,
    /// The module cannot answer now; trying again later may help.
    #[error("unavailable")]
    Unavailable,
    /// The time the caller gave ran out. The effect may or may not have happened.
    #[error("deadline exceeded")]
    DeadlineExceeded,
    /// Something broke; the log has it under this incident.
    #[error("internal error {incident}")]
    Internal {
        /// Under which the log has the cause.
        incident: Incident,
    },
}

impl<R> Failure<R> {
    /// Turns the refusal into another module's words; everything else stays what it is.
    pub fn map_refusal<S>(self, map: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Self::Refused(refusal) => Failure::Refused(map(refusal)),
            Self::IdempotencyMismatch => Failure::IdempotencyMismatch,
            Self::Unrecognized => Failure::Unrecognized,
            Self::Unavailable => Failure::Unavailable,
            Self::DeadlineExceeded => Failure::DeadlineExceeded,
            Self::Internal { incident } => Failure::Internal { incident },
        }
    }

    /// Logs a cause once, as an error, and keeps only its incident number.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        let incident = Incident::fresh();
        tracing::error!(%incident, error = %cause, "internal error");
        Self::Internal { incident }
    }
}

impl<R: std::fmt::Debug> Failure<R> {
    /// For a call on a neighbour whose refusals the caller has no word for: a refusal there is a fault here.
    pub fn unexpected<S>(self) -> Failure<S> {
        match self {
            Self::Refused(refusal) => Failure::internal(format_args!("unexpected refusal: {refusal:?}")),
            other => other.map_refusal(|_| unreachable_refusal()),
        }
    }
}

/// `unexpected` has already taken the only case that carries a refusal.
fn unreachable_refusal<S>() -> S {
    unreachable!("only a refusal carries a refusal")
}

/// The number under which the log keeps the cause of an internal error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Incident(Uuid);

impl Incident {
    /// A new number.
    #[expect(clippy::disallowed_methods, reason = "an incident number is read by people, never replayed")]
    pub fn fresh() -> Self {
        Self(Uuid::new_v4())
    }
}

impl std::fmt::Display for Incident {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.simple().fmt(f)
    }
}

/// What kind of no a refusal is; the edge maps each to one HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// 400: the request makes no sense.
    Malformed,
    /// 401: nobody is signed in, or the proof is not good.
    Unauthenticated,
    /// 403: known, and not allowed.
    Forbidden,
    /// 404: it does not exist, or the caller may not know that it does.
    NotFound,
    /// 409: the state of things forbids it.
    Conflict,
    /// 410: it was there and is gone for good.
    Gone,
    /// 412: the caller's version is not the current one.
    Stale,
    /// 413: too many bytes.
    TooLarge,
    /// 415: a kind of content that is not taken.
    UnsupportedMedia,
    /// 422: fields break a rule.
    Invalid,
    /// 429: too often; `retry_after_s` says when again.
    Throttled,
    /// 503: not configured or not able now.
    Unavailable,
}

/// One field that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// The field's name, a dotted path for nested ones.
    pub field: String,
    /// Stable, snake_case.
    pub code: String,
    /// For people.
    pub message: String,
}

impl FieldError {
    /// A field, its stable code, and words for people.
    pub fn new(field: impl Into<String>, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into(), message: message.into() }
    }
}

/// One line of a contract's list of refusals, for the OpenAPI document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RefusalDoc {
    /// Its kind.
    pub kind: RefusalKind,
    /// Its stable code.
    pub code: &'static str,
    /// Its words for people.
    pub message: &'static str,
}

/// The closed list of reasons for which a module says no. Made by [`refusals!`](crate::refusals).
pub trait Refusal: std::fmt::Debug + Clone + Send + Sync + 'static {
    /// All there are.
    const ALL: &'static [RefusalDoc];
    /// Kind, code and words of this one.
    fn doc(&self) -> RefusalDoc;
    /// The fields at fault, for kind `Invalid`.
    fn fields(&self) -> &[FieldError] {
        &[]
    }
    /// Seconds after which a throttled caller may come again.
    fn retry_after_s(&self) -> Option<u64> {
        None
    }
    /// When a quota that is used up is whole again.
    fn resets_at(&self) -> Option<crate::Timestamp> {
        None
    }
}

/// For contracts and operations that never refuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoRefusal {}

impl Refusal for NoRefusal {
    const ALL: &'static [RefusalDoc] = &[];
    fn doc(&self) -> RefusalDoc {
        match *self {}
    }
}

/// Declares a contract's refusals: `Name => kind, "code", "words";`. Every list also gets `Invalid(fields)`, code
/// `validation_failed`, and `Throttled { retry_after_s }`, code `rate_limited`. A second list, `throttled { Name =>
/// "code", "words"; }`, is of limits with words of their own; they too carry `retry_after_s`. A third one, `quotas`, is of
/// limits that are whole again at an instant, which they carry as `resets_at`.
#[macro_export]
macro_rules! refusals {
    (
        $(#[$meta:meta])*
        pub enum $Name:ident { $( $(#[$vmeta:meta])* $Variant:ident => $Kind:ident, $code:literal, $message:literal; )* }
        $( throttled { $( $(#[$lmeta:meta])* $Limit:ident => $lcode:literal, $lmessage:literal; )+ } )?
        $( quotas { $( $(#[$qmeta:meta])* $Quota:ident => $qcode:literal, $qmessage:literal; )+ } )?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        pub enum $Name {
            $( $(#[$vmeta])* $Variant, )*
            $( $(
                $(#[$lmeta])*
                $Limit {
                    /// Seconds after which the caller may come again.
                    retry_after_s: u64,
                },
            )+ )?
            $( $(
                $(#[$qmeta])*
                $Quota {
                    /// When it is whole again.
                    resets_at: $crate::Timestamp,
                    /// Seconds until then.
                    retry_after_s: u64,
                },
            )+ )?
            /// Fields break a rule.
            Invalid(Vec<$crate::FieldError>),
            /// Too often.
            Throttled {
                /// Seconds after which the caller may come again.
                retry_after_s: u64,
            },
        }
        impl $crate::Refusal for $Name {
            const ALL: &'static [$crate::RefusalDoc] = &[
                $( $crate::RefusalDoc { kind: $crate::RefusalKind::$Kind, code: $code, message: $message }, )*
                $( $( $crate::RefusalDoc {
                    kind: $crate::RefusalKind::Throttled, code: $lcode, message: $lmessage,
                }, )+ )?
                $( $( $crate::RefusalDoc {
                    kind: $crate::RefusalKind::Throttled, code: $qcode, message: $qmessage,
                }, )+ )?
                $crate::RefusalDoc {
                    kind: $crate::RefusalKind::Invalid, code: "validation_failed", message: "Some fields break a rule.",
                },
            ];
            fn doc(&self) -> $crate::RefusalDoc {
                match self {
                    $( Self::$Variant =>
                        $crate::RefusalDoc { kind: $crate::RefusalKind::$Kind, code: $code, message: $message }, )*
                    $( $( Self::$Limit { .. } => $crate::RefusalDoc {
                        kind: $crate::RefusalKind::Throttled, code: $lcode, message: $lmessage,
                    }, )+ )?
                    $( $( Self::$Quota { .. } => $crate::RefusalDoc {
                        kind: $crate::RefusalKind::Throttled, code: $qcode, message: $qmessage,
                    }, )+ )?
                    Self::Invalid(_) => $crate::RefusalDoc {
                        kind: $crate::RefusalKind::Invalid, code: "validation_failed",
                        message: "Some fields break a rule.",
                    },
                    Self::Throttled { .. } => $crate::RefusalDoc {
                        kind: $crate::RefusalKind::Throttled, code: "rate_limited", message: "Too often; try later.",
                    },
                }
            }
            fn fields(&self) -> &[$crate::FieldError] {
                match self { Self::Invalid(fields) => fields, _ => &[] }
            }
            fn retry_after_s(&self) -> Option<u64> {
                match self {
                    $( $( Self::$Limit { retry_after_s } => Some(*retry_after_s), )+ )?
                    $( $( Self::$Quota { retry_after_s, .. } => Some(*retry_after_s), )+ )?
                    Self::Throttled { retry_after_s } => Some(*retry_after_s),
                    _ => None,
                }
            }
            fn resets_at(&self) -> Option<$crate::Timestamp> {
                match self {
                    $( $( Self::$Quota { resets_at, .. } => Some(*resets_at), )+ )?
                    _ => None,
                }
            }
        }
        impl From<$Name> for $crate::Failure<$Name> {
            fn from(refusal: $Name) -> Self { Self::Refused(refusal) }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::refusals! {
        /// Why a test says no.
        pub enum Sample {
            /// Not there.
            Missing => NotFound, "missing", "There is no such thing.";
        }
        throttled {
            /// Enough for today.
            Enough => "enough", "Enough for today.";
        }
        quotas {
            /// All used up.
            UsedUp => "used_up", "All used up.";
        }
    }

    #[test]
    fn a_limit_has_its_own_words_and_says_when_again() {
        let enough = Sample::Enough { retry_after_s: 7 };
        assert_eq!(
            (enough.doc().kind, enough.doc().code, enough.retry_after_s()),
            (RefusalKind::Throttled, "enough", Some(7))
        );
        assert_eq!((Sample::Missing.doc().code, Sample::Missing.retry_after_s()), ("missing", None));
        assert_eq!(Sample::Throttled { retry_after_s: 3 }.retry_after_s(), Some(3));
        let codes: Vec<_> = Sample::ALL.iter().map(|doc| doc.code).collect();
        assert_eq!(codes, ["missing", "enough", "used_up", "validation_failed"]);
        let midnight = crate::Timestamp::from_millis(86_400_000);
        let used_up = Sample::UsedUp { resets_at: midnight, retry_after_s: 60 };
        assert_eq!((used_up.doc().code, used_up.retry_after_s()), ("used_up", Some(60)));
        assert_eq!((used_up.resets_at(), enough.resets_at()), (Some(midnight), None));
        assert_eq!(Sample::Invalid(vec![FieldError::new("a", "b", "c")]).fields().len(), 1);
        assert!(Failure::from(Sample::Missing).map_refusal(|_| ()) == Failure::Refused(()));
    }
}
