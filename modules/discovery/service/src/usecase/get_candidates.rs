//! People the caller may like.

use std::collections::{HashMap, HashSet};

use discovery_contract::{Candidate, CandidatePage, DiscoveryRefusal, GetCandidates, Widened};
use discovery_index::Tally;
use discovery_matching::{BANDS_KM, Criteria, Explanation};
use kernel::{Cursor, Cx, Outcome, Timestamp, UserId, page_limit};
use profile_contract::{GetProfiles, ProfileView};
use serde::{Deserialize, Serialize};

use super::{in_our_words, place};
use crate::Service;
use crate::crowd::{Question, Ranked, Ranking, Sight, Spot};
use crate::domain::ask::{Ask, over};
use crate::domain::funnel::{Suggestion, funnel, suggest};
use crate::domain::person::Person;
use crate::domain::reason::reasons;
use crate::store::activity;
use crate::viewers::Viewer;

const MOST: u32 = 50;
/// People asked about beyond a page at once, so that one question nearly always fills it.
const SPARE: usize = 8;
/// People who are asked about when an empty page is explained. Among more than these, a few who may not be seen make no
/// difference to what is told.
const EXPLAINED: usize = 1_000;

/// Where a page begins: in which list, behind how many, and behind whom, should the list be forgotten.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Place {
    #[serde(rename = "l")]
    list: u64,
    #[serde(rename = "n")]
    behind: usize,
    #[serde(rename = "s")]
    spot: Spot,
}

/// What one request is about.
struct Request<'a> {
    cx: &'a Cx,
    user: UserId,
    now: Timestamp,
    ask: Ask,
    at: Option<Place>,
    limit: usize,
}

/// Whom a page shows.
struct Found {
    people: Vec<Ranked>,
    views: HashMap<UserId, ProfileView>,
    /// Whether there are more.
    more: bool,
}

impl Service {
    /// Ranks those who could meet the caller, and shows the first of those whom the profile module lets the caller see.
    pub(crate) async fn candidates(&self, cx: &Cx, req: GetCandidates) -> Outcome<CandidatePage, DiscoveryRefusal> {
        let at = place::<Place>(req.cursor.as_ref())?;
        let user = self.known(cx).await?;
        self.notice(user).await?;
        let viewer = self.viewers.of(user, &self.db, &self.crowd).await?;
        let asked = over(req.filters, &viewer.preferences.filters);
        let ask = Ask::parse(&asked).map_err(DiscoveryRefusal::Invalid)?;
        let allows_wider = viewer.preferences.allow_wider;
        let limit = page_limit(Some(req.limit), MOST, MOST) as usize;
        let request = Request { cx, user, now: self.clock.now(), ask, at, limit };
        let filters = self.crowd.look().criteria(&request.ask);
        let ranking = self.ranking(&request, &viewer, &filters);
        drop(viewer);

        let found = self.find(&request, ranking).await?;
        if !found.people.is_empty() {
            return self.present(&request, found, None).await;
        }
        let (tally, hidden) = self.tally(&request, &filters).await?;
        if allows_wider && let Some((wider, widened)) = widen(&filters, suggest(&tally, request.ask.online)) {
            let viewer = self.viewers.of(user, &self.db, &self.crowd).await?;
            let ranking = self.ranking(&request, &viewer, &wider);
            drop(viewer);
            let found = self.find(&request, ranking).await?;
            if !found.people.is_empty() {
                return self.present(&request, found, Some(widened)).await;
            }
        }
        let placed = self.crowd.look().place_of(user).is_some();
        let funnel = Some(funnel(&tally, hidden, placed, request.ask.online));
        Ok(CandidatePage { candidates: Vec::new(), next: None, funnel, widened: None })
    }

