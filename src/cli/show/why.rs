//! Why an article is about a country: each mention with what it adds, and what the article adds as a whole.

use anyhow::Result;
use serde_json::{Value, json};

use dateline_core::article::{Article, Role};
use dateline_enrich::countries::{Why, WhyMention, why};

use super::super::output::{FACT, Output, TITLE, Text};
use super::light::{in_context, place_of};

/// Prints why for each of the countries that the article names; false if it names none.
pub(super) fn print(out: &mut Output, article: &Article, codes: &[String], as_json: bool) -> Result<bool> {
    let explained: Vec<Why> = codes.iter().filter_map(|code| why(article, code)).collect();
    for (number, why) in explained.iter().enumerate() {
        if as_json {
            out.json(&json_of(why))?;
            continue;
        }
        if number > 0 {
            out.blank()?;
        }
        print_text(out, article, why)?;
    }
    Ok(!explained.is_empty())
}

fn print_text(out: &mut Output, article: &Article, why: &Why) -> Result<()> {
    let title = format!("{} ({}): {}, {:.2}", why.name, why.code, role_name(why.role), why.score);
    out.line(Text::new().styled(TITLE, title))?;
    for mention in &why.mentions {
        let place = place_of(&mention.mention);
        let context = in_context(article, &mention.mention);
        let line = adds(mention.adds).left(FACT, place, 20).then(context).spaces(2);
        out.line(line.styled(FACT, said(mention)))?;
    }
    if why.article != 0.0 {
        out.line(adds(why.article).styled(FACT, "the article as a whole"))?;
    }
    out.line(adds(why.sum).plain(conclusion(why)))?;
    out.line(Text::new().styled(FACT, "by feature (value × weight):"))?;
    for feature in &why.features {
        let parts = format!("{} × {}", short(feature.value), short(feature.weight));
        out.line(adds(feature.adds).plain(feature.says).spaces(2).styled(FACT, parts))?;
    }
    Ok(())
}

/// What a part adds to the sum, at the beginning of a line.
fn adds(number: f32) -> Text {
    Text::from(format!("  {number:>+6.2}  "))
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::About => "about",
        Role::Mentioned => "mentioned",
    }
}

/// What a mention is taken for.
fn said(mention: &WhyMention) -> String {
    let kind = format!("{:?}", mention.kind).to_lowercase();
    let dateline = if mention.in_dateline { ", in the dateline" } else { "" };
    format!("{}, {kind}{dateline}", mention.place)
}

/// What the sum comes to.
fn conclusion(why: &Why) -> String {
    let held_back = if why.held_back {
        format!(", lowered to {:.2} because only the dateline is evidence for it", why.score)
    } else {
        String::new()
    };
    let (about, first) = (format!("{:.2}", why.about), format!("{:.2}", why.first));
    let first = match first == about {
        true => String::new(),
        false => format!(", or from {first} for the highest-scoring country of an article"),
    };
    format!("sum, a probability of {:.2}{held_back} (\"about\" from {about}{first})", why.probability)
}

/// A number with two decimals, or with none where it is whole.
fn short(number: f32) -> String {
    if number.fract() == 0.0 { format!("{number}") } else { format!("{number:.2}") }
}

fn json_of(why: &Why) -> Value {
    let mentions: Vec<Value> = why.mentions.iter().map(mention_json).collect();
    let features: Vec<Value> = why
        .features
        .iter()
        .map(|f| json!({"name": f.name, "says": f.says, "value": number(f.value), "weight": number(f.weight), "adds": number(f.adds)}))
        .collect();
    json!({
        "code": why.code, "name": why.name, "role": why.role, "score": number(why.score), "sum": number(why.sum),
        "probability": number(why.probability), "about_from": number(why.about), "first_from": number(why.first),
        "held_back": why.held_back, "mentions": mentions, "article": number(why.article), "features": features,
    })
}

fn mention_json(mention: &WhyMention) -> Value {
    let mut out = json!(mention.mention);
    out["place"] = mention.place.into();
    out["in_dateline"] = mention.in_dateline.into();
    out["adds"] = number(mention.adds);
    out
}

/// The number with the fewest digits that is this `f32`.
fn number(value: f32) -> Value {
    value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}
