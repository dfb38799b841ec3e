//! Examples of every command, for its help and for the manual page.

use std::fmt::Write;

/// A command line, and what it is for.
type Example = (&'static str, &'static str);

/// Two examples of each command, by its name. They work on the sample corpus.
const EXAMPLES: [(&str, [Example; 2]); 12] = [
    (
        "index",
        [
            ("dateline index corpus", "Index a folder; again later, to bring the index up to date"),
            ("dateline index corpus --report report.jsonl", "Write down what became of every file"),
        ],
    ),
    (
        "search",
        [
            (
                "dateline search '\"peace talks\" -football' --country Syria --since 2015",
                "Articles about Syria since 2015 with the phrase and without the word",
            ),
            (
                "dateline search 'person:lavrov place:vienna' --format csv -n 500",
                "A spreadsheet of all that name both",
            ),
        ],
    ),
    (
        "facets",
        [
            ("dateline facets --by person --country SY -n 10", "Who is named most in articles about Syria"),
            ("dateline facets talks --by month --timeline", "How many articles there are, month by month"),
        ],
    ),
    (
        "show",
        [
            ("dateline show mw-20151023-vienna-23", "One article, with its names and countries"),
            ("dateline show mw-20151023-vienna-23 --why Syria", "What in it speaks for a country"),
        ],
    ),
    (
        "similar",
        [
            ("dateline similar mw-20151023-vienna-23 -n 3", "The three articles that are most like one"),
            (
                "dateline similar mw-20151023-vienna-23 --country Russia",
                "Those among them that are about Russia",
            ),
        ],
    ),
    (
        "why-not",
        [
            (
                "dateline why-not mw-20151023-vienna-23 'ceasefire france'",
                "Why a search does not find an article",
            ),
            ("dateline why-not mw-20151023-vienna-23 --country Chile", "The same of a filter alone"),
        ],
    ),
    (
        "extract",
        [
            ("dateline extract corpus/saved-pages/astana-talks.txt", "What is read out of a page, as JSON"),
            (
                "dateline extract corpus/wire --report report.jsonl",
                "The same of a folder, with what was left out",
            ),
        ],
    ),
    (
        "stats",
        [
            ("dateline stats", "How many articles, people and countries the index holds"),
            ("dateline stats --json", "The same for scripts"),
        ],
    ),
    (
        "verify",
        [
            ("dateline verify", "Check every byte of the index"),
            ("dateline verify --sample 64M", "Check a part of it, another part each time"),
        ],
    ),
    (
        "eval",
        [
            ("dateline eval queries.tsv judgments.txt", "Measure the ranking by articles that were judged"),
            ("dateline eval queries.tsv judgments.txt --per-query", "The same, query by query"),
        ],
    ),
    (
        "completions",
        [
            ("dateline completions bash > dateline.bash", "Completions for bash, to be sourced"),
            ("dateline completions fish > dateline.fish", "The same for fish"),
        ],
    ),
    (
        "man",
        [
            ("dateline man > dateline.1", "The manual page as a file"),
            ("dateline man | less", "A look at its source"),
        ],
    ),
];

/// The examples of a command as its help ends with them.
pub(super) fn of(command: &str) -> String {
    let mut text = "Examples:".to_owned();
    for (line, what) in all().filter(|(name, _)| *name == command).flat_map(|(_, examples)| examples) {
        // Writing to a string never fails.
        let _ = write!(text, "\n  {line}\n      {what}");
    }
    text
}

/// All examples, by the name of their command.
pub(super) fn all() -> impl Iterator<Item = (&'static str, &'static [Example; 2])> {
    EXAMPLES.iter().map(|(command, examples)| (*command, examples))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    #[test]
    fn every_command_has_examples() {
        let command = Cli::command();
        let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        let with_examples: Vec<&str> = all().map(|(command, _)| command).collect();
        assert_eq!(names, with_examples);
        for (name, examples) in all() {
            assert!(examples.iter().all(|(line, _)| line.starts_with(&format!("dateline {name}"))), "{name}");
        }
    }
}
