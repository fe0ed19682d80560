//! Hostile, odd and fine files, judged from outside: every one gets the right verdict, and what is served of those that
//! are taken is made anew, upright and silent.

mod files;
mod names;
mod served;
mod sizes;

use futures_util::{StreamExt, stream};
use kernel::BlobKey;
use platform::Engine;
use reqwest::Method;
use serde_json::Value;

use crate::on_every_engine;
use crate::support::{Answer, Person, Server};
use files::{File, Verdict};

/// Uploads at once: as many as keep the server busy, and fewer than it has places in its queue.
const AT_ONCE: usize = 4;
/// PostgreSQL stores the same rows; of the files every third is enough there.
const EVERY_ON_POSTGRES: usize = 3;

on_every_engine! {
    async fn every_file_gets_its_verdict(server: &Server) {
        let person = server.register("somebody").await;
        let step = if server.app().databases[0].1.engine() == Engine::Sqlite { 1 } else { EVERY_ON_POSTGRES };
        let files: Vec<File> = files::all().into_iter().step_by(step).collect();
        let verdicts = stream::iter(&files).map(|file| judged(server, &person, file)).buffer_unordered(AT_ONCE);
        let verdicts: Vec<_> = verdicts.collect().await;
        let wrong: Vec<String> = verdicts.iter().filter_map(|verdict| verdict.clone().err()).collect();
        assert!(wrong.is_empty(), "{} of {} files:\n{}", wrong.len(), files.len(), wrong.join("\n"));

        let taken = files.iter().filter(|file| matches!(file.verdict, Verdict::Taken(_))).count();
        assert_eq!(count(&person).await, taken, "what was refused is not there");
        let staged = server.app().blobs.list(&BlobKey::parse("staged").unwrap()).await.unwrap();
        assert_eq!(staged.count().await, 0, "uploads are gone when they are answered");
        assert_eq!(server.get("/health").await.status, 200);
    }
}

/// Uploads a file, and says what is wrong with what came of it.
async fn judged(server: &Server, person: &Person<'_>, file: &File) -> Result<(), String> {
    let (kind, body) = form(format!("filename=\"{}\"", file.filename).as_bytes(), file.content_type, &file.bytes);
    let answer = sent(server, person, kind, body).await;
    let named = |fault: String| format!("{}: {fault}", file.name);
    match &file.verdict {
        Verdict::Taken(taken) if answer.status == 201 => {
            served::check(server, &answer.json, taken).await.map_err(named)
        }
        Verdict::Refused(status, code) if (answer.status.as_u16(), answer.code()) == (*status, *code) => {
            let kind = answer.headers.get("content-type").and_then(|kind| kind.to_str().ok());
            let is_problem = kind == Some("application/problem+json");
            is_problem.then_some(()).ok_or_else(|| named(format!("a refusal as {kind:?}")))
        }
        wanted => {
            let wanted = match wanted {
                Verdict::Taken(_) => "201".to_owned(),
                Verdict::Refused(status, code) => format!("{status} {code}"),
            };
            Err(named(format!("{} {} instead of {wanted}", answer.status.as_u16(), answer.code())))
        }
    }
}

async fn sent(server: &Server, person: &Person<'_>, kind: String, body: Vec<u8>) -> Answer {
    server.send(person.request(Method::POST, "/media/upload").header("content-type", kind).body(body)).await
}

/// A form with one file: its content type and body. `name` is what follows the field's name in the part's disposition.
fn form(name: &[u8], content_type: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    let boundary = "a-boundary-of-this-corpus-91c7";
    let start = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; ");
    let rest = format!("\r\nContent-Type: {content_type}\r\n\r\n");
    let head = [start.as_bytes(), name, rest.as_bytes()].concat();
    let tail = format!("\r\n--{boundary}--\r\n");
    (format!("multipart/form-data; boundary={boundary}"), [&head[..], bytes, tail.as_bytes()].concat())
}

/// How many files somebody has.
async fn count(person: &Person<'_>) -> usize {
    let (mut files, mut cursor) = (0, String::new());
    loop {
        let page = person.get(&format!("/media/user/{}?limit=50{cursor}", person.id())).await.expect(200);
        files += page["files"].as_array().unwrap().len();
        match &page["next_cursor"] {
            Value::String(next) => cursor = format!("&cursor={next}"),
            _ => return files,
        }
    }
}

#[test]
fn the_corpus_is_what_it_says() {
    let files = files::all();
    let names: std::collections::BTreeSet<_> = files.iter().map(|file| &file.name).collect();
    assert_eq!(names.len(), files.len(), "every file has a name of its own");
    let taken = files.iter().filter(|file| matches!(file.verdict, Verdict::Taken(_))).count();
    println!("{} files: {taken} to be taken, {} to be refused", files.len(), files.len() - taken);
    assert!(taken > 80 && files.len() - taken > 120);
    let whispering = files.iter().filter(|file| served::whispers(&file.bytes)).count();
    assert!(whispering > 40, "{whispering} files carry what must not be served");
}
