//! A suggestion in a line of words.

use super::person::named;
use crate::parse::{Figure, Subject, Suggested};
use crate::suggest::Known;

/// What is proposed, how sure that is, and who spoke or which figure it is.
pub fn described(one: &Suggested, people: &[Known]) -> String {
    let sure = one.proposal.confidence.map_or_else(String::new, |sure| format!(", {:.0}% sure", sure * 100.0));
    let what = match &one.subject {
        Subject::Ref(id) => format!("as `{id}` of the record"),
        Subject::OwnQuote { quote, .. } => match (&quote.speaker, &one.proposal.speaker_name) {
            (Some(id), _) => {
                let known = people.iter().find(|known| known.id == *id);
                format!("said by {}", known.map_or(id, |known| &known.name))
            }
            (None, Some(name)) => {
                let new = if named(people, name).is_none() { " (new in the record)" } else { "" };
                let role = one.proposal.speaker_role.as_ref().map_or_else(String::new, |role| format!(", {role}"));
                format!("said by {name}{role}{new}")
            }
            (None, None) => "nobody is named as the speaker".to_owned(),
        },
        Subject::OwnFact { fact, .. } => {
            let figure = match &fact.figure {
                Some(Figure::Value(_, text) | Figure::Words(text)) => text.clone(),
                Some(Figure::Range(low, high)) => format!("{low} to {high}"),
                None => String::new(),
            };
            let about = if fact.approx { "about " } else { "" };
            format!("{about}{figure} {}", fact.unit.as_deref().unwrap_or_default()).trim_end().to_owned()
        }
    };
    format!("{}{sure}: {what}", one.kind.word())
}
