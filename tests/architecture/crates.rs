//! Who may depend on whom.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Workspace crates and what they depend on outside tests; outside crates are in `outside`.
#[derive(Debug, Default, Clone)]
pub struct Graph {
    inside: BTreeMap<String, BTreeSet<String>>,
    outside: BTreeMap<String, BTreeSet<String>>,
}

const MODULES: [&str; 5] = ["auth", "profile", "media", "discovery", "chat"];
/// Pure libraries of a module, used by its service and http crates: they know no crate of ours but each other.
pub const LIBRARIES: [(&str, &[&str]); 3] = [
    ("discovery", &["index", "lab", "matching"]),
    ("media", &["container", "nsfw", "picture"]),
    ("profile", &["places"]),
];
const SHARED: [&str; 5] = ["platform", "edge", "wire", "realtime", "testkit"];

/// Whom a module may call: calls go one way, and whatever would point back is an event.
const CALLS: [(&str, &[&str]); 5] = [
    ("auth", &[]),
    ("media", &["auth"]),
    ("profile", &["media", "auth"]),
    ("discovery", &["profile", "auth"]),
    ("chat", &["profile", "media", "auth"]),
];

/// Whose events a module may hear besides; it needs their contract for the events' shapes alone.
const HEARS: [(&str, &[&str]); 3] = [("discovery", &["chat"]), ("chat", &["discovery"]), ("profile", &["discovery"])];

/// Outside crates that kinds of crates must stay away from.
const FORBIDDEN: [(&str, &[&str]); 12] = [
    ("profile-places", &["tokio", "actix-web", "sea-orm", "object_store", "reqwest"]),
    ("discovery-index", &["tokio", "actix-web", "sea-orm", "object_store", "reqwest"]),
    ("discovery-lab", &["tokio", "actix-web", "sea-orm", "object_store", "reqwest"]),
    ("discovery-matching", &["tokio", "actix-web", "sea-orm", "object_store", "reqwest"]),
    ("media-container", &["tokio", "actix-web", "sea-orm", "object_store", "reqwest"]),
    ("media-nsfw", &["tokio", "actix-web", "sea-orm", "object_store", "reqwest"]),
    ("media-picture", &["tokio", "actix-web", "sea-orm", "object_store", "reqwest"]),
    ("kernel", &["actix-web", "actix-ws", "sea-orm", "tokio", "reqwest", "object_store"]),
    ("-contract", &["actix-web", "actix-ws", "sea-orm", "tokio", "reqwest", "object_store"]),
    ("-service", &["actix-web", "actix-ws", "actix-multipart", "actix-http"]),
    ("-http", &["sea-orm", "object_store", "argon2", "jsonwebtoken"]),
    ("realtime", &["actix-web", "actix-ws", "sea-orm"]),
];

impl Graph {
    fn with(mut self, from: &str, to: &str) -> Self {
        let kind = if is_ours(to) { &mut self.inside } else { &mut self.outside };
        kind.entry(from.into()).or_default().insert(to.into());
        self
    }
}

fn is_ours(name: &str) -> bool {
    name == "kernel"
        || name == "migration"
        || name == "kindling"
        || SHARED.contains(&name)
        || part(name).is_some()
        || library(name).is_some()
}

/// The module of a library such as `media-picture`.
fn library(name: &str) -> Option<&str> {
    let (module, library) = name.split_once('-')?;
    listed(&LIBRARIES, module).contains(&library).then_some(module)
}

/// The module and the layer of a crate such as `chat-service`.
fn part(name: &str) -> Option<(&str, &str)> {
    let (module, layer) = name.split_once('-')?;
    (MODULES.contains(&module) && ["contract", "service", "http"].contains(&layer)).then_some((module, layer))
}

fn listed(table: &[(&str, &'static [&'static str])], name: &str) -> &'static [&'static str] {
    table.iter().find(|(known, _)| *known == name).map_or(&[], |(_, list)| list)
}

fn may_use(from: &str, to: &str) -> bool {
    if to == "kernel" || matches!(from, "kindling" | "load") {
        return from != "kernel";
    }
    if SHARED.contains(&from) {
        return from == "testkit" && matches!(to, "platform" | "wire");
    }
    if let Some(module) = library(to) {
        let of = part(from).filter(|(_, layer)| *layer != "contract").map(|(of, _)| of).or(library(from));
        return of == Some(module);
    }
    match (part(from), part(to)) {
        (Some((own, "service")), Some((other, "contract"))) => {
            own == other || listed(&CALLS, own).contains(&other) || listed(&HEARS, own).contains(&other)
        }
        (Some((own, "http")), Some((other, "contract"))) => own == other,
        (Some((_, "service")), None) => matches!(to, "platform" | "migration"),
        (Some((own, "http")), None) => to == "edge" || (own == "chat" && to == "realtime"),
        _ => false,
    }
}

