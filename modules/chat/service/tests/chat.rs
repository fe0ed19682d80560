//! Use cases of the chat module on real databases.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test may panic"
)]

#[expect(dead_code, reason = "everybody here takes messages")]
mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chat_contract::{
    ChatRefusal, Conversations, GetConversation, ListConversations, ListMessages, MessageView, ReadUpTo, SetRead,
    SetTyping,
};
use common::{Recorder, Scene, send};
use futures_util::future::join_all;
use kernel::{ConversationId, Failure, Frame, Live, NobodyLive, Refusal, UserId};
use platform::Engine;
use testkit::{TestDatabase, engines, user, user_cx, user_cx_keyed};

async fn history(chat: &dyn Conversations, viewer: UserId, conversation: ConversationId) -> Vec<MessageView> {
    let mut all = Vec::new();
    loop {
        let after = Some(all.last().map_or(0, |message: &MessageView| message.seq));
        let req = ListMessages { conversation, before: None, after, limit: 200 };
        let page = chat.list_messages(&user_cx(viewer), req).await.unwrap();
        all.extend(page.messages);
        if !page.more {
            return all;
        }
    }
}

fn newest(conversation: ConversationId, limit: u32) -> ListMessages {
    ListMessages { conversation, before: None, after: None, limit }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_writers_leave_no_gap_and_every_answer_is_what_is_stored() {
    for engine in engines() {
        let live = Arc::new(Recorder::default());
        let scene = Scene::new(engine, live.clone()).await;
        let here = scene.conversation().await;
        let writers = (0..50u16).map(|writer| {
            let chat = Arc::clone(&scene.chat);
            tokio::spawn(async move {
                let mut acks = Vec::new();
                for n in 0..20 {
                    let text = format!("{writer} {n}");
                    let cx = user_cx(user(1 + writer % 2));
                    acks.push((text.clone(), chat.send_message(&cx, send(here, &text, None)).await.unwrap()));
                }
                acks
            })
        });
        let acks: Vec<_> = join_all(writers).await.into_iter().map(|acks| acks.unwrap()).collect();

        let stored = history(&*scene.chat, user(2), here).await;
        assert_eq!(stored.iter().map(|m| m.seq).collect::<Vec<_>>(), (1..=1000).collect::<Vec<_>>());
        for acks in &acks {
            assert!(acks.windows(2).all(|pair| pair[0].1.seq < pair[1].1.seq), "a sender's order is kept");
            for (text, ack) in acks {
                let message = &stored[usize::try_from(ack.seq).unwrap() - 1];
                let kept = (&message.text, message.message_id, message.sent_at);
                assert_eq!(kept, (text, ack.message_id, ack.sent_at));
            }
        }
        let pushed: Vec<_> = live.wait("message", 1000).await;
        let order: Vec<_> = pushed.iter().map(|(_, said)| said["data"]["seq"].as_i64().unwrap()).collect();
        assert_eq!(order, (1..=1000).collect::<Vec<_>>(), "frames come in order, once");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_repeats_of_a_client_id_are_one_message() {
    for engine in engines() {
        let live = Arc::new(Recorder::default());
        let scene = Scene::new(engine, live.clone()).await;
        let here = scene.conversation().await;
        let repeats = (0..16).map(|_| {
            let chat = Arc::clone(&scene.chat);
            tokio::spawn(
                async move { chat.send_message(&user_cx(user(1)), send(here, "hi", Some("c1"))).await.unwrap() },
            )
        });
        let acks: Vec<_> = join_all(repeats).await.into_iter().map(|ack| ack.unwrap()).collect();
        assert!(acks.iter().all(|ack| *ack == acks[0]));
        assert_eq!(history(&*scene.chat, user(2), here).await.len(), 1);

        // Later, in another transaction, too; and the call says that it is a repeat.
        let cx = user_cx_keyed(user(1), "another-key");
        assert_eq!(scene.chat.send_message(&cx, send(here, "hi", Some("c1"))).await.unwrap(), acks[0]);
        assert!(cx.is_replayed());
        let other = scene.chat.send_message(&user_cx(user(1)), send(here, "ho", Some("c1"))).await;
        assert_eq!(other, Err(ChatRefusal::ClientIdMismatch.into()));
        let mine = scene.chat.send_message(&user_cx(user(2)), send(here, "hi", Some("c1"))).await.unwrap();
        assert_eq!(mine.seq, 2, "another sender's client_id is another one");

        let frames = live.wait("message", 4).await;
        let first: Vec<_> = frames.iter().filter(|(_, said)| said["data"]["seq"] == 1).collect();
        assert_eq!(first.len(), 2, "one frame for each side");
        assert_eq!((&first[0].0, &first[0].1["data"]["client_id"]), (&vec![user(1)], &"c1".into()));
        assert_eq!((&first[1].0, first[1].1["data"].get("client_id")), (&vec![user(2)], None));
        let seen = history(&*scene.chat, user(2), here).await;
        assert_eq!((seen[0].client_id.as_deref(), seen[1].client_id.as_deref()), (None, Some("c1")));
    }
}

#[tokio::test]
async fn an_idempotency_key_serves_where_there_is_no_client_id() {
    for engine in engines() {
        let scene = Scene::new(engine, Arc::new(NobodyLive)).await;
        let here = scene.conversation().await;
        let first = scene.chat.send_message(&user_cx_keyed(user(1), "k"), send(here, "hi", None)).await.unwrap();
        let cx = user_cx_keyed(user(1), "k");
        assert_eq!(scene.chat.send_message(&cx, send(here, "hi", None)).await.unwrap(), first);
        assert!(cx.is_replayed());
        let other = scene.chat.send_message(&user_cx_keyed(user(1), "k"), send(here, "ho", None)).await;
        assert_eq!(other, Err(Failure::IdempotencyMismatch));
        assert_eq!(history(&*scene.chat, user(1), here).await[0].client_id, None, "it is nobody's business");
    }
}

/// Reads the database at the moment of each push.
struct Witness {
    db: Mutex<Option<platform::Database>>,
    missing: Mutex<Vec<i64>>,
    seen: Mutex<usize>,
}

impl Live for Witness {
    fn push(&self, _users: &[UserId], frame: Frame) {
        let said: serde_json::Value = serde_json::from_slice(frame.bytes()).unwrap();
        if said["type"] != "message" {
            return;
        }
        let db = self.db.lock().unwrap().clone().unwrap();
        let seq = said["data"]["seq"].as_i64().unwrap();
        let stored = tokio::task::block_in_place(|| {
            tokio::runtime::Handle::current().block_on(async {
                use sea_orm::ConnectionTrait;
                let sql = "select seq from message where seq = $1";
                let backend = db.read().get_database_backend();
                let query = sea_orm::Statement::from_sql_and_values(backend, sql, [seq.into()]);
                db.read().query_one_raw(query).await.unwrap().is_some()
            })
        });
        *self.seen.lock().unwrap() += 1;
        if !stored {
            self.missing.lock().unwrap().push(seq);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_pushed_before_it_is_committed() {
    for engine in engines() {
        let database = TestDatabase::new::<migration::chat::Migrator>(engine, "chat").await;
        let db = Mutex::new(Some(database.db()));
        let witness = Arc::new(Witness { db, missing: Mutex::default(), seen: Mutex::default() });
        let scene = Scene::on(database, witness.clone());
        let here = scene.conversation().await;
        let cx = user_cx(user(1));
        let sends = (0..64).map(|n| scene.chat.send_message(&cx, send(here, if n % 2 == 0 { "a" } else { "b" }, None)));
        assert!(join_all(sends).await.iter().all(Result::is_ok));
        for _ in 0..500 {
            if *witness.seen.lock().unwrap() == 64 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(*witness.seen.lock().unwrap(), 64);
        assert_eq!(*witness.missing.lock().unwrap(), Vec::<i64>::new());
        witness.db.lock().unwrap().take();
    }
}

#[tokio::test]
async fn watermarks_grow_and_unread_counts_follow() {
    for engine in engines() {
        let live = Arc::new(Recorder::default());
        let scene = Scene::new(engine, live.clone()).await;
        let here = scene.conversation().await;
        let (alice, bob) = (user_cx(user(1)), user_cx(user(2)));
        for text in ["a1", "a2", "a3"] {
            scene.chat.send_message(&alice, send(here, text, None)).await.unwrap();
        }
        let from_bob = scene.chat.send_message(&bob, send(here, "b1", None)).await.unwrap();
        let view = async |cx| scene.chat.get_conversation(cx, GetConversation { conversation: here }).await.unwrap();
        let set = async |cx, up_to| scene.chat.set_read(cx, SetRead { conversation: here, up_to }).await;
        assert_eq!((view(&bob).await.unread_count, view(&alice).await.unread_count), (3, 1), "own ones do not count");

        set(&bob, ReadUpTo::Seq(2)).await.unwrap();
        assert_eq!(view(&bob).await.unread_count, 1);
        set(&bob, ReadUpTo::Seq(1)).await.unwrap();
        let seen = view(&bob).await;
        assert_eq!((seen.read_seq, seen.unread_count), (2, 1), "a watermark never goes back");
        set(&bob, ReadUpTo::Seq(1_000)).await.unwrap();
        let seen = view(&bob).await;
        assert_eq!((seen.read_seq, seen.unread_count), (4, 0), "nor beyond the newest");
        set(&alice, ReadUpTo::Message(from_bob.message_id)).await.unwrap();
        assert_eq!(view(&alice).await.read_seq, 4);
        assert_eq!(view(&bob).await.peer_read_seq, 4);
        let foreign = ReadUpTo::Message(kernel::MessageId(here.0));
        assert_eq!(set(&alice, foreign).await, Err(ChatRefusal::MessageNotFound.into()));

        let frames = live.wait("message.read", 3).await;
        assert_eq!(frames.len(), 3, "what did not grow is not told");
        let up_to: Vec<_> = frames.iter().map(|(_, said)| said["up_to_seq"].as_i64().unwrap()).collect();
        assert_eq!(up_to, [2, 4, 4]);
        assert_eq!(frames[0].0, [user(2), user(1)], "the reader's own devices too");

        let messages = scene.chat.list_messages(&alice, newest(here, 50)).await.unwrap().messages;
        assert!(messages.iter().all(|message| message.read == Some(true)));
        scene.chat.send_message(&alice, send(here, "a4", None)).await.unwrap();
        let last = scene.chat.list_messages(&alice, newest(here, 1)).await.unwrap();
        assert_eq!((last.messages[0].read, last.more), (Some(false), true));
    }
}

#[tokio::test]
async fn history_pages_in_both_directions() {
    for engine in engines() {
        let scene = Scene::new(engine, Arc::new(NobodyLive)).await;
        let here = scene.conversation().await;
        let cx = user_cx(user(1));
        for n in 1..=10 {
            scene.chat.send_message(&cx, send(here, &n.to_string(), None)).await.unwrap();
        }
        let page = async |before, after, limit| {
            let req = ListMessages { conversation: here, before, after, limit };
            let page = scene.chat.list_messages(&cx, req).await.unwrap();
            (page.messages.iter().map(|message| message.seq).collect::<Vec<_>>(), page.more)
        };
        assert_eq!(page(None, None, 3).await, (vec![8, 9, 10], true));
        assert_eq!(page(Some(8), None, 3).await, (vec![5, 6, 7], true));
        assert_eq!(page(Some(3), None, 3).await, (vec![1, 2], false));
        assert_eq!(page(None, Some(0), 3).await, (vec![1, 2, 3], true));
        assert_eq!(page(None, Some(9), 3).await, (vec![10], false));
        assert_eq!(page(Some(6), Some(3), 9).await, (vec![4, 5], false));
        assert_eq!(page(None, None, 0).await.0.len(), 1, "a limit is clamped");
    }
}

#[tokio::test]
async fn conversations_are_listed_by_activity_in_stable_pages() {
    for engine in engines() {
        let scene = Scene::new(engine, Arc::new(NobodyLive)).await;
        let cx = user_cx(user(1));
        let mut all = Vec::new();
        for n in 2..=6 {
            scene.world.clock.advance(Duration::from_secs(1));
            all.push(scene.conversation_of(user(1), user(n)).await);
        }
        scene.conversation_of(user(2), user(3)).await;
        scene.world.clock.advance(Duration::from_secs(1));
        scene.chat.send_message(&user_cx(user(3)), send(all[1], "hello", None)).await.unwrap();

        let list = async |unread_only, limit, cursor| {
            let req = ListConversations { unread_only, limit, cursor };
            scene.chat.list_conversations(&cx, req).await.unwrap()
        };
        let mut seen = Vec::new();
        let mut cursor = None;
        loop {
            let page = list(false, 2, cursor).await;
            seen.extend(page.items);
            cursor = page.next;
            if cursor.is_none() {
                break;
            }
        }
        let order: Vec<_> = seen.iter().map(|view| view.conversation_id).collect();
        assert_eq!(order, [all[1], all[4], all[3], all[2], all[0]]);
        assert_eq!(seen[0].participant_id, Some(user(3)));
        assert_eq!(seen[0].participant_name, Some(format!("Person {}", user(3))));
        let last = seen[0].last_message.as_ref().unwrap();
        assert_eq!((last.text.as_str(), last.seq, last.user_id), ("hello", 1, user(3)));
        assert_eq!((seen[0].unread_count, seen[1].unread_count), (1, 0));
        assert!(seen[1].last_message.is_none() && seen[1].last_message_at.is_none());

        let unread = list(true, 50, None).await;
        assert_eq!(unread.items.iter().map(|view| view.conversation_id).collect::<Vec<_>>(), [all[1]]);
        let req = ListConversations { unread_only: false, limit: 9, cursor: Some(kernel::Cursor("nonsense".into())) };
        assert_eq!(scene.chat.list_conversations(&cx, req).await, Err(ChatRefusal::BadCursor.into()));
    }
}

#[tokio::test]
async fn a_stranger_and_a_blocked_person_get_the_same_answer() {
    for engine in engines() {
        let live = Arc::new(Recorder::default());
        let scene = Scene::new(engine, live.clone()).await;
        let here = scene.conversation().await;
        let (alice, stranger) = (user_cx(user(1)), user_cx(user(9)));
        scene.chat.send_message(&alice, send(here, "before", None)).await.unwrap();
        scene.blocked.lock().unwrap().insert(user(2));

        let nowhere = ConversationId(user(99).0);
        let blocked = scene.chat.send_message(&alice, send(here, "x", None)).await.unwrap_err();
        let foreign = scene.chat.send_message(&stranger, send(here, "x", None)).await.unwrap_err();
        let missing = scene.chat.send_message(&stranger, send(nowhere, "x", None)).await.unwrap_err();
        assert_eq!((&blocked, &foreign), (&missing, &missing));
        assert_eq!(blocked, ChatRefusal::NotFound.into());
        let Failure::Refused(refusal) = blocked else { panic!("not a refusal") };
        assert_eq!(refusal.doc().code, "conversation_not_found");

        for req in [here, nowhere] {
            let get = GetConversation { conversation: req };
            assert_eq!(scene.chat.get_conversation(&stranger, get).await, Err(ChatRefusal::NotFound.into()));
            let list = scene.chat.list_messages(&stranger, newest(req, 5)).await;
            assert_eq!(list, Err(ChatRefusal::NotFound.into()));
            let read = SetRead { conversation: req, up_to: ReadUpTo::Seq(1) };
            assert_eq!(scene.chat.set_read(&stranger, read).await, Err(ChatRefusal::NotFound.into()));
            let typing = SetTyping { conversation: req, on: true };
            assert_eq!(scene.chat.set_typing(&stranger, typing).await, Err(ChatRefusal::NotFound.into()));
        }
        let nobody = kernel::Cx::service("test");
        let refused = scene.chat.send_message(&nobody, send(here, "x", None)).await;
        assert_eq!(refused, Err(ChatRefusal::NotFound.into()));

        // Neither what is typed nor what is read reaches somebody who may not be seen.
        scene.chat.set_typing(&alice, SetTyping { conversation: here, on: true }).await.unwrap();
        scene.chat.set_read(&alice, SetRead { conversation: here, up_to: ReadUpTo::Seq(1) }).await.unwrap();
        assert_eq!(live.wait("message.read", 1).await[0].0, [user(1)]);
        assert_eq!(live.wait("typing", 1).await[0].0, []);
    }
}

#[tokio::test]
async fn a_match_delivered_twice_opens_one_conversation_and_tells_each_once() {
    for engine in engines() {
        let live = Arc::new(Recorder::default());
        let scene = Scene::new(engine, live.clone()).await;
        let (here, event) = scene.matched(user(1), user(2));
        scene.react(&event).await;
        scene.react(&event).await;
        let frames = live.wait("match.created", 2).await;
        assert_eq!(frames.len(), 2);
        for ((to, said), (receiver, other)) in frames.iter().zip([(user(1), user(2)), (user(2), user(1))]) {
            assert_eq!(*to, [receiver]);
            assert_eq!(said["user_id"], serde_json::json!(other));
            assert_eq!(said["conversation_id"], serde_json::json!(here));
        }
        for (me, other) in [(user(1), user(2)), (user(2), user(1))] {
            let req = ListConversations { unread_only: false, limit: 10, cursor: None };
            let page = scene.chat.list_conversations(&user_cx(me), req).await.unwrap();
            assert_eq!(page.items.len(), 1);
            assert_eq!(page.items[0].participant_id, Some(other));
        }
    }
}

#[tokio::test]
async fn one_bad_command_does_not_spoil_its_batch_nor_a_failed_batch_the_writer() {
    for engine in engines() {
        let scene = Scene::new(engine, Arc::new(NobodyLive)).await;
        let here = scene.conversation().await;
        let (alice, stranger) = (user_cx(user(1)), user_cx(user(9)));
        let sends = (0..20).map(|n| {
            let cx = if n % 5 == 0 { &stranger } else { &alice };
            scene.chat.send_message(cx, send(here, &n.to_string(), None))
        });
        let refused = join_all(sends).await.iter().filter(|outcome| outcome.is_err()).count();
        assert_eq!(refused, 4);
        assert_eq!(history(&*scene.chat, user(1), here).await.len(), 16);

        // The database refuses one text: its batch is done again, one by one, and only that command fails.
        poison(&scene, engine).await;
        let texts = ["fine", "poison", "also fine"];
        let sends = texts.map(|text| scene.chat.send_message(&alice, send(here, text, None)));
        let outcomes = join_all(sends).await;
        let failed: Vec<_> = outcomes.iter().map(Result::is_err).collect();
        assert_eq!(failed, [false, true, false]);
        assert!(matches!(outcomes[1], Err(Failure::Internal { .. })));
        let next = scene.chat.send_message(&alice, send(here, "afterwards", None)).await.unwrap();
        assert_eq!(next.seq, 19, "the place of what failed went to another");
        let seqs: Vec<_> = history(&*scene.chat, user(1), here).await.iter().map(|message| message.seq).collect();
        assert_eq!(seqs, (1..=19).collect::<Vec<_>>());
    }
}

/// Makes the database refuse the text `poison`.
async fn poison(scene: &Scene, engine: Engine) {
    use sea_orm::ConnectionTrait;
    let sql = match engine {
        Engine::Sqlite => {
            "create trigger poison before insert on message when new.text = 'poison' \
             begin select raise(abort, 'poisoned'); end"
        }
        Engine::Postgres => "alter table message add constraint poison check (text <> 'poison')",
    };
    scene.database.db().writer().execute_unprepared(sql).await.unwrap();
}
