//! People, quotes, facts and sources.

use super::{Page, iso};
use crate::render::json::Object;
use crate::render::view::{
    ChangeView, FactView, OriginalView, PersonRef, PersonView, QuantityView, QuoteView, RoleView, SourceRef,
    SourceView, UseRef,
};
use crate::render::web::Web;

/// The page of a person, which is about them.
pub fn profile(page: Page<'_>, person: &PersonView<'_>) -> Object {
    let own = &page.view.page;
    Object::typed("ProfilePage")
        .with("@id", page.web.address(own.path))
        .with("url", page.web.address(own.path))
        .with("name", own.title.as_str())
        .with("inLanguage", own.lang)
        .with("isPartOf", page.website())
        .with("mainEntity", self::person(page.web, person))
}

fn person(web: Web<'_>, view: &PersonView<'_>) -> Object {
    let about = person_ref(web, &view.person)
        .with("alternateName", view.aliases)
        .with("description", view.note)
        .with("image", view.image.map(|path| web.address(path)))
        .with("sameAs", view.same_as);
    if view.person.kind == "organization" {
        return about;
    }
    let current = view.roles.iter().find(|role| role.to.is_none());
    about
        .with("pronouns", view.pronouns)
        .with("jobTitle", current.map(|role| role.title))
        .with("worksFor", view.roles.iter().filter_map(role).collect::<Vec<_>>())
}

/// A role at a body, for a time: schema.org puts it between the person and the body. A role at none is a title only.
fn role(role: &RoleView<'_>) -> Option<Object> {
    let body = Object::typed("Organization").with("name", role.org?);
    let role = Object::typed("OrganizationRole")
        .with("roleName", role.title)
        .with("startDate", iso(role.from.as_ref()))
        .with("endDate", iso(role.to.as_ref()))
        .with("worksFor", body);
    Some(role)
}

/// A person as others point at them.
pub fn person_ref(web: Web<'_>, person: &PersonRef<'_>) -> Object {
    let kind = if person.kind == "organization" { "Organization" } else { "Person" };
    Object::typed(kind)
        .with("@id", web.part(person.path, "person"))
        .with("name", person.name)
        .with("url", web.address(person.path))
}

pub fn quotation(web: Web<'_>, quote: &QuoteView<'_>, used_in: &[UseRef<'_>]) -> Object {
    let recorded = quote.venue.map(|venue| {
        let event = Object::typed("Event").with("name", venue);
        event.with("startDate", iso(quote.said_on.as_ref()))
    });
    quotation_ref(web, quote)
        .with("recordedAt", recorded)
        .with("citation", quote.source.as_ref().map(|source| source_ref(web, &source.source)))
        .with("translationOfWork", quote.original.as_ref().map(original))
        .with("translator", quote.translator.map(|name| Object::typed("Person").with("name", name)))
        .with("isPartOf", appearances(web, used_in))
}

/// A quote as an article has it. `creator` is who said it: `spokenByCharacter` is for figures of fiction.
pub fn quotation_ref(web: Web<'_>, quote: &QuoteView<'_>) -> Object {
    Object::typed("Quotation")
        .with("@id", web.part(quote.path, "quote"))
        .with("url", web.address(quote.path))
        .with("text", quote.text)
        .with("creator", quote.speaker.as_ref().map(|speaker| person_ref(web, speaker)))
        .with("dateCreated", iso(quote.said_on.as_ref()))
}

fn original(original: &OriginalView<'_>) -> Object {
    Object::typed("Quotation").with("text", original.text).with("inLanguage", original.lang)
}

/// The articles in which something appears.
fn appearances(web: Web<'_>, used_in: &[UseRef<'_>]) -> Vec<Object> {
    let article = |used: &UseRef<'_>| {
        let article = Object::typed("Article").with("@id", web.part(used.path, "article"));
        article.with("name", used.title).with("url", web.address(used.path))
    };
    used_in.iter().map(article).collect()
}

