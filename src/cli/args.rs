//! The command line, as typed and as meant.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Parser, Subcommand};

use crate::schema;

/// A static site generator for writing that has to hold up.
#[derive(Debug, Parser)]
#[command(
    version,
    about,
    disable_help_subcommand = true,
    after_help = "`onrecord COMMAND --help` says more about a command."
)]
pub struct Args {
    /// The site's folder, which holds site.yaml
    #[arg(long, global = true, value_name = "DIR", default_value = ".")]
    pub root: PathBuf,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Builds the site: content to `public/`, writing only what changed
    Build(Build),
    /// Shows the site in the browser and keeps up with every change
    Serve(Serve),
    /// Asks the editor's questions: sources, figures, wordings, links
    Check(Check),
    /// Proposes the quotes and facts that articles ask for
    Suggest(Suggest),
    /// Goes through what was suggested: accept, edit or reject
    Confirm(Confirm),
    /// Stores a copy of a source and notes it in the record
    Archive(Archive),
    /// Puts on the host what differs from it, in an order in which nobody sees half a site
    Publish(Publish),
    /// Makes a starter site, or a new article in a site
    New(New),
    /// Writes JSON Schemas of what authors write, for editor programs
    Schema(Schema),
}

#[derive(Debug, clap::Args)]
pub struct Build {
    /// The folder to write to [default: public/ in the site's folder]
    #[arg(long, short, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Include articles dated in the future
    #[arg(long)]
    pub future: bool,
    /// Include articles past their `expires_on`
    #[arg(long)]
    pub expired: bool,
    /// The address to publish at, in place of the one in site.yaml
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// The theme to use, in place of the one in site.yaml
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Build again at every change
    #[arg(long)]
    pub watch: bool,
    /// Print how long each stage took
    #[arg(long)]
    pub timings: bool,
    /// Print nothing but diagnostics
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Debug, Clone, clap::Args)]
pub struct Check {
    /// Files and folders to tell about [default: all of the site]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to write what is found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Mend what is beyond doubt
    #[arg(long)]
    pub fix: bool,
    /// Ask other sites whether links to them still lead somewhere
    #[arg(long)]
    pub external: bool,
    /// Write the addresses and ids that are published now to `onrecord.lock`
    #[arg(long, conflicts_with_all = ["drafts", "future", "expired"])]
    pub lock: bool,
    /// Say what a rule asks, and why
    #[arg(long, value_name = "CODE", exclusive = true)]
    pub explain: Option<String>,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Include articles dated in the future
    #[arg(long)]
    pub future: bool,
    /// Include articles past their `expires_on`
    #[arg(long)]
    pub expired: bool,
    /// Print how long each stage took, to standard error
    #[arg(long)]
    pub timings: bool,
}

#[derive(Debug, clap::Args)]
pub struct Suggest {
    /// Articles, or folders of articles [default: all articles without annotations]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to write what is found
    #[arg(long, value_enum, default_value_t = SuggestFormat::Text)]
    pub format: SuggestFormat,
    /// Put what is found beside the articles, as entries with `status: suggested`, which are never published
    #[arg(long)]
    pub write: bool,
    /// Leave out what is less sure than this, from 0 to 1
    #[arg(long, value_name = "N", default_value_t = 0.0, value_parser = share)]
    pub min_confidence: f32,
    /// Read texts from standard input, a line of JSON each, `{"id", "text", "date"}`, and print a line for each
    #[arg(long, conflicts_with_all = ["paths", "write", "format"])]
    pub stdin: bool,
}

/// How suggestions are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum SuggestFormat {
    /// For people
    Text,
    /// One JSON object on each line, for each article
    Json,
}

#[derive(Debug, clap::Args)]
pub struct Confirm {
    /// Articles, or folders of articles [default: all with suggestions]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Leave out what is less sure than this, from 0 to 1
    #[arg(long, value_name = "N", value_parser = share)]
    pub min_confidence: Option<f32>,
    /// Accept all that are at least as sure as --min-confidence says, and ask nothing
    #[arg(long, requires = "min_confidence")]
    pub accept_all: bool,
    /// The source of all that is accepted and names none, by its id in the record
    #[arg(long, value_name = "ID")]
    pub source: Option<String>,
    /// Read the answers from standard input although it is no terminal: a letter on each line
    #[arg(long, conflicts_with = "accept_all")]
    pub stdin: bool,
}

fn share(text: &str) -> Result<f32, String> {
    let number = text.parse::<f32>().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "this is a number from 0 to 1, such as 0.8".to_owned())
}

#[derive(Debug, clap::Args)]
pub struct Schema {
    /// What to print the schema of [default: the list of all]
    #[arg(value_enum, value_name = "NAME")]
    pub of: Option<schema::Of>,
    /// Write all schemas to `.onrecord/schema/` of the site
    #[arg(long, conflicts_with = "of")]
    pub write: bool,
}

