//! The job that erases accounts whose grace period is over, through all modules.
//!
//! First the account is closed, so that nothing new comes into being; then each module erases what it holds; the account
//! itself goes last, so that an erasure that was interrupted anywhere is found again and goes on. The order keeps the
//! counts exact: no module's facts make another one erase what that one is about to count.
//!
//! All calls carry the receipt as their idempotency key: a module that had finished before answers what it answered then,
//! so the receipt counts it once and in full (for as long as answers are kept, a day). What a module had erased before it
//! was interrupted itself is not counted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use auth_contract::{Accounts, CloseAccount, DueErasure, EraseAccount, ListDueErasures};
use chat_contract::Conversations;
use discovery_contract::Encounters;
use kernel::{Caller, Cx, Erased, IdempotencyKey, Outcome, RequestId};
use media_contract::MediaFiles;
use profile_contract::Profiles;

/// How long a module may take to erase what it holds of one person.
const BUDGET: Duration = Duration::from_secs(600);
/// Erasures that are looked up at once.
const BATCH: u32 = 100;

/// Erases people.
pub struct Erasures {
    /// Accounts.
    pub accounts: Arc<dyn Accounts>,
    /// Profiles.
    pub profiles: Arc<dyn Profiles>,
    /// Media files.
    pub media: Arc<dyn MediaFiles>,
    /// Encounters.
    pub encounters: Arc<dyn Encounters>,
    /// Conversations.
    pub conversations: Arc<dyn Conversations>,
}

impl Erasures {
    /// Erases whom it is time to erase, and tells how many that were. Those that cannot be erased now are tried again
    /// next time.
    pub async fn run(&self) -> anyhow::Result<usize> {
        let due = self.accounts.list_due_erasures(&Cx::service(NAME), ListDueErasures { limit: BATCH }).await?;
        let mut done = 0;
        for erasure in due.due {
            match self.erase(&erasure).await {
                Ok(()) => done += 1,
                Err(error) => {
                    tracing::warn!(erasure.receipt = %erasure.receipt, error = %format_args!("{error:#}"), "an erasure has to wait");
                }
            }
        }
        Ok(done)
    }

    async fn erase(&self, erasure: &DueErasure) -> anyhow::Result<()> {
        let user = erasure.user;
        let key = IdempotencyKey::parse(&erasure.receipt.to_string()).context("a receipt is a key")?;
        let caller = Caller::Service { name: NAME.to_owned() };
        let cx = Cx::within(caller, RequestId::fresh(), BUDGET).with_idempotency(key);
        self.accounts.close_account(&cx, CloseAccount { user }).await?;
        let mut erased = BTreeMap::new();
        let mut note = |module: &str, Erased { count }| erased.insert(module.to_owned(), count);
        let request = discovery_contract::EraseUser { user };
        note("discovery", said("discovery", self.encounters.erase_user(&cx, request).await)?);
        note("chat", said("chat", self.conversations.erase_user(&cx, chat_contract::EraseUser { user }).await)?);
        note("profile", said("profile", self.profiles.erase_user(&cx, profile_contract::EraseUser { user }).await)?);
        note("media", said("media", self.media.erase_user(&cx, media_contract::EraseUser { user }).await)?);
        self.accounts.erase_account(&cx, EraseAccount { user, erased }).await?;
        tracing::info!(erasure.receipt = %erasure.receipt, "erased an account");
        Ok(())
    }
}

/// As modules know this job.
const NAME: &str = "erasure";

/// What a module answered, with its name where it failed.
fn said<R: std::fmt::Debug>(module: &str, answer: Outcome<Erased, R>) -> anyhow::Result<Erased> {
    answer.map_err(|failure| anyhow!("{module}: {failure:?}"))
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use auth_contract::{DueErasures, ErasureReceipt};
    use kernel::{Done, Failure, Fake, ReceiptId, Timestamp, UserId};

    use super::*;

    #[tokio::test]
    async fn a_module_that_fails_holds_the_erasure_up_and_the_next_try_goes_on_under_the_same_key() {
        let calls: Arc<Mutex<Vec<(&str, String)>>> = Arc::default();
        let note = |name: &'static str| {
            let calls = Arc::clone(&calls);
            move |cx: &Cx| calls.lock().unwrap().push((name, cx.idempotency().unwrap().as_str().to_owned()))
        };
        let receipt = ReceiptId(Default::default());
        let due = DueErasure { user: UserId(Default::default()), receipt };
        let (closed, erased) = (note("close"), note("auth"));
        let accounts = Fake::<dyn Accounts>::new()
            .on(move |_cx, _: ListDueErasures| Ok(DueErasures { due: vec![due.clone()] }))
            .on(move |cx, _: CloseAccount| {
                closed(cx);
                Ok(Done {})
            })
            .on(move |cx, req: EraseAccount| {
                erased(cx);
                assert_eq!(req.erased.into_values().collect::<Vec<_>>(), [2, 1, 4, 3]);
                let at = Timestamp::default();
                let erased = BTreeMap::new();
                Ok(ErasureReceipt { receipt, requested_at: at, due_at: at, done_at: Some(at), erased })
            });
        let (discovery, chat, profile, media) = (note("discovery"), note("chat"), note("profile"), note("media"));
        let tries = Mutex::new(0);
        let erasures = Erasures {
            accounts: Arc::new(accounts),
            encounters: Arc::new(Fake::<dyn Encounters>::new().on(move |cx, _: discovery_contract::EraseUser| {
                discovery(cx);
                Ok(Erased { count: 1 })
            })),
            conversations: Arc::new(Fake::<dyn Conversations>::new().on(move |cx, _: chat_contract::EraseUser| {
                chat(cx);
                let mut tries = tries.lock().unwrap();
                *tries += 1;
                if *tries == 1 { Err(Failure::Unavailable) } else { Ok(Erased { count: 2 }) }
            })),
            profiles: Arc::new(Fake::<dyn Profiles>::new().on(move |cx, _: profile_contract::EraseUser| {
                profile(cx);
                Ok(Erased { count: 3 })
            })),
            media: Arc::new(Fake::<dyn MediaFiles>::new().on(move |cx, _: media_contract::EraseUser| {
                media(cx);
                Ok(Erased { count: 4 })
            })),
        };
        assert_eq!((erasures.run().await.unwrap(), erasures.run().await.unwrap()), (0, 1));
        let calls = calls.lock().unwrap();
        let names: Vec<_> = calls.iter().map(|(name, _)| *name).collect();
        let again = ["close", "discovery", "chat", "profile", "media", "auth"];
        assert_eq!(names, [["close", "discovery", "chat"].as_slice(), &again].concat());
        assert!(calls.iter().all(|(_, key)| *key == receipt.to_string()));
    }
}
