//! People the caller may like.

use std::collections::HashMap;

use chrono::NaiveDate;
use discovery_contract::{Candidate, CandidatePage, DiscoveryRefusal, Funnel, GetCandidates};
use kernel::{Cx, Outcome, Page, page_limit};
use profile_contract::{GetProfiles, ProfileView};

use super::in_our_words;
use crate::Service;
use crate::domain::age::{self, ADULT, OLDEST};
use crate::domain::funnel::funnel;
use crate::domain::person::Person;
use crate::domain::rank::{Ranked, rank};
use crate::domain::reason::reasons;
use crate::domain::surroundings::Surroundings;
use crate::domain::wish::Wish;
use crate::store::person::{Pool, pool};

const MOST: u32 = 50;
/// People asked about beyond a page at once, so that one question nearly always fills it.
const SPARE: usize = 30;

impl Service {
    /// Reads a pool, ranks it, and shows the first of those whom the profile module lets the caller see.
    pub(crate) async fn candidates(&self, cx: &Cx, req: GetCandidates) -> Outcome<CandidatePage, DiscoveryRefusal> {
        let wish = Wish::parse(&req.filters).map_err(DiscoveryRefusal::Invalid)?;
        let after = req.cursor.as_ref().map(|cursor| cursor.key().ok_or(DiscoveryRefusal::BadCursor)).transpose()?;
        let limit = page_limit(Some(req.limit), MOST, MOST) as usize;
        let today = self.clock.now().date();
        let viewer = self.viewer(cx).await?;

        let people = pool(self.db.read(), &self.pool_for(&viewer, &wish, today)).await?;
        let ranked = rank(&viewer, people, &wish, after, today);
        let page = self.first_visible(cx, &viewer, ranked, limit).await?;
        if page.items.is_empty() {
            let funnel = self.explain_nobody(cx, &viewer, &wish, today).await?;
            return Ok(CandidatePage { candidates: Vec::new(), next: None, funnel: Some(funnel) });
        }
        let candidates = self.present(cx, &viewer, &page.items, today).await?;
        Ok(CandidatePage { candidates, next: page.next, funnel: None })
    }

    fn pool_for<'a>(&self, viewer: &'a Person, wish: &Wish, today: NaiveDate) -> Pool<'a> {
        Pool {
            viewer,
            births: age::births(&wish.ages, today),
            around: viewer.cell.zip(wish.within_km).map(|(cell, km)| Surroundings::of(cell, km)),
            photos: wish.photos,
            decided: false,
            size: self.settings.pool,
        }
    }

    /// The first page of those the viewer may see.
    async fn first_visible(
        &self,
        cx: &Cx,
        viewer: &Person,
        ranked: Vec<Ranked>,
        limit: usize,
    ) -> Outcome<Page<Ranked>, DiscoveryRefusal> {
        let mut shown = Vec::with_capacity(limit + 1);
        let mut ranked = ranked.into_iter();
        while shown.len() <= limit {
            let next: Vec<_> = ranked.by_ref().take(limit + SPARE).collect();
            if next.is_empty() {
                break;
            }
            let users: Vec<_> = next.iter().map(|one| one.person.user_id).collect();
            let visible = self.visible(cx, viewer.user_id, &users).await?;
            shown.extend(next.into_iter().filter(|one| visible.contains(&one.person.user_id)));
        }
        Ok(Page::cut(shown, limit, |last| last.rank))
    }

    /// What the viewer sees of a page's people. Whoever has become hidden meanwhile is left out.
    async fn present(
        &self,
        cx: &Cx,
        viewer: &Person,
        page: &[Ranked],
        today: NaiveDate,
    ) -> Outcome<Vec<Candidate>, DiscoveryRefusal> {
        let users = page.iter().map(|one| one.person.user_id).collect();
        let views = self.profiles.get_profiles(cx, GetProfiles { users }).await.map_err(in_our_words)?.profiles;
        let mut views: HashMap<_, _> = views.into_iter().map(|view| (view.user_id, view)).collect();
        let card = |one: &Ranked| Some(candidate(viewer, one, views.remove(&one.person.user_id)?, today));
        Ok(page.iter().filter_map(card).collect())
    }

    /// Counts what each filter left of those who could meet the viewer. People whom they may not see are not there.
    async fn explain_nobody(
        &self,
        cx: &Cx,
        viewer: &Person,
        wish: &Wish,
        today: NaiveDate,
    ) -> Outcome<Funnel, DiscoveryRefusal> {
        let births = age::births(&(ADULT..=OLDEST), today);
        let everybody = |decided| Pool {
            births: births.clone(),
            around: None,
            photos: false,
            decided,
            ..self.pool_for(viewer, wish, today)
        };
        let undecided = pool(self.db.read(), &everybody(false)).await?;
        let decided = pool(self.db.read(), &everybody(true)).await?;
        let users: Vec<_> = undecided.iter().chain(&decided).map(|person| person.user_id).collect();
        let visible = self.visible(cx, viewer.user_id, &users).await?;
        let there = |person: &Person| visible.contains(&person.user_id) && viewer.suits(person, today);
        let undecided: Vec<_> = undecided.into_iter().filter(there).collect();
        let decided = decided.iter().filter(|person| there(person)).count();
        Ok(funnel(viewer, &undecided, decided, wish, today))
    }
}

fn candidate(viewer: &Person, one: &Ranked, view: ProfileView, today: NaiveDate) -> Candidate {
    Candidate {
        reasons: reasons(&one.score, viewer, &view, today),
        compatibility_score: one.score.total(),
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
