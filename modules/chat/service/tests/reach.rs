//! Whoever takes no messages is written to by nobody, and everything else of the conversation stays.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failing test may panic")]

#[expect(dead_code, reason = "nobody is blocked here")]
mod common;

use std::sync::Arc;

use chat_contract::{ChatRefusal, GetConversation, ListConversations, ListMessages, ReadUpTo, SetRead, SetTyping};
use common::{Recorder, Scene, send};
use kernel::{Failure, Refusal, RefusalKind};
use profile_contract::AllowMessagesFrom;
use testkit::{engines, user, user_cx};

#[tokio::test]
async fn whoever_takes_no_messages_gets_none_and_still_writes_and_reads() {
    for engine in engines() {
        let live = Arc::new(Recorder::default());
        let scene = Scene::new(engine, live.clone()).await;
        let here = scene.conversation().await;
        let (alice, bob) = (user_cx(user(1)), user_cx(user(2)));
        let chat = &scene.chat;
        chat.send_message(&alice, send(here, "before", None)).await.unwrap();
        for from in [AllowMessagesFrom::Matches, AllowMessagesFrom::Requests] {
            scene.choosy.lock().unwrap().insert(user(2), from);
            chat.send_message(&alice, send(here, "they have matched", None)).await.unwrap();
        }

        scene.choosy.lock().unwrap().insert(user(2), AllowMessagesFrom::Nobody);
        let Err(Failure::Refused(refused)) = chat.send_message(&alice, send(here, "x", None)).await else {
            panic!("it was stored")
        };
        assert_eq!(refused, ChatRefusal::MessagesNotAllowed);
        assert_eq!((refused.doc().kind, refused.doc().code), (RefusalKind::Forbidden, "messages_not_allowed"));

        chat.send_message(&bob, send(here, "I only do not want to hear", None)).await.unwrap();
        let read = SetRead { conversation: here, up_to: ReadUpTo::Seq(4) };
        chat.set_read(&alice, read).await.unwrap();
        chat.set_typing(&alice, SetTyping { conversation: here, on: true }).await.unwrap();
        let view = chat.get_conversation(&alice, GetConversation { conversation: here }).await.unwrap();
        assert_eq!((view.last_seq, view.closed, view.participant_name.is_some()), (4, false, true));
        let list = ListConversations { unread_only: false, limit: 10, cursor: None };
        assert_eq!(chat.list_conversations(&alice, list).await.unwrap().items.len(), 1);
        let history = ListMessages { conversation: here, before: None, after: None, limit: 10 };
        assert_eq!(chat.list_messages(&alice, history).await.unwrap().messages.len(), 4);
        assert_eq!(live.wait("typing", 1).await.len(), 1);

        scene.choosy.lock().unwrap().clear();
        chat.send_message(&alice, send(here, "after", None)).await.unwrap();
    }
}
