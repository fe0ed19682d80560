//! A person as the module keeps them.

use std::time::Duration;

use chrono::NaiveDate;
use kernel::{Cell, FileId, Timestamp, UserId};
use profile_contract::{PlaceName, ProfileChanges, ProfileDraft, ProfileRefusal, ProfileSettings, SettingsChanges};

use crate::domain::age::{POSSIBLE, age_on};
use crate::domain::draft::CheckedDraft;
use crate::domain::{changes, settings, visibility};

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
    /// When it last changed, and so its version: no two changes have the same.
    pub updated_at: Timestamp,
    /// Their photos; the first is the avatar.
    pub photos: Vec<FileId>,
    /// Whether they are about to leave for good; nobody meets them then.
    pub leaving: bool,
    /// How they want to be seen, reached and told.
    pub settings: ProfileSettings,
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
            settings: ProfileSettings::default(),
        }
    }

    /// The same person after a change, checked like a new one; `None` when nothing is different.
    pub fn revised(
        &self,
        changes: ProfileChanges,
        cell: Option<Cell>,
        place: Option<PlaceName>,
        now: Timestamp,
    ) -> Result<Option<Self>, ProfileRefusal> {
        let mut says = changes::apply(self.says.clone(), changes)?;
        if let Some(place) = place {
            name_place(&mut says, place);
        }
        let says = CheckedDraft::check(says, now.date())?.into_inner();
        let cell = cell.or(self.cell);
        if says == self.says && cell == self.cell {
            return Ok(None);
        }
        Ok(Some(Self { says, cell, ..self.touched(now) }))
    }

    /// The same person at another place; `None` when they are there already.
    pub fn moved(&self, cell: Cell, place: Option<PlaceName>, now: Timestamp) -> Result<Option<Self>, ProfileRefusal> {
        self.revised(ProfileChanges::default(), Some(cell), place, now)
    }

    /// The same person with other settings; `None` when they are the same.
    pub fn with_settings(&self, changes: SettingsChanges, now: Timestamp) -> Result<Option<Self>, ProfileRefusal> {
        let settings = settings::apply(self.settings.clone(), changes)?;
        Ok((settings != self.settings).then(|| Self { settings, ..self.touched(now) }))
    }

    /// The same person, seen by a moderator.
    pub fn verified(&self, now: Timestamp) -> Self {
        Self { is_verified: true, ..self.touched(now) }
    }

    /// The same person with other photos; `None` when they are the same.
    pub fn with_photos(&self, photos: Vec<FileId>, now: Timestamp) -> Option<Self> {
        (self.photos != photos).then(|| Self { photos, ..self.touched(now) })
    }

    /// Whole years; whoever has outlived the possible ages stays at the highest.
    pub fn age(&self, today: NaiveDate) -> u8 {
        age_on(today, self.says.birth_date).unwrap_or(*POSSIBLE.end())
    }

    /// Whether they may be shown to people they have not met.
    pub fn is_listed(&self) -> bool {
        visibility::is_listed(&self.settings)
    }

    /// The same person, changed now: later than any change before, whatever the clock says.
    fn touched(&self, now: Timestamp) -> Self {
        let updated_at = now.max(self.updated_at.after(Duration::from_millis(1)));
        Self { updated_at, ..self.clone() }
    }
}

/// A place that somebody chose names their city where they have not, and its country along with it.
fn name_place(says: &mut ProfileDraft, place: PlaceName) {
    let PlaceName { city, country } = place;
    let city = says.city.get_or_insert_with(|| city.clone()) == &city;
    if city && says.country.is_none() {
        says.country = Some(country);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use profile_contract::{Change, Gender, LookingFor, Orientation, Seeking};

    fn now() -> Timestamp {
        Timestamp::from_millis(1_772_366_400_000)
    }

    fn person() -> Person {
        let draft = serde_json::from_value(
            serde_json::json!({"name": "Ann", "birth_date": "1996-05-10", "gender": "female", "looking_for": "male"}),
        );
        let says = CheckedDraft::check(draft.unwrap(), now().date()).unwrap();
        Person::new(UserId(Default::default()), says, None, now())
    }

    fn wanted(changes: ProfileChanges) -> LookingFor {
        person().revised(changes, None, None, now()).unwrap().unwrap().says.wanted()
    }

    #[test]
    fn every_change_has_a_later_version_even_when_the_clock_stands_or_goes_back() {
        let mut person = person();
        for n in 0..5 {
            let bio = ProfileChanges { bio: Change::Set(format!("version {n}")), ..Default::default() };
            let back = Timestamp::from_millis(now().as_millis() - 1000 * n);
            let next = person.revised(bio, None, None, back).unwrap().unwrap();
            assert!(next.updated_at > person.updated_at);
            person = next;
        }
        assert_eq!(person.revised(ProfileChanges::default(), None, None, now()), Ok(None));
    }

    #[test]
    fn an_orientation_means_what_it_means_for_the_gender() {
        let gay = || Change::Set(Orientation::Gay);
        assert_eq!(wanted(ProfileChanges { orientation: gay(), ..Default::default() }), LookingFor::Female);
        let man = || Change::Set(Gender::Male);
        assert_eq!(
            wanted(ProfileChanges { orientation: gay(), gender: man(), ..Default::default() }),
            LookingFor::Male
        );
        let word = Change::Set(Seeking::Orientation(Orientation::Straight));
        let straight_man = ProfileChanges { looking_for: word, gender: man(), ..Default::default() };
        assert_eq!(wanted(straight_man), LookingFor::Female);
        let both = ProfileChanges {
            looking_for: Change::Set(LookingFor::Male.into()),
            orientation: Change::Set(Orientation::Lesbian),
            bio: Change::Set("x".into()),
            ..Default::default()
        };
        assert_eq!(wanted(both), LookingFor::Male, "plain words go first");
        assert_eq!(wanted(ProfileChanges { gender: man(), ..Default::default() }), LookingFor::Male, "it is not kept");
    }

    #[test]
    fn a_place_names_what_has_no_name_yet() {
        let berlin = || Some(PlaceName { city: "Berlin".into(), country: "Germany".into() });
        let named = |city: Option<&str>, country: Option<&str>| {
            let mut person = person();
            (person.says.city, person.says.country) = (city.map(str::to_owned), country.map(str::to_owned));
            let moved = person.moved(Cell::at(52.52, 13.405).unwrap(), berlin(), now()).unwrap().unwrap();
            (moved.says.city.unwrap(), moved.says.country)
        };
        let germany = Some("Germany".to_owned());
        assert_eq!(named(None, None), ("Berlin".into(), germany.clone()));
        assert_eq!(named(Some("Berlin"), None), ("Berlin".into(), germany));
        assert_eq!(named(None, Some("DE")), ("Berlin".into(), Some("DE".into())));
        assert_eq!(named(Some("Paris"), None), ("Paris".into(), None), "no city in another country");
    }
}
