//! The redirects of S3's websites: a header that goes with a file, which OpenDAL does not know.
//!
//! OpenDAL is handed the address as a note of the file's own. On its way out the note becomes the header, and the
//! request is signed again, since a store signs for all headers of this kind.

use http::request::Parts;
use http::{HeaderName, header};
use opendal::{Error, ErrorKind};
use reqsign_aws_v4::{Credential, DefaultCredentialProvider, RequestSigner, StaticCredentialProvider};
use reqsign_core::{Context, OsEnv, ProvideCredentialChain, Signer};
use reqsign_file_read_tokio::TokioFileRead;

use super::Secrets;

/// The note's name.
pub const NOTE: &str = "onrecord-redirect";
const NOTED: HeaderName = HeaderName::from_static("x-amz-meta-onrecord-redirect");
const REDIRECT: HeaderName = HeaderName::from_static("x-amz-website-redirect-location");
const DATE: HeaderName = HeaderName::from_static("x-amz-date");
const TOKEN: HeaderName = HeaderName::from_static("x-amz-security-token");

pub struct Website {
    signer: Signer<Credential>,
}

impl Website {
    /// Signs with the credentials that OpenDAL finds, too.
    pub fn new(region: &str, profile: Option<&str>, secrets: &Secrets) -> Self {
        let mut usual = DefaultCredentialProvider::builder().no_imds();
        if let Some(profile) = profile {
            usual = usual.with_profile(profile);
        }
        let mut providers = ProvideCredentialChain::new().push(usual.build());
        if let (Some(id), Some(key)) = (&secrets.user, &secrets.password) {
            providers = providers.push_front(StaticCredentialProvider::new(id, key));
        }
        let context = Context::new().with_file_read(TokioFileRead).with_env(OsEnv);
        Self { signer: Signer::new(context, providers, RequestSigner::new("s3", region)) }
    }

    /// Turns a note into the header.
    pub async fn finish(&self, parts: &mut Parts) -> Result<(), Error> {
        let Some(to) = parts.headers.remove(NOTED) else { return Ok(()) };
        parts.headers.insert(REDIRECT, to);
        for signed in [header::AUTHORIZATION, DATE, TOKEN] {
            parts.headers.remove(signed);
        }
        // Its message names no secret; what it says of credentials OpenDAL has said before.
        let signed = self.signer.sign(parts, None).await;
        signed.map_err(|error| Error::new(ErrorKind::Unexpected, format!("cannot sign a redirect: {}", error.kind())))
    }
}
