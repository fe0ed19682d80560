//! The evaluation on evenings made up here, of as many men as women.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing helper is a failing test")]

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use discovery_lab::data::Data;
use discovery_lab::eval::{Report, evaluate, speed_dating};
use discovery_matching::Packed;
use flate2::{Compression, write::GzEncoder};

const WAVES: [u32; 2] = [1, 2];
const INTERESTS: [&str; 17] = [
    "sports", "tvsports", "exercise", "dining", "museums", "art", "hiking", "gaming", "clubbing", "reading", "tv",
    "theater", "movies", "concerts", "music", "shopping", "yoga",
];

/// One person: evening, `m` or `f`, number.
type Who = (u32, char, u32);

/// Evenings of people who know what they like.
struct Town {
    /// How many men, and how many women, an evening has.
    size: u32,
    /// What somebody says: age, and how much they like every interest.
    says: fn(Who) -> (u32, &'static str),
    /// What somebody studies, and how often they go out.
    does: fn(Who) -> (&'static str, &'static str),
    /// Whether the first likes the second.
    likes: fn(Who, Who) -> bool,
}

/// Everybody is alike and likes exactly the first two of the other side, who therefore match.
const PLAIN: Town = Town { size: 6, says: |_| (25, ""), does: |_| ("", ""), likes: |_, (_, _, number)| number < 2 };

impl Town {
    fn people(&self) -> Vec<String> {
        let columns = INTERESTS.map(|name| format!("int_{name}")).join(",");
        let mut lines = vec![format!("person,wave,gender,age,goal,field,going_out_freq,{columns}")];
        for wave in WAVES {
            for who in
                ['m', 'f'].into_iter().flat_map(|gender| (0..self.size).map(move |number| (wave, gender, number)))
            {
                let ((age, liking), (field, going_out)) = ((self.says)(who), (self.does)(who));
                let likings = [liking; INTERESTS.len()].join(",");
                lines.push(format!("{},{wave},{},{age},,{field},{going_out},{likings}", id(who), who.1));
            }
        }
        lines
    }

    fn dates(&self) -> Vec<String> {
        let mut lines = vec!["wave,man,woman,man_likes,woman_likes,fold".to_owned()];
        for wave in WAVES {
            for (man, woman) in (0..self.size).flat_map(|man| (0..self.size).map(move |woman| (man, woman))) {
                let (he, she) = ((wave, 'm', man), (wave, 'f', woman));
                let likes = |one, other| u32::from((self.likes)(one, other));
                let said = format!("{},{}", likes(he, she), likes(she, he));
                lines.push(format!("{wave},{},{},{said},{}", id(he), id(she), fold(man, woman)));
            }
        }
        lines
    }

    fn report(&self, name: &str) -> Report {
        speed_dating(&folder(name, &self.people(), &self.dates())).unwrap()
    }
}

fn id((wave, gender, number): Who) -> String {
    format!("w{wave}{gender}{number}")
}

fn fold(man: u32, woman: u32) -> u32 {
    (man + woman) % 5
}

fn write(file: &Path, lines: &[String]) {
    let mut packed = GzEncoder::new(File::create(file).unwrap(), Compression::fast());
    packed.write_all(lines.join("\n").as_bytes()).unwrap();
    packed.finish().unwrap();
}

/// A folder with these two files.
fn folder(name: &str, people: &[String], dates: &[String]) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&dir).unwrap();
    write(&dir.join("people.csv.gz"), people);
    write(&dir.join("dates.csv.gz"), dates);
    dir
}

/// The share of the lists of two or more that hold a match, counted from the rule of [`PLAIN`].
fn lists_with_a_match(size: u32) -> f64 {
    let (mut lists, mut with_match) = (0, 0);
    for (r, person) in (0..5).flat_map(|r| (0..size).map(move |person| (r, person))) {
        let is_partner = |other: &u32| [r, (r + 1) % 5].contains(&fold(person, *other));
        let partners: Vec<_> = (0..size).filter(is_partner).collect();
        lists += u32::from(partners.len() > 1);
        with_match += u32::from(partners.len() > 1 && person < 2 && partners.iter().any(|other| *other < 2));
    }
    f64::from(with_match) / f64::from(lists)
}

