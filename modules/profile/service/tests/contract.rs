//! One body, three placements: direct, through the codec with every call delivered twice, over HTTP.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[expect(dead_code, reason = "the contract needs only some rooms of the house")]
mod house;

use house::{House, berlin, draft};
use kernel::{Done, Erased, Failure, Page};
use profile_contract::{
    AddPhoto, Block, Cards, Change, CreateProfile, DecideVerification, DeleteProfile, EraseUser, ExportUser, GetCards,
    GetMatchFacts, GetOwnProfile, GetProfile, GetProfiles, GetSettings, GetUser, GetUsers, Goal, ListBlocks,
    ListPhotos, ListVerifications, OrderPhotos, ProfileChanges, ProfileDraft, ProfileRefusal, ProfileSettings,
    Profiles, RemovePhoto, RequestVerification, SearchUsers, SetLocation, SettingsChanges, Unblock, UpdateProfile,
    UpdateProgress, UpdateSettings, VerificationState, VisibleTo,
};
use testkit::{Placement, engines, place, service_cx, service_cx_keyed, user, user_cx};

#[tokio::test]
async fn the_contract_holds_in_every_placement() {
    for engine in engines() {
        for placement in Placement::ALL {
            let house = House::new(engine).await;
            let placed = place(placement, house.built.contract.clone()).await;
            body(&house, &*placed).await;
        }
    }
}

