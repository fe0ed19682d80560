//! How well two people fit, and what that is made of.

use discovery_contract::{Compatibility, DiscoveryRefusal, GetCompatibility};
use kernel::{Cx, Outcome};
use profile_contract::GetProfiles;

use super::in_our_words;
use crate::Service;
use crate::crowd::Sight;
use crate::domain::reason::{parts, reasons};

impl Service {
    /// For anybody whom the caller may see, whether or not they look for each other.
    pub(crate) async fn compatibility(
        &self,
        cx: &Cx,
        req: GetCompatibility,
    ) -> Outcome<Compatibility, DiscoveryRefusal> {
        let user = self.known(cx).await?;
        if user == req.target {
            return Err(DiscoveryRefusal::Yourself.into());
        }
        let asked = GetProfiles { users: vec![req.target] };
        let seen = self.profiles.get_profiles(cx, asked).await.map_err(in_our_words)?.profiles;
        let view = seen.into_iter().find(|view| view.user_id == req.target).ok_or(DiscoveryRefusal::NotFound)?;
        let viewer = self.viewers.of(user, &self.db, &self.crowd).await?;
        let person = self.viewer_said(cx, user, &viewer).await?;
        let (everybody, today) = (self.crowd.look(), self.clock.now().date());
        let sight = Sight::of(&everybody, user, &viewer.unanswered, today).ok_or(DiscoveryRefusal::NoProfile)?;
        let other = everybody.index.row_of(req.target).ok_or(DiscoveryRefusal::NotFound)?;
        let why = sight.explain(other, sight.band(user, other)).ok_or(DiscoveryRefusal::NotFound)?;
        Ok(Compatibility {
            user_id: req.target,
            compatibility_score: why.score,
            parts: parts(&why, &view),
            reasons: reasons(&why, &person, &view, today),
        })
    }
}
