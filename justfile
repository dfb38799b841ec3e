# The usual tasks: `just` lists them, `just NAME` runs one.
# Without just, type the commands below a name.

_list:
    @just --list

# whether everything compiles
check:
    cargo check --workspace --all-targets

# formatting and lints, as CI checks them
lint:
    cargo fmt --all
    cargo clippy --workspace --all-targets -- -D warnings

# all tests, or those whose names contain a word
test *NAME:
    cargo test --workspace {{ NAME }}

# the tests of one feature: `just feature timeline`
feature MODULE:
    cargo test --test it {{ MODULE }}

# the unit tests of one module: `just unit query::lexer`
unit MODULE:
    cargo test --workspace --lib {{ MODULE }}

# a benchmark: against_tantivy, reading, names, places
bench NAME:
    cargo bench --bench {{ NAME }}

# fuzz all targets for three minutes each, or only those given: `just fuzz query read_zip`
fuzz *TARGETS:
    fuzz/run {{ TARGETS }}

# how well it reads and ranks
scores *ARGS:
    cargo build --release
    scripts/scores.py {{ ARGS }}

# the documentation of the code, opened in a browser
docs:
    cargo doc --workspace --no-deps --document-private-items --open

# what CI runs
ci:
    .ci/run
