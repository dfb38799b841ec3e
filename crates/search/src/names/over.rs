//! The corrections of a user on top of what an archive shows by itself.

use std::collections::{BTreeSet, HashSet};

use dateline_core::article::EntityKind;

use super::Names;
use super::archive::Bare;
use super::file::{self, Relation, Statement};
use super::kinds::KINDS;

impl Names {
    /// These corrections, and what an archive shows where they do not say otherwise.
    ///
    /// A bare name that the archive alone joins to a full one is counted with it, and still found by itself.
    pub fn over(&self, archive: &[String]) -> Names {
        let own = Own::of(&self.statements);
        let is_free =
            |key: &String| own.all.is_empty() || !own.all.contains(&(EntityKind::Person, key.clone()));
        let shown: Vec<Statement> =
            archive.iter().filter_map(|line| file::with_known_keys(line).ok()).collect();
        let keys_of = |statement: &Statement| -> Vec<String> {
            statement.keyed(EntityKind::Person).map(|(key, _)| key).collect()
        };
        let none = shown.iter().filter(|s| s.relation == Relation::Not && s.concerns(EntityKind::Person));
        let none: Vec<String> =
            none.flat_map(keys_of).filter(|key| !key.is_empty() && is_free(key)).collect();
        let shown: Vec<Statement> =
            shown.iter().filter(|statement| !own.contradicts(statement)).cloned().collect();
        let people =
            shown.iter().filter(|statement| statement.concerns(EntityKind::Person)).flat_map(keys_of);
        let bare: BTreeSet<String> = people.filter(|key| Bare::is_bare(key)).collect();
        let statements = self.statements.iter().chain(&shown).cloned().collect();
        let Ok(mut names) = Names::of_statements(statements) else { return self.clone() };
        names.person.hide(none);
        names.person.keep_alone(bare.into_iter().filter(is_free));
        names
    }
}

/// The keys of the names that a user says something about, with their kinds.
#[derive(Default)]
struct Own {
    all: HashSet<(EntityKind, String)>,
    different: HashSet<(EntityKind, String)>,
}

impl Own {
    fn of(statements: &[Statement]) -> Own {
        let mut own = Own::default();
        for statement in statements {
            own.all.extend(keys(statement));
            if statement.relation == Relation::Different {
                own.different.extend(keys(statement));
            }
        }
        own
    }

    /// True if a statement of the archive is about what the user told apart, or tells apart what the user joined.
    fn contradicts(&self, statement: &Statement) -> bool {
        let said = if statement.relation == Relation::Same { &self.different } else { &self.all };
        // Keys cost time at every start of the program, and most users have said nothing.
        !said.is_empty() && keys(statement).any(|key| said.contains(&key))
    }
}

fn keys(statement: &Statement) -> impl Iterator<Item = (EntityKind, String)> + '_ {
    let kinds = KINDS.into_iter().filter(|kind| statement.concerns(*kind));
    kinds.flat_map(|kind| statement.keyed(kind).map(move |(key, _)| (kind, key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline_enrich::names::variants::facet_key_of;

    fn person(names: &Names, name: &str) -> Option<usize> {
        names.of(EntityKind::Person).group_named(name)
    }

    fn over(own: &str, archive: &[&str]) -> Names {
        let own: Names = own.parse().unwrap_or_else(|fault| panic!("{fault}"));
        own.over(&archive.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_bare_name_is_counted_with_the_full_one_and_found_by_itself() {
        let names = over("", &["same person\tKonrad Quarvex\tQuarvex"]);
        let groups = names.of(EntityKind::Person);
        let full = groups.group_named("Konrad Quarvex").unwrap();
        assert_eq!(groups.group_of(&facet_key_of(EntityKind::Person, "Quarvex"), "Quarvex"), Some(full));
        assert_eq!(groups.group_named("Quarvex"), None);
        assert_eq!(groups.shown(full), Some("Konrad Quarvex"));
        assert!(groups.members(full).iter().any(|member| member.part == super::super::Part::Some));
    }

    #[test]
    fn the_user_has_the_last_word() {
        let archive = ["same person\tKonrad Quarvex\tQuarvex"];
        let apart = over("different\tKonrad Quarvex\tQuarvex\n", &archive);
        assert_ne!(person(&apart, "Konrad Quarvex"), person(&apart, "Quarvex"));
        let named = over("same\tKing Konrad\tKonrad Quarvex\n", &archive);
        let group = person(&named, "Konrad Quarvex");
        assert_eq!(named.of(EntityKind::Person).shown(group.unwrap()), Some("King Konrad"));
        let joined = over(
            "same\tGeorge W. Quarvex\tDubya\n",
            &["different person\tGeorge W. Quarvex\tGeorge H. Quarvex"],
        );
        assert_eq!(person(&joined, "George H. Quarvex"), person(&joined, "Dubya"));
    }

    #[test]
    fn acronyms_of_the_archive_are_one_with_what_they_stand_for() {
        let archive = ["same organisation\tQuarvex Village Exchange\tQVX"];
        let group = |names: &Names, name: &str| names.of(EntityKind::Organisation).group_named(name);
        let names = over("", &archive);
        assert!(group(&names, "QVX").is_some());
        assert_eq!(group(&names, "QVX"), group(&names, "Quarvex Village Exchange"));
        assert_eq!(names.of(EntityKind::Person).group_named("QVX"), None);
        let apart = over("different organisation\tQuarvex Village Exchange\tQVX\n", &archive);
        assert_ne!(group(&apart, "QVX"), group(&apart, "Quarvex Village Exchange"));
    }

    #[test]
    fn what_is_no_person_is_gone_unless_the_user_speaks_of_it() {
        let archive = ["not person\tQuarvex", "not person\tKonrad Brandt"];
        let key = |name: &str| facet_key_of(EntityKind::Person, name);
        let names = over("same person\tBrandt\tKonrad Brandt\n", &archive);
        assert!(names.of(EntityKind::Person).is_gone(&key("Quarvex")));
        assert!(!names.of(EntityKind::Person).is_gone(&key("Konrad Brandt")));
        assert!(names.of(EntityKind::Organisation).is_empty());
    }

    #[test]
    fn kept_keys_say_the_same() {
        let archive = [
            "same person\tKonrad Quarvex\tQuarvex",
            "not person\tBrandt",
            "different person\tA. B. Holme\tA. C. Holme",
        ];
        let kept: Vec<String> = archive.iter().map(|line| super::super::with_keys(line)).collect();
        assert!(
            kept.iter().zip(archive).all(|(kept, line)| kept.starts_with(line) && kept.len() > line.len())
        );
        let (plain, kept) = (over("", &archive), Names::default().over(&kept));
        let groups =
            |names: &Names| format!("{:?}", names.of(EntityKind::Person).keys().collect::<BTreeSet<_>>());
        assert_eq!(groups(&plain), groups(&kept));
        assert_eq!(person(&plain, "A. B. Holme"), person(&kept, "A. B. Holme"));
        assert!(kept.of(EntityKind::Person).is_gone_named("Brandt"));
        assert_eq!(super::super::with_keys("same\tA\tB"), "same\tA\tB");
    }

    #[test]
    fn lines_that_are_not_understood_are_passed_over() {
        assert!(over("", &["rubbish", "same person\tx"]).of(EntityKind::Person).is_empty());
    }
}
