//! What statements about names come to.

use proptest::prelude::*;

use super::*;

fn names(text: &str) -> Names {
    text.parse().unwrap_or_else(|fault| panic!("{fault}"))
}

fn fault(text: &str) -> String {
    text.parse::<Names>().unwrap_err().to_string()
}

fn person(names: &Names, name: &str) -> Option<usize> {
    names.of(EntityKind::Person).group_named(name)
}

#[test]
fn names_that_are_the_same_are_one_group_under_any_variant() {
    let names = names("# mine\n\nsame\tBonnie Rask\tBonita Rask\r\nsame\tBonita Rask\tB Quill\t\n");
    let group = person(&names, "Bonnie Rask");
    assert!(group.is_some());
    for name in ["BONITA RASK", "B. Quill", "bonnie rask"] {
        assert_eq!(person(&names, name), group, "{name}");
    }
    let groups = names.of(EntityKind::Person);
    assert_eq!(groups.shown(group.unwrap()), Some("Bonnie Rask"));
    assert_eq!(groups.members(group.unwrap()).len(), 3);
    assert_eq!(person(&names, "Rask"), None);
}

#[test]
fn names_that_are_different_part_what_shares_a_key() {
    let names = names("different\tGeorge Bush\tGeorge W. Bush\n");
    let (elder, younger) = (person(&names, "George Bush"), person(&names, "George W Bush"));
    assert!(elder.is_some() && younger.is_some() && elder != younger);
    // A form that no line names stays with the first.
    assert_eq!(person(&names, "George H. Bush"), elder);
    let groups = names.of(EntityKind::Person);
    assert_eq!(groups.members(younger.unwrap())[0].part, Part::Some);
    assert_eq!(groups.shown(elder.unwrap()), None);
}

#[test]
fn a_name_set_apart_can_be_the_same_as_another() {
    let names = names("same\tGeorge W. Bush\tDubya\ndifferent\tGeorge Bush\tGeorge W. Bush\n");
    assert_eq!(person(&names, "Dubya"), person(&names, "George W. Bush"));
    assert_ne!(person(&names, "Dubya"), person(&names, "George Bush"));
}

#[test]
fn a_statement_may_hold_for_one_kind_only() {
    let names = names("same organisation\tIslamic State\tDaesh\n");
    assert!(names.of(EntityKind::Organisation).group_named("Daesh").is_some());
    assert!(names.of(EntityKind::Person).is_empty());
}

#[test]
fn a_name_found_as_another_kind_moves() {
    let names = names("is organisation\tRask Lines\nnot person\tShr\n");
    let (people, organisations) = (names.of(EntityKind::Person), names.of(EntityKind::Organisation));
    assert!(people.is_gone_named("Rask Lines") && people.is_gone_named("SHR"));
    assert!(!people.is_gone_named("Bonnie Rask") && !organisations.is_gone_named("Shr"));
    let group = organisations.group_named("Rask Lines").unwrap();
    assert_eq!(organisations.shown(group), Some("Rask Lines"));
    let found: Vec<EntityKind> = organisations.moved().iter().map(|moved| moved.kind).collect();
    assert!(found.contains(&EntityKind::Person) && found.contains(&EntityKind::Place) && found.len() == 2);
    assert!(organisations.moved().iter().all(|moved| moved.group == group));
}

#[test]
fn articles_are_corrected() {
    use dateline_core::article::{Article, Entity, Mention, TextField};
    let entity = |kind, name: &str, start| Entity {
        kind,
        name: name.to_owned(),
        country: None,
        mentions: vec![Mention {
            field: TextField::Body,
            item: None,
            start,
            end: start + name.len(),
            text: name.to_owned(),
        }],
    };
    let mut article = Article {
        entities: vec![
            entity(EntityKind::Person, "Rask Lines", 40),
            entity(EntityKind::Person, "Shr", 0),
            entity(EntityKind::Organisation, "Rask Lines", 10),
            entity(EntityKind::Person, "Bo Quill", 20),
        ],
        ..Article::default()
    };
    names("is organisation\tRask Lines\nnot person\tShr\n").correct(&mut article);
    let left: Vec<(EntityKind, &str, usize)> =
        article.entities.iter().map(|e| (e.kind, e.name.as_str(), e.mentions.len())).collect();
    assert_eq!(left, [(EntityKind::Organisation, "Rask Lines", 2), (EntityKind::Person, "Bo Quill", 1)]);
    assert_eq!(article.entities[0].mentions[0].start, 10);
}

