//! Somebody leaves for good: what they said goes, what others said stays, and nothing stands out of line.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test may panic")]

#[expect(dead_code, reason = "nobody is connected here")]
mod common;

use std::sync::Arc;

use chat_contract::{
    ChatRefusal, EraseUser, ExportUser, GetConversation, ListConversations, ListMessages, MessageView, ReadUpTo,
    SetRead,
};
use common::{Scene, send};
use kernel::{ConversationId, Erased, NobodyLive, UserId};
use testkit::{engines, service_cx, service_cx_keyed, user, user_cx};

async fn history(scene: &Scene, viewer: UserId, conversation: ConversationId) -> Vec<MessageView> {
    let mut all: Vec<MessageView> = Vec::new();
    loop {
        let after = Some(all.last().map_or(0, |message| message.seq));
        let req = ListMessages { conversation, before: None, after, limit: 200 };
        let page = scene.chat.list_messages(&user_cx(viewer), req).await.unwrap();
        all.extend(page.messages);
        if !page.more {
            return all;
        }
    }
}

async fn erase(scene: &Scene, user: UserId) -> u64 {
    scene.chat.erase_user(&service_cx(), EraseUser { user }).await.unwrap().count
}

#[tokio::test]
async fn messages_become_tombstones_that_keep_their_places_and_the_other_reads_on() {
    for engine in engines() {
        let scene = Scene::new(engine, Arc::new(NobodyLive)).await;
        let (ann, ben) = (user(1), user(2));
        let here = scene.conversation().await;
        // More of them than one transaction takes.
        for n in 1..=620 {
            let sender = if n % 10 == 0 { ben } else { ann };
            scene.chat.send_message(&user_cx(sender), send(here, &n.to_string(), Some(&n.to_string()))).await.unwrap();
        }
        let elsewhere = scene.conversation_of(ann, user(3)).await;
        scene.chat.send_message(&user_cx(ann), send(elsewhere, "hello", None)).await.unwrap();
        let read = SetRead { conversation: here, up_to: ReadUpTo::Seq(620) };
        scene.chat.set_read(&user_cx(ann), read.clone()).await.unwrap();
        scene.chat.set_read(&user_cx(ben), read).await.unwrap();
        let before = history(&scene, ben, here).await;
        assert_eq!(before[9].read, Some(true));

        let exported = scene.chat.export_user(&user_cx(ann), ExportUser { user: ann }).await.unwrap().data;
        let conversations = exported["conversations"].as_array().unwrap();
        assert_eq!(conversations.len(), 2);
        let sent = |n: usize| conversations[n]["messages"].as_array().unwrap().len();
        assert_eq!((sent(0), sent(1)), (558, 1));
        assert_eq!(conversations[0]["with"], serde_json::json!([ben]));
        assert!(!exported.to_string().contains("\"620\""), "what others said is theirs");

        assert_eq!(erase(&scene, ann).await, 558 + 1 + 2);
        assert_eq!(erase(&scene, ann).await, 0);
        let after = history(&scene, ben, here).await;
        assert_eq!(after.iter().map(|m| m.seq).collect::<Vec<_>>(), (1..=620).collect::<Vec<_>>(), "dense");
        for (before, after) in before.iter().zip(&after) {
            assert_eq!((before.message_id, before.sent_at), (after.message_id, after.sent_at));
            if before.user_id == ben {
                assert_eq!(after, &MessageView { read: None, ..before.clone() }, "nobody is left to read it");
            } else {
                let nobody = UserId(Default::default());
                assert_eq!((after.deleted, &*after.text, after.user_id), (true, "", nobody));
            }
        }
        let view = scene.chat.get_conversation(&user_cx(ben), GetConversation { conversation: here }).await.unwrap();
        assert_eq!((view.closed, view.participant_id, view.last_seq, view.unread_count), (true, None, 620, 0));
        let more = scene.chat.send_message(&user_cx(ben), send(here, "still there?", None)).await;
        assert_eq!(more, Err(ChatRefusal::NotFound.into()));
        let gone = scene.chat.get_conversation(&user_cx(ann), GetConversation { conversation: here }).await;
        assert_eq!(gone, Err(ChatRefusal::NotFound.into()));
    }
}

#[tokio::test]
async fn a_conversation_that_nobody_is_left_in_goes_altogether() {
    for engine in engines() {
        let scene = Scene::new(engine, Arc::new(NobodyLive)).await;
        let (ann, ben) = (user(1), user(2));
        let here = scene.conversation().await;
        for sender in [ann, ben, ann] {
            scene.chat.send_message(&user_cx(sender), send(here, "hello", None)).await.unwrap();
        }
        assert_eq!(erase(&scene, ann).await, 2 + 1);
        assert_eq!(erase(&scene, ben).await, 3 + 2, "all messages, a membership and the conversation");
        for person in [ann, ben] {
            let request = ListConversations { unread_only: false, limit: 10, cursor: None };
            let list = scene.chat.list_conversations(&user_cx(person), request).await.unwrap();
            assert_eq!(list.items, []);
        }
    }
}

#[tokio::test]
async fn a_repeat_under_one_key_counts_the_same() {
    for engine in engines() {
        let scene = Scene::new(engine, Arc::new(NobodyLive)).await;
        scene.conversation().await;
        for _ in 0..2 {
            let erased = scene.chat.erase_user(&service_cx_keyed("one"), EraseUser { user: user(1) }).await;
            assert_eq!(erased, Ok(Erased { count: 1 }));
        }
        assert_eq!(erase(&scene, user(1)).await, 0);
    }
}
