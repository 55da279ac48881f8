//! onrecord turns a folder of annotated articles into a site where every quote shows who said it and on
//! what source, and every fact its figure, date, status and sources.
//!
//! A build is five stages, each a plain function from one noun to the next:
//!
//! 1. [`gather`] walks the site's folders and gives **inputs**: file texts and lists of files to copy.
//! 2. [`parse`] reads each file by itself and gives **articles**, with every annotation on its passage,
//!    and the entries of the **record**.
//! 3. [`resolve`] links ids, files and tags and gives the **site**.
//! 4. [`render`] plans the **pages**, makes each page's view and fills the templates of the [`theme`]; beside
//!    them it makes the index in which readers search.
//! 5. [`output`] keeps them: writes what changed, removes what nobody needs any more. What the next build can start
//!    from is left beside them ([`output::Basis`], [`resolve::kept`]).
//!
//! [`check`] asks the editor's questions of what they give; [`schema`] tells editor programs what authors can write.
//! [`project`] runs the first four and holds the only state there is, what was made from each file; [`preview`] serves
//! its editions, follows the files and writes the annotations that are made on a page; [`publish`] puts what differs
//! between the output and a host on that host; [`cli`] has a file for each command. [`verbatim`] finds quotes in the
//! archived copies of their sources, for [`resolve`] and [`check`]; [`archive`] stores such copies when an author asks
//! for one; [`suggest`] proposes the annotations that a text asks for, and [`annotate`] writes annotations beside
//! articles. Below all of them lie [`text`] (paths, diagnostics, dates, fingerprints), [`quantity`] (numbers and units
//! in plain prose), [`yaml`] (values that know where they stand), [`language`] (words, dates and numbers as each
//! language has them), [`pictures`] (their sizes, their prints, and the images by which pages are shared), [`world`]
//! (the one door to files and the clock), [`config`] (site.yaml) and [`report`] (diagnostics as people read them).
//!
//! Imports point down: `cli` → `archive`, `schema`, `check`, `publish`, `preview` → `project` → `output` → `render` →
//! `theme`, `resolve` → `annotate` → `gather`, `verbatim` → `parse`, `config`, `pictures` → `language` → `yaml`,
//! `report`, `world` → `suggest` → `quantity`, `text`.

pub mod annotate;
pub mod archive;
pub mod check;
pub mod cli;
pub mod config;
pub mod gather;
pub mod language;
pub mod output;
pub mod parse;
pub mod pictures;
pub mod preview;
pub mod project;
pub mod publish;
pub mod quantity;
pub mod render;
pub mod report;
pub mod resolve;
pub mod schema;
pub mod suggest;
pub mod text;
pub mod theme;
pub mod verbatim;
pub mod world;
pub mod yaml;
