//! Somebody's view of everybody else.

use std::collections::HashMap;

use chrono::NaiveDate;
use discovery_index::Row;
use discovery_matching::{
    BANDS_KM, Band, Delta, Explanation, FAR, Fade, Logits, Offset, Person, Phi, Posterior, Scorer, Weights, age_on,
};
use kernel::UserId;

use super::Everybody;
use crate::domain::packed::day;
use crate::domain::standing::{Taught, fade};

/// What comparing one person with all others needs.
pub(crate) struct Sight<'a> {
    pub everybody: &'a Everybody,
    pub viewer: Row,
    pub today: i32,
    fade: Fade,
    scorer: Scorer<'a>,
    pub person: Person<'a>,
    posterior: Posterior,
    /// Decisions about the viewer that they have not answered, by who made them. The viewer sees those people as if they
    /// had not decided.
    unanswered: &'a HashMap<Row, Delta>,
}

impl<'a> Sight<'a> {
    /// The view of somebody who is in the index.
    pub fn of(
        everybody: &'a Everybody,
        viewer: UserId,
        unanswered: &'a HashMap<Row, Delta>,
        today: NaiveDate,
    ) -> Option<Self> {
        let (fade, today) = (fade(today), day(today));
        let row = everybody.index.row_of(viewer)?;
        let person = person(everybody, row, today, true)?;
        let posterior = everybody.index.state(row)?.own_posterior(fade);
        let scorer = Scorer { weights: everybody.ftrl.weights(), rarity: &everybody.rarity };
        Some(Self { everybody, viewer: row, today, fade, scorer, person, posterior, unanswered })
    }

    /// How far the score of the two is from even, in log odds.
    pub fn logit(&self, other: Row, band: Band) -> Option<f64> {
        self.logit_if(other, band, |posterior| *posterior)
    }

    /// The same with another belief about the other one.
    pub fn logit_if(&self, other: Row, band: Band, belief: impl FnOnce(&Posterior) -> Posterior) -> Option<f64> {
        let (person, posterior) = self.other(other)?;
        Some(self.logits((&person, &belief(&posterior)), band).logit())
    }

    /// The log odds that the viewer likes the other one, and what is believed of both, by all that is known.
    pub fn readiness(&self, other: Row, band: Band) -> Option<(f64, [Posterior; 2])> {
        let own = self.everybody.index.state(self.viewer)?.posterior(self.fade);
        let theirs = self.everybody.index.state(other)?.posterior(self.fade);
        let person = person(self.everybody, other, self.today, self.person.wishes.is_some())?;
        let logits = self.scorer.logits((&self.person, &own), (&person, &theirs), band);
        Some((logits.there, [own, theirs]))
    }

    /// What the viewer saw in the other one before a decision that has taught something since, and what was believed then
    /// apart from it, with weights that are being learned.
    pub fn before(&self, other: Row, band: Band, taught: Taught, weights: &Weights) -> Option<(Phi, Offset)> {
        let bias = |row: Row| Some(self.everybody.index.state(row)?.bias);
        let own = bias(self.viewer)?.without(&taught.of_decider()).posterior(self.fade);
        let theirs = bias(other)?.without(&taught.of_decided()).posterior(self.fade);
        let person = person(self.everybody, other, self.today, self.person.wishes.is_some())?;
        let scorer = Scorer { weights, ..self.scorer };
        let [phi, _] = scorer.views(&self.person, &person, band);
        Some((phi, scorer.offset((&self.person, &own), &theirs)))
    }

    /// The shown score of the two and what it is made of. How often people are about is not in it, since nobody has said
    /// it: it counts for the order alone.
    pub fn explain(&self, other: Row, band: Band) -> Option<Explanation> {
        let (other, posterior) = self.other(other)?;
        let (me, them) = (unwatched(&self.person), unwatched(&other));
        Some(self.scorer.explain((&me, &self.posterior), (&them, &posterior), band))
    }

    /// How far the two are apart.
    pub fn band(&self, user: UserId, other: Row) -> Band {
        let here = self.everybody.cell_of(user, self.viewer);
        let km = here.zip(self.everybody.index.cell_of(other)).and_then(|(here, there)| here.band_km(there));
        km.and_then(|km| BANDS_KM.iter().position(|edge| *edge == km)).map_or(FAR, |place| place as Band)
    }

    fn logits(&self, other: (&Person, &Posterior), band: Band) -> Logits {
        self.scorer.logits((&self.person, &self.posterior), other, band)
    }

    fn other(&self, row: Row) -> Option<(Person<'a>, Posterior)> {
        let standing = self.everybody.index.state(row)?;
        let posterior = match self.unanswered.get(&row) {
            Some(theirs) => standing.bias.without(theirs).posterior(self.fade),
            None => standing.posterior(self.fade),
        };
        Some((person(self.everybody, row, self.today, self.person.wishes.is_some())?, posterior))
    }
}

fn unwatched<'a>(person: &Person<'a>) -> Person<'a> {
    let mut person = *person;
    person.facts.packed.activity = 0;
    person
}

/// Somebody in a comparison. Few have wishes, and only for them it matters how old the other one is.
fn person(everybody: &Everybody, row: Row, today: i32, needs_age: bool) -> Option<Person<'_>> {
    let mut facts = everybody.index.facts_of(row)?;
    facts.packed.activity = everybody.index.state(row)?.days.activity(today);
    let wishes = if everybody.index.has_wishes(row)? { everybody.index.wishes_of(row) } else { None };
    let age_years = if needs_age { age_on(facts.packed.birth_day, today) } else { 0 };
    Some(Person { facts, age_years, wishes })
}
