//! Brings one file from the web.

use std::time::Duration;

use anyhow::{Context, bail};

/// A copy is not larger: reports run to some tens of megabytes.
pub const LARGEST: u64 = 64 << 20;

/// From the first byte asked for to the last that came.
const PATIENCE: Duration = Duration::from_secs(120);
const TO_CONNECT: Duration = Duration::from_secs(15);
const REDIRECTS: u32 = 8;

/// What a server gave.
#[derive(Debug)]
pub struct Fetched {
    pub bytes: Vec<u8>,
    pub content_type: Option<String>,
}

/// Fetches what stands at an address, following redirects; anything but a full answer is an error.
pub fn fetch(url: &str) -> anyhow::Result<Fetched> {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .timeout_connect(Some(TO_CONNECT))
        .max_redirects(REDIRECTS)
        .user_agent(concat!("onrecord/", env!("CARGO_PKG_VERSION")));
    let mut response = config.build().new_agent().get(url).call().with_context(|| format!("cannot fetch `{url}`"))?;
    let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok()).map(str::to_owned);
    if response.body().content_length().is_some_and(|length| length > LARGEST) {
        bail!("`{url}` is larger than {} MB", LARGEST >> 20);
    }
    let bytes = response.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|error| match error {
        ureq::Error::BodyExceedsLimit(_) => anyhow::anyhow!("`{url}` is larger than {} MB", LARGEST >> 20),
        error => anyhow::Error::new(error).context(format!("cannot fetch `{url}`")),
    })?;
    if bytes.is_empty() {
        bail!("`{url}` is empty");
    }
    Ok(Fetched { bytes, content_type })
}