#[test]
fn what_only_decisions_tell_is_found_warm_and_not_cold() {
    let report = PLAIN.report("plain");
    assert_eq!((report.dates, report.matches), (72, 8));
    assert_eq!(report.cold_auc, 0.5);
    assert_eq!(report.warm_auc, 1.0);
    assert_eq!(report.own_list_auc, 1.0);
    assert_eq!(report.ndcg_at_10, 1.0);
    assert!((report.p_at_1 - lists_with_a_match(PLAIN.size)).abs() < 1e-12, "{}", report.p_at_1);
    assert!(report.gini_at_3 > 0.0 && report.gini_at_3 < report.gini_at_3_whole_evening, "{}", report.gini_at_3);
}

#[test]
fn a_list_of_one_is_no_choice() {
    let report = Town { size: 4, ..PLAIN }.report("small");
    assert!((report.p_at_1 - lists_with_a_match(4)).abs() < 1e-12, "{}", report.p_at_1);
}

#[test]
fn what_people_say_is_found_cold() {
    let says = |(_, _, number)| (25, if number < 2 { "9" } else { "3" });
    let report = Town { says, ..PLAIN }.report("talkative");
    assert!(report.cold_auc > 0.99, "{}", report.cold_auc);
}

#[test]
fn what_people_do_is_found_cold() {
    let studies = |(_, _, number)| (["law", "film", ""][number as usize / 2], "");
    let colleagues = |one: Who, other: Who| one.2 / 2 == other.2 / 2;
    let report = Town { does: studies, likes: colleagues, ..PLAIN }.report("colleagues");
    assert!((report.cold_auc - 5.0 / 6.0).abs() < 0.01, "a third say nothing: {}", report.cold_auc);
    let going_out = |(_, _, number)| ("", if number < 2 { "several_per_week" } else { "once_per_month" });
    let report = Town { does: going_out, ..PLAIN }.report("outgoing");
    assert!(report.cold_auc > 0.99, "{}", report.cold_auc);
}

#[test]
fn words_become_numbers_and_steps() {
    let words = ["several_per_week", "twice_per_week", "once_per_week", "twice_per_month", "once_per_month", ""];
    let town = Town { does: |(_, _, number)| (["law", "", "film", "law"][number as usize % 4], ""), ..PLAIN };
    let mut people = town.people();
    for (line, word) in people.iter_mut().skip(1).zip(words) {
        let mut fields: Vec<_> = line.split(',').collect();
        fields[6] = word;
        *line = fields.join(",");
    }
    let data = Data::read(&folder("words", &people, &town.dates())).unwrap();
    let of_six = |of: fn(&Packed) -> u16| data.people.iter().take(6).map(|one| of(&one.packed)).collect::<Vec<_>>();
    assert_eq!(of_six(|packed| packed.activity.into()), [5, 4, 3, 2, 1, 4]);
    assert_eq!(of_six(|packed| packed.profession), [1, 0, 2, 1, 1, 0]);
}

#[test]
fn an_evening_is_scored_by_what_the_others_taught() {
    let generations: fn(Who) -> (u32, &'static str) = |(_, _, number)| (if number % 2 == 0 { 20 } else { 50 }, "");
    let across = |one: Who, other: Who| one.2 % 2 != other.2 % 2;
    let agreeing = Town { size: 14, says: generations, likes: across, ..PLAIN }.report("agreeing");
    assert!(agreeing.cold_auc > 0.99, "against the prior: {}", agreeing.cold_auc);
    let contradicting = |one: Who, other: Who| (one.2 % 2 != other.2 % 2) == (one.0 == 1);
    let contradicting = Town { size: 14, says: generations, likes: contradicting, ..PLAIN }.report("contradicting");
    assert!(contradicting.cold_auc < 0.01, "each is scored by the other: {}", contradicting.cold_auc);
}

#[test]
fn what_is_scored_was_not_learned() {
    let by_chance = |one: Who, other: Who| {
        let sides =
            u64::from(one.1 == 'm') << 32 | u64::from(one.0) << 24 | u64::from(one.2) << 12 | u64::from(other.2);
        let mixed = (sides ^ 0x5bd1_e995).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 63 == 0
    };
    let report = Town { size: 20, likes: by_chance, ..PLAIN }.report("chance");
    assert!((report.warm_auc - 0.5).abs() < 0.05, "{}", report.warm_auc);
    assert!((report.own_list_auc - 0.5).abs() < 0.05, "{}", report.own_list_auc);
}

#[test]
fn the_same_data_gives_the_same_report() {
    let dir = folder("twice", &PLAIN.people(), &PLAIN.dates());
    let (once, again) = (speed_dating(&dir).unwrap(), evaluate(&Data::read(&dir).unwrap()));
    assert_eq!(once, again);
    assert_eq!(once.to_string(), again.to_string());
}

#[test]
fn a_report_shows_figures_beside_goals() {
    let report = PLAIN.report("shown");
    let text = report.to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines[0], "72 dates, 8 matches");
    assert_eq!(lines[2], "cold match AUC          0.500    0.530  0.555   0.580  -");
    assert_eq!(lines[3], "warm match AUC          1.000    0.660  0.735   0.750  stretch");
    let gini = Report { gini_at_3: 0.4, ..report }.to_string();
    assert_eq!(gini.lines().nth(7), Some("warm Gini@3             0.400    0.500  0.420   0.350  target"));
    assert_eq!(lines[8], format!("  over whole evenings   {:.3}", report.gini_at_3_whole_evening));
}

