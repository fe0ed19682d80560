//! People the caller may like.

use std::str::FromStr;
use std::sync::Arc;

use discovery_contract::{Candidate, CandidatePage, DiscoveryRefusal, Filters, Funnel, GetCandidates, Widened};
use edge::{Json, Query, SignedIn};
use kernel::{Cursor, Outcome};
use serde::de::{Deserialize, Deserializer, Error};
use validator::Validate;

use crate::Api;

/// The usual length of a page.
const USUAL_PAGE: u32 = 10;
/// Names under which clients might send a place.
const PLACES: [&str; 10] =
    ["latitude", "longitude", "lat", "lon", "lng", "long", "coordinates", "coords", "location", "geo"];

/// Hard filters and the page. Names that stand for nothing here are ignored; those of a place are refused.
#[derive(Debug, Default, PartialEq, Validate, utoipa::IntoParams)]
pub struct CandidateQuery {
    /// How many, at most 50.
    #[param(minimum = 1, maximum = 50, default = 10)]
    pub limit: Option<u32>,
    /// The `next_cursor` of the page before.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
    /// Youngest age in years.
    #[param(minimum = 18, maximum = 120)]
    pub age_min: Option<u8>,
    /// Oldest age in years.
    #[param(minimum = 18, maximum = 120)]
    pub age_max: Option<u8>,
    /// Farthest distance in kilometres, rounded up to 5, 10, 25, 50 or 100; more means 100.
    pub max_distance_km: Option<u32>,
    /// Hopes for at least one of these: repeated, or separated by commas, like all lists here.
    #[param(required = false)]
    pub goal: Vec<String>,
    /// Shortest height in centimetres.
    #[param(minimum = 100, maximum = 250)]
    pub height_min: Option<u16>,
    /// Tallest height in centimetres.
    #[param(minimum = 100, maximum = 250)]
    pub height_max: Option<u16>,
    /// Has children, or has none.
    pub has_children: Option<bool>,
    /// One of these habits: never, occasionally, regularly, quit.
    #[param(required = false)]
    pub smoking: Vec<String>,
    /// One of these habits.
    #[param(required = false)]
    pub drinking: Vec<String>,
    /// One of these educations.
    #[param(required = false)]
    pub education: Vec<String>,
    /// Likes at least one of these.
    #[param(required = false)]
    pub interests: Vec<String>,
    /// Speaks at least one of these.
    #[param(required = false)]
    pub languages: Vec<String>,
    /// A moderator has seen that it is them.
    #[param(required = false)]
    pub verified_only: bool,
    /// Is online, and does not hide it.
    #[param(required = false)]
    pub online_only: bool,
    /// Has at least one photo.
    #[param(required = false)]
    pub has_photos: bool,
    #[param(ignore)]
    names_a_place: bool,
}

impl<'de> Deserialize<'de> for CandidateQuery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut query = Self::default();
        for (name, value) in Vec::<(String, String)>::deserialize(deserializer)? {
            match name.as_str() {
                "limit" => query.limit = number(&name, &value)?,
                "cursor" => query.cursor = (!value.is_empty()).then_some(Cursor(value)),
                "age_min" => query.age_min = number(&name, &value)?,
                "age_max" => query.age_max = number(&name, &value)?,
                "max_distance_km" => query.max_distance_km = number(&name, &value)?,
                "height_min" => query.height_min = number(&name, &value)?,
                "height_max" => query.height_max = number(&name, &value)?,
                "goal" => query.goal.extend(words(&value)),
                "smoking" => query.smoking.extend(words(&value)),
                "drinking" => query.drinking.extend(words(&value)),
                "education" => query.education.extend(words(&value)),
                "interests" => query.interests.extend(words(&value)),
                "languages" => query.languages.extend(words(&value)),
                "has_children" if value.is_empty() => query.has_children = None,
                "has_children" => query.has_children = Some(yes_or_no(&name, &value)?),
                "verified_only" => query.verified_only = yes_or_no(&name, &value)?,
                "online_only" => query.online_only = yes_or_no(&name, &value)?,
                "has_photos" => query.has_photos = yes_or_no(&name, &value)?,
                name => query.names_a_place |= PLACES.contains(&name.to_ascii_lowercase().as_str()),
            }
        }
        Ok(query)
    }
}

/// A whole number that fits its field. Empty is absent.
fn number<N: FromStr, E: Error>(name: &str, value: &str) -> Result<Option<N>, E> {
    if value.is_empty() {
        return Ok(None);
    }
    value.parse().map(Some).map_err(|_| E::custom(format_args!("{name} must be a whole number within its range")))
}

fn words(value: &str) -> impl Iterator<Item = String> + '_ {
    value.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned)
}

fn yes_or_no<E: Error>(name: &str, value: &str) -> Result<bool, E> {
    match value {
        "true" | "1" => Ok(true),
        "false" | "0" | "" => Ok(false),
        _ => Err(E::custom(format_args!("{name} must be true or false"))),
    }
}

edge::listing!(
    /// A page of candidates; an empty one says why.
    pub struct CandidateList {
        candidates: Vec<Candidate>,
        funnel: Option<Funnel>,
        widened: Option<Widened>,
    }
);

impl From<CandidatePage> for CandidateList {
    fn from(page: CandidatePage) -> Self {
        Self { funnel: page.funnel, widened: page.widened, ..Self::new(page.candidates, page.next) }
    }
}

