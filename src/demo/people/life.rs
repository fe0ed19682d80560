//! From the sample's letters to the words of the profile vocabularies, and the jobs and hobbies it does not know.

use super::sample::Row;
use crate::demo::random::Chance;

const HOBBIES: [&str; 30] = [
    "architecture",
    "astronomy",
    "baking",
    "board games",
    "camping",
    "chess",
    "climbing",
    "coffee",
    "cooking",
    "cycling",
    "design",
    "dogs",
    "gardening",
    "history",
    "karaoke",
    "languages",
    "painting",
    "photography",
    "podcasts",
    "pottery",
    "running",
    "sailing",
    "salsa",
    "skiing",
    "street food",
    "swimming",
    "travel",
    "vinyl records",
    "volunteering",
    "writing",
];

const JOBS: [&str; 34] = [
    "baker",
    "barista",
    "bike mechanic",
    "bookseller",
    "bus driver",
    "carpenter",
    "chef",
    "dance teacher",
    "electrician",
    "event manager",
    "firefighter",
    "flight attendant",
    "florist",
    "gardener",
    "goldsmith",
    "hairdresser",
    "hotel manager",
    "illustrator",
    "kindergarten teacher",
    "midwife",
    "musician",
    "nurse",
    "optician",
    "paramedic",
    "photographer",
    "physiotherapist",
    "sound engineer",
    "stage technician",
    "swimming coach",
    "tailor",
    "tour guide",
    "train driver",
    "video editor",
    "yoga teacher",
];

const GRADUATE_JOBS: [&str; 34] = [
    "accountant",
    "architect",
    "biologist",
    "civil engineer",
    "curator",
    "data analyst",
    "dentist",
    "doctor",
    "economist",
    "editor",
    "game designer",
    "geologist",
    "historian",
    "interpreter",
    "journalist",
    "landscape architect",
    "lawyer",
    "librarian",
    "marine biologist",
    "mathematician",
    "mechanical engineer",
    "music teacher",
    "pharmacist",
    "physicist",
    "primary school teacher",
    "product designer",
    "product manager",
    "psychologist",
    "researcher",
    "social worker",
    "software developer",
    "translator",
    "urban planner",
    "veterinarian",
];

const SUBJECTS: [&str; 12] = [
    "architecture",
    "biology",
    "computer science",
    "design",
    "economics",
    "film",
    "history",
    "law",
    "medicine",
    "music",
    "physics",
    "psychology",
];

pub fn looking_for(row: &Row, gender: &str, chance: &mut Chance) -> &'static str {
    if gender == "other" {
        return chance.weighted(&[(4, "any"), (1, "female"), (1, "male")]);
    }
    match row.orientation {
        's' if row.woman => "male",
        's' => "female",
        'g' if row.woman => "female",
        'g' => "male",
        _ => "any",
    }
}

pub fn goals(row: &Row, chance: &mut Chance) -> Vec<&'static str> {
    let first = match row.goal {
        'l' => chance.weighted(&[(5, "relationship"), (3, "serious"), (1, "marriage")]),
        'c' => "casual",
        'f' => "friendship",
        _ => "dating",
    };
    let second = match first {
        "relationship" | "serious" => "dating",
        "marriage" => "serious",
        "dating" => chance.pick(&["relationship", "friendship", "casual"]),
        "casual" => "dating",
        _ => chance.pick(&["dating", "networking"]),
    };
    if chance.odds(0.4) { vec![first, second] } else { vec![first] }
}

pub fn education(row: &Row) -> Option<&'static str> {
    match row.education {
        'h' => Some("high_school"),
        'c' | 't' => Some("college"),
        'u' => Some("bachelor"),
        'p' => Some("master"),
        'd' => Some("phd"),
        _ => None,
    }
}

pub fn smoking(row: &Row) -> Option<&'static str> {
    match row.smokes {
        'n' => Some("never"),
        's' => Some("occasionally"),
        'r' => Some("regularly"),
        'q' => Some("quit"),
        _ => None,
    }
}

pub fn drinking(row: &Row) -> Option<&'static str> {
    match row.drinks {
        'n' => Some("never"),
        'r' | 's' => Some("occasionally"),
        'o' => Some("regularly"),
        _ => None,
    }
}

pub fn has_children(row: &Row) -> Option<bool> {
    match row.offspring {
        'n' | 'w' | 'm' | 'x' => Some(false),
        'h' | 'a' | 'e' => Some(true),
        _ => None,
    }
}

pub fn wants_children(row: &Row) -> Option<bool> {
    match row.offspring {
        'w' | 'a' => Some(true),
        'x' | 'e' => Some(false),
        _ => None,
    }
}

pub fn profession(row: &Row, chance: &mut Chance) -> String {
    if row.age <= 28 && (row.education == 't' || (row.age <= 22 && chance.odds(0.7))) {
        return format!("{} student", chance.pick(&SUBJECTS));
    }
    let graduate = matches!(row.education, 'u' | 'p' | 'd') && chance.odds(0.8);
    let job = if graduate { chance.pick(&GRADUATE_JOBS) } else { chance.pick(&JOBS) };
    if row.age >= 65 { format!("retired {job}") } else { job.to_owned() }
}

/// Up to seven of the sample's interests and one to three hobbies, in no particular order.
pub fn interests(row: &Row, chance: &mut Chance) -> Vec<&'static str> {
    let mut interests = row.interests.clone();
    chance.shuffle(&mut interests);
    interests.truncate(7);
    for _ in 0..chance.weighted(&[(1, 1), (2, 2), (1, 3)]) {
        let hobby = chance.pick(&HOBBIES);
        if !interests.contains(&hobby) {
            interests.push(hobby);
        }
    }
    chance.shuffle(&mut interests);
    interests
}
