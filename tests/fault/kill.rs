//! `kill -9` in the middle of sending: every acknowledged message is there once after a restart.

use std::collections::{HashMap, HashSet};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};

/// How often the server is killed.
const KILLS: usize = 6;
/// How many people write at once.
const WRITERS: usize = 6;

struct Process {
    child: Child,
    base: String,
}

impl Process {
    /// Starts `kindling serve` and waits until it is healthy.
    async fn start(folder: &Path, database: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(env!("CARGO_BIN_EXE_kindling"))
            .arg("serve")
            .env("KINDLING__SERVER__HOST", "127.0.0.1")
            .env("KINDLING__DATA_DIR", folder)
            .env("KINDLING__LOG__LEVEL", "warn")
            .env("KINDLING__LIMITS__ENABLED", "false")
            .env("DATABASE_URL", database)
            .env("PORT", port.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let process = Self { child, base: format!("http://127.0.0.1:{port}") };
        let started = Instant::now();
        let client = client();
        while !client.get(process.url("/health")).send().await.is_ok_and(|answer| answer.status() == 200) {
            assert!(started.elapsed() < Duration::from_secs(60), "the server does not get healthy");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        process
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// SIGKILL: nothing is flushed, nothing is said.
    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn client() -> Client {
    Client::builder().no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

/// What a client knows: acknowledged texts by their place, and texts it does not know the fate of.
#[derive(Default)]
struct Known {
    acknowledged: HashMap<i64, String>,
    uncertain: HashSet<String>,
}

async fn no_acknowledged_message_is_lost_or_doubled(folder: &Path, database: &str) {
    let mut process = Process::start(folder, database).await;
    let (tokens, conversation) = two_who_matched(&process).await;
    let known = Arc::new(Mutex::new(Known::default()));
    for round in 0..KILLS {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let (token, url) = (tokens[writer % 2].clone(), process.url("/chat/messages"));
                let (known, conversation) = (known.clone(), conversation.clone());
                tokio::spawn(write(known, url, token, conversation, format!("{round}-{writer}")))
            })
            .collect();
        // Long enough for some hundred messages; where exactly it strikes is up to the scheduler.
        tokio::time::sleep(Duration::from_millis(500 + 137 * u64::try_from(round).unwrap())).await;
        process.kill();
        for writer in writers {
            writer.await.unwrap();
        }
        process = Process::start(folder, database).await;
        let acknowledged = known.lock().unwrap().acknowledged.clone();
        judge(&process, &tokens, &conversation, &acknowledged).await;
    }
    let (acknowledged, uncertain) = {
        let known = known.lock().unwrap();
        (known.acknowledged.len(), known.uncertain.clone())
    };
    assert!(acknowledged > 200, "only {acknowledged} messages were acknowledged: the test has no weight");
    let stored: Vec<_> = history(&process, &tokens[0], &conversation).await.into_iter().map(|(_, text)| text).collect();
    let unique: HashSet<_> = stored.iter().collect();
    assert_eq!(unique.len(), stored.len(), "nothing is stored twice");
    // A message whose answer got lost is sent again by its client under the same client_id.
    for text in uncertain.iter().take(20) {
        let body = json!({ "conversation_id": conversation, "text": text, "client_id": text });
        let sender = usize::from(text.split('-').nth(1).unwrap().parse::<usize>().unwrap() % 2 == 1);
        let answer =
            client().post(process.url("/chat/messages")).bearer_auth(&tokens[sender]).json(&body).send().await.unwrap();
        let expected = if stored.contains(text) { 200 } else { 201 };
        assert_eq!(answer.status(), expected, "{text}");
    }
    println!("{acknowledged} acknowledged, {} uncertain, {} stored, {KILLS} kills", uncertain.len(), stored.len());
    process.kill();
}

/// Sends one message after the other until the server is gone.
async fn write(known: Arc<Mutex<Known>>, url: String, token: String, conversation: String, name: String) {
    let client = client();
    for number in 0.. {
        let text = format!("{name}-{number}");
        let body = json!({ "conversation_id": conversation, "text": text, "client_id": text });
        let sent = client.post(&url).bearer_auth(&token).json(&body).send().await;
        let Ok(answer) = sent else {
            known.lock().unwrap().uncertain.insert(text);
            return;
        };
        assert_eq!(answer.status(), 201, "{text}");
        let Ok(ack) = answer.json::<Value>().await else {
            known.lock().unwrap().uncertain.insert(text);
            return;
        };
        let place = ack["seq"].as_i64().unwrap();
        let before = known.lock().unwrap().acknowledged.insert(place, text);
        assert_eq!(before, None, "two messages were acknowledged with one place");
    }
}

/// Both members read one history: dense, and with every acknowledged message in its place.
async fn judge(process: &Process, tokens: &[String; 2], conversation: &str, acknowledged: &HashMap<i64, String>) {
    let [mine, theirs] = [&tokens[0], &tokens[1]];
    let stored = history(process, mine, conversation).await;
    assert_eq!(stored, history(process, theirs, conversation).await, "both read the same");
    assert!(stored.iter().map(|(seq, _)| *seq).eq(1..=i64::try_from(stored.len()).unwrap()), "no gap");
    let by_place: HashMap<_, _> = stored.into_iter().collect();
    for (place, text) in acknowledged {
        assert_eq!(by_place.get(place), Some(text), "an acknowledged message is where it was acknowledged");
    }
}

async fn history(process: &Process, token: &str, conversation: &str) -> Vec<(i64, String)> {
    let (client, mut all) = (client(), Vec::new());
    loop {
        let after = all.last().map_or(0, |(seq, _)| *seq);
        let url = process.url(&format!("/chat/messages/{conversation}?after={after}&limit=200"));
        let page: Value = client.get(url).bearer_auth(token).send().await.unwrap().json().await.unwrap();
        let messages = page["messages"].as_array().expect("a page");
        if messages.is_empty() {
            return all;
        }
        all.extend(messages.iter().map(|m| (m["seq"].as_i64().unwrap(), m["text"].as_str().unwrap().to_owned())));
    }
}

async fn two_who_matched(process: &Process) -> ([String; 2], String) {
    let client = client();
    let mut people = Vec::new();
    for (name, gender, looking_for) in [("ada", "female", "male"), ("ben", "male", "female")] {
        let body = json!({ "username": name, "password": "correct horse battery staple" });
        let signed: Value =
            client.post(process.url("/auth/register")).json(&body).send().await.unwrap().json().await.unwrap();
        let token = signed["access_token"].as_str().unwrap().to_owned();
        let profile = json!({
            "name": name, "birth_date": "1995-04-03", "gender": gender, "looking_for": looking_for, "goal": ["dating"],
        });
        let made = client.post(process.url("/profiles")).bearer_auth(&token).json(&profile).send().await.unwrap();
        assert_eq!(made.status(), 201);
        people.push((signed["user_id"].as_str().unwrap().to_owned(), token));
    }
    let mut conversation = None;
    for (who, target) in [(0, 1), (1, 0)] {
        let like = json!({ "target_id": people[target].0 });
        let liked =
            client.post(process.url("/discovery/like")).bearer_auth(&people[who].1).json(&like).send().await.unwrap();
        let liked: Value = liked.json().await.unwrap();
        conversation = liked["conversation_id"].as_str().map(str::to_owned);
    }
    ([people[0].1.clone(), people[1].1.clone()], conversation.expect("two likes make a match"))
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    let folder = testkit::scratch_folder();
    no_acknowledged_message_is_lost_or_doubled(&folder, &format!("sqlite:{}", folder.display())).await;
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    if !testkit::engines().contains(&platform::Engine::Postgres) {
        return;
    }
    let database = testkit::ScratchPostgres::create().await;
    let folder = testkit::scratch_folder();
    no_acknowledged_message_is_lost_or_doubled(&folder, &database.url()).await;
    std::fs::remove_dir_all(folder).unwrap();
    database.drop().await;
}
