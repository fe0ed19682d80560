//! What decisions teach, in the tables and in memory.

use discovery_contract::Action;
use discovery_matching::{Decision, learn};
use kernel::UserId;

use crate::Service;
use crate::crowd::Sight;
use crate::domain::effect::Effect;
use crate::domain::standing::{Taught, fade, weight};
use crate::store::standing::Change;
use crate::viewers::Viewer;

/// The rows to change.
pub(super) fn changes(decider: UserId, decided: UserId, effect: Effect) -> Vec<Change> {
    let change = |user, (evidence, unanswered)| Change { user, evidence, unanswered };
    vec![change(decider, effect.decider), change(decided, effect.decided)]
}

impl Service {
    /// What a decision teaches, by how surprising it is. Nothing, about who is not in the index.
    pub(super) fn lesson(&self, user: UserId, target: UserId, viewer: &Viewer, action: Action) -> Taught {
        let (everybody, today) = (self.crowd.look(), self.clock.now().date());
        let lesson = || {
            let sight = Sight::of(&everybody, user, &viewer.unanswered, today)?;
            let other = everybody.index.row_of(target)?;
            let (predicted, [own, theirs]) = sight.readiness(other, sight.band(user, other))?;
            let (liked, weight) = (action.is_yes(), weight(action));
            let base_precision = everybody.ftrl.base_precision(sight.person.facts.packed.gender);
            let decision = Decision { predicted, base_precision, liked, weight };
            Some(learn(&own, &theirs, &decision, fade(today)))
        };
        lesson().map(Taught::from).unwrap_or_default()
    }

    /// Memory follows the tables.
    pub(super) fn remember(&self, decider: UserId, decided: UserId, effect: Effect) {
        for (user, (evidence, unanswered)) in [(decider, effect.decider), (decided, effect.decided)] {
            self.crowd.learn(user, &evidence, unanswered);
        }
    }

    /// Lets somebody's lists be made as if `about` had not decided about them, for as long as they have not answered.
    pub(super) async fn tell(&self, user: UserId, about: UserId, taught: Option<Taught>) {
        let Some(row) = self.crowd.look().index.row_of(about) else { return };
        self.viewers.change(user, |viewer| viewer.hear(row, taught.map(Taught::of_decider))).await;
    }
}
