//! A draft of a profile: what is kept, tidied and refused.

use profile_contract::{Gender, Goal, LookingFor, Orientation, PromptQuestion, Seeking};

use super::*;

fn today() -> NaiveDate {
    "2026-05-10".parse().unwrap()
}

fn draft() -> ProfileDraft {
    ProfileDraft {
        name: "Ann".into(),
        birth_date: "1996-05-10".parse().unwrap(),
        gender: Gender::Female,
        looking_for: LookingFor::Any.into(),
        orientation: None,
        goal: vec![],
        bio: None,
        interests: vec![],
        languages: vec![],
        height_cm: None,
        weight_kg: None,
        education: None,
        profession: None,
        company: None,
        school: None,
        has_children: None,
        wants_children: None,
        smoking: None,
        drinking: None,
        city: None,
        country: None,
        prompts: vec![],
    }
}

fn refused(change: impl FnOnce(&mut ProfileDraft)) -> Vec<(String, String)> {
    let mut draft = draft();
    change(&mut draft);
    match CheckedDraft::check(draft, today()) {
        Err(ProfileRefusal::Invalid(errors)) => errors.into_iter().map(|error| (error.field, error.code)).collect(),
        other => panic!("not refused for its fields: {other:?}"),
    }
}

fn passed(change: impl FnOnce(&mut ProfileDraft)) -> ProfileDraft {
    let mut draft = draft();
    change(&mut draft);
    CheckedDraft::check(draft, today()).unwrap().into_inner()
}

fn one(field: &str, code: &str) -> Vec<(String, String)> {
    vec![(field.into(), code.into())]
}

#[test]
fn lengths_count_characters_of_the_tidy_text() {
    assert_eq!(refused(|d| d.name = "  A ".into()), one("name", "too_short"));
    assert_eq!(refused(|d| d.name = "e\u{301}".into()), one("name", "too_short"));
    assert_eq!(refused(|d| d.name = "é".repeat(101)), one("name", "too_long"));
    assert_eq!(passed(|d| d.name = "e\u{301}".repeat(100)).name.chars().count(), 100);
    assert_eq!(refused(|d| d.bio = Some("x".repeat(1001))), one("bio", "too_long"));
    assert_eq!(passed(|d| d.bio = Some("👋".repeat(1000))).bio.unwrap().chars().count(), 1000);
    assert_eq!(refused(|d| d.city = Some("x".repeat(101))), one("city", "too_long"));
}

#[test]
fn emoji_and_right_to_left_names_are_names() {
    for name in ["🦊🦊", "שרה", "محمد علي", "Ægir Þór", "王小明"] {
        assert_eq!(passed(|d| d.name = name.into()).name, name);
    }
}

#[test]
fn control_characters_are_named_once_a_field() {
    assert_eq!(refused(|d| d.name = "\u{7}a".into()), one("name", "control_characters"));
    assert_eq!(refused(|d| d.bio = Some("a\tb".into())), one("bio", "control_characters"));
    assert_eq!(refused(|d| d.interests = vec!["ok".into(), "a\nb".into()]), one("interests.1", "control_characters"));
    assert_eq!(passed(|d| d.bio = Some("one\ntwo".into())).bio.unwrap(), "one\ntwo");
}

#[test]
fn every_fault_is_named_at_once() {
    let faults = refused(|d| {
        d.name = "A".into();
        d.height_cm = Some(99);
        d.weight_kg = Some(301);
        d.birth_date = "1905-05-10".parse().unwrap();
    });
    let fields: Vec<_> = faults.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["birth_date", "height_cm", "name", "weight_kg"]);
    assert_eq!(faults[1].1, "out_of_range");
}

#[test]
fn lists_lose_repeats_and_empty_entries_and_have_a_limit() {
    let list = ["Tango", " tango ", "", "  ", "Chess"].map(String::from).to_vec();
    assert_eq!(passed(|d| d.interests = list).interests, ["Tango", "Chess"]);
    let many = |n: usize| (0..n).map(|n| format!("interest {n}")).collect::<Vec<_>>();
    assert_eq!(passed(|d| d.interests = many(20)).interests.len(), 20);
    assert_eq!(refused(|d| d.interests = many(21)), one("interests", "too_many"));
    assert_eq!(refused(|d| d.languages = many(11)), one("languages", "too_many"));
    assert_eq!(refused(|d| d.languages = vec!["x".repeat(51)]), one("languages.0", "too_long"));
    assert_eq!(passed(|d| d.goal = vec![Goal::Dating, Goal::Dating]).goal, [Goal::Dating]);
}

