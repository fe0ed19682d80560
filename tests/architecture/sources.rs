//! How the code reads: file sizes, headers, and words that must not stay.

use std::path::{Path, PathBuf};

/// Lines a file may have.
const MAX_LINES: usize = 400;

/// All Rust files below a folder, with their text.
pub fn rust_files(folder: &Path) -> Vec<(PathBuf, String)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && !name.starts_with('.') {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            files.push((path, text));
        }
    }
    files
}

fn workspace_files() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = ["src", "modules", "migration", "tests"];
    folders.iter().flat_map(|folder| rust_files(&root.join(folder))).collect()
}

/// What a file does that it must not.
fn faults(path: &Path, text: &str) -> Vec<&'static str> {
    let shown = path.to_string_lossy().replace('\\', "/");
    let mut faults = Vec::new();
    if text.lines().count() > MAX_LINES {
        faults.push("is longer than 400 lines");
    }
    if !text.starts_with("//!") {
        faults.push("does not say at its top what it owns");
    }
    // Written in pieces, so that this file does not hold what it looks for.
    let unfinished = [["TO", "DO"].concat(), ["FIX", "ME"].concat(), ["unimpl", "emented!("].concat()];
    if unfinished.iter().any(|word| text.contains(word.as_str())) {
        faults.push("has something unfinished");
    }
    if text.contains(&["#[al", "low("].concat()) || text.contains(&["#![al", "low("].concat()) {
        faults.push("silences a lint without a reason");
    }
    let in_store = shown.contains("/store/") || shown.ends_with("/store.rs");
    if in_store
        && (text.contains("format!(\"select") || text.contains("format!(\"SELECT") || text.contains("format!(\"update"))
    {
        faults.push("builds SQL from text");
    }
    if shown.contains("-service/src/usecase/") && text.contains("sea_orm::Database") {
        faults.push("opens a database in a use case");
    }
    faults
}

#[test]
fn every_file_keeps_the_house_rules() {
    let files = workspace_files();
    assert!(files.len() > 150, "all files were read: {}", files.len());
    let broken: Vec<_> = files
        .iter()
        .flat_map(|(path, text)| faults(path, text).into_iter().map(move |fault| format!("{} {fault}", path.display())))
        .collect();
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn each_rule_rejects_its_counterexample() {
    let path = Path::new("modules/chat/service/src/store/message.rs");
    for (text, fault) in [
        ("//! a\n".repeat(MAX_LINES + 1), "is longer than 400 lines"),
        ("use std::fmt;\n".into(), "does not say at its top what it owns"),
        (["//! a\n// TO", "DO later\n"].concat(), "has something unfinished"),
        (["//! a\n#[al", "low(dead_code)]\n"].concat(), "silences a lint without a reason"),
        ("//! a\nlet sql = format!(\"select * from {table}\");\n".into(), "builds SQL from text"),
    ] {
        assert_eq!(faults(path, &text), [fault]);
    }
    assert!(faults(path, "//! What it owns.\n").is_empty());
}