/// What is said of a folder with one line replaced.
fn refusal(name: &str, people_line: Option<(usize, &str)>, dates_line: Option<(usize, &str)>) -> String {
    let replaced = |mut lines: Vec<String>, change: Option<(usize, &str)>| {
        if let Some((line, text)) = change {
            lines[line - 1] = text.to_owned();
        }
        lines
    };
    let dir = folder(name, &replaced(PLAIN.people(), people_line), &replaced(PLAIN.dates(), dates_line));
    speed_dating(&dir).unwrap_err().to_string()
}

#[test]
fn malformed_input_is_refused_by_file_and_line() {
    let commas = ",".repeat(2 + INTERESTS.len());
    let person = |start: &str| format!("{start}{commas}");
    let going_out = format!("w1m0,1,m,25,,law,daily{}", ",".repeat(INTERESTS.len()));
    let cases = [
        (refusal("gender", Some((3, &person("w1m1,1,x,25,"))), None), "people.csv.gz, line 3: unreadable gender"),
        (refusal("age", Some((4, &person("w1m2,1,m,old,"))), None), "people.csv.gz, line 4: unreadable age"),
        (refusal("goal", Some((2, &person("w1m0,1,m,25,riches"))), None), "people.csv.gz, line 2: unreadable goal"),
        (refusal("out", Some((2, &going_out)), None), "people.csv.gz, line 2: unreadable going_out_freq"),
        (refusal("wave", Some((2, &person("w1m0,,m,25,"))), None), "people.csv.gz, line 2: unreadable wave"),
        (refusal("twin", Some((3, &person("w1m0,1,m,25,"))), None), "people.csv.gz, line 3: unreadable person"),
        (refusal("short", Some((5, "w1m3,1,m")), None), "people.csv.gz, line 5: another number of fields"),
        (refusal("column", None, Some((1, "wave,man,woman,man_likes,woman_likes,part"))), "line 1: no column fold"),
        (refusal("said", None, Some((2, "1,w1m0,w1f0,yes,1,0"))), "dates.csv.gz, line 2: unreadable man_likes"),
        (refusal("nobody", None, Some((9, "1,w1m0,w1f9,1,1,0"))), "dates.csv.gz, line 9: unreadable woman"),
        (refusal("elsewhere", None, Some((9, "1,w2m0,w1f1,1,1,0"))), "dates.csv.gz, line 9: unreadable man"),
        (refusal("sides", None, Some((9, "1,w1f0,w1m1,1,1,0"))), "dates.csv.gz, line 9: unreadable man"),
        (refusal("part", None, Some((7, "1,w1m0,w1f1,1,1,5"))), "dates.csv.gz, line 7: unreadable fold"),
    ];
    for (is, wanted) in cases {
        assert!(is.ends_with(wanted), "{is}");
    }
}

#[test]
fn what_is_no_packed_text_is_refused_by_file() {
    let dir = folder("broken", &PLAIN.people(), &PLAIN.dates());
    fs::write(dir.join("people.csv.gz"), "person,wave").unwrap();
    assert!(speed_dating(&dir).unwrap_err().to_string().contains("people.csv.gz: "));
    let nowhere = speed_dating(Path::new("nowhere")).unwrap_err().to_string();
    assert!(nowhere.starts_with("nowhere/people.csv.gz: "), "{nowhere}");
}
