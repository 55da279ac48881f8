//! An incremental build is worth nothing if it is ever wrong: whatever happens to a site and its output between two
//! builds, and however a build ends, the next one gives what a clean build of a fresh copy gives, byte for byte.
//!
//! The real program on a real disk. Random choices come from seeds, which failures print; `ONRECORD_SEED` sets another
//! one, and `ONRECORD_ROUNDS` makes longer runs (the default is 1; 10 takes some minutes).

#![expect(clippy::disallowed_methods, reason = "tests set up a disk and look at it")]
#![expect(clippy::print_stdout, reason = "a skipped test says why")]

#[path = "common/picture.rs"]
mod picture;

#[path = "incremental/counters.rs"]
mod counters;
#[path = "incremental/damaged.rs"]
mod damaged;
#[path = "incremental/edits.rs"]
mod edits;
#[cfg(unix)]
#[path = "incremental/killed.rs"]
mod killed;
#[path = "incremental/moved.rs"]
mod moved;
#[path = "incremental/random.rs"]
mod random;
#[cfg(unix)]
#[path = "incremental/refused.rs"]
mod refused;
#[path = "incremental/site.rs"]
mod site;
