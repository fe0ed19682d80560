//! The contract of the chat module, direct, through the codec with every call delivered twice, and over HTTP.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

#[expect(dead_code, reason = "everybody here takes messages")]
mod common;

use std::sync::Arc;

use chat_contract::{
    ChatRefusal, Conversations, EraseUser, ExportUser, GetConversation, ListConversations, ListMessages, ReadUpTo,
    SetRead, SetTyping,
};
use common::{Recorder, Scene, send};
use kernel::{ConversationId, Done, Erased, Failure};
use platform::Engine;
use testkit::{Placement, place, service_cx, service_cx_keyed, user, user_cx, user_cx_keyed};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contract_holds_in_every_placement() {
    for placement in Placement::ALL {
        let live = Arc::new(Recorder::default());
        let scene = Scene::new(Engine::Sqlite, live.clone()).await;
        let here = scene.conversation().await;
        let placed = place(placement, Arc::clone(&scene.chat)).await;
        body(&*placed, here).await;
        assert_eq!(live.wait("message.read", 1).await.len(), 1, "{placement:?}: what repeats is told once");
        assert_eq!(live.wait("message", 4).await.len(), 4, "{placement:?}");
        let facts = scene.database.db().outbox_depth().await.unwrap();
        assert_eq!(facts, 4, "{placement:?}: three messages and a watermark, however often they were delivered");

        scene.blocked.lock().unwrap().insert(user(2));
        let blocked = placed.send_message(&user_cx(user(1)), send(here, "four", None)).await;
        assert_eq!(blocked, Err(ChatRefusal::NotFound.into()), "{placement:?}");
        departure(&*placed, here).await;
    }
}

async fn body(chat: &dyn Conversations, here: ConversationId) {
    let (alice, bob) = (user_cx(user(1)), user_cx(user(2)));
    let first = chat.send_message(&user_cx_keyed(user(1), "k1"), send(here, "one", Some("c1"))).await.unwrap();
    assert_eq!(first.seq, 1);
    let cx = user_cx_keyed(user(1), "k2");
    assert_eq!(chat.send_message(&cx, send(here, "one", Some("c1"))).await.unwrap(), first);
    assert!(cx.is_replayed(), "a caller learns that it was a repeat, wherever the module runs");
    let mismatch = chat.send_message(&alice, send(here, "two", Some("c1"))).await;
    assert_eq!(mismatch, Err(ChatRefusal::ClientIdMismatch.into()));
    let second = chat.send_message(&user_cx_keyed(user(2), "k1"), send(here, "two", None)).await.unwrap();
    assert_eq!(second.seq, 2);
    let third = chat.send_message(&user_cx_keyed(user(1), "k3"), send(here, "three", None)).await.unwrap();
    assert_eq!(third.seq, 3);

    let Err(Failure::Refused(ChatRefusal::Invalid(fields))) = chat.send_message(&alice, send(here, " ", None)).await
    else {
        panic!("white space was taken")
    };
    assert_eq!(fields[0].code, "blank");

    let req = ListMessages { conversation: here, before: None, after: Some(1), limit: 10 };
    let page = chat.list_messages(&alice, req).await.unwrap();
    let texts: Vec<_> = page.messages.iter().map(|message| (message.seq, message.text.as_str())).collect();
    assert_eq!(texts, [(2, "two"), (3, "three")]);

    let read = SetRead { conversation: here, up_to: ReadUpTo::Message(third.message_id) };
    assert_eq!(chat.set_read(&bob, read).await, Ok(Done {}));
    assert_eq!(chat.set_typing(&bob, SetTyping { conversation: here, on: true }).await, Ok(Done {}));
    let view = chat.get_conversation(&bob, GetConversation { conversation: here }).await.unwrap();
    assert_eq!((view.last_seq, view.read_seq, view.unread_count), (3, 3, 0));
    let req = ListConversations { unread_only: false, limit: 10, cursor: None };
    assert_eq!(chat.list_conversations(&bob, req).await.unwrap().items, [view]);

    let stranger = user_cx(user(9));
    let refused = chat.get_conversation(&stranger, GetConversation { conversation: here }).await;
    assert_eq!(refused, Err(ChatRefusal::NotFound.into()));

    let export = ExportUser { user: user(1) };
    assert_eq!(chat.export_user(&bob, export.clone()).await, Err(ChatRefusal::NotFound.into()));
    let exported = chat.export_user(&alice, export.clone()).await.unwrap();
    assert_eq!(chat.export_user(&service_cx(), export).await.unwrap(), exported);
    assert_eq!(exported.data["conversations"][0]["messages"][1]["text"], "three");
    assert_eq!(chat.erase_user(&bob, EraseUser { user: user(2) }).await, Err(ChatRefusal::NotFound.into()));
}

async fn departure(chat: &dyn Conversations, here: ConversationId) {
    let erase = EraseUser { user: user(2) };
    let erased = chat.erase_user(&service_cx_keyed("bob"), erase.clone()).await;
    assert_eq!(erased, Ok(Erased { count: 2 }), "a message and a membership");
    assert_eq!(chat.erase_user(&service_cx_keyed("again"), erase).await, Ok(Erased { count: 0 }));
    let view = chat.get_conversation(&user_cx(user(1)), GetConversation { conversation: here }).await.unwrap();
    assert_eq!((view.closed, view.participant_id, view.last_seq), (true, None, 3));
}
