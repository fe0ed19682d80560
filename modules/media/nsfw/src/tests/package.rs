//! Packages made up here: a good one, and all the ways in which one can be bad.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{EntryType, Header};

use super::sample::{Dice, keras_model, literal, module, quantised, weights};
use crate::package::archive::extract;
use crate::package::unpack;
use crate::{ArchiveError, Model, ModelFileError, Package, PackageError, RELEASES, ScriptError, TopologyError, file};

const TOPOLOGY: &str = "package/dist/models/mobilenet_v2/model.min.js";
const WEIGHTS: &str = "package/dist/models/mobilenet_v2/group1-shard1of1.min.js";

/// An entry, whatever its name: the header is written by hand.
fn entry(name: &str, kind: EntryType, content: &[u8]) -> Vec<u8> {
    let mut header = Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_size(content.len() as u64);
    header.set_cksum();
    let padding = content.len().next_multiple_of(512) - content.len();
    [header.as_bytes(), content, &vec![0; padding]].concat()
}

fn file(name: &str, content: &[u8]) -> Vec<u8> {
    entry(name, EntryType::Regular, content)
}

fn pack(entries: &[Vec<u8>]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    entries.iter().for_each(|entry| encoder.write_all(entry).unwrap());
    encoder.write_all(&[0; 1024]).unwrap();
    encoder.finish().unwrap()
}

/// The two files of a random model.
fn modules(seed: u64) -> (String, String) {
    let text = STANDARD.encode(weights(seed).concat());
    (module(&literal(&keras_model())), module(&format!("\"{text}\"")))
}

/// Looks for two small files.
fn look(tgz: &[u8]) -> Result<[Vec<u8>; 2], ArchiveError> {
    extract(tgz, [("package/a", 100), ("package/b", 100)])
}

#[test]
fn a_good_package_gives_its_model() {
    let (topology, text) = modules(60);
    let others = [file("package/LICENSE", b"MIT"), file("package/dist/models/inception_v3/model.min.js", b"x")];
    let [license, other] = others;
    let tgz = pack(&[license, file(WEIGHTS, text.as_bytes()), other, file(TOPOLOGY, topology.as_bytes())]);
    let model = unpack(&tgz).unwrap();
    assert_eq!(model, file::write(quantised(&weights(60))));
    Model::read(&model).unwrap();
}

#[test]
fn a_package_of_another_digest_is_not_opened() {
    let (topology, text) = modules(64);
    let good = pack(&[file(TOPOLOGY, topology.as_bytes()), file(WEIGHTS, text.as_bytes())]);
    assert!(matches!(Package::open(&good), Err(PackageError::Unknown { .. })), "well made, and yet not the original");

    let error = Package::open(b"abc").unwrap_err();
    // FIPS 180-2, appendix C.1, in Base64.
    let found = "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
    assert_eq!(error, PackageError::Unknown { found: found.into() });
    let text = error.to_string();
    for version in RELEASES.map(|release| release.version) {
        assert!(text.contains(version), "{version} in {text}");
    }
    assert!(text.contains("`npm pack nsfwjs@4.4.0`"), "{text}");
}

#[test]
fn modules_that_are_not_what_they_should_be_are_named() {
    let (topology, text) = modules(61);
    let outcome = |topology: &str, text: &str| {
        unpack(&pack(&[file(TOPOLOGY, topology.as_bytes()), file(WEIGHTS, text.as_bytes())])).unwrap_err()
    };
    let exports = |file| PackageError::Script { file, error: ScriptError::Exports };
    assert_eq!(outcome("alert()", &text), exports(TOPOLOGY));
    assert_eq!(outcome(&topology, "alert()"), exports(WEIGHTS));
    assert_eq!(outcome(&module("{}"), &text), PackageError::Topology(TopologyError::Form));
    for wrong in ["", "AAAA", "A", "AA=A", "äöü", "YkKN YkKN"] {
        assert_eq!(outcome(&topology, &module(&format!("\"{wrong}\""))), PackageError::Weights, "{wrong}");
    }
    let message = outcome(&topology, &module("{a:1}")).to_string();
    assert!(message.starts_with("package/dist/models/mobilenet_v2/group1-shard1of1.min.js: "), "{message}");
}

#[test]
fn a_package_whose_model_would_not_load_is_refused() {
    let (_, text) = modules(65);
    let mut model = keras_model();
    model["weightsManifest"][0]["weights"][0]["quantization"]["scale"] = 1e30.into();
    let topology = module(&literal(&model));
    let error = unpack(&pack(&[file(TOPOLOGY, topology.as_bytes()), file(WEIGHTS, text.as_bytes())])).unwrap_err();
    assert_eq!(error, PackageError::Model(ModelFileError::Weights));
}

