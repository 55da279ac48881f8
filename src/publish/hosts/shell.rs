//! Logging in to an SSH server: the server shows that it is the known one, then we show who we are.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use russh::client::{self, Handle};
use russh::keys::agent::AgentIdentity;
use russh::keys::agent::client::AgentClient;
use russh::keys::known_hosts::known_host_keys_path;
use russh::keys::{Algorithm, HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKeyOrCertificate, decode_secret_key};
use russh::{ChannelStream, Preferred};

use crate::publish::host::{Refused, Why};

/// How long the server may take to let us in.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where to log in, and with what.
pub struct Login {
    pub host: String,
    pub port: u16,
    pub user: String,
    /// The files of known hosts.
    pub known_hosts: Vec<PathBuf>,
    /// The texts of private keys, in the order in which to try them.
    pub keys: Vec<String>,
    pub passphrase: Option<String>,
    pub password: Option<String>,
}

/// An open connection.
pub struct Session(Handle<Guard>);

/// Looks at the server's key.
struct Guard {
    place: String,
    known: Vec<russh::keys::PublicKey>,
}

impl Login {
    pub fn place(&self) -> String {
        format!("{}@{}:{}", self.user, self.host, self.port)
    }

    pub async fn connect(&self) -> Result<Session, Refused> {
        let known: Vec<_> = self
            .known_hosts
            .iter()
            .filter_map(|file| known_host_keys_path(&self.host, self.port, file).ok())
            .flatten()
            .map(|(_, key)| key)
            .collect();
        // A server has keys of several kinds: it is asked for one that we know.
        let mut kinds: Vec<Algorithm> = known.iter().map(|key| key.algorithm()).collect();
        kinds.extend(Preferred::DEFAULT.key.iter().cloned());
        let preferred = Preferred { key: Cow::Owned(kinds), ..Preferred::DEFAULT };
        let config = client::Config {
            preferred,
            nodelay: true,
            keepalive_interval: Some(Duration::from_secs(15)),
            ..client::Config::default()
        };
        let guard = Guard { place: format!("{}:{}", self.host, self.port), known };
        let address = (self.host.as_str(), self.port);
        let opening = tokio::time::timeout(PATIENCE, client::connect(Arc::new(config), address, guard));
        let mut handle = opening.await.map_err(|_| Refused::new(Why::Busy, "the server does not answer"))??;
        self.log_in(&mut handle).await?;
        Ok(Session(handle))
    }

    async fn log_in(&self, handle: &mut Handle<Guard>) -> Result<(), Refused> {
        for text in &self.keys {
            let key = decode_secret_key(text, self.passphrase.as_deref())
                .map_err(|error| Refused::new(Why::Denied, format!("a private key cannot be used: {error}")))?;
            if self.try_key(handle, key).await? {
                return Ok(());
            }
        }
        if self.try_agent(handle).await? {
            return Ok(());
        }
        if let Some(password) = &self.password
            && handle.authenticate_password(&self.user, password).await?.success()
        {
            return Ok(());
        }
        let tried = match (self.keys.len(), self.password.is_some()) {
            (0, false) => "there was no key to show, in a file or in the agent, and no password",
            (0, true) => "neither the agent’s keys nor the password were accepted",
            (_, false) => "no key was accepted",
            (_, true) => "neither a key nor the password were accepted",
        };
        Err(Refused::new(Why::Denied, format!("{} does not let `{}` in: {tried}", self.host, self.user)))
    }

    async fn try_key(&self, handle: &mut Handle<Guard>, key: PrivateKey) -> Result<bool, Refused> {
        let key = PrivateKeyWithHashAlg::new(Arc::new(key), None);
        Ok(handle.authenticate_publickey(&self.user, key).await?.success())
    }

    #[cfg(unix)]
    async fn try_agent(&self, handle: &mut Handle<Guard>) -> Result<bool, Refused> {
        // None is there on most build machines.
        let Ok(mut agent) = AgentClient::connect_env().await else { return Ok(false) };
        let Ok(identities) = agent.request_identities().await else { return Ok(false) };
        for identity in identities {
            let AgentIdentity::PublicKey { key, .. } = identity else { continue };
            let hash = key.algorithm().is_rsa().then_some(HashAlg::Sha512);
            let answer = handle.authenticate_publickey_with(&self.user, key, hash, &mut agent).await;
            if answer.is_ok_and(|answer| answer.success()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    #[cfg(not(unix))]
    async fn try_agent(&self, _: &mut Handle<Guard>) -> Result<bool, Refused> {
        Ok(false)
    }
}

impl Session {
    /// Opens a channel for SFTP.
    pub async fn sftp(&self) -> Result<ChannelStream<client::Msg>, Refused> {
        let channel = self.0.channel_open_session().await?;
        channel.request_subsystem(true, "sftp").await?;
        Ok(channel.into_stream())
    }
}

impl client::Handler for Guard {
    type Error = Refused;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, Refused> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = shown else { return Ok(false) };
        if self.known.iter().any(|known| known.key_data() == key.key_data()) {
            return Ok(true);
        }
        let print = key.fingerprint(HashAlg::Sha256);
        let told = if self.known.is_empty() {
            format!(
                "{} is not among the known hosts\n  it shows the key {print}; if that is right, run `ssh` once to enter it, or name a file with `known_hosts`",
                self.place
            )
        } else {
            format!(
                "{} shows the key {print}, which is not the one that is known\n  ask who runs it before you go on",
                self.place
            )
        };
        Err(Refused::new(Why::Denied, told))
    }
}

impl From<russh::Error> for Refused {
    fn from(error: russh::Error) -> Self {
        let why = match &error {
            russh::Error::IO(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Why::Denied,
            russh::Error::IO(_)
            | russh::Error::HUP
            | russh::Error::Disconnect
            | russh::Error::ConnectionTimeout
            | russh::Error::KeepaliveTimeout
            | russh::Error::InactivityTimeout
            | russh::Error::SendError
            | russh::Error::RecvError => Why::Busy,
            _ => Why::Other,
        };
        Self::new(why, error.to_string())
    }
}
