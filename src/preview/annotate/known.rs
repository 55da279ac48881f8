//! The ids of the record with their names, for completion in the panel.

use serde_json::{Value, json};

use crate::render::Edition;
use crate::resolve::Origins;
use crate::text::shorten;

/// All entries of the record that an annotation can name.
pub fn known(edition: Option<&Edition>) -> Value {
    let Some(edition) = edition else { return json!({"people": [], "sources": [], "facts": [], "quotes": []}) };
    let site = &edition.site;
    let entry = |id: &str, name: &str| json!({"id": id, "name": shorten(name)});
    // What an article says by itself has no id that others could use.
    let in_record = |origins: &Origins| matches!(origins, Origins::Entry(_));
    let facts = site.facts.entries.iter().filter(|node| in_record(&node.origins));
    let quotes = site.quotes.entries.iter().filter(|node| in_record(&node.origins));
    json!({
        "people": site.people.entries.iter().map(|node| entry(&node.id, &node.person.name)).collect::<Vec<_>>(),
        "sources": site.sources.entries.iter().map(|node| entry(&node.id, &node.source.title)).collect::<Vec<_>>(),
        "facts": facts.map(|node| entry(&node.id, &node.fact.statement)).collect::<Vec<_>>(),
        "quotes": quotes.map(|node| entry(&node.id, &node.quote.text)).collect::<Vec<_>>(),
    })
}
