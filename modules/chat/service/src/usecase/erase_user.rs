//! Takes somebody out of all conversations, a bounded number of messages in a transaction. Their messages keep their
//! places, so that the history of the others stays dense; a conversation that nobody is left in goes with all its
//! messages.

use chat_contract::{ChatRefusal, ConversationKind, EraseUser};
use kernel::{Caller, ConversationId, Cx, Erased, Outcome, UserId};
use platform::{Once, StoreResult, Tx};

use crate::Service;
use crate::store::conversation::kind_of;
use crate::store::{conversation, member, message};

/// Conversations that are looked up at once, and messages a transaction.
const CONVERSATIONS: u64 = 50;
const MESSAGES: u32 = 500;

/// How far one transaction came.
enum Step {
    /// So many rows; there is more to do.
    Some(u64),
    /// So many rows, and the person is out of the conversation.
    Last(u64),
}

pub(crate) async fn erase_user(service: &Service, cx: &Cx, req: EraseUser) -> Outcome<Erased, ChatRefusal> {
    if !matches!(cx.caller(), Caller::Service { .. }) {
        return Err(ChatRefusal::NotFound.into());
    }
    // Only asked, not begun: there may be too many messages for one transaction.
    if let Once::Replay(earlier) = service.db.once(&*service.clock, cx, &req).await? {
        return Ok(earlier);
    }
    let mut count = 0;
    loop {
        let memberships = member::by(service.db.read(), req.user, None, CONVERSATIONS).await?;
        if memberships.is_empty() {
            break;
        }
        for own in memberships {
            count += leave(service, req.user, ConversationId(own.conversation_id)).await?;
        }
    }
    match service.db.once(&*service.clock, cx, &req).await? {
        Once::Replay(earlier) => Ok(earlier),
        Once::Fresh(write) => Ok(write.commit(Erased { count }).await?),
    }
}

/// Takes somebody out of one conversation. The membership goes last, so that an interrupted erasure is found again.
async fn leave(service: &Service, user: UserId, there: ConversationId) -> Outcome<u64, ChatRefusal> {
    let (mut count, mut after) = (0, 0);
    loop {
        let tx = service.db.begin().await?;
        let step = step(service, &tx, user, there, &mut after).await?;
        tx.commit().await?;
        match step {
            Step::Some(rows) => count += rows,
            Step::Last(rows) => {
                service.rosters.forget(there);
                return Ok(count + rows);
            }
        }
    }
}

async fn step(service: &Service, tx: &Tx, user: UserId, there: ConversationId, after: &mut i64) -> StoreResult<Step> {
    // Whoever is writing has committed by now, and whoever comes later finds the conversation closed.
    let Some(row) = conversation::locked(tx.conn(), vec![there.0]).await?.pop() else {
        return Ok(Step::Last(member::remove(tx.conn(), there, user).await?));
    };
    if !row.closed && kind_of(&row.kind)? == ConversationKind::Direct {
        conversation::close(tx.conn(), there).await?;
    }
    let members = member::ever_of(tx.conn(), there).await?;
    let rows = if members.iter().any(|member| member.user_id != user.0) {
        let sent = message::by(tx.conn(), there, user, *after, MESSAGES.into()).await?;
        *after = sent.last().map_or(*after, |last| last.seq);
        message::bury(tx.conn(), &sent, service.clock.now()).await?
    } else {
        message::remove_some(tx.conn(), there, MESSAGES).await?
    };
    if rows > 0 {
        return Ok(Step::Some(rows));
    }
    let mut rows = member::remove(tx.conn(), there, user).await?;
    if members.iter().all(|member| member.user_id == user.0) {
        rows += conversation::remove(tx.conn(), there).await?;
    }
    Ok(Step::Last(rows))
}