async fn body(house: &House, profiles: &dyn Profiles) {
    let (ann, ben) = (user_cx(user(1)), user_cx(user(2)));

    let young = ProfileDraft { birth_date: "2020-01-01".parse().unwrap(), ..draft("Kid") };
    let refused = profiles.create_profile(&ann, CreateProfile { profile: young, cell: None }).await;
    assert_eq!(refused, Err(Failure::Refused(ProfileRefusal::UnderAge)));
    let nameless = CreateProfile { profile: draft("x"), cell: None };
    let Err(Failure::Refused(ProfileRefusal::Invalid(errors))) = profiles.create_profile(&ann, nameless).await else {
        unreachable!("one letter is no name")
    };
    assert_eq!((&*errors[0].field, &*errors[0].code), ("name", "too_short"));

    for (cx, name) in [(&ann, "Ann"), (&ben, "Ben")] {
        let request = CreateProfile { profile: draft(name), cell: Some(berlin()) };
        let made = profiles.create_profile(cx, request).await.unwrap();
        assert_eq!(profiles.get_own_profile(cx, GetOwnProfile {}).await.unwrap(), made);
    }
    assert_eq!(profiles.get_profile(&ben, GetProfile { user: user(1) }).await.unwrap().distance_km, Some(5));

    let changes = ProfileChanges {
        bio: Change::Set("Hello".into()),
        goal: Change::Set(vec![Goal::Dating]),
        city: Change::Clear,
        ..Default::default()
    };
    let changed = profiles
        .update_profile(&ann, UpdateProfile { changes, cell: None, place: None, versions: None })
        .await
        .unwrap();
    assert_eq!((changed.public.bio.as_deref(), &changed.public.goal[..]), (Some("Hello"), &[Goal::Dating][..]));
    let away = kernel::Cell::at(48.14, 11.58).unwrap();
    assert!(profiles.set_location(&ann, SetLocation { cell: away, place: None }).await.unwrap().has_location);
    assert_eq!(profiles.get_profile(&ben, GetProfile { user: user(1) }).await.unwrap().distance_km, None);

    let (one, two) = (house.file(user(1), 1), house.file(user(1), 2));
    for file in [one, two] {
        profiles.add_photo(&ann, AddPhoto { file, position: None }).await.unwrap();
    }
    let ordered = profiles.order_photos(&ann, OrderPhotos { files: vec![two, one] }).await.unwrap();
    assert_eq!(ordered.photos[0].file_id, two);
    assert_eq!(profiles.remove_photo(&ann, RemovePhoto { file: one }).await.unwrap().photos.len(), 1);
    assert_eq!(profiles.list_photos(&ben, ListPhotos { user: user(1) }).await.unwrap().photos.len(), 1);

    let users = vec![user(1), user(9)];
    let seen = profiles.get_profiles(&ben, GetProfiles { users: users.clone() }).await.unwrap();
    assert_eq!(seen.profiles.len(), 1);
    let Cards { cards } = profiles.get_cards(&ben, GetCards { users: users.clone() }).await.unwrap();
    assert_eq!(cards[0].avatar.as_ref().unwrap().file_id, two);
    assert_eq!(profiles.get_user(&ben, GetUser { user: user(1) }).await.unwrap().name, "Ann");
    let facts = profiles.get_match_facts(&service_cx(), GetMatchFacts { users: users.clone() }).await.unwrap().facts;
    assert_eq!((facts[0].photos, facts[0].cell), (1, Some(away)));
    let refused = profiles.get_match_facts(&ben, GetMatchFacts { users }).await;
    assert_eq!(refused, Err(Failure::Refused(ProfileRefusal::Forbidden)));

    let settings = profiles.get_settings(&ann, GetSettings {}).await.unwrap();
    let changes = SettingsChanges { hide_age: Change::Set(true), ..Default::default() };
    let hiding = profiles.update_settings(&ann, UpdateSettings { changes }).await.unwrap();
    assert_eq!(hiding, ProfileSettings { hide_age: true, ..settings });
    assert_eq!(profiles.get_profile(&ben, GetProfile { user: user(1) }).await.unwrap().age, None);
    let steps = UpdateProgress { step: Change::Set("photos".into()), completed_steps: vec!["name".into()] };
    assert_eq!(profiles.update_progress(&ann, steps).await.unwrap().progress.completed_steps, ["name"]);
    let asked = profiles.request_verification(&ann, RequestVerification { file: one }).await.unwrap();
    assert_eq!(asked.state, VerificationState::Pending);
    let waiting = ListVerifications { limit: 10, cursor: None };
    assert_eq!(profiles.list_verifications(&service_cx(), waiting).await.unwrap().items[0].file_id, one);
    let verdict = DecideVerification { user: user(1), approve: true, reason: None };
    assert_eq!(profiles.decide_verification(&service_cx_keyed("yes"), verdict).await, Ok(Done {}));
    let named = profiles.get_users(&ben, GetUsers { users: vec![user(1), user(9)] }).await.unwrap().users;
    let search = SearchUsers { text: "an".into(), limit: 5, cursor: None };
    assert_eq!(profiles.search_users(&ben, search).await.unwrap(), Page { items: named, next: None });
    let stale = UpdateProfile { changes: ProfileChanges::default(), cell: None, place: None, versions: Some(vec![1]) };
    assert_eq!(profiles.update_profile(&ann, stale).await, Err(Failure::Refused(ProfileRefusal::Stale)));

    let visible = async || {
        let request = VisibleTo { viewer: user(2), users: vec![user(1)] };
        profiles.visible_to(&service_cx(), request).await.unwrap().users.len()
    };
    assert_eq!(visible().await, 1);
    assert_eq!(profiles.block(&ann, Block { user: user(2) }).await, Ok(Done {}));
    assert_eq!(visible().await, 0);
    let hidden = profiles.get_profile(&ben, GetProfile { user: user(1) }).await;
    assert_eq!(hidden, Err(Failure::Refused(ProfileRefusal::NotFound)));
    let Page { items, next } = profiles.list_blocks(&ann, ListBlocks { limit: 10, cursor: None }).await.unwrap();
    assert_eq!((items[0].user_id, next), (user(2), None));
    assert_eq!(profiles.unblock(&ann, Unblock { user: user(2) }).await, Ok(Done {}));
    assert_eq!(visible().await, 1);

    let export = ExportUser { user: user(1) };
    assert_eq!(profiles.export_user(&ben, export.clone()).await, Err(Failure::Refused(ProfileRefusal::Forbidden)));
    let exported = profiles.export_user(&ann, export.clone()).await.unwrap();
    assert_eq!(profiles.export_user(&service_cx(), export).await.unwrap(), exported);
    assert_eq!(exported.data["profile"]["name"], "Ann");
    assert_eq!(profiles.block(&ben, Block { user: user(1) }).await, Ok(Done {}));
    let erase = EraseUser { user: user(2) };
    assert_eq!(profiles.erase_user(&ben, erase.clone()).await, Err(Failure::Refused(ProfileRefusal::Forbidden)));
    let erased = profiles.erase_user(&service_cx_keyed("ben"), erase.clone()).await;
    assert_eq!(erased, Ok(Erased { count: 3 }), "a block, a profile and its place");
    assert_eq!(profiles.erase_user(&service_cx_keyed("again"), erase).await, Ok(Erased { count: 0 }));
    assert_eq!(visible().await, 1);

    assert_eq!(profiles.delete_profile(&ann, DeleteProfile {}).await, Ok(Done {}));
    assert_eq!(visible().await, 0);
    house.drain().await;
    assert!(!house.files.lock().unwrap().contains_key(&two));
}