/// What breaks the rules.
fn violations(graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    for (from, targets) in &graph.inside {
        found.extend(targets.iter().filter(|to| !may_use(from, to)).map(|to| format!("{from} uses {to}")));
    }
    for (from, targets) in &graph.outside {
        for (kind, forbidden) in FORBIDDEN {
            if from == kind || (kind.starts_with('-') && from.ends_with(kind)) {
                let bad = targets.iter().filter(|to| forbidden.contains(&to.as_str()));
                found.extend(bad.map(|to| format!("{from} uses {to}")));
            }
        }
    }
    found
}

fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn workspace() -> Graph {
    let mut graph = Graph::default();
    for package in metadata()["packages"].as_array().unwrap() {
        let from = package["name"].as_str().unwrap();
        for dependency in package["dependencies"].as_array().unwrap() {
            if dependency["kind"].is_null() {
                graph = graph.with(from, dependency["name"].as_str().unwrap());
            }
        }
    }
    graph
}

#[test]
fn the_workspace_keeps_the_dependency_rules() {
    let graph = workspace();
    assert!(graph.inside.len() >= 20, "the whole workspace was read: {:?}", graph.inside.keys());
    assert_eq!(violations(&graph), Vec::<String>::new());
}

#[test]
fn each_rule_rejects_its_counterexample() {
    for (from, to) in [
        ("chat-service", "profile-service"),
        ("chat-service", "chat-http"),
        ("chat-service", "edge"),
        ("chat-service", "actix-web"),
        ("chat-service", "realtime"),
        ("chat-http", "chat-service"),
        ("chat-http", "profile-contract"),
        ("chat-http", "platform"),
        ("chat-http", "sea-orm"),
        ("media-http", "realtime"),
        ("chat-contract", "profile-contract"),
        ("chat-contract", "platform"),
        ("chat-contract", "sea-orm"),
        ("media-service", "profile-contract"),
        ("auth-service", "profile-contract"),
        ("media-contract", "media-picture"),
        ("profile-http", "media-picture"),
        ("chat-service", "media-picture"),
        ("media-picture", "platform"),
        ("media-picture", "tokio"),
        ("media-nsfw", "media-contract"),
        ("platform", "edge"),
        ("edge", "profile-contract"),
        ("realtime", "chat-contract"),
        ("kernel", "platform"),
        ("kernel", "tokio"),
    ] {
        let graph = Graph::default().with(from, to);
        assert_eq!(violations(&graph), [format!("{from} uses {to}")]);
    }
    let fine = Graph::default().with("chat-service", "profile-contract").with("chat-http", "realtime");
    let fine = fine
        .with("media-service", "media-picture")
        .with("media-picture", "media-container")
        .with("profile-http", "profile-places");
    assert!(violations(&fine).is_empty());
}

/// Outside crates of `[workspace.dependencies]` and `Cargo.toml`s that no source of their crate names.
#[test]
fn no_dependency_that_nothing_uses() {
    let mut unused = Vec::new();
    for package in metadata()["packages"].as_array().unwrap() {
        let name = package["name"].as_str().unwrap();
        let manifest = std::path::Path::new(package["manifest_path"].as_str().unwrap());
        let folder = manifest.parent().unwrap();
        let roots = if name == "kindling" { vec!["src", "tests"] } else { vec!["src", "tests", "benches"] };
        let sources: String = roots
            .iter()
            .flat_map(|root| crate::sources::rust_files(&folder.join(root)))
            .map(|(_, text)| text)
            .collect();
        for dependency in package["dependencies"].as_array().unwrap() {
            let krate = dependency["name"].as_str().unwrap();
            if !names(&sources, &krate.replace('-', "_")) {
                unused.push(format!("{name} does not use {krate}"));
            }
        }
    }
    assert_eq!(unused, Vec::<String>::new());
    assert!(!names("use serde::Serialize;", "serde_json"), "the check can tell");
    assert!(names("use serde_json::json;", "serde_json"));
}

/// Whether sources name a crate: as a path, or in an attribute.
fn names(sources: &str, krate: &str) -> bool {
    let bounded = |at: usize| !sources[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    let followed = |at: usize| {
        let rest = &sources[at + krate.len()..];
        rest.starts_with("::")
            || rest.starts_with(';')
            || rest.starts_with(" as ")
            || rest.starts_with(',')
            || rest.starts_with('}')
    };
    sources.match_indices(krate).any(|(at, _)| bounded(at) && followed(at))
}
