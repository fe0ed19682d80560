//! All that the bench knows about Kindling: how it is started, and what a client says to it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::http;
use crate::process::{Server, free_port};
use crate::scratch::Scratch;

/// Variables by which the caller's environment could lead the product elsewhere, besides those with [`PREFIX`].
const CONFIGURING: [&str; 2] = ["PORT", "DATABASE_URL"];
const PREFIX: &str = "KINDLING__";

/// An account with a profile.
#[derive(Clone)]
pub struct Person {
    /// Its id, in paths.
    pub user_id: String,
    /// Its access token, good for 15 minutes.
    pub token: String,
}

/// Fails with advice when there is no binary to measure.
pub fn require(binary: &Path) -> Result<()> {
    ensure!(binary.is_file(), "{} is not there; build it first: cargo build --release", binary.display());
    Ok(())
}

/// Starts `kindling serve` on a data folder, which keeps what an earlier start left in it.
pub async fn start(binary: &Path, folder: &Arc<Scratch>) -> Result<Server> {
    let port = free_port()?;
    // The server runs in a folder of its own, so its path must not depend on ours.
    let mut command = Command::new(binary.canonicalize()?);
    command.arg("serve").current_dir(folder.path());
    for (name, _) in std::env::vars_os() {
        if CONFIGURING.iter().any(|known| name == *known) || name.to_string_lossy().starts_with(PREFIX) {
            command.env_remove(name);
        }
    }
    command.env("PORT", port.to_string());
    command.env("KINDLING__SERVER__HOST", "127.0.0.1");
    // One machine plays everybody.
    command.env("KINDLING__LIMITS__ENABLED", "false");
    command.env("KINDLING__DATA_DIR", data_of(folder));
    Server::start(command, port, folder).await
}

/// Where a folder keeps the product's databases.
pub fn data_of(folder: &Scratch) -> PathBuf {
    folder.path().join("data")
}

/// A folder in which the product has run once: its stores exist and are migrated.
pub async fn migrated_folder(binary: &Path) -> Result<Arc<Scratch>> {
    let folder = Arc::new(Scratch::new()?);
    start(binary, &folder).await?.stop().await?;
    Ok(folder)
}

/// Registers an account and gives it a profile; `number` makes it differ from the others, and its parity decides
/// the gender, so that even and odd ones look for each other.
pub async fn settle(server: &Server, number: usize) -> Result<Person> {
    settle_as(server, number, &profile(number)).await
}

/// Registers an account and gives it the profile of a body.
pub async fn settle_as(server: &Server, number: usize, profile: &Value) -> Result<Person> {
    let account = http::call(server.address(), &http::post("/auth/register", None, &credentials(number)), 201)
        .await
        .context("POST /auth/register")?;
    let person = Person { user_id: text(&account, "user_id")?, token: text(&account, "access_token")? };
    let request = http::post("/profiles", Some(&person.token), profile);
    http::call(server.address(), &request, 201).await.context("POST /profiles")?;
    Ok(person)
}

/// The request that signs in to the account of `number`.
pub fn log_in(number: usize) -> Vec<u8> {
    http::post("/auth/login", None, &credentials(number))
}

/// The request for a profile, made by `viewer`.
pub fn read_profile(viewer: &Person, user_id: &str) -> Vec<u8> {
    http::get(&format!("/profiles/{user_id}"), Some(&viewer.token))
}

/// The request that asks whose token this is.
pub fn verify(person: &Person) -> Vec<u8> {
    http::get("/auth/verify", Some(&person.token))
}

/// The request for the first page of people nearby.
pub fn candidates(viewer: &Person) -> Vec<u8> {
    http::get("/discovery/candidates?limit=10&max_distance_km=25", Some(&viewer.token))
}

/// The request for the page after one: the same with the cursor of its answer. Fails when the page says it is the last.
pub fn next_candidates(request: &[u8], page: &[u8]) -> Result<Vec<u8>> {
    let (request, page) = (std::str::from_utf8(request)?, std::str::from_utf8(page)?);
    let cursor = page.rsplit_once("\"next_cursor\":\"").and_then(|(_, rest)| rest.split_once('"'));
    let (cursor, _) = cursor.context("there are too few people nearby for a second page")?;
    let (path, rest) = request.split_once(" HTTP/1.1\r\n").context("not a request")?;
    Ok(format!("{path}&cursor={cursor} HTTP/1.1\r\n{rest}").into_bytes())
}

/// The request that uploads a picture; `trailer` follows its end, where no decoder looks.
pub fn upload(person: &Person, picture: &[u8], trailer: &str) -> Vec<u8> {
    const BOUNDARY: &str = "a-boundary-of-this-bench-20d4";
    let part = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"photo.jpg\"\r\n\
         Content-Type: image/jpeg\r\n\r\n"
    );
    let end = format!("{trailer}\r\n--{BOUNDARY}--\r\n");
    let length = part.len() + picture.len() + end.len();
    let head = format!(
        "POST /media/upload HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: {length}\r\n\r\n",
        person.token
    );
    [head.as_bytes(), part.as_bytes(), picture, end.as_bytes()].concat()
}

fn credentials(number: usize) -> Value {
    json!({"username": format!("load_{number}"), "password": "orchid-Lantern-4821-harbour"})
}

fn profile(number: usize) -> Value {
    let (gender, looking_for) = if number.is_multiple_of(2) { ("female", "male") } else { ("male", "female") };
    json!({
        "name": format!("Person {number:02}"),
        "birth_date": "1995-04-03",
        "gender": gender,
        "looking_for": looking_for,
        "goal": ["dating"],
        "bio": "I bake bread at weekends, cycle to work in any weather and am slowly learning the cello.",
        "interests": ["cycling", "baking", "cello", "hiking", "films"],
        "city": "Berlin",
        "latitude": 52.52 + number as f64 / 1000.0,
        "longitude": 13.405,
    })
}

fn text(answer: &Value, field: &str) -> Result<String> {
    let value = answer.get(field).and_then(Value::as_str);
    Ok(value.with_context(|| format!("the answer has no {field}"))?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_asked_for_with_the_cursor_of_the_first() {
        let viewer = Person { user_id: String::new(), token: "t0k".into() };
        let next = next_candidates(&candidates(&viewer), br#"{"candidates":[],"next_cursor":"Ab-9","count":0}"#);
        let text = String::from_utf8(next.unwrap()).unwrap();
        assert!(
            text.starts_with("GET /discovery/candidates?limit=10&max_distance_km=25&cursor=Ab-9 HTTP/1.1\r\n"),
            "{text}"
        );
        assert!(text.ends_with("\r\nAuthorization: Bearer t0k\r\n\r\n"));
        assert!(next_candidates(&candidates(&viewer), br#"{"next_cursor":null}"#).is_err());
    }
}