    /// Somebody is about today. It is written down once a day.
    async fn notice(&self, user: UserId) -> Outcome<(), DiscoveryRefusal> {
        if let Some(days) = self.crowd.about(user, self.clock.now().date()) {
            let tx = self.db.begin().await?;
            activity::put(tx.conn(), user, days).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    fn ranking(&self, request: &Request<'_>, viewer: &Viewer, filters: &Criteria) -> Ranking {
        let list = request.at.and_then(|at| viewer.list(at.list)?.get(..at.behind));
        let nobody = HashSet::new();
        self.crowd.look().rank(&Question {
            viewer: request.user,
            filters,
            seen: &viewer.seen,
            unanswered: &viewer.unanswered,
            shown_today: viewer.shown_on(request.now.date()).unwrap_or(&nobody),
            listed: list.unwrap_or_default(),
            after: request.at.filter(|_| list.is_none()).map(|at| at.spot),
            now: request.now,
            most: self.settings.pool,
        })
    }

    /// The first page of those whom the viewer may see.
    async fn find(&self, request: &Request<'_>, mut ranking: Ranking) -> Outcome<Found, DiscoveryRefusal> {
        let (mut people, mut views) = (Vec::with_capacity(request.limit + 1), HashMap::new());
        while people.len() <= request.limit {
            let next = ranking.take(&self.crowd.look(), request.limit + SPARE);
            if next.is_empty() {
                break;
            }
            let users: Vec<_> = next.iter().map(|one| one.user).collect();
            let visible = self.visible(request.cx, request.user, &users).await?;
            let mut there: Vec<_> = next.into_iter().filter(|one| visible.contains(&one.user)).collect();
            if request.ask.online {
                views.extend(self.views(request.cx, &there).await?);
                let online = |view: &ProfileView| view.online == Some(true);
                there.retain(|one| views.get(&one.user).is_some_and(online));
            }
            people.extend(there);
        }
        let more = people.len() > request.limit;
        people.truncate(request.limit);
        if !request.ask.online && !people.is_empty() {
            views = self.views(request.cx, &people).await?;
        }
        Ok(Found { people, views, more })
    }

    /// What the viewer sees of people. Whoever has become hidden meanwhile is left out.
    async fn views(&self, cx: &Cx, people: &[Ranked]) -> Outcome<HashMap<UserId, ProfileView>, DiscoveryRefusal> {
        let users = people.iter().map(|one| one.user).collect();
        let views = self.profiles.get_profiles(cx, GetProfiles { users }).await.map_err(in_our_words)?.profiles;
        Ok(views.into_iter().map(|view| (view.user_id, view)).collect())
    }

    /// The page, remembered as shown.
    async fn present(
        &self,
        request: &Request<'_>,
        found: Found,
        widened: Option<Widened>,
    ) -> Outcome<CandidatePage, DiscoveryRefusal> {
        let Found { people, mut views, more } = found;
        let today = request.now.date();
        let mut viewer = self.viewers.of(request.user, &self.db, &self.crowd).await?;
        let person = self.viewer_said(request.cx, request.user, &viewer).await?;
        let candidates = {
            let everybody = self.crowd.look();
            let sight = Sight::of(&everybody, request.user, &viewer.unanswered, today);
            let card = |one: &Ranked| {
                let why = sight.as_ref()?.explain(one.row, one.band)?;
                Some(candidate(&person, &why, views.remove(&one.user)?, today))
            };
            people.iter().filter_map(card).collect()
        };
        let (list, behind) = match request.at {
            Some(at) => (at.list, at.behind),
            None => (self.ids.fresh().as_u128() as u64, 0),
        };
        let rows: Vec<_> = people.iter().map(|one| one.row).collect();
        let first_time = viewer.show(list, behind, &rows, today);
        drop(viewer);
        self.crowd.shown(&first_time, today);
        let next = people.last().filter(|_| more);
        let next = next.map(|last| Cursor::of(&Place { list, behind: behind + rows.len(), spot: last.spot }));
        Ok(CandidatePage { candidates, next, funnel: None, widened })
    }

    /// Counts what each filter leaves of those who could meet the viewer. People whom they may not see are not there: they
    /// are among those who were decided about, and so many they are.
    async fn tally(&self, request: &Request<'_>, filters: &Criteria) -> Outcome<(Tally, usize), DiscoveryRefusal> {
        let viewer = self.viewers.of(request.user, &self.db, &self.crowd).await?;
        let anybody = Request { at: None, ask: Ask::default(), ..*request };
        let mut ranking = self.ranking(&anybody, &viewer, &Criteria::default());
        drop(viewer);
        let some = ranking.take(&self.crowd.look(), EXPLAINED);
        let users: Vec<_> = some.iter().map(|one| one.user).collect();
        let visible = self.visible(request.cx, request.user, &users).await?;

        let viewer = self.viewers.of(request.user, &self.db, &self.crowd).await?;
        let everybody = self.crowd.look();
        let mut hidden = viewer.seen.clone();
        let may_not = some.iter().filter(|one| !visible.contains(&one.user));
        let count = may_not.filter(|one| hidden.insert(one.row)).count();
        let nobody = HashSet::new();
        let question = Question {
            viewer: request.user,
            filters,
            seen: &hidden,
            unanswered: &viewer.unanswered,
            shown_today: &nobody,
            listed: &[],
            after: None,
            now: request.now,
            most: self.settings.pool,
        };
        let tally = everybody.tally(&question).ok_or(DiscoveryRefusal::NoProfile)?;
        Ok((tally, count))
    }
}

/// The filters as they would be, where the viewer allows it: a little older or younger, or a little farther away.
fn widen(filters: &Criteria, suggestion: Option<Suggestion>) -> Option<(Criteria, Widened)> {
    match suggestion? {
        Suggestion::Ages(ages) => {
            let text =
                format!("Ages {}-{} instead of {}-{}", ages.start(), ages.end(), filters.age_min, filters.age_max);
            let wider = Criteria { age_min: *ages.start(), age_max: *ages.end(), ..filters.clone() };
            Some((wider, Widened { filter: "age".into(), text }))
        }
        Suggestion::Within(band) => {
            let edge = |band: u8| BANDS_KM.get(usize::from(band));
            let asked = edge(filters.farthest)?;
            let text = match edge(band) {
                Some(wider) => format!("Within {wider} km instead of {asked} km"),
                None => format!("Any distance instead of {asked} km"),
            };
            let wider = Criteria { farthest: band, ..filters.clone() };
            Some((wider, Widened { filter: "max_distance_km".into(), text }))
        }
        _ => None,
    }
}

fn candidate(viewer: &Person, why: &Explanation, view: ProfileView, today: chrono::NaiveDate) -> Candidate {
    Candidate {
        reasons: reasons(why, viewer, &view, today),
        compatibility_score: why.score,
        user_id: view.user_id,
        name: view.name,
        age: view.age,
        city: view.city,
        photos: view.photos,
        bio: view.bio,
        interests: view.interests,
        goal: view.goal.into_iter().map(|goal| goal.as_str().to_owned()).collect(),
        distance_km: view.distance_km,
        is_verified: view.is_verified,
    }
}
