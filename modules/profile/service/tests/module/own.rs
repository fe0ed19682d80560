//! What people have for themselves: settings, progress, verification, versions.

use std::time::Duration;

use crate::house::House;
use kernel::{Done, Failure, FileId, Page};
use media_contract::MediaDeleted;
use profile_contract::{
    AddPhoto, Change, DecideVerification, DeleteProfile, GetOwnProfile, GetSettings, ListVerifications, OrderPhotos,
    OwnProfile, ProfileChanges, ProfileRefusal, ProfileSettings, ProgressView, RequestVerification, UpdateProfile,
    UpdateProgress, UpdateSettings, Verification, VerificationCase, VerificationState,
};
use serde_json::json;
use testkit::{engines, service_cx, user, user_cx};

async fn own(house: &House) -> OwnProfile {
    house.profiles().get_own_profile(&user_cx(user(1)), GetOwnProfile {}).await.unwrap()
}

fn refusal<T: std::fmt::Debug>(outcome: Result<T, Failure<ProfileRefusal>>) -> ProfileRefusal {
    match outcome {
        Err(Failure::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test]
async fn settings_are_kept_and_merged() {
    for engine in engines() {
        let house = House::new(engine).await;
        let get = async |profiles: &dyn profile_contract::Profiles| {
            profiles.get_settings(&user_cx(user(1)), GetSettings {}).await
        };
        assert_eq!(refusal(get(house.profiles()).await), ProfileRefusal::NoProfile);
        house.settle(user(1)).await;
        assert_eq!(get(house.profiles()).await.unwrap(), ProfileSettings::default());
        house.set(user(1), json!({"hide_age": true, "interface": {"theme": "dark"}})).await;
        let quiet =
            json!({"notifications": {"quiet_hours": {"from": "22:00", "to": "07:00"}, "time_zone": "Asia/Tokyo"}});
        let now = house.set(user(1), quiet).await;
        assert!(now.hide_age && now.interface.theme.as_str() == "dark");
        assert_eq!(get(&*house.another().contract).await.unwrap(), now, "from the database");
        assert_eq!(own(&house).await.settings, now);
        let version = own(&house).await.updated_at;
        house.set(user(1), json!({"hide_age": true})).await;
        assert_eq!(own(&house).await.updated_at, version, "nothing is different, so nothing happened");
        let changes = serde_json::from_value(json!({"interface": {"language": "?"}})).unwrap();
        let refused = house.profiles().update_settings(&user_cx(user(1)), UpdateSettings { changes }).await;
        assert!(matches!(refusal(refused), ProfileRefusal::Invalid(_)));
    }
}

#[tokio::test]
async fn a_change_can_be_tied_to_the_version_it_is_of() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.settle(user(1)).await;
        let change = async |bio: &str, versions: Option<Vec<i64>>| {
            let changes = ProfileChanges { bio: Change::Set(bio.into()), ..Default::default() };
            let request = UpdateProfile { changes, cell: None, place: None, versions };
            house.profiles().update_profile(&user_cx(user(1)), request).await
        };
        let version = |profile: &OwnProfile| profile.updated_at.as_millis();
        let first = version(&own(&house).await);
        let second = version(&change("one", Some(vec![first])).await.unwrap());
        assert!(second > first, "though the clock stands still");
        for stale in [vec![first], vec![], vec![0, first]] {
            assert_eq!(refusal(change("two", Some(stale)).await), ProfileRefusal::Stale);
        }
        assert_eq!(own(&house).await.public.bio.as_deref(), Some("one"));
        let third = version(&change("three", Some(vec![first, second])).await.unwrap());
        let add = AddPhoto { file: house.file(user(1), 1), position: None };
        house.profiles().add_photo(&user_cx(user(1)), add).await.unwrap();
        assert_eq!(refusal(change("four", Some(vec![third])).await), ProfileRefusal::Stale, "photos are a part of it");
        change("five", None).await.unwrap();
    }
}

#[tokio::test]
async fn progress_needs_no_profile_and_completeness_is_the_servers() {
    for engine in engines() {
        let house = House::new(engine).await;
        let report = async |step: Change<String>, done: &[&str]| -> ProgressView {
            let completed_steps = done.iter().map(|step| (*step).to_owned()).collect();
            let request = UpdateProgress { step, completed_steps };
            house.profiles().update_progress(&user_cx(user(1)), request).await.unwrap()
        };
        let first = report(Change::Set("name".into()), &["welcome"]).await;
        assert_eq!((first.completeness, &*first.missing[0], &*first.missing[3]), (0, "name", "photos"));
        house.settle(user(1)).await;
        let second = report(Change::Set("photos".into()), &["name", "welcome"]).await;
        assert_eq!((second.completeness, &*second.missing[0]), (20, "photos"));
        assert_eq!(second.progress.completed_steps, ["welcome", "name"]);
        assert_eq!(own(&house).await.progress, second.progress);
        assert_eq!(report(Change::Keep, &[]).await, second);
        let elsewhere = house.another().contract;
        let read = elsewhere.get_own_profile(&user_cx(user(1)), GetOwnProfile {}).await.unwrap();
        assert_eq!(read.progress, second.progress);
    }
}

