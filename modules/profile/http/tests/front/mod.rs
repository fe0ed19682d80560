//! The operations before a fake profile module that writes down what it is asked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::http::header::HeaderMap;
use actix_web::http::{Method, StatusCode};
use actix_web::test;
use edge::testing::{KnownTokens, app};
use edge::{Problem, Routes, SignedIn, Upload};
use kernel::{Done, Failure, Fake, FileId, Page, Picture, Timestamp, UserId, async_trait};
use profile_contract::{
    AddPhoto, Block, BlockedPerson, CreateProfile, DeleteProfile, Gender, GetOwnProfile, GetProfile, GetProfiles,
    GetSettings, GetUsers, ListBlocks, LookingFor, OrderPhotos, OwnProfile, Photos, ProfileDraft, ProfileRefusal,
    ProfileSettings, ProfileView, ProfileViews, Profiles, Progress, ProgressView, RemovePhoto, RequestVerification,
    SearchUsers, SetLocation, Unblock, UpdateProfile, UpdateProgress, UpdateSettings, UserCard, UserCards,
    Verification, VerificationState,
};
use profile_http::{Api, PhotoUploads, routes};
use serde_json::{Value, json};

pub const ANN: &str = "0199a3c4-5b6e-7f10-8a2b-000000000001";
pub const BEN: &str = "0199a3c4-5b6e-7f10-8a2b-000000000002";
pub const FILE: &str = "0199a3c4-5b6e-7f10-8a2b-0000000000f1";

pub fn id(text: &str) -> UserId {
    text.parse().unwrap()
}

fn view(user_id: UserId, says: &ProfileDraft) -> ProfileView {
    ProfileView {
        user_id,
        name: says.name.clone(),
        age: Some(30),
        gender: says.gender,
        goal: says.goal.clone(),
        bio: says.bio.clone(),
        interests: says.interests.clone(),
        languages: says.languages.clone(),
        height_cm: None,
        education: None,
        profession: None,
        company: None,
        school: None,
        has_children: None,
        wants_children: None,
        smoking: None,
        drinking: None,
        city: None,
        country: None,
        prompts: vec![],
        photos: vec![],
        is_verified: false,
        distance_km: None,
        online: Some(true),
    }
}

fn ann() -> ProfileDraft {
    serde_json::from_value(json!({"name": "Ann", "birth_date": "1996-05-10", "gender": "female"})).unwrap()
}

fn own() -> OwnProfile {
    OwnProfile {
        public: view(id(ANN), &ann()),
        birth_date: "1996-05-10".parse().unwrap(),
        looking_for: LookingFor::Any,
        weight_kg: None,
        has_location: false,
        completeness: 20,
        missing: vec!["photos".into()],
        settings: ProfileSettings::default(),
        progress: Progress::default(),
        verification: verification(VerificationState::None),
        created_at: Timestamp::default(),
        updated_at: Timestamp::from_millis(VERSION),
    }
}

/// The version of the caller's own profile.
pub const VERSION: i64 = 1_772_366_400_007;

fn verification(state: VerificationState) -> Verification {
    Verification { state, reason: None, requested_at: None, decided_at: None }
}

fn card(id: UserId) -> UserCard {
    UserCard { id, user_id: id, username: "ben".into(), name: "Ben".into(), avatar: None }
}

fn photo(file_id: FileId) -> Photos {
    let picture = Picture { file_id, url: "/x".into(), width: 2, height: 1, blurhash: "L".into(), variants: vec![] };
    Photos { photos: vec![picture] }
}

