//! Patience with hosts that are busy or out of reach for a moment.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::host::{Refused, Why};

/// How often something is tried. With the pauses below that is up to fifteen seconds.
const TRIES: u32 = 6;
/// The first pause; each one after is twice as long.
const FIRST: Duration = Duration::from_millis(500);
/// No pause is longer than this, unless the host asks for it.
const LONGEST: Duration = Duration::from_secs(20);

/// Does something until it succeeds, fails for good, or was tried [`TRIES`] times.
pub fn patiently<T>(stop: &AtomicBool, mut what: impl FnMut() -> Result<T, Refused>) -> Result<T, Refused> {
    let mut tries = 1;
    loop {
        match what() {
            Err(refused) if refused.why == Why::Busy && tries < TRIES => {
                rest(stop, jittered(LONGEST.min(FIRST * 2_u32.pow(tries - 1))))?;
                tries += 1;
            }
            Err(refused) if refused.why == Why::Busy => {
                let message = format!("{} (tried {TRIES} times)", refused.message);
                return Err(Refused { message, ..refused });
            }
            other => return other,
        }
    }
}

/// Waits, unless the run is stopped.
fn rest(stop: &AtomicBool, pause: Duration) -> Result<(), Refused> {
    /// How long it may take until somebody who stops the run is heard.
    const SLICE: Duration = Duration::from_millis(50);
    let end = Instant::now() + pause;
    while !stop.load(Ordering::Relaxed) {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        std::thread::sleep(left.min(SLICE));
    }
    Err(Refused::new(Why::Stopped, "stopped"))
}

/// A pause between half and all of the given one, so that those who failed together do not come back together.
fn jittered(pause: Duration) -> Duration {
    let part = getrandom::u32().unwrap_or(u32::MAX);
    pause / 2 + (pause / 2).mul_f64(f64::from(part) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_again_only_where_that_can_help() {
        let stop = AtomicBool::new(false);
        let mut answers = vec![Ok(3), Err(Refused::new(Why::Busy, "later"))];
        assert_eq!(patiently(&stop, || answers.pop().unwrap()), Ok(3));
        let denied = Refused::new(Why::Denied, "no");
        let mut asked = 0;
        let answer: Result<(), _> = patiently(&stop, || {
            asked += 1;
            Err(denied.clone())
        });
        assert_eq!((answer, asked), (Err(denied), 1));
    }

    #[test]
    fn is_not_patient_with_a_stopped_run() {
        let stop = AtomicBool::new(true);
        let answer: Result<(), _> = patiently(&stop, || Err(Refused::new(Why::Busy, "later")));
        assert_eq!(answer.unwrap_err().why, Why::Stopped);
    }
}