fn case_of(page: &Page<VerificationCase>) -> Vec<kernel::UserId> {
    page.items.iter().map(|case| case.user_id).collect()
}

async fn ask(house: &House, n: u16, file: FileId) -> Result<Verification, Failure<ProfileRefusal>> {
    house.profiles().request_verification(&user_cx(user(n)), RequestVerification { file }).await
}

async fn decide(house: &House, n: u16, reason: Option<&str>) -> Result<Done, Failure<ProfileRefusal>> {
    let reason = reason.map(str::to_owned);
    let request = DecideVerification { user: user(n), approve: reason.is_none(), reason };
    house.profiles().decide_verification(&service_cx(), request).await
}

#[tokio::test]
async fn a_verification_waits_is_decided_and_can_be_asked_for_again_after_a_no() {
    for engine in engines() {
        let house = House::new(engine).await;
        let selfie = house.file(user(1), 1);
        assert_eq!(refusal(ask(&house, 1, selfie).await), ProfileRefusal::NoProfile);
        house.settle(user(1)).await;
        assert_eq!(own(&house).await.verification.state, VerificationState::None);
        assert_eq!(refusal(ask(&house, 1, house.file(user(2), 2)).await), ProfileRefusal::PhotoNotFound);
        assert_eq!(refusal(decide(&house, 1, None).await), ProfileRefusal::NotPending);

        assert_eq!(ask(&house, 1, selfie).await.unwrap().state, VerificationState::Pending);
        assert_eq!(refusal(ask(&house, 1, selfie).await), ProfileRefusal::VerificationPending);
        assert!(matches!(refusal(decide(&house, 1, Some("  ")).await), ProfileRefusal::Invalid(_)));
        decide(&house, 1, Some("The face cannot be seen.")).await.unwrap();
        let rejected = own(&house).await;
        let Verification { state, reason, decided_at, .. } = rejected.verification;
        assert_eq!((state, reason.as_deref()), (VerificationState::Rejected, Some("The face cannot be seen.")));
        assert!(decided_at.is_some() && !rejected.public.is_verified);

        ask(&house, 1, selfie).await.unwrap();
        assert_eq!(own(&house).await.verification.reason, None, "a new request is a new page");
        decide(&house, 1, None).await.unwrap();
        assert_eq!(own(&house).await.verification.state, VerificationState::Verified);
        assert!(house.seen(user(2), user(1)).await.unwrap().is_verified, "and others see it in the next read");
        assert_eq!(refusal(ask(&house, 1, selfie).await), ProfileRefusal::AlreadyVerified);
        assert_eq!(refusal(decide(&house, 1, None).await), ProfileRefusal::NotPending);

        let (one, two) = (house.file(user(1), 3), house.file(user(1), 4));
        for file in [one, two] {
            house.profiles().add_photo(&user_cx(user(1)), AddPhoto { file, position: None }).await.unwrap();
        }
        let order = OrderPhotos { files: vec![two, one] };
        house.profiles().order_photos(&user_cx(user(1)), order).await.unwrap();
        assert!(own(&house).await.public.is_verified, "another avatar does not end it");
        house.profiles().delete_profile(&user_cx(user(1)), DeleteProfile {}).await.unwrap();
        house.settle(user(1)).await;
        let anew = own(&house).await;
        assert_eq!((anew.public.is_verified, anew.verification.state), (false, VerificationState::None));
    }
}

#[tokio::test]
async fn those_who_wait_are_listed_for_services_longest_first() {
    for engine in engines() {
        let house = House::new(engine).await;
        for n in [3, 1, 2, 4] {
            house.settle(user(n)).await;
            let photo = AddPhoto { file: house.file(user(n), 10 + n), position: None };
            house.profiles().add_photo(&user_cx(user(n)), photo).await.unwrap();
            ask(&house, n, house.file(user(n), n)).await.unwrap();
            house.world.clock.advance(Duration::from_secs(if n == 1 { 0 } else { 1 }));
        }
        // Whoever deletes the selfie no longer asks.
        house.tell(MediaDeleted { file_id: house.file(user(4), 4), owner: user(4) }).await;
        let list = async |cx: &kernel::Cx, limit, cursor| {
            house.profiles().list_verifications(cx, ListVerifications { limit, cursor }).await
        };
        assert_eq!(refusal(list(&user_cx(user(1)), 10, None).await), ProfileRefusal::Forbidden);
        let first = list(&service_cx(), 2, None).await.unwrap();
        assert_eq!(case_of(&first), [user(3), user(1)]);
        let case = &first.items[0];
        assert_eq!(case.selfie.as_ref().unwrap().file_id, case.file_id);
        assert_eq!(case.photos[0].file_id, house.file(user(3), 13));
        let second = list(&service_cx(), 2, first.next).await.unwrap();
        assert_eq!((case_of(&second), second.next), (vec![user(2)], None));
        let verdict = DecideVerification { user: user(3), approve: true, reason: None };
        let refused = house.profiles().decide_verification(&user_cx(user(3)), verdict).await;
        assert_eq!(refusal(refused), ProfileRefusal::Forbidden);
        decide(&house, 3, None).await.unwrap();
        assert_eq!(case_of(&list(&service_cx(), 10, None).await.unwrap()), [user(1), user(2)]);
    }
}
