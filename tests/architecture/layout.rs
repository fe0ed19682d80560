//! The house has the rooms that its plan names, and no others.

use std::collections::BTreeSet;
use std::path::Path;

/// What may stand at the top.
const TOP: [&str; 11] = [
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "modules",
    "migration",
    "config",
    "static",
    "tests",
    "Dockerfile",
    "README.md",
    "LICENSE",
];
/// What may stand there besides while people work; version control leaves it out.
const IGNORED: [&str; 2] = ["target", "data"];

fn strangers<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    names
        .into_iter()
        .filter(|name| !name.starts_with('.') && !TOP.contains(name) && !IGNORED.contains(name))
        .map(str::to_owned)
        .collect()
}

fn entries(folder: &Path) -> BTreeSet<String> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn the_top_level_is_as_planned() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = entries(root);
    assert_eq!(strangers(names.iter().map(String::as_str)), Vec::<String>::new());
    for needed in TOP {
        assert!(names.contains(needed), "{needed} is missing");
    }
    assert_eq!(strangers(["src", "docs", ".ci"]), ["docs"], "the check can tell");
}

#[test]
fn every_module_has_its_three_crates_and_nothing_empty() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("modules");
    for module in ["auth", "profile", "media", "discovery", "chat"] {
        let folder = modules.join(module);
        let libraries = crate::crates::LIBRARIES.iter().filter(|(of, _)| *of == module).flat_map(|(_, names)| *names);
        let expected: BTreeSet<String> =
            ["contract", "http", "service"].iter().chain(libraries).map(|name| (*name).to_owned()).collect();
        assert_eq!(entries(&folder), expected, "{module}");
        for part in ["domain", "usecase", "store"] {
            let part = folder.join("service/src").join(part);
            assert!(part.is_dir() || part.with_extension("rs").is_file(), "{} is missing", part.display());
        }
        let suite = folder.join("service/tests/contract.rs");
        assert!(
            std::fs::read_to_string(&suite).is_ok_and(|text| text.contains("Placement::ALL")),
            "{}",
            suite.display()
        );
    }
    if let Some(empty) = crate::sources::rust_files(&modules).into_iter().find(|(_, text)| text.lines().count() < 2) {
        panic!("{} is an empty shell", empty.0.display());
    }
}
