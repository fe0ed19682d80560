//! How a database error becomes a failure: logged once, its text never leaves the process.

use kernel::{Failure, Incident, ReactionFailure};
use sea_orm::{DbErr, RuntimeErr, SqlErr, sqlx};

/// The result of every query in a service's `store/`.
pub type StoreResult<T> = Result<T, StoreError>;

/// A database error on its way to becoming a [`Failure`].
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct StoreError(#[from] DbErr);

impl StoreError {
    /// Stored data that no longer makes sense, for example JSON of another shape.
    pub fn corrupt(what: impl std::fmt::Display) -> Self {
        Self(DbErr::Custom(format!("corrupt row: {what}")))
    }

    /// Whether a unique index said no; map it to a refusal at the query.
    pub fn is_duplicate(&self) -> bool {
        matches!(self.0.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
    }

    /// Whether the database could not be reached, as opposed to having said no.
    pub fn is_outage(&self) -> bool {
        let runtime = match &self.0 {
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return true,
            DbErr::Exec(error) | DbErr::Query(error) => error,
            _ => return false,
        };
        let RuntimeErr::SqlxError(error) = runtime else { return false };
        match error.as_ref() {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => {
                true
            }
            // Class 57 is "operator intervention" and 53 "insufficient resources" in PostgreSQL's appendix A; 5 and 13
            // are SQLITE_BUSY and SQLITE_FULL.
            sqlx::Error::Database(error) => error
                .code()
                .is_some_and(|code| code.starts_with("57P") || code.starts_with("53") || code == "5" || code == "13"),
            _ => false,
        }
    }
}

impl<R> From<StoreError> for Failure<R> {
    fn from(error: StoreError) -> Self {
        if error.is_outage() {
            tracing::warn!(error = %error.0, "database unavailable");
            return Self::Unavailable;
        }
        let incident = Incident::fresh();
        tracing::error!(%incident, error = %error.0, "database error");
        Self::Internal { incident }
    }
}

impl From<StoreError> for ReactionFailure {
    fn from(error: StoreError) -> Self {
        Self(error.to_string())
    }
}
