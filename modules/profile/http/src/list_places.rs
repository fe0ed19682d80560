//! The table of places, for those who would rather name their city than share where they are.

use std::sync::Arc;

use edge::{Anyone, Query, Tagged};
use kernel::{Outcome, page_limit};
use profile_contract::ProfileRefusal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::Api;

/// What to look for.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PlaceQuery {
    /// The beginning of a name or of a word of it, in any language; 1-100 characters.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    q: String,
    /// How many, at most 50.
    limit: Option<u32>,
}

/// A city. Names are by GeoNames (CC BY 4.0).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PlaceCard {
    /// What to send as `place`.
    id: &'static str,
    /// Its name.
    name: &'static str,
    /// ISO 3166-1 alpha-2.
    country_code: &'static str,
    /// The country's English name.
    country: &'static str,
}

edge::listing!(
    /// Cities, the most populous first; never more than one page.
    pub struct PlaceList {
        places: Vec<PlaceCard>,
    }
);

pub(crate) async fn list_places(
    _api: Arc<Api>,
    _who: Anyone,
    query: Query<PlaceQuery>,
) -> Outcome<Tagged<PlaceList>, ProfileRefusal> {
    let PlaceQuery { q, limit } = query.into_inner();
    let limit = page_limit(limit, 10, 50) as usize;
    let card = |place: &profile_places::Place| PlaceCard {
        id: place.id,
        name: place.name,
        country_code: place.country_code,
        country: place.country,
    };
    let places = profile_places::search(q.trim(), limit).into_iter().map(card).collect();
    Ok(Tagged::new(PlaceList::new(places, None)).cached("public, max-age=3600"))
}
