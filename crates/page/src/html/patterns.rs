//! Patterns that only pages of HTML need; the others are in `page/patterns.rs`.

use std::sync::LazyLock;

use regex::Regex;

/// An invitation: the line tells the reader to do something.
pub(super) static INVITATION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix)^\W*(?:please\s|if\syou\s(?:enjoyed|liked|want|would\slike)\s|to\s(?:read|get|continue|subscribe)|(?:don.t\smiss|want\smore|enjoyed\sthis|like\swhat)|
        (?:already\s(?:a\s)?(?:subscriber|member|have))|start\syour|(?:related|see\salso|read\salso|also\sread|also|more|watch)\s?:|
        (?:sign\s(?:up|in)|log\sin|subscribe|register|join|follow|download|click|tap|get|support|donate|like\sus|check\sout|
        listen|watch|read|see|find|for\sthe\slatest\s(?:news|stories|updates)|hazte\smiembro|únete|descarga|visit|buy|shop|enter|share|stay|receive|become|try|unlock|send|contact|email|e-mail|
        abonnieren|abonnez|inscrivez|suscr[ií]be|reg[ií]strate|s[ií]guenos|assine|inscreva|siga|iscriviti|seguici|abonneer|volg|
        подпи[шс]|следите)\b)",
    )
    .expect("a pattern written in this file compiles")
});

/// The outlet's name behind a headline: `Headline - Outlet`, `Headline | Outlet`.
pub(super) static SUFFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\s+(?:[-–—|·•»«:]+|\\|::|/)\s+|\s*[|｜│ㅣ]\s*|\s+[-–—]\s*$|[_＿]")
        .expect("a pattern written in this file compiles")
});
