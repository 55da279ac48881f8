//! The door to the web, for what is asked for by name: whether a link still leads somewhere.

use std::time::Duration;

/// How long one answer may take, redirects and all.
const PATIENCE: Duration = Duration::from_secs(15);

const REDIRECTS: u32 = 10;

/// Whom a server has to do with, and where to complain.
const USER_AGENT: &str =
    concat!("onrecord/", env!("CARGO_PKG_VERSION"), " (link check; +", env!("CARGO_PKG_REPOSITORY"), ")");

/// What an address is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// Whether it is there.
    Head,
    /// The page itself, of which only the answer's first line counts.
    Get,
}

/// What comes of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The number of the answer, at the end of all redirects.
    Status(u16),
    /// There is no host of this name.
    NoHost,
    /// No answer came, and why not.
    Failed(String),
}

/// Servers that answer.
pub trait Web: Sync {
    fn ask(&self, ask: Ask, url: &str) -> Answer;
}

/// The web itself.
pub struct Internet(ureq::Agent);

impl Internet {
    #[expect(clippy::new_without_default, reason = "a default says nothing of sockets")]
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .user_agent(USER_AGENT)
            .http_status_as_error(false)
            .max_redirects(REDIRECTS)
            .max_redirects_will_error(false)
            .build();
        Self(config.into())
    }
}

impl Web for Internet {
    fn ask(&self, ask: Ask, url: &str) -> Answer {
        let answer = match ask {
            Ask::Head => self.0.head(url).call(),
            Ask::Get => self.0.get(url).call(),
        };
        match answer {
            Ok(response) => Answer::Status(response.status().as_u16()),
            Err(ureq::Error::HostNotFound) => Answer::NoHost,
            Err(error) => {
                let why = error.to_string();
                // Systems say in words alone whether a name is unknown or only could not be looked up now.
                const UNKNOWN: [&str; 3] =
                    ["Name or service not known", "nodename nor servname provided", "No such host is known"];
                if UNKNOWN.iter().any(|words| why.contains(words)) { Answer::NoHost } else { Answer::Failed(why) }
            }
        }
    }
}
