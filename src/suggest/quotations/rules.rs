//! What the wording alone decides, against both models.

use super::lexicon::{Cue, Hint, Sort};
use super::mentions::Mention;
use super::view::View;

impl View<'_> {
    /// Whose claim a stretch is a part of, where that claim is the object of another’s verb:
    /// `Calder denied Moser’s claim that they had met “many times”`.
    ///
    /// Gives the mention and the word for the claim.
    pub fn claimant(&self, stretch: usize) -> Option<(usize, usize)> {
        let words = &self.words.words;
        let at = self.at(stretch);
        let clause = words[..at].iter().rev().take(20).take_while(|word| {
            word.sentence == words[at].sentence
                && !matches!(word.sort, Sort::Quote | Sort::Stop | Sort::Comma | Sort::Colon | Sort::Dash)
        });
        let from = at - clause.count();
        let that = (from + 1..at)
            .find(|&place| words[place].of(self.text) == "that" && words[place - 1].hint == Hint::Claim)?;
        let owner = self.mentions.partition_point(|mention| mention.from < that).checked_sub(1)?;
        let mention = &self.mentions[owner];
        let owns = self.claim(mention) == Some(that - 1);
        let before = &words[mention.role.checked_sub(1)?];
        let object = before.cue != Cue::None || before.sort == Sort::Preposition;
        (owns && object && mention.from >= from).then_some((owner, that - 1))
    }

    /// The word for somebody’s words of which a mention is the owner: `Ann Tallow’s claim`.
    fn claim(&self, mention: &Mention) -> Option<usize> {
        let words = &self.words.words;
        let owner = words.get(mention.to).is_some_and(|word| word.sort == Sort::Genitive);
        let mut near = words.iter().enumerate().skip(mention.to + 1).take(if owner { 3 } else { 0 });
        near.find(|(_, word)| word.hint == Hint::Claim).map(|(place, _)| place)
    }

    /// The subject of a verb of speech that stands right before a stretch: `what Ann Tallow called “an offer”`.
    pub fn caller(&self, stretch: usize) -> Option<usize> {
        let at = self.at(stretch);
        let verb = at.checked_sub(1)?;
        let cue = self.words.words[verb].cue;
        if cue != Cue::Call {
            return None;
        }
        let before = self.mentions.partition_point(|mention| mention.from < verb);
        (before.saturating_sub(3)..before).rev().find(|&number| self.mentions[number].subject == Some(verb))
    }

    /// Whose words a text says that a stretch is: `in the words of Ann Tallow, “…”`. Gives also the word that says so.
    pub fn in_words_of(&self, stretch: usize) -> Option<(usize, usize)> {
        let words = &self.words.words;
        let at = self.at(stretch);
        let before = self.mentions.partition_point(|mention| mention.from < at);
        (before.saturating_sub(3)..before).rev().find_map(|number| {
            let mention = &self.mentions[number];
            let verb = mention.inverse.filter(|&verb| words[verb].of(self.text) == "words")?;
            let near = (mention.past..mention.past + 3).contains(&at);
            (near && words[verb].sentence == words[at].sentence).then_some((number, verb))
        })
    }

    /// Whether a stretch stands before its speaker and a plain verb of speech: `“…,” she said`, `“…?” asked Ann Tallow`.
    pub fn is_told(&self, stretch: usize, number: usize) -> bool {
        let words = &self.words.words;
        let (at, mention) = (self.at(stretch), &self.mentions[number]);
        if !matches!(self.ending(at, stretch), Some(',' | '?' | '!')) {
            return false;
        }
        let next = at + 1 + usize::from(self.outside(at, stretch).is_some());
        let plain =
            |verb: usize| matches!(words[verb].cue, Cue::Say | Cue::Add) && words[verb].sentence == words[at].sentence;
        let subject = mention.role == next && mention.subject == Some(mention.to) && plain(mention.to);
        subject || (mention.inverse == Some(next) && plain(next))
    }

    /// Whether a stretch is what somebody habitually calls a thing of their own: `what they call their “safe room”`.
    /// That is a name for it, and no statement.
    pub fn is_own_term(&self, stretch: usize) -> bool {
        let words = &self.words.words;
        let at = self.at(stretch);
        let Some(from) = at.checked_sub(2) else { return false };
        let (verb, own) = (&words[from], &words[from + 1]);
        if own.sort != Sort::Possessor || verb.sentence != words[at].sentence {
            return false;
        }
        let habit = matches!(verb.of(self.text), "call" | "calls" | "term" | "terms" | "dubs");
        let said = &self.text[self.stretches[stretch].span.clone()];
        let brief = said.split_ascii_whitespace().nth(4).is_none();
        habit && brief && said.ends_with(char::is_alphanumeric) && !said.starts_with(char::is_uppercase)
    }
}
