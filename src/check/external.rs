//! Asks the web whether links lead somewhere, politely, and remembers the answers.
//!
//! One host is asked one thing at a time, with a pause in between; several hosts are asked at once. What is certain is
//! told: that a page is gone, that there is no such host. A server that refuses, fails or takes too long says nothing of
//! its pages, so that is not known.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::world::{Answer, Ask, Web};

/// What is known of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Well,
    /// It leads to nothing, and how that is known.
    Broken(String),
    /// Nobody can say, and why not.
    Unknown(String),
}

/// How servers are treated.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// Between two questions to one host.
    pub pause: Duration,
    /// How many hosts are asked at once.
    pub hosts: usize,
}

impl Default for Manners {
    fn default() -> Self {
        Self { pause: Duration::from_secs(1), hosts: 8 }
    }
}

/// Answers from before, with their dates.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memory(BTreeMap<String, Remembered>);

#[derive(Debug, Serialize, Deserialize)]
struct Remembered {
    /// An ISO 8601 date.
    on: String,
    verdict: Verdict,
}

/// How many days an answer is believed.
const BELIEVED: i64 = 30;

/// How many days a bad one is: somebody may be mending it.
const BELIEVED_BROKEN: i64 = 1;

impl Memory {
    /// Reads what [`text`](Self::text) wrote; what cannot be read is nothing.
    pub fn read(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("words and dates are written") + "\n"
    }

    fn get(&self, url: &str, today: Date) -> Option<&Verdict> {
        let Remembered { on, verdict } = self.0.get(url)?;
        let days = match verdict {
            Verdict::Well => BELIEVED,
            Verdict::Broken(_) => BELIEVED_BROKEN,
            Verdict::Unknown(_) => return None,
        };
        let on: Date = on.parse().ok()?;
        let last = on.checked_add(jiff::Span::new().days(days)).ok()?;
        (on <= today && today <= last).then_some(verdict)
    }

    /// Says what is known of each link; asks for those that nobody has asked for lately, and remembers the answers.
    ///
    /// What no link names any more is forgotten.
    pub fn look_up(
        &mut self,
        links: &BTreeSet<String>,
        web: &dyn Web,
        manners: Manners,
        today: Date,
    ) -> BTreeMap<String, Verdict> {
        let urls: BTreeSet<&str> = links.iter().map(|link| without_part(link)).collect();
        let unknown = urls.iter().copied().filter(|url| self.get(url, today).is_none());
        let asked = ask_all(unknown, web, manners);
        for (url, verdict) in asked {
            self.0.insert(url, Remembered { on: today.to_string(), verdict });
        }
        self.0.retain(|url, _| urls.contains(url.as_str()));
        let known = |link: &String| Some((link.clone(), self.0.get(without_part(link))?.verdict.clone()));
        let verdicts = links.iter().filter_map(known).collect();
        // What is not known is asked again the next time.
        self.0.retain(|_, remembered| !matches!(remembered.verdict, Verdict::Unknown(_)));
        verdicts
    }
}

fn without_part(link: &str) -> &str {
    link.split('#').next().unwrap_or(link)
}

fn ask_all<'a>(urls: impl Iterator<Item = &'a str>, web: &dyn Web, manners: Manners) -> Vec<(String, Verdict)> {
    let mut by_host: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for url in urls {
        by_host.entry(host(url)).or_default().push(url);
    }
    let workers = manners.hosts.clamp(1, by_host.len().max(1));
    let waiting: Mutex<VecDeque<Vec<&str>>> = Mutex::new(by_host.into_values().collect());
    let verdicts = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let host = waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
                    let Some(urls) = host else { return };
                    for (number, url) in urls.into_iter().enumerate() {
                        if number > 0 {
                            std::thread::sleep(manners.pause);
                        }
                        let verdict = ask(url, web, manners);
                        verdicts.lock().unwrap_or_else(PoisonError::into_inner).push((url.to_owned(), verdict));
                    }
                }
            });
        }
    });
    verdicts.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Asks whether a page is there; a server that does not answer that well is asked for the page itself.
fn ask(url: &str, web: &dyn Web, manners: Manners) -> Verdict {
    match web.ask(Ask::Head, url) {
        Answer::Status(200..=299) => return Verdict::Well,
        Answer::NoHost => return Verdict::Broken("there is no host of this name".to_owned()),
        Answer::Status(_) | Answer::Failed(_) => std::thread::sleep(manners.pause),
    }
    match web.ask(Ask::Get, url) {
        Answer::Status(200..=299) => Verdict::Well,
        Answer::Status(number @ (404 | 410)) => Verdict::Broken(format!("the server answers {number}")),
        Answer::Status(number) => Verdict::Unknown(format!("the server answers {number}")),
        Answer::NoHost => Verdict::Broken("there is no host of this name".to_owned()),
        Answer::Failed(why) => Verdict::Unknown(why),
    }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or(rest)
}
