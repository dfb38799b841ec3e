//! The blocks of a file of corrections that speak of names and of the pages of sites, as what reads these expects them.

use toml::de::DeTable;

use super::Fault;
use super::file::{table_of, texts};
use super::toml_blocks::Block;

/// What can be said of names.
const RELATIONS: [&str; 4] = ["same", "different", "is", "not"];

/// The line of a file of names that a `[[names]]` block stands for.
pub(super) fn names_line(block: &Block) -> Result<String, Fault> {
    let fault = |offset: usize, reason: String| Fault { line: block.line_at(offset), reason };
    let document = DeTable::parse(&block.text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        fault(at, format!("not TOML: {}; this block does not act", error.message().replace('\n', ", ")))
    })?;
    let table = document.get_ref().iter().next().and_then(|(_, value)| table_of(value));
    let (mut said, mut kind) = (None, None);
    for (key, value) in table.into_iter().flatten() {
        let at = key.span().start;
        let values =
            texts(value.get_ref()).filter(|values| values.iter().all(|name| !name.contains(['\t', '\n'])));
        let values = values.ok_or_else(|| fault(at, format!("{}: expected names", key.get_ref())))?;
        match key.get_ref().as_ref() {
            relation if RELATIONS.contains(&relation) => said = Some((relation.to_owned(), values)),
            "kind" => kind = values.into_iter().next(),
            "comment" => {}
            other => {
                let expected =
                    format!("unknown key {other:?}; expected same, different, is or not, and kind");
                return Err(fault(at, expected));
            }
        }
    }
    let (relation, names) =
        said.ok_or_else(|| fault(0, "expected one of same, different, is or not".to_owned()))?;
    let kind = kind.map(|kind| format!(" {kind}")).unwrap_or_default();
    Ok(format!("{relation}{kind}\t{}", names.join("\t")))
}

/// The text of the file of its own that a `[[site]]` block stands for, line by line.
pub(super) fn site_text(block: &Block) -> String {
    let line = |line: &str| match line.trim_start().strip_prefix("[site.") {
        Some(rest) => format!("[{rest}"),
        None => line.to_owned(),
    };
    // The header is left as an empty line, so that the lines keep their numbers.
    let lines = block.text.lines().skip(1).map(line);
    std::iter::once(String::new()).chain(lines).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::Corrections;

    #[test]
    fn blocks_of_names_are_lines() {
        let corrections = Corrections::parse(
            "[[names]]\nsame = ['Islamic State', 'Daesh']\nkind = 'organisation'\n[[names]]\nnot = 'Shr'\n\
             [[names]]\nsam = ['a', 'b']\n[[names]]\nkind = 'person'\n",
        );
        let lines: Vec<&str> = corrections.names().iter().map(|(_, line)| line.as_str()).collect();
        assert_eq!(lines, ["same organisation\tIslamic State\tDaesh", "not\tShr"]);
        let faults: Vec<usize> = corrections.faults().iter().map(|fault| fault.line).collect();
        assert_eq!(faults, [7, 8]);
    }

    #[test]
    fn blocks_of_sites_are_files() {
        let text =
            "[[site]]\nhost = 'a.example'\n[site.html]\nbody = 'main'\n[[correct]]\nid = 'a'\nsource = 'A'\n";
        let corrections = Corrections::parse(text);
        assert_eq!(corrections.sites(), [(1, "\nhost = 'a.example'\n[html]\nbody = 'main'".to_owned())]);
        assert_eq!((corrections.rules().count(), corrections.faults()), (1, &[][..]));
    }
}
