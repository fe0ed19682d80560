//! What people call their files is shown back to them, and goes nowhere else.

use std::path::{Path, PathBuf};

use kindling::settings::Environment;
use platform::Engine;

use super::files::{Verdict, all};
use super::{form, sent};
use crate::support::Server;

/// In every name here, and in nothing but the answer's body.
const MARK: &str = "sneaky";

/// What follows `name="file"; ` in the part's disposition.
fn dispositions() -> Vec<Vec<u8>> {
    let quoted = [
        "../../sneaky.jpg",
        "..\\\\..\\\\windows\\\\sneaky.jpg",
        "/etc/cron.d/sneaky",
        "C:\\\\sneaky.jpg",
        "....//....//sneaky",
        "%2e%2e%2fsneaky",
        "sneaky\u{202E}gpj.exe",
        "\u{2066}sneaky\u{2069}.png",
        "sneaky.php%00.jpg",
        "sneaky\\\"; filename=\\\"other.jpg",
        "<img src=x onerror=alert('sneaky')>.jpg",
        "sneaky';drop table files;--",
        "${jndi:ldap://127.0.0.1/sneaky}",
        "$(touch sneaky).jpg",
        "CON.sneaky",
        ".sneaky",
        "sneaky\tname.jpg",
        "sneaky\u{0}name.jpg",
        "sneaky\r\nX-Sneaky: 1",
        "sneaky\nSet-Cookie: sneaky=1",
        "👩‍❤️‍💋‍👩sneaky.jpg",
    ];
    let mut all: Vec<Vec<u8>> = quoted.iter().map(|name| format!("filename=\"{name}\"").into_bytes()).collect();
    all.push(format!("filename=\"{}\"", MARK.repeat(834)).into_bytes());
    all.push(b"filename*=UTF-8''..%2F..%2Fsneaky%0D%0AX-Sneaky%3A%201.jpg".to_vec());
    all.push(b"filename=\"sneaky\xFF\xFE\xC3.jpg\"".to_vec());
    all.push(b"filename=sneaky.jpg".to_vec());
    all.push(b"filename=\"sneaky".to_vec());
    all.push(b"filename=\"one.jpg\"; filename=\"../sneaky.jpg\"".to_vec());
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn names_reach_neither_headers_nor_paths() {
    let mut folder = PathBuf::new();
    let server =
        Server::start_with(Engine::Sqlite, Environment::Production, |settings| folder = settings.data_dir.clone())
            .await;
    let person = server.register("somebody").await;
    let pictures =
        all().into_iter().filter(|file| matches!(file.verdict, Verdict::Taken(_)) && file.bytes.len() < 2_000);
    let mut taken = 0;
    for (disposition, picture) in dispositions().iter().zip(pictures) {
        let shown = String::from_utf8_lossy(disposition).into_owned();
        let (kind, body) = form(disposition, "image/jpeg", &picture.bytes);
        let answer = sent(&server, &person, kind, body).await;
        for (name, value) in &answer.headers {
            let value = String::from_utf8_lossy(value.as_bytes());
            assert!(!name.as_str().contains(MARK) && !value.contains(MARK), "{shown}: {name}: {value}");
        }
        if answer.status != 201 {
            assert_eq!((answer.status.as_u16(), answer.code()), (400, "no_file"), "{shown}");
            continue;
        }
        taken += 1;
        let name = answer.json["filename"].as_str().unwrap();
        assert!(!name.is_empty() && name.chars().count() <= 120, "{shown}: {name:?}");
        let odd =
            |c: char| c.is_control() || matches!(c, '/' | '\\' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
        assert!(!name.contains(odd), "{shown}: {name:?}");
        let served = person.get(&format!("/media/{}", answer.json["file_id"].as_str().unwrap())).await;
        assert_eq!(served.status, 200);
        assert!(
            served.headers.values().all(|value| !String::from_utf8_lossy(value.as_bytes()).contains(MARK)),
            "{shown}"
        );
    }
    assert!(taken > 15, "only {taken} names were taken: the test has no weight");
    let beside = folder.parent().unwrap();
    let strays: Vec<_> =
        entries(&folder).into_iter().chain(names_in(beside)).filter(|name| name.contains(MARK)).collect();
    assert_eq!(strays, Vec::<String>::new());
    assert!(
        entries(&folder).iter().any(|name| name.ends_with(".webp")),
        "the folder of this test is that of the server"
    );
    server.stop().await;
}

/// Names in a folder.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

/// Names in a folder and all below it.
fn entries(folder: &Path) -> Vec<String> {
    let mut names = names_in(folder);
    let below: Vec<_> = names.iter().map(|name| folder.join(name)).filter(|path| path.is_dir()).collect();
    names.extend(below.iter().flat_map(|path| entries(path)));
    names
}