#[derive(Debug, clap::Args)]
pub struct Archive {
    /// The id of the source
    #[arg(value_name = "ID")]
    pub id: String,
    /// A file, or an address to fetch
    #[arg(value_name = "FILE|URL")]
    pub from: Option<String>,
    /// Fetch the source's own `url`
    #[arg(long, conflicts_with = "from")]
    pub fetch: bool,
    /// Keep a copy with other bytes beside the one that is there, and name it in the record
    #[arg(long)]
    pub replace: bool,
}

/// How diagnostics are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, with the line itself
    Text,
    /// One JSON object on each line
    Json,
    /// SARIF 2.1.0, for code hosts
    Sarif,
    /// Commands of GitHub Actions
    Github,
}

#[derive(Debug, clap::Args)]
pub struct Serve {
    /// The port to listen on [default: the first free one from 4000]
    #[arg(long, short, value_name = "PORT")]
    pub port: Option<u16>,
    /// The address to listen on, to let other machines in [default: this machine alone]
    #[arg(long, value_name = "IP")]
    pub host: Option<std::net::IpAddr>,
    /// Open the browser
    #[arg(long)]
    pub open: bool,
    /// Scroll the open page to what a change made different
    #[arg(long)]
    pub follow: bool,
    /// Show the site and let nobody annotate it
    #[arg(long)]
    pub read_only: bool,
    /// Leave out drafts
    #[arg(long)]
    pub no_drafts: bool,
    /// Include articles dated in the future
    #[arg(long)]
    pub future: bool,
    /// Include articles past their `expires_on`
    #[arg(long)]
    pub expired: bool,
    /// The theme to use, in place of the one in site.yaml
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Read the folders now and then instead of asking the system for changes, as network file systems need it
    #[arg(long)]
    pub poll: bool,
}

#[derive(Debug, clap::Args)]
pub struct Publish {
    /// The target of site.yaml to publish to [default: the only one, or the one with `default: true`]
    #[arg(value_name = "TARGET")]
    pub target: Option<String>,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(long, short)]
    pub yes: bool,
    /// Refuse to remove more files than this [default: 50 or a fifth of all, whichever is more]
    #[arg(long, value_name = "N")]
    pub max_delete: Option<usize>,
    /// Compare with a list of what is there, even where making it takes long
    #[arg(long)]
    pub list: bool,
    /// Publish to a place that already holds files of somebody else
    #[arg(long)]
    pub adopt: bool,
    /// Remove files there that onrecord did not put there
    #[arg(long)]
    pub prune: bool,
    /// Publish although somebody else seems to be publishing
    #[arg(long)]
    pub break_lock: bool,
    /// The address to publish at, in place of the one in site.yaml
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Print nothing but what is wrong
    #[arg(long, short)]
    pub quiet: bool,
    /// Publish compressed variants of texts, for servers that choose by suffix [default: what the target says; all three
    /// where no way is named]
    #[arg(long, value_enum, value_name = "WAYS", value_delimiter = ',', num_args = 0.., require_equals = true)]
    pub precompress: Option<Vec<Way>>,
    /// Print what publishing needs elsewhere, and do nothing else: workflows that publish at every push, or what a web
    /// server needs to be told
    #[arg(long, value_enum, value_name = "WHAT")]
    pub print: Option<Print>,
    /// Print a workflow that publishes at every push, and do nothing else
    #[arg(long, value_enum, value_name = "SERVICE", conflicts_with = "print")]
    pub print_ci: Option<Service>,
}

/// A way to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Way {
    Gzip,
    Brotli,
    Zstd,
}

/// What is printed for use elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Print {
    /// Workflows for GitHub Actions, GitLab CI and Forgejo
    Ci,
    /// What nginx needs to be told
    Nginx,
    /// What Caddy needs to be told
    Caddy,
}

/// Where a workflow runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Service {
    Github,
    Gitlab,
    Forgejo,
}

#[derive(Debug, clap::Args)]
#[command(override_usage = "onrecord new DIR\n       onrecord new article TITLE [--in SECTION]")]
pub struct New {
    /// The folder of a new site, or the word `article`
    #[arg(value_name = "DIR | article")]
    first: PathBuf,
    /// The title of a new article
    #[arg(value_name = "TITLE")]
    title: Option<String>,
    /// The section of a new article, such as `news`
    #[arg(long = "in", value_name = "SECTION")]
    section: Option<String>,
}

/// What `new` is to make.
#[derive(Debug, PartialEq, Eq)]
pub enum NewWhat {
    Site(PathBuf),
    Article { title: String, section: Option<String> },
}

impl New {
    /// Says what is meant, or what is wrong with the words together.
    pub fn what(self) -> anyhow::Result<NewWhat> {
        match (self.first.as_os_str() == "article", self.title) {
            (true, Some(title)) => Ok(NewWhat::Article { title, section: self.section }),
            (true, None) => bail!("a new article needs a title: `onrecord new article \"What it is about\"`"),
            (false, Some(_)) => {
                bail!("a new site takes one folder; to make an article, write `onrecord new article TITLE`")
            }
            (false, None) => Ok(NewWhat::Site(self.first)),
        }
    }
}