#[test]
fn an_archive_cut_short_is_refused_wherever_it_is_cut() {
    let mut dice = Dice::new(62);
    let tgz = pack(&[file("package/a", &dice.bytes(90)), file("package/b", &dice.bytes(90))]);
    assert_eq!(look(&tgz).unwrap().map(|content| content.len()), [90, 90]);
    let (mut damaged, mut missing) = (0, 0);
    for length in 0..tgz.len() {
        match look(&tgz[..length]) {
            Err(ArchiveError::Damaged(_)) => damaged += 1,
            Err(ArchiveError::Missing(_)) => missing += 1,
            // What is behind the last file that is looked for is not read.
            Ok(content) => assert_eq!(content.map(|content| content.len()), [90, 90]),
            Err(other) => panic!("{length}: {other}"),
        }
    }
    assert!(damaged > 200 && missing < 5, "{damaged} {missing}");
    assert!(matches!(look(b"no gzip"), Err(ArchiveError::Damaged(_))));
    assert!(matches!(look(&pack(&[vec![7; 2048]])), Err(ArchiveError::Damaged(_))));
}

#[test]
fn what_comes_behind_the_last_file_is_not_read() {
    let tgz = pack(&[file("package/b", b"b"), file("package/a", b"a"), vec![7; 100_000]]);
    assert_eq!(look(&tgz), Ok([b"a".to_vec(), b"b".to_vec()]));
    assert!(matches!(look(&pack(&[file("package/b", b"b"), vec![7; 100_000]])), Err(ArchiveError::Damaged(_))));
}

#[test]
fn a_content_shorter_than_its_header_says_is_refused() {
    let whole = [file("package/b", b"b"), file("package/a", &[1; 90])].concat();
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(&whole[..1024 + 512 + 40]).unwrap();
    let error = look(&encoder.finish().unwrap()).unwrap_err();
    assert_eq!(error, ArchiveError::Damaged("package/a is cut short".into()));
}

#[test]
fn names_are_compared_and_nothing_more() {
    for name in ["./package/a", "/package/a", "package//a", "package/./a", "package/../package/a", "PACKAGE/a", "a", ""]
    {
        let tgz = pack(&[file(name, b"a"), file("package/b", b"b")]);
        assert_eq!(look(&tgz), Err(ArchiveError::Missing("package/a")), "{name}");
    }
    for kind in [EntryType::Symlink, EntryType::Link, EntryType::Directory, EntryType::Fifo, EntryType::GNUSparse] {
        let tgz = pack(&[entry("package/a", kind, b""), file("package/b", b"b")]);
        assert_eq!(look(&tgz), Err(ArchiveError::Missing("package/a")), "{kind:?}");
    }
    let long_name = entry("././@LongLink", EntryType::GNULongName, b"package/a\0");
    let pax = entry("pax", EntryType::XHeader, b"18 path=package/a\n");
    for renamed in [long_name, pax] {
        let tgz = pack(&[renamed, file("other", b"a"), file("package/b", b"b")]);
        assert_eq!(look(&tgz), Err(ArchiveError::Missing("package/a")));
    }
}

#[test]
fn a_file_that_is_there_twice_is_refused() {
    let tgz = pack(&[file("package/a", b"1"), file("package/a", b"2"), file("package/b", b"b")]);
    assert_eq!(look(&tgz), Err(ArchiveError::Twice("package/a")));
}

#[test]
fn huge_entries_are_refused_before_they_are_unpacked() {
    let tgz = pack(&[file("package/a", &[0; 101]), file("package/b", b"b")]);
    assert_eq!(look(&tgz), Err(ArchiveError::TooLarge("package/a")));

    let mut header = Header::new_ustar();
    header.as_old_mut().name[..9].copy_from_slice(b"package/a");
    header.set_entry_type(EntryType::Regular);
    header.set_size(1 << 40);
    header.set_cksum();
    assert_eq!(look(&pack(&[header.as_bytes().to_vec()])), Err(ArchiveError::TooLarge("package/a")));

    let mut zeros = Header::new_ustar();
    zeros.as_old_mut().name[..5].copy_from_slice(b"zeros");
    zeros.set_entry_type(EntryType::Regular);
    zeros.set_size(1 << 40);
    zeros.set_cksum();
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    bomb.write_all(zeros.as_bytes()).unwrap();
    (0..257).for_each(|_| bomb.write_all(&vec![0; 1 << 20]).unwrap());
    assert_eq!(look(&bomb.finish().unwrap()), Err(ArchiveError::TooMuch));
}

#[test]
fn mutants_never_panic() {
    let mut dice = Dice::new(63);
    let plain = [file("package/a", b"some content"), file("package/b", b"more"), vec![0; 1024]].concat();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..3000 {
        let mut mutant = plain.clone();
        for _ in 0..=dice.below(3) {
            let place = dice.below(mutant.len());
            mutant[place] = dice.bytes(1)[0];
        }
        // Half of the mutants get fitting checksums, to come further.
        if dice.below(2) == 0 {
            for start in [0, 1024] {
                let mut header = Header::new_ustar();
                header.as_mut_bytes().copy_from_slice(&mutant[start..start + 512]);
                header.set_cksum();
                mutant[start..start + 512].copy_from_slice(header.as_bytes());
            }
        }
        match look(&pack(&[mutant])) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(read > 100 && refused > 100, "{read} read, {refused} refused");
    for _ in 0..3000 {
        let mut mutant = pack(std::slice::from_ref(&plain));
        let place = dice.below(mutant.len());
        mutant[place] ^= 1 << dice.below(8);
        let _outcome = look(&mutant);
    }
}
