//! The small words within names of people.

/// Particles of names in lower case: `de`, `von`, `al`.
pub const NAME_PARTICLES: [&str; 25] = [
    "al", "el", "bin", "ben", "ibn", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do",
    "dos", "du", "la", "le", "ten", "ter", "van", "von", "y", "zu",
];