#[test]
fn what_a_name_is_cannot_be_two_things() {
    assert!(fault("is person\tAnn Bell\nis place\tAnn Bell").contains("another line"));
    assert!(fault("is person\tAnn Bell\nnot person\tAnn Bell").contains("line 2: another line"));
    assert!("is organisation\tAnn Bell\nnot person\tAnn Bell".parse::<Names>().is_ok());
    assert_eq!(fault("is\tAnn Bell"), "line 1: expected person, organisation or place after \"is\"");
    assert_eq!(fault("not person"), "line 1: expected a name after a tab");
    assert_eq!(fault("not\t…"), "line 1: \"…\" is not a name");
}

#[test]
fn a_bad_line_is_named() {
    assert_eq!(
        fault("# x\nsmae\tA Bell\tB Bell"),
        "line 2: expected \"same\", \"different\", \"is\" or \"not\" and a tab, found \"smae\""
    );
    assert_eq!(fault("same\tAnn Bell"), "line 1: expected two or more names, separated by tabs");
    assert_eq!(
        fault("same Ann Bell\tAnna Bell"),
        "line 1: expected person, organisation or place, or a tab before the first name; found \"Ann\""
    );
    assert_eq!(fault("same\tAnn Bell\t…"), "line 1: \"…\" is not a name");
    assert_eq!(
        fault("different\tAnn Bell\tANN BELL"),
        "line 1: \"Ann Bell\" and \"ANN BELL\" are the same spelling"
    );
    assert_eq!(
        fault("same\tAnn Bell\tAnna Bell\nsame\tAnna Bell\tNan Bell\ndifferent\tNan Bell\tAnn Bell"),
        "line 3: other lines say that \"Nan Bell\" and \"Ann Bell\" are the same"
    );
}

#[test]
fn an_error_names_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("names.tsv");
    assert!(Names::read(&path).unwrap_err().to_string().contains("names.tsv: "));
    std::fs::write(&path, "same\tx\n").unwrap();
    assert!(
        Names::read(&path).unwrap_err().to_string().contains("names.tsv, line 1: expected two or more names")
    );
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(text in "((same|different|is|not|sa)( person)?\t(Ann|Ann B|Bo Li|Bo W Li|\\PC{0,6})(\t(Ann|Bo|\\PC{0,8})){0,3}\n){0,6}") {
        if let Ok(names) = text.parse::<Names>() {
            person(&names, "Ann B");
        }
    }

    #[test]
    fn the_order_of_lines_with_the_same_does_not_matter(lines in prop::collection::vec((0..6usize, 0..6usize), 1..8)) {
        let all = ["Ann Bell", "Bo Quill", "Cy Marsh", "Di Field", "Ed Thorn", "Flo Rand"];
        let line = |&(a, b): &(usize, usize)| format!("same\t{}\t{}\n", all[a], all[b]);
        let forward = names(&lines.iter().map(line).collect::<String>());
        let backward = names(&lines.iter().rev().map(line).collect::<String>());
        for a in all {
            for b in all {
                let one = |names: &Names| person(names, a).is_some() && person(names, a) == person(names, b);
                prop_assert_eq!(one(&forward), one(&backward));
            }
        }
    }
}

#[test]
fn more_lines_count_but_for_those_that_contradict() {
    let names: Names = "same\tIslamic State\tDaesh".parse().unwrap();
    let lines = [
        (3, "same person\tCassius Clay\tMuhammad Ali".to_owned()),
        (5, "nonsense\tx".to_owned()),
        (9, "different\tIslamic State\tDaesh".to_owned()),
    ];
    let (names, faults) = names.with_lines(&lines);
    let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [5, 9]);
    let people = names.of(EntityKind::Person);
    assert_eq!(people.group_named("Muhammad Ali"), people.group_named("Cassius Clay"));
    let organisations = names.of(EntityKind::Organisation);
    assert_eq!(organisations.group_named("daesh"), organisations.group_named("Islamic State"));
}
