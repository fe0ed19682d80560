//! A person as the module keeps them.

use chrono::NaiveDate;
use kernel::{Cell, FileId, Timestamp, UserId};
use profile_contract::{ProfileChanges, ProfileDraft, ProfileRefusal};

use crate::domain::age::{POSSIBLE, age_on};
use crate::domain::changes;
use crate::domain::draft::CheckedDraft;

/// Somebody with a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// What they say of themselves.
    pub says: ProfileDraft,
    /// Where they are, as coarse as a cell.
    pub cell: Option<Cell>,
    /// Whether a moderator has seen that it is them.
    pub is_verified: bool,
    /// When they made their profile.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// Their photos; the first is the avatar.
    pub photos: Vec<FileId>,
    /// Whether they are about to leave for good; nobody meets them then.
    pub leaving: bool,
}

impl Person {
    /// Somebody new.
    pub fn new(user: UserId, says: CheckedDraft, cell: Option<Cell>, now: Timestamp) -> Self {
        let says = says.into_inner();
        Self {
            user,
            says,
            cell,
            is_verified: false,
            created_at: now,
            updated_at: now,
            photos: Vec::new(),
            leaving: false,
        }
    }

    /// The same person after a change, checked like a new one; `None` when nothing is different.
    pub fn revised(
        &self,
        changes: ProfileChanges,
        cell: Option<Cell>,
        now: Timestamp,
    ) -> Result<Option<Self>, ProfileRefusal> {
        let says = changes::apply(self.says.clone(), changes)?;
        let says = CheckedDraft::check(says, now.date())?.into_inner();
        let cell = cell.or(self.cell);
        if says == self.says && cell == self.cell {
            return Ok(None);
        }
        Ok(Some(Self { says, cell, updated_at: now, ..self.clone() }))
    }

    /// The same person at another place; `None` when they are there already.
    pub fn moved(&self, cell: Cell, now: Timestamp) -> Option<Self> {
        (self.cell != Some(cell)).then(|| Self { cell: Some(cell), updated_at: now, ..self.clone() })
    }

    /// The same person with other photos; `None` when they are the same.
    pub fn with_photos(&self, photos: Vec<FileId>, now: Timestamp) -> Option<Self> {
        (self.photos != photos).then(|| Self { photos, updated_at: now, ..self.clone() })
    }

    /// Whole years; whoever has outlived the possible ages stays at the highest.
    pub fn age(&self, today: NaiveDate) -> u8 {
        age_on(today, self.says.birth_date).unwrap_or(*POSSIBLE.end())
    }
}