pub(crate) async fn get_candidates(
    api: Arc<Api>,
    who: SignedIn,
    query: Query<CandidateQuery>,
) -> Outcome<Json<CandidateList>, DiscoveryRefusal> {
    let asked = query.into_inner().into_request()?;
    Ok(Json(api.encounters.get_candidates(who.cx(), asked).await?.into()))
}

impl CandidateQuery {
    fn into_request(self) -> Outcome<GetCandidates, DiscoveryRefusal> {
        if self.names_a_place {
            return Err(DiscoveryRefusal::CoordinatesNotAccepted.into());
        }
        let filters = Filters {
            age_min: self.age_min,
            age_max: self.age_max,
            max_distance_km: self.max_distance_km,
            goal: self.goal,
            height_min: self.height_min,
            height_max: self.height_max,
            has_children: self.has_children,
            smoking: self.smoking,
            drinking: self.drinking,
            education: self.education,
            interests: self.interests,
            languages: self.languages,
            verified_only: self.verified_only,
            online_only: self.online_only,
            has_photos: self.has_photos,
        };
        let (limit, cursor) = (self.limit, self.cursor);
        Ok(GetCandidates { filters, limit: limit.unwrap_or(USUAL_PAGE), cursor })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Api, routes};
    use actix_web::http::StatusCode;
    use actix_web::test::{TestRequest, call_service, init_service, read_body_json};
    use edge::testing::{KnownTokens, app};
    use kernel::Fake;
    use serde_json::Value;

    /// Answers candidates with an empty page whose funnel repeats the filters it was asked with.
    fn echo() -> Fake<dyn discovery_contract::Encounters> {
        Fake::new().on(|_cx, req: GetCandidates| {
            let suggestion = serde_json::to_string(&(req.filters, req.limit, req.cursor)).ok();
            let funnel = Funnel { steps: Vec::new(), suggestion };
            let next = Some(Cursor("next".into()));
            Ok(CandidatePage { candidates: Vec::new(), next, funnel: Some(funnel), widened: None })
        })
    }

    async fn ask(query: &str) -> (StatusCode, Value) {
        let routes = routes(Api { encounters: Arc::new(echo()) });
        let service = init_service(app(&routes, KnownTokens::default().with("alice", testkit::user(1)))).await;
        let uri = format!("/discovery/candidates{query}");
        let request = TestRequest::get().uri(&uri).insert_header(("authorization", "Bearer alice")).to_request();
        let response = call_service(&service, request).await;
        (response.status(), read_body_json(response).await)
    }

    async fn heard(query: &str) -> (Filters, u32, Option<Cursor>) {
        let (status, body) = ask(query).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        serde_json::from_str(body["funnel"]["suggestion"].as_str().unwrap()).unwrap()
    }

    #[actix_web::test]
    async fn a_bare_request_filters_nothing() {
        let (status, body) = ask("").await;
        assert_eq!((status, &body["count"], &body["next_cursor"]), (StatusCode::OK, &0.into(), &"next".into()));
        assert_eq!(heard("").await, (Filters::default(), 10, None));
        assert_eq!(heard("?unknown=1&age_min=&goal=").await, (Filters::default(), 10, None));
    }

    #[actix_web::test]
    async fn goals_are_repeated_or_separated_by_commas() {
        let (filters, limit, cursor) =
            heard("?goal=serious&goal=dating,%20marriage&age_min=20&age_max=30&max_distance_km=25&has_photos=true&limit=5&cursor=x").await;
        assert_eq!(filters.goal, ["serious", "dating", "marriage"]);
        assert_eq!((filters.age_min, filters.age_max, filters.max_distance_km), (Some(20), Some(30), Some(25)));
        assert!(filters.has_photos);
        assert_eq!((limit, cursor), (5, Some(Cursor("x".into()))));
    }

    #[actix_web::test]
    async fn every_filter_can_be_asked() {
        let (filters, ..) = heard(
            "?height_min=170&height_max=180&has_children=false&smoking=never,quit&drinking=never&education=phd\
             &interests=chess&interests=jazz&languages=french&verified_only=1&online_only=true",
        )
        .await;
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let expected = Filters {
            height_min: Some(170),
            height_max: Some(180),
            has_children: Some(false),
            smoking: words(&["never", "quit"]),
            drinking: words(&["never"]),
            education: words(&["phd"]),
            interests: words(&["chess", "jazz"]),
            languages: words(&["french"]),
            verified_only: true,
            online_only: true,
            ..Filters::default()
        };
        assert_eq!(filters, expected);
    }

    #[actix_web::test]
    async fn a_place_in_the_query_is_refused() {
        for query in
            ["?latitude=52.5&longitude=13.4", "?lat=1", "?lon=1", "?lng=0", "?Latitude=1", "?limit=3&coords=1,2"]
        {
            let (status, body) = ask(query).await;
            assert_eq!(
                (status, &body["code"]),
                (StatusCode::BAD_REQUEST, &"coordinates_not_accepted".into()),
                "{query}"
            );
        }
    }

    #[actix_web::test]
    async fn nonsense_is_a_bad_query() {
        for query in ["?limit=ten", "?age_min=-1", "?age_max=300", "?has_photos=perhaps"] {
            let (status, body) = ask(query).await;
            assert_eq!((status, &body["code"]), (StatusCode::BAD_REQUEST, &"bad_query".into()), "{query}");
        }
    }
}
