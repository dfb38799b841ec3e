//! Prompts: tasks that a user starts, told to the model with the tools that they need.

use rmcp::model::{ErrorData, GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};

/// The longest topic or claim, in bytes.
const LONGEST: usize = 16 << 10;

/// A prompt with one argument.
struct Template {
    name: &'static str,
    title: &'static str,
    about: &'static str,
    argument: &'static str,
    argument_about: &'static str,
    /// What the model is told; `{}` stands for the argument.
    text: &'static str,
}

const ALL: [Template; 2] = [
    Template {
        name: "brief",
        title: "Brief me on a topic",
        about: "A short briefing on a topic from the articles of the archive, with citations",
        argument: "topic",
        argument_about: "What the briefing is about",
        text: "Write a briefing on this topic from the news archive: {}\n\n\
               1. Use facets with the topic as query to see when, where and by whom it was reported.\n\
               2. Use search in several ways: other words for the topic, the people and organisations it involves, \
               periods of time. Read the most important articles in full with fetch.\n\
               3. Write what happened in the order of time, who was involved, what is disputed, and what the articles do \
               not say. Cite each statement with id, outlet and date. Say where outlets contradict each other.\n\
               Use only what the articles say, and say so if the archive has little on the topic.",
    },
    Template {
        name: "check-claim",
        title: "Check a claim",
        about: "What the articles of the archive say for and against a claim, with citations",
        argument: "claim",
        argument_about: "The statement to check",
        text: "Check this claim against the news archive: {}\n\n\
               1. Split it into statements that can be checked: who, what, when, where, how many.\n\
               2. For each, use search with the names and words in it, also for the opposite, and lines to see the exact \
               wording. Read the articles that decide it with fetch. Prefer articles of the time and of outlets near the \
               events; copies of one story count once.\n\
               3. Say for each statement: supported, contradicted, or not found. Quote the sentence that decides it, and \
               cite id, outlet and date.\n\
               That the archive has no article on something does not make it false.",
    },
];

/// All prompts.
pub fn all() -> Vec<Prompt> {
    let prompt = |template: &Template| {
        let argument = PromptArgument::new(template.argument)
            .with_description(template.argument_about)
            .with_required(true);
        Prompt::new(template.name, Some(template.about), Some(vec![argument])).with_title(template.title)
    };
    ALL.iter().map(prompt).collect()
}

/// A prompt with its argument filled in.
///
/// # Errors
/// If there is no such prompt, or its argument is missing.
pub fn get(name: &str, arguments: Option<&JsonObject>) -> Result<GetPromptResult, ErrorData> {
    let template = ALL.iter().find(|template| template.name == name).ok_or_else(|| {
        let known: Vec<&str> = ALL.iter().map(|template| template.name).collect();
        ErrorData::invalid_params(format!("unknown prompt; choose one of {}", known.join(", ")), None)
    })?;
    let argument = template.argument;
    let given = arguments.and_then(|arguments| arguments.get(argument)).and_then(|value| value.as_str());
    let given =
        given.map(str::trim).filter(|text| !text.is_empty() && text.len() <= LONGEST).ok_or_else(|| {
            ErrorData::invalid_params(format!("{argument}: missing, or longer than {LONGEST} bytes"), None)
        })?;
    let message = PromptMessage::new_text(Role::User, template.text.replacen("{}", given, 1));
    Ok(GetPromptResult::new(vec![message]).with_description(template.about))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_prompt_has_its_argument() {
        let arguments = json!({"topic": "the {} talks"});
        let prompt = get("brief", arguments.as_object()).unwrap();
        assert!(serde_json::to_string(&prompt).unwrap().contains("news archive: the {} talks"));
        let missing = get("check-claim", arguments.as_object()).unwrap_err();
        assert!(missing.message.starts_with("claim: missing"), "{missing:?}");
        assert!(get("poem", None).unwrap_err().message.contains("brief, check-claim"));
    }
}
