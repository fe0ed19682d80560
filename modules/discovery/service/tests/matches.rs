//! The caller's matches.
#![expect(clippy::unwrap_used, reason = "tests")]

mod town;

use std::time::Duration;

use chat_contract::{ConversationRead, MessageSent};
use discovery_contract::{Action, DiscoveryRefusal, ListMatches, MatchView};
use kernel::{ConversationId, Cursor, MessageId, Page, UserId};
use testkit::{engines, user, user_cx};
use town::Town;

async fn page(town: &Town, who: UserId, limit: u32, cursor: Option<Cursor>) -> Page<MatchView> {
    town.contract.list_matches(&user_cx(who), ListMatches { limit, cursor }).await.unwrap()
}

async fn pair_up(town: &Town, one: UserId, other: UserId) -> ConversationId {
    town.swipe(one, other, Action::Like).await;
    town.swipe(other, one, Action::Like).await.conversation_id.unwrap()
}

async fn write(town: &Town, conversation: ConversationId, seq: i64, from: UserId, to: UserId) {
    let message_id = MessageId(town.world.ids().fresh());
    let sent_at = town.world.clock().now();
    let fact =
        MessageSent { conversation_id: conversation, message_id, seq, user_id: from, recipients: vec![to], sent_at };
    town.tell(&fact).await;
}

#[tokio::test]
async fn matches_come_newest_first_in_pages_that_neither_skip_nor_repeat() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        for n in 2..=24 {
            let other = town.settle(n, |_| {}).await;
            pair_up(&town, viewer, other).await;
            // Some of them in the same millisecond.
            if n % 3 == 0 {
                town.world.clock.advance(Duration::from_millis(1));
            }
        }
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let next = page(&town, viewer, 4, cursor).await;
            // A new match on top does not move the pages below.
            if seen.is_empty() {
                let late = town.settle(100, |_| {}).await;
                town.world.clock.advance(Duration::from_millis(1));
                pair_up(&town, late, viewer).await;
            }
            seen.extend(next.items);
            cursor = next.next;
            if cursor.is_none() {
                break;
            }
        }
        let people: Vec<_> = seen.iter().map(|one| one.user_id).collect();
        assert_eq!(people, (2..=24).rev().map(user).collect::<Vec<_>>());
        assert!(seen.windows(2).all(|pair| pair[0].matched_at >= pair[1].matched_at));
        assert_eq!((seen[0].age, seen[0].city.as_deref(), seen[0].unread_count), (Some(30), Some("Berlin"), 0));
        let nonsense = ListMatches { limit: 4, cursor: Some(Cursor("x".into())) };
        let refused = town.contract.list_matches(&user_cx(viewer), nonsense).await;
        assert_eq!(refused, Err(DiscoveryRefusal::BadCursor.into()));
    }
}

#[tokio::test]
async fn the_hidden_are_left_out_for_both_and_one_question_is_asked() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let viewer = town.settle(1, |_| {}).await;
        for n in 2..=4 {
            let other = town.settle(n, |_| {}).await;
            pair_up(&town, viewer, other).await;
        }
        town.block(viewer, user(2));
        town.leave(user(3)).await;
        let before = town.profiles.calls().len();
        let shown: Vec<_> = page(&town, viewer, 50, None).await.items.into_iter().map(|one| one.user_id).collect();
        assert_eq!(shown, [user(4)]);
        assert_eq!(town.profiles.calls()[before..], ["get_cards"]);
        assert!(page(&town, user(2), 50, None).await.items.is_empty());
    }
}

#[tokio::test]
async fn messages_are_counted_for_whoever_has_not_read_them() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (alice, bob) = (town.settle(1, |_| {}).await, town.settle(2, |_| {}).await);
        let conversation = pair_up(&town, alice, bob).await;
        let seen = async |who| {
            let one = page(&town, who, 10, None).await.items.remove(0);
            (one.unread_count, one.last_message_at)
        };
        assert_eq!(seen(alice).await, (0, None));
        write(&town, conversation, 1, alice, bob).await;
        town.world.clock.advance(Duration::from_secs(1));
        write(&town, conversation, 2, alice, bob).await;
        let last = Some(town.world.clock().now());
        assert_eq!((seen(alice).await, seen(bob).await), ((0, last), (2, last)), "each delivered twice, counted once");
        town.tell(&ConversationRead { conversation_id: conversation, user_id: bob, up_to_seq: 1, unread: 1 }).await;
        assert_eq!(seen(bob).await.0, 1);
        town.tell(&ConversationRead { conversation_id: conversation, user_id: bob, up_to_seq: 2, unread: 0 }).await;
        write(&town, conversation, 3, bob, alice).await;
        assert_eq!((seen(alice).await.0, seen(bob).await.0), (1, 0));
        let elsewhere = ConversationId(town.world.ids().fresh());
        write(&town, elsewhere, 1, bob, alice).await;
        assert_eq!(seen(alice).await.0, 1, "another conversation is none of this match's");
    }
}
