//! A suggestion in a line of words.

use super::person::named;
use crate::parse::{Fact, Subject, Suggested};
use crate::suggest::Known;

/// What is proposed, how sure that is, and who spoke or which figure it is, as `figure` spells it.
pub fn described(one: &Suggested, people: &[Known], figure: impl Fn(&Fact) -> Option<String>) -> String {
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
        Subject::OwnFact { fact, .. } => figure(fact).unwrap_or_default(),
    };
    format!("{}{sure}: {what}", one.kind.word())
}
