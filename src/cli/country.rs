//! Countries as people name them on the command line.

use anyhow::{Result, bail};

use dateline_enrich::countries;

/// The codes for what was given to a country option: names, codes and regions, several with commas.
pub(super) fn codes(values: &[String]) -> Result<Vec<String>> {
    let mut out: Vec<String> = Vec::new();
    for value in values {
        for code in codes_of(value)? {
            if !out.iter().any(|known| known == code) {
                out.push(code.to_owned());
            }
        }
    }
    Ok(out)
}

/// A name may hold a comma itself ("Korea, South"), so the whole is tried first.
fn codes_of(value: &str) -> Result<Vec<&'static str>> {
    if let Ok(found) = countries::lookup(value) {
        return Ok(found);
    }
    let mut out = Vec::new();
    for part in value.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match countries::lookup(part) {
            Ok(found) => out.extend(found),
            Err(unknown) => bail!("{unknown}"),
        }
    }
    if out.is_empty() {
        bail!("unknown country or region {value:?}");
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[&str]) -> Result<Vec<String>> {
        codes(&values.iter().map(|&value| value.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn names_and_codes_in_any_case_and_lists() {
        assert_eq!(of(&["syria", "RU,Ivory Coast", "SYR"]).unwrap(), ["SY", "RU", "CI"]);
    }

    #[test]
    fn an_unknown_name_comes_with_the_nearest() {
        let error = of(&["Syrai"]).unwrap_err().to_string();
        assert!(error.contains("Syrai") && error.contains("Syria"), "{error}");
        assert!(of(&[","]).is_err());
    }
}