/// A fact, and, if it is the claim of somebody else that the site has judged, the judgement.
pub fn claim_and_review(page: Page<'_>, fact: &FactView<'_>, used_in: &[UseRef<'_>]) -> Vec<Object> {
    let corrected: &[ChangeView<'_>] = if fact.status == "corrected" { &fact.history } else { &[] };
    let cited = |source: &SourceRef<'_>| source_ref(page.web, &source.source);
    let claim = claim_ref(page.web, fact)
        .with("about", observation(fact))
        .with("citation", fact.sources.iter().map(cited).collect::<Vec<_>>())
        .with("correction", corrected.iter().map(correction).collect::<Vec<_>>())
        .with("appearance", appearances(page.web, used_in));
    [Some(claim), review(page, fact)].into_iter().flatten().collect()
}

/// A fact as an article has it.
pub fn claim_ref(web: Web<'_>, fact: &FactView<'_>) -> Object {
    Object::typed("Claim")
        .with("@id", web.part(fact.path, "claim"))
        .with("url", web.address(fact.path))
        .with("text", fact.statement)
        .with("creator", fact.claimed_by.as_ref().map(|person| person_ref(web, person)))
}

/// What a fact said before, what it says now, and why, as far as they are known.
fn correction(change: &ChangeView<'_>) -> Object {
    let states: Vec<&str> = [change.was, change.now].into_iter().flatten().collect();
    let said = Some(states.join(" → ")).filter(|said| !said.is_empty());
    let text: Vec<String> = [said, change.why.map(str::to_owned)].into_iter().flatten().collect();
    Object::typed("CorrectionComment").with("text", text.join(". ")).with("datePublished", iso(change.on.as_ref()))
}

/// What was measured. An Observation is no creative work, so it is what the claim is about.
fn observation(fact: &FactView<'_>) -> Option<Object> {
    let quantity = fact.quantity.as_ref()?;
    let QuantityView { value, low, high, words, unit, .. } = quantity;
    let about = fact.subject.map(|subject| Object::typed("Thing").with("name", subject));
    Some(
        Object::typed("Observation")
            .with("name", fact.figure.as_deref())
            .with("observationAbout", about)
            .with("variableMeasured", fact.measure)
            .with("observationDate", iso(fact.as_of.as_ref()))
            .with("value", *value)
            .with("value", words.filter(|_| value.is_none()))
            .with("minValue", *low)
            .with("maxValue", *high)
            .with("unitText", *unit),
    )
}

/// The statuses that judge a claim. `claimed` and `unverified` judge nothing, an `estimate` is no claim to truth, and
/// `corrected` is about the site's own entry.
const JUDGEMENTS: [&str; 4] = ["confirmed", "disputed", "false", "outdated"];

/// A claim of somebody else that the site has judged. The rating has a name and no number, since the editors gave none.
fn review(page: Page<'_>, fact: &FactView<'_>) -> Option<Object> {
    let claimant = fact.claimed_by.as_ref().filter(|_| JUDGEMENTS.contains(&fact.status))?;
    let claim = Object::typed("Claim")
        .with("@id", page.web.part(fact.path, "claim"))
        .with("author", person_ref(page.web, claimant));
    let rating = Object::typed("Rating").with("alternateName", fact.status_label).with("ratingExplanation", fact.note);
    let review = Object::typed("ClaimReview")
        .with("@id", page.web.part(fact.path, "review"))
        .with("url", page.web.address(fact.path))
        .with("claimReviewed", fact.statement)
        .with("itemReviewed", claim)
        .with("reviewRating", rating)
        .with("author", page.publisher());
    Some(review)
}

/// A source with all that its page tells of it.
pub fn source(web: Web<'_>, source: &SourceView<'_>) -> Object {
    let copy = (source.archive_url.is_some() || source.archive_sha256.is_some()).then(|| {
        Object::typed("MediaObject").with("contentUrl", source.archive_url).with("sha256", source.archive_sha256)
    });
    // Where onrecord knows only a name, schema.org leaves open whether it is a person's.
    let publisher = source.publisher.map(|name| Object::typed("Organization").with("name", name));
    let author = source.author.map(|name| Object::typed("Person").with("name", name));
    source_ref(web, source)
        .with("author", author)
        .with("publisher", publisher)
        .with("datePublished", iso(source.published.as_ref()))
        .with("genre", source.kind.filter(|&kind| kind == "interview"))
        .with("copyrightNotice", source.rights)
        .with("archivedAt", source.archive_url)
        .with("encoding", copy)
}

/// A source that is described elsewhere on the page.
pub fn source_id(web: Web<'_>, source: &SourceRef<'_>) -> Object {
    Object::new().with("@id", web.part(source.source.path, "source"))
}

/// A source as others cite it. Only what its kind says for sure is more than a creative work.
pub fn source_ref(web: Web<'_>, source: &SourceView<'_>) -> Object {
    let kind = match source.kind {
        Some("dataset") => "Dataset",
        Some("document") => "DigitalDocument",
        Some("wire") => "NewsArticle",
        _ => "CreativeWork",
    };
    Object::typed(kind).with("@id", web.part(source.path, "source")).with("name", source.title).with("url", source.url)
}