#[test]
fn people_are_18_to_120_years_old() {
    let born = |date: &str| {
        let mut draft = draft();
        draft.birth_date = date.parse().unwrap();
        CheckedDraft::check(draft, today())
    };
    assert!(born("2008-05-10").is_ok());
    assert_eq!(born("2008-05-11"), Err(ProfileRefusal::UnderAge));
    assert!(born("1906-05-10").is_ok());
    assert_eq!(refused(|d| d.birth_date = "1905-05-10".parse().unwrap()), one("birth_date", "out_of_range"));
    assert_eq!(refused(|d| d.birth_date = "2030-01-01".parse().unwrap()), one("birth_date", "out_of_range"));
}

#[test]
fn being_too_young_goes_before_everything_else() {
    let mut draft = draft();
    draft.name = String::new();
    draft.birth_date = "2015-01-01".parse().unwrap();
    assert_eq!(CheckedDraft::check(draft, today()), Err(ProfileRefusal::UnderAge));
}

#[test]
fn text_of_nothing_but_white_space_is_no_text() {
    assert_eq!(passed(|d| d.bio = Some(" \n ".into())).bio, None);
}

#[test]
fn a_checked_draft_checks_again_as_itself() {
    let once = passed(|d| {
        d.name = " Zoe\u{308} ".into();
        d.interests = vec!["  A".into(), "a".into()];
    });
    assert_eq!(CheckedDraft::check(once.clone(), today()).unwrap().into_inner(), once);
}

#[test]
fn marks_upon_marks_are_characters_too() {
    let zalgo = |marks: usize| format!("Ann{}", "\u{336}".repeat(marks));
    assert_eq!(passed(|d| d.name = zalgo(97)).name.chars().count(), 100);
    assert_eq!(refused(|d| d.name = zalgo(98)), one("name", "too_long"));
    let turned = "\u{202e}nnA\u{202c}";
    assert_eq!(passed(|d| d.name = turned.into()).name, turned, "as typed");
}

#[test]
fn prompts_are_few_different_and_answered() {
    let prompt = |question, answer: &str| Prompt { question, answer: answer.into() };
    let all = |n: usize| PromptQuestion::ALL[..n].iter().map(|question| prompt(*question, "x")).collect::<Vec<_>>();
    assert_eq!(passed(|d| d.prompts = all(3)).prompts.len(), 3);
    assert_eq!(refused(|d| d.prompts = all(4)), one("prompts", "too_many"));
    let (pride, trip) = (PromptQuestion::ProudOf, PromptQuestion::BestTrip);
    let twice = vec![prompt(pride, "a"), prompt(pride, "b")];
    assert_eq!(refused(|d| d.prompts = twice), one("prompts.1.question", "repeated"));
    for (answer, code) in [(" \n ", "too_short"), (&*"é".repeat(201), "too_long"), ("a\tb", "control_characters")] {
        let prompts = vec![prompt(trip, "fine"), prompt(pride, answer)];
        assert_eq!(refused(|d| d.prompts = prompts), one("prompts.1.answer", code));
    }
    let kept =
        passed(|d| d.prompts = vec![prompt(trip, &"👋".repeat(200)), prompt(pride, " Zoe\u{308}\nfirst ")]).prompts;
    assert_eq!(kept[1].answer, "Zo\u{eb}\nfirst");
}

#[test]
fn an_orientation_is_resolved_and_not_kept() {
    let word = |d: &mut ProfileDraft| d.looking_for = Seeking::Orientation(Orientation::Lesbian);
    let field = |d: &mut ProfileDraft| d.orientation = Some(Orientation::Straight);
    let both = |d: &mut ProfileDraft| {
        (d.looking_for, d.orientation) = (LookingFor::Female.into(), Some(Orientation::Straight))
    };
    for (change, wanted) in [
        (&word as &dyn Fn(&mut ProfileDraft), LookingFor::Female),
        (&field, LookingFor::Male),
        (&both, LookingFor::Female),
    ] {
        let kept = passed(change);
        assert_eq!((kept.looking_for, kept.orientation), (Seeking::Gender(wanted), None));
    }
}
