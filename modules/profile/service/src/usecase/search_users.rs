//! People by the beginning of a name.

use std::collections::{HashMap, HashSet};

use kernel::{Cursor, Cx, FieldError, Outcome, Page, UserId, page_limit};
use profile_contract::{ProfileRefusal, SearchUsers, UserCard};

use super::place;
use crate::Service;
use crate::directory::Known;
use crate::domain::names;
use crate::domain::text::{Lines, tidy};
use crate::store::search_term::{self, Found};
use crate::viewer::{Viewer, actor};

/// Most people on one page.
const MOST: u32 = 20;
/// Characters of the text.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=100;
/// Texts read at once, and how often for one page: a crowd that hides makes a page short, not slow.
const BATCH: u64 = 64;
const ROUNDS: usize = 8;

impl Service {
    pub(crate) async fn search_users(&self, cx: &Cx, req: SearchUsers) -> Outcome<Page<UserCard>, ProfileRefusal> {
        let viewer = Viewer::Person(actor(cx)?);
        let prefix = prefix(&req.text)?;
        let after = place::<Found>(req.cursor.as_ref())?;
        self.name_everybody(cx).await?;
        let limit = page_limit(Some(req.limit), MOST, MOST) as usize;
        let (people, next) = self.found(viewer, &prefix, after, limit).await?;
        Ok(Page { items: self.user_cards(cx, viewer, &people).await?, next })
    }

    /// The next people found, and where to go on. Somebody whom several texts find is found by the first.
    async fn found(
        &self,
        viewer: Viewer,
        prefix: &str,
        mut after: Option<Found>,
        limit: usize,
    ) -> Outcome<(Vec<Known>, Option<Cursor>), ProfileRefusal> {
        let mut people: Vec<Known> = Vec::with_capacity(limit);
        for _round in 0..ROUNDS {
            let rows = search_term::beginning(self.db.read(), prefix, after.as_ref(), BATCH).await?;
            let exhausted = (rows.len() as u64) < BATCH;
            let users: Vec<UserId> = rows.iter().map(|row| row.user).collect::<HashSet<_>>().into_iter().collect();
            let first = search_term::first_of_each(self.db.read(), prefix, &users).await?;
            let visible = self.all_visible(viewer, &users).await?.into_iter();
            let shown = visible.filter(|known| known.value.is_listed() && !viewer.is(known.value.user));
            let mut shown: HashMap<UserId, Known> = shown.map(|known| (known.value.user, known)).collect();
            for row in rows {
                let is_first = first.get(&row.user) == Some(&row.term);
                let known = if is_first { shown.remove(&row.user) } else { None };
                if known.is_some() && people.len() == limit {
                    return Ok((people, after.as_ref().map(Cursor::of)));
                }
                people.extend(known);
                after = Some(row);
            }
            if exhausted {
                return Ok((people, None));
            }
        }
        Ok((people, after.as_ref().map(Cursor::of)))
    }
}

/// The text as names are compared.
fn prefix(text: &str) -> Result<String, ProfileRefusal> {
    let refused = |code: &str, message: String| Err(ProfileRefusal::Invalid(vec![FieldError::new("q", code, message)]));
    let Ok(text) = tidy(text, Lines::One) else {
        return refused("control_characters", "Control characters are not allowed here.".into());
    };
    let (least, most) = (LENGTH.start(), LENGTH.end());
    match text.chars().count() {
        short if short < *least => refused("too_short", format!("At least {least} characters.")),
        long if long > *most => refused("too_long", format!("At most {most} characters.")),
        _ => Ok(names::fold(&text)),
    }
}
