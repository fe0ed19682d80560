//! People who are about to leave, and those who have left.

use crate::house::{House, berlin, draft};
use auth_contract::{UserLeaving, UserStaying};
use kernel::{Erased, Failure, UserId};
use profile_contract::{
    Block, CreateProfile, EraseUser, ExportUser, GetOwnProfile, GetUser, ListBlocks, ProfileRefusal, Profiles,
    VisibleTo,
};
use testkit::{engines, service_cx, service_cx_keyed, user, user_cx};

async fn sees(profiles: &dyn Profiles, viewer: UserId, other: UserId) -> bool {
    let request = VisibleTo { viewer, users: vec![other] };
    let visible = !profiles.visible_to(&service_cx(), request).await.unwrap().users.is_empty();
    let card = profiles.get_user(&user_cx(viewer), GetUser { user: other }).await.is_ok();
    assert_eq!(visible, card, "one answer to who may see whom");
    visible
}

#[tokio::test]
async fn whoever_is_about_to_leave_and_others_do_not_meet_until_they_stay() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, ben) = (user(1), user(2));
        house.settle(ann).await;
        house.settle(ben).await;
        let both = async |profiles: &dyn Profiles| (sees(profiles, ann, ben).await, sees(profiles, ben, ann).await);
        assert_eq!(both(house.profiles()).await, (true, true));

        house.tell(UserLeaving { user_id: ann }).await;
        assert_eq!(both(house.profiles()).await, (false, false), "in the next read");
        assert_eq!(both(&*house.another().contract).await, (false, false), "it is in the database");
        assert!(house.seen(ann, ann).await.is_some() && sees(house.profiles(), ann, ann).await, "not from oneself");
        assert!(house.profiles().get_own_profile(&user_cx(ann), GetOwnProfile {}).await.is_ok());
        let exported = house.profiles().export_user(&user_cx(ann), ExportUser { user: ann }).await.unwrap();
        assert!(exported.data["leaving_since"].is_string());

        house.tell(UserStaying { user_id: ann }).await;
        assert_eq!(both(house.profiles()).await, (true, true));
        assert_eq!(both(&*house.another().contract).await, (true, true));
    }
}

#[tokio::test]
async fn a_profile_that_is_made_while_leaving_is_hidden_too() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, ben) = (user(1), user(2));
        house.settle(ben).await;
        house.tell(UserLeaving { user_id: ann }).await;
        house.settle(ann).await;
        assert_eq!((house.seen(ben, ann).await, house.seen(ann, ben).await), (None, None));
    }
}

#[tokio::test]
async fn a_fact_that_comes_after_the_account_has_gone_leaves_nothing() {
    for engine in engines() {
        let house = House::new(engine).await;
        house.tell(UserLeaving { user_id: user(404) }).await;
        let erased = house.profiles().erase_user(&service_cx(), EraseUser { user: user(404) }).await;
        assert_eq!(erased, Ok(Erased { count: 0 }));
    }
}

#[tokio::test]
async fn erasing_takes_the_profile_and_the_blocks_of_both_sides_however_many_there_are() {
    for engine in engines() {
        let house = House::new(engine).await;
        let (ann, ben) = (user(1), user(2));
        let request = CreateProfile { profile: draft("Ann"), cell: Some(berlin()) };
        house.profiles().create_profile(&user_cx(ann), request).await.unwrap();
        house.settle(ben).await;
        // More than one transaction takes.
        for n in 3..=250 {
            let (who, whom) = if n % 2 == 0 { (ann, user(n)) } else { (user(n), ann) };
            house.profiles().block(&user_cx(who), Block { user: whom }).await.unwrap();
        }
        house.profiles().block(&user_cx(ben), Block { user: user(3) }).await.unwrap();
        house.tell(UserLeaving { user_id: ann }).await;

        let export = async |cx| house.profiles().export_user(&cx, ExportUser { user: ann }).await;
        let exported = export(user_cx(ann)).await.unwrap().data;
        assert_eq!(exported["blocks"].as_array().unwrap().len(), 124, "whom she blocked, not who blocked her");
        assert_eq!(exported["profile"]["birth_date"], "1996-05-10");
        assert!(exported["place"]["latitude"].is_number(), "{exported}");
        assert_eq!(export(user_cx(ben)).await, Err(Failure::Refused(ProfileRefusal::Forbidden)));

        for _repeat in 0..2 {
            let erased = house.profiles().erase_user(&service_cx_keyed("one"), EraseUser { user: ann }).await;
            assert_eq!(
                erased,
                Ok(Erased { count: 248 + 1 + 1 + 1 }),
                "blocks, a profile, its place, and that she was leaving"
            );
        }
        let erased = house.profiles().erase_user(&service_cx(), EraseUser { user: ann }).await;
        assert_eq!(erased, Ok(Erased { count: 0 }));
        let nothing = serde_json::json!({
            "profile": null, "place": null, "moves": [], "progress": {"step": null, "completed_steps": []},
            "verification": {"state": "none"}, "blocks": [], "ties": [], "leaving_since": null,
        });
        assert_eq!(export(service_cx()).await.unwrap().data, nothing);
        assert_eq!(house.seen(ben, ann).await, None);
        let list = async |who| {
            let request = ListBlocks { limit: 10, cursor: None };
            house.profiles().list_blocks(&user_cx(who), request).await.unwrap().items.len()
        };
        assert_eq!((list(user(3)).await, list(ben).await), (0, 1), "others keep what is theirs");
    }
}