/// Answers as `ann` and writes down what was asked.
fn profiles(asked: &Asked) -> Fake<dyn Profiles> {
    let note = |asked: &Asked| asked.clone();
    let (created, updated, moved) = (note(asked), note(asked), note(asked));
    let (added, ordered, removed, blocked, unblocked) =
        (note(asked), note(asked), note(asked), note(asked), note(asked));
    let (set, stepped, verified, searched, read) = (note(asked), note(asked), note(asked), note(asked), note(asked));
    let (named, full) = (note(asked), asked.clone());
    Fake::new()
        .on(|_cx, _req: GetSettings| Ok(ProfileSettings::default()))
        .on(move |_cx, req: UpdateSettings| {
            set.note(&req);
            Ok(ProfileSettings::default())
        })
        .on(move |_cx, req: UpdateProgress| {
            stepped.note(&req);
            Ok(ProgressView { progress: Progress::default(), completeness: 20, missing: vec![] })
        })
        .on(move |_cx, req: RequestVerification| {
            verified.note(&req);
            Ok(verification(VerificationState::Pending))
        })
        .on(move |_cx, req: SearchUsers| {
            searched.note(&req);
            Ok(Page { items: vec![card(id(BEN))], next: Some(kernel::Cursor("more".into())) })
        })
        .on(move |_cx, req: GetProfiles| {
            read.note(&req);
            Ok(ProfileViews { profiles: vec![view(id(BEN), &ann())] })
        })
        .on(move |_cx, req: GetUsers| {
            named.note(&req);
            Ok(UserCards { users: vec![card(id(BEN))] })
        })
        .on(move |_cx, req: CreateProfile| {
            created.note(&req);
            Ok(OwnProfile { public: view(id(ANN), &req.profile), ..own() })
        })
        .on(move |_cx, _req: GetOwnProfile| {
            let mut own = own();
            own.public.photos = full.photos.lock().unwrap().clone();
            match full.nobody.load(Ordering::Relaxed) {
                true => Err(ProfileRefusal::NoProfile.into()),
                false => Ok(own),
            }
        })
        .on(|_cx, req: GetProfile| match req.user == id(BEN) {
            true => Ok(view(req.user, &ProfileDraft { name: "Ben".into(), gender: Gender::Male, ..ann() })),
            false => Err(ProfileRefusal::NotFound.into()),
        })
        .on(move |_cx, req: UpdateProfile| {
            updated.note(&req);
            match req.versions.is_some_and(|versions| !versions.contains(&VERSION)) {
                true => Err(ProfileRefusal::Stale.into()),
                false => Ok(own()),
            }
        })
        .on(move |_cx, req: SetLocation| {
            moved.note(&req);
            Ok(own())
        })
        .on(|_cx, _req: DeleteProfile| Ok(Done {}))
        .on(move |_cx, req: AddPhoto| {
            added.note(&req);
            Ok(photo(req.file))
        })
        .on(move |_cx, req: OrderPhotos| {
            ordered.note(&req);
            Ok(photo(req.files[0]))
        })
        .on(move |_cx, req: RemovePhoto| {
            removed.note(&req);
            Ok(Photos { photos: vec![] })
        })
        .on(move |_cx, req: Block| {
            blocked.note(&req);
            Ok(Done {})
        })
        .on(move |_cx, req: Unblock| {
            unblocked.note(&req);
            Ok(Done {})
        })
        .on(|_cx, req: ListBlocks| match req.cursor {
            None => {
                let person = BlockedPerson { user_id: id(BEN), blocked_at: Timestamp::default() };
                Ok(Page { items: vec![person], next: Some(kernel::Cursor("more".into())) })
            }
            Some(_) => Err(Failure::Unavailable),
        })
}

/// The last request that reached the module, and what it answers.
#[derive(Clone, Default)]
pub struct Asked {
    last: Arc<Mutex<Option<Value>>>,
    /// Photos of the caller's profile.
    pub photos: Arc<Mutex<Vec<Picture>>>,
    /// Whether the caller has no profile.
    pub nobody: Arc<AtomicBool>,
    /// Bytes that reached the store.
    pub stored: Arc<Mutex<Vec<u8>>>,
}

/// Stores what it gets whole, unless it is empty.
struct Store(Asked);

#[async_trait(?Send)]
impl PhotoUploads for Store {
    async fn store(&self, _who: &SignedIn, upload: Upload) -> Result<FileId, Problem> {
        let bytes = upload.0.payload.to_bytes().await.map_err(|_| Problem::unavailable())?;
        if bytes.is_empty() {
            return Err(Problem::malformed("no_file", "The upload has no part named file or photo."));
        }
        *self.0.stored.lock().unwrap() = bytes.to_vec();
        Ok(FILE.parse().unwrap())
    }
}

impl Asked {
    fn note<T: serde::Serialize>(&self, request: &T) {
        *self.last.lock().unwrap() = Some(serde_json::to_value(request).unwrap());
    }
    pub fn take(&self) -> Option<Value> {
        self.last.lock().unwrap().take()
    }
}

/// What a request carries.
pub enum Body {
    Json(Value),
    Bytes(&'static str, Vec<u8>),
}

pub struct Front {
    pub routes: Routes,
    pub asked: Asked,
}

impl Front {
    pub fn new() -> Self {
        let asked = Asked::default();
        let (profiles, photos) = (Arc::new(profiles(&asked)), Arc::new(Store(asked.clone())));
        Self { routes: routes(Api { profiles, photos }), asked }
    }

    pub async fn call(&self, method: Method, path: &str, body: Option<Value>) -> (StatusCode, Option<String>, Value) {
        let (status, headers, bytes) = self.send(method, path, &[], body.map(Body::Json)).await;
        let location = headers.get("location").map(|value| value.to_str().unwrap().to_owned());
        (status, location, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }

    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Body>,
    ) -> (StatusCode, HeaderMap, Vec<u8>) {
        let service = test::init_service(app(&self.routes, KnownTokens::default().with("ann", id(ANN)))).await;
        let mut request =
            test::TestRequest::with_uri(path).method(method).insert_header(("Authorization", "Bearer ann"));
        for header in headers {
            request = request.insert_header(*header);
        }
        request = match body {
            Some(Body::Json(json)) => request.set_json(json),
            Some(Body::Bytes(kind, bytes)) => request.insert_header(("content-type", kind)).set_payload(bytes),
            None => request,
        };
        let response = test::call_service(&service, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        (status, headers, test::read_body(response).await.to_vec())
    }

    pub async fn refused(&self, method: Method, path: &str, body: Option<Value>) -> (u16, String) {
        let (status, _, body) = self.call(method, path, body).await;
        assert_eq!(self.asked.take(), None, "a refused request does not reach the module");
        (status.as_u16(), body["code"].as_str().unwrap_or_default().to_owned())
    }
}
