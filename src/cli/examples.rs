//! Examples of every command, for its help and for the manual page.

use std::fmt::Write;

/// A command line, and what it is for.
type Example = (&'static str, &'static str);

/// Two examples of each command, by its name. They work on the sample corpus.
const EXAMPLES: [(&str, [Example; 2]); 27] = [
    (
        "index",
        [
            ("dateline index corpus", "Index a folder; run it again later to bring the index up to date"),
            (
                "dateline index corpus --report report.jsonl",
                "Also write a report of what was read and what was skipped",
            ),
        ],
    ),
    (
        "merge",
        [
            (
                "dateline merge ../laptop/index",
                "Bring the articles of another index, and what was noted there, into this one",
            ),
            ("dateline merge --index all one two", "Make one index of two"),
        ],
    ),
    (
        "watch",
        [
            ("dateline watch ~/clippings", "Keep the index up to date until you press Ctrl-C"),
            ("dateline watch /mnt/share/news --poll 60", "Look at a network folder every minute"),
        ],
    ),
    (
        "search",
        [
            (
                "dateline search '\"peace talks\" -football' --country Syria --since 2015",
                "Find articles about Syria since 2015 with the phrase and without the word",
            ),
            (
                "dateline search 'person:lavrov place:vienna' --format csv -n 500",
                "Export all articles that name both to a spreadsheet",
            ),
        ],
    ),
    (
        "facets",
        [
            (
                "dateline facets --by person --country SY -n 10",
                "List the people named most often in articles about Syria",
            ),
            ("dateline facets talks --by country --across year", "Make a table of countries by years"),
        ],
    ),
    (
        "list",
        [
            ("dateline list names.txt", "Count the articles for each line of a file, zeros included"),
            (
                "dateline list suspects.csv --column name --hits --format csv > hits.csv",
                "Write every article that names one of a table's people to a spreadsheet",
            ),
        ],
    ),
    (
        "lines",
        [
            (
                "dateline lines ceasefire --sort right",
                "List every occurrence, sorted by the word that follows",
            ),
            (
                "dateline lines '\"foreign minister\"' --since 2015 --format csv > lines.csv",
                "Write every occurrence of a phrase to a spreadsheet, with the text before and after it",
            ),
        ],
    ),
    (
        "digest",
        [
            ("dateline digest", "Show what is new for the saved searches, each article once"),
            (
                "dateline digest --format eml --to desk@example.com",
                "Write it as a mail, to be piped to a mail program",
            ),
        ],
    ),
    (
        "show",
        [
            ("dateline show mw-20151023-vienna-23", "Show one article with its names and countries"),
            ("dateline show mw-20151023-vienna-23 --why Syria", "Show the evidence for a country"),
        ],
    ),
    (
        "similar",
        [
            ("dateline similar mw-20151023-vienna-23 -n 3", "Find the three most similar articles"),
            ("dateline similar mw-20151023-vienna-23 --country Russia", "Find similar articles about Russia"),
        ],
    ),
    (
        "cite",
        [
            ("dateline cite mw-20151023-vienna-23 --format bibtex", "Print a reference for LaTeX"),
            (
                "dateline cite mw-20151023-vienna-23 --quote 'a date for another meeting'",
                "Also say at which bytes of the file the quotation is",
            ),
        ],
    ),
    (
        "check",
        [
            (
                "dateline check mw-20151023-vienna-23",
                "Check that the file still has the bytes that were read",
            ),
            ("dateline check mw-20151023-vienna-23 --json", "Print the result as JSON, for scripts"),
        ],
    ),
    (
        "diff",
        [
            (
                "dateline diff mw-20151023-vienna-23 mw-20151030-vienna-30",
                "Compare two articles word by word",
            ),
            ("dateline diff mw-20151023-vienna-23 mw-20151030-vienna-30 --json", "Print the parts as JSON"),
        ],
    ),
    (
        "correct",
        [
            (
                "dateline correct mw-20151023-vienna-23 country=Austria -person='Ray Vienna'",
                "Say what an article is about, and what is no name in it",
            ),
            (
                "dateline correct --folder corpus/clippings source='Morning Wire'",
                "Say what all articles of a folder share",
            ),
        ],
    ),
    (
        "tag",
        [
            ("dateline tag mw-20151023-vienna-23 follow-up", "Tag an article"),
            ("dateline tag mw-20151023-vienna-23 follow-up --remove", "Take the tag away"),
        ],
    ),
    (
        "note",
        [
            (
                "dateline note mw-20151023-vienna-23 'Compare with the AFP report'",
                "Make a note with an article",
            ),
            (
                "dateline note mw-20151023-vienna-23 'Compare with the AFP report' --remove",
                "Take the note away",
            ),
        ],
    ),
    (
        "forget",
        [
            ("dateline forget mw-20151023-vienna-23", "Remove an article, and leave it out from now on"),
            ("dateline forget corpus/clippings --undo", "Take back that a folder is left out, and read it"),
        ],
    ),
    (
        "why-not",
        [
            (
                "dateline why-not mw-20151023-vienna-23 'ceasefire france'",
                "Explain why this search does not find the article",
            ),
            ("dateline why-not mw-20151023-vienna-23 --country Chile", "Explain why this filter excludes it"),
        ],
    ),
    (
        "serve",
        [
            ("dateline serve", "Serve the index at http://127.0.0.1:8321/"),
            (
                "dateline serve --corpus corpus --listen 127.0.0.1:9000",
                "Bring the index up to date with a folder first, and listen on another port",
            ),
        ],
    ),
    (
        "mcp",
        [
            ("dateline mcp --config", "Print the entry for a client's configuration file"),
            ("dateline mcp", "Serve the index to the client that started the program"),
        ],
    ),
    (
        "password",
        [
            (
                "dateline password ann >> who.txt",
                "Ask for a password and append the account to a file for --auth",
            ),
            ("dateline password feeds --key >> who.txt", "Create a key for programs and feeds"),
        ],
    ),
    (
        "extract",
        [
            (
                "dateline extract corpus/saved-pages/astana-talks.txt",
                "Print the article on a saved page as JSON",
            ),
            (
                "dateline extract corpus/wire --report report.jsonl",
                "Print all articles of a folder, and report what was skipped",
            ),
        ],
    ),
    (
        "stats",
        [
            ("dateline stats", "Show how many articles, people and countries are indexed"),
            ("dateline stats --json", "Print the same numbers as JSON, for scripts"),
        ],
    ),
    (
        "verify",
        [
            ("dateline verify", "Check every byte of the index"),
            ("dateline verify --sample 64M", "Check about 64 MB of it, a different part each time"),
        ],
    ),
    (
        "eval",
        [
            ("dateline eval queries.tsv judgments.txt", "Measure the ranking against relevance judgments"),
            ("dateline eval queries.tsv judgments.txt --per-query", "Also print the measures of each query"),
        ],
    ),
    (
        "completions",
        [
            ("dateline completions bash > dateline.bash", "Save completions for bash, to be sourced"),
            ("dateline completions fish > dateline.fish", "Save completions for fish"),
        ],
    ),
    (
        "man",
        [
            ("dateline man > dateline.1", "Save the manual page, to be opened with man"),
            ("dateline man | man -l -", "Read the manual page"),
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
