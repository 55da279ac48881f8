//! Object stores, each a server of its own: S3 by moto, Azure Blob Storage by Azurite, Google Cloud Storage by
//! fake-gcs-server.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::servers::{Server, Store, Target, free_port, start};
use crate::site::Files;

/// What is asked of a server directly, past the program.
fn ask(method: &str, url: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, http::HeaderMap, Vec<u8>) {
    let mut request = http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let answer = match method {
        "PUT" | "POST" => agent.run(request.body(body.to_vec()).expect("a request")),
        _ => agent.run(request.body(()).expect("a request")),
    };
    let mut answer = answer.expect("the server answers");
    let bytes = answer.body_mut().read_to_vec().expect("the server answers");
    (answer.status().as_u16(), answer.headers().clone(), bytes)
}

fn encoded(path: &str) -> String {
    const OTHER: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'.').remove(b'-').remove(b'_');
    utf8_percent_encode(path, OTHER).to_string()
}

/// What stands between two tags, each time.
fn between<'a>(xml: &'a str, tag: &'a str) -> impl Iterator<Item = String> + 'a {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    xml.match_indices(&open)
        .map(|(at, _)| at + open.len())
        .filter_map(move |from| {
            let text = xml[from..].split(&close).next()?;
            let plain = [("&quot;", "\""), ("&#34;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")];
            Some(plain.iter().fold(text.to_owned(), |text, (name, sign)| text.replace(name, sign)))
        })
        .collect::<Vec<_>>()
        .into_iter()
}

// ---- S3 ----------------------------------------------------------------------------------------

pub struct Moto {
    port: u16,
    _server: Server,
}

/// Tells moto who asks; it does not look at signatures.
const WHO: (&str, &str) = ("authorization", "AWS4-HMAC-SHA256 Credential=x/20200101/us-east-1/s3/aws4_request");

impl Moto {
    pub fn start() -> Option<Self> {
        let port = free_port();
        let server = start(&["moto_server"], port, &["-H", "127.0.0.1", "-p", &port.to_string()])?;
        let moto = Self { port, _server: server };
        moto.ask("PUT", "", &[]);
        Some(moto)
    }

    fn ask(&self, method: &str, path_and_query: &str, body: &[u8]) -> (u16, http::HeaderMap, Vec<u8>) {
        ask(method, &format!("http://127.0.0.1:{}/site/{path_and_query}", self.port), &[WHO], body)
    }

    /// A header that the store gives out with a file.
    pub fn header(&self, path: &str, name: &str) -> String {
        let (_, headers, _) = self.ask("GET", &format!("www/{}", encoded(path)), &[]);
        headers.get(name).map_or_else(String::new, |value| value.to_str().expect("ASCII").to_owned())
    }

    /// From here on nobody may do anything who is not known, and nobody is.
    pub fn shut(&self) {
        self.let_in(b"0");
    }

    /// From here on everybody may do everything again.
    pub fn open(&self) {
        self.let_in(b"inf");
    }

    /// How many requests of people who are not known are answered.
    fn let_in(&self, requests: &[u8]) {
        let url = format!("http://127.0.0.1:{}/moto-api/reset-auth", self.port);
        assert_eq!(ask("POST", &url, &[], requests).0, 200);
    }

    /// The keys of somebody who may read, and no more.
    pub fn reader(&self) -> (String, String) {
        const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:ListBucket"],"Resource":"*"}]}"#;
        let manage = |action: &str, rest: &str| {
            let url = format!("http://127.0.0.1:{}/", self.port);
            let form = format!("Action={action}&Version=2010-05-08&UserName=reader{rest}");
            let who = (WHO.0, WHO.1.replace("/s3/", "/iam/"));
            let headers = [(who.0, who.1.as_str()), ("content-type", "application/x-www-form-urlencoded")];
            let (status, _, answer) = ask("POST", &url, &headers, form.as_bytes());
            let answer = String::from_utf8(answer).expect("XML");
            assert_eq!(status, 200, "{answer}");
            answer
        };
        manage("CreateUser", "");
        let policy = utf8_percent_encode(POLICY, NON_ALPHANUMERIC);
        manage("PutUserPolicy", &format!("&PolicyName=read&PolicyDocument={policy}"));
        let keys = manage("CreateAccessKey", "");
        let value = |tag| between(&keys, tag).next().expect("a new key");
        (value("AccessKeyId"), value("SecretAccessKey"))
    }

    /// All files whose keys begin so.
    pub fn files_of(&self, prefix: &str) -> Files {
        let list = self.ask("GET", &format!("?list-type=2&prefix={prefix}&max-keys=1000"), &[]).2;
        let list = String::from_utf8(list).expect("XML");
        let keys = between(&list, "Key");
        keys.map(|key| (key.trim_start_matches(prefix).to_owned(), self.ask("GET", &encoded(&key), &[]).2)).collect()
    }
}

impl Store for Moto {
    fn port(&self) -> u16 {
        self.port
    }
    fn yaml_at(&self, port: u16) -> String {
        format!("{{to: s3, bucket: site, path: /www, region: us-east-1, endpoint: 'http://127.0.0.1:{port}'}}")
    }
}

impl Target for Moto {
    fn yaml(&self) -> String {
        self.yaml_at(self.port)
    }
    fn environment(&self) -> Vec<(String, String)> {
        let variables = [("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing-secret")];
        variables.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }
    fn all_files(&self) -> Files {
        self.files_of("www/")
    }
    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        let path = format!("www/{}", encoded(path));
        match bytes {
            Some(bytes) => self.ask("PUT", &path, bytes),
            None => self.ask("DELETE", &path, &[]),
        };
    }
}

// ---- Azure Blob Storage --------------------------------------------------------------------------

#[cfg(feature = "publish-azure")]
pub struct Azurite {
    port: u16,
    _folder: tempfile::TempDir,
    _server: Server,
}

/// An account of the tests' own, and a signature that was made with its key for whoever asks until the year 2099.
#[cfg(feature = "publish-azure")]
const ACCOUNT_KEY: &str = "YSBrZXkgZm9yIHRlc3RzIG9mIG9ucmVjb3JkIGFsb25l";
#[cfg(feature = "publish-azure")]
const SIGNATURE: &str = "sv=2022-11-02&ss=b&srt=sco&sp=rwdlac&se=2099-01-01T00%3A00%3A00Z&sig=dZ9%2FkZ1c3kE7C%2Bo0E%2BD7ECnip6bKXg10C4H9%2FPwwTFM%3D";

/// Another signature, of somebody who may read and list, and no more.
#[cfg(feature = "publish-azure")]
pub const READER: &str =
    "sv=2022-11-02&ss=b&srt=sco&sp=rl&se=2099-01-01T00%3A00%3A00Z&sig=iftYee9iDerjVDRYndfYwr6n7pzWrIsIs7R78ZsQUrw%3D";

#[cfg(feature = "publish-azure")]
impl Azurite {
    pub fn start() -> Option<Self> {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let (path, number) = (folder.path().display().to_string(), port.to_string());
        let args = [
            "--blobHost",
            "127.0.0.1",
            "--blobPort",
            &number,
            "--location",
            &path,
            "--silent",
            "--skipApiVersionCheck",
            "--disableTelemetry",
        ];
        let accounts = format!("onrecord:{ACCOUNT_KEY}");
        let server = crate::servers::start_with(&["azurite-blob"], port, &args, &[("AZURITE_ACCOUNTS", &accounts)])?;
        let azurite = Self { port, _folder: folder, _server: server };
        azurite.ask("PUT", "?restype=container", &[]);
        Some(azurite)
    }

    fn ask(&self, method: &str, path_and_query: &str, body: &[u8]) -> (u16, http::HeaderMap, Vec<u8>) {
        let sign = if path_and_query.contains('?') { '&' } else { '?' };
        let url = format!("http://127.0.0.1:{}/onrecord/site/{path_and_query}{sign}{SIGNATURE}", self.port);
        // The container itself has no slash at its end.
        ask(method, &url.replace("/site/?", "/site?"), &[("x-ms-blob-type", "BlockBlob")], body)
    }

    pub fn header(&self, path: &str, name: &str) -> String {
        let (_, headers, _) = self.ask("GET", &format!("www/{}", encoded(path)), &[]);
        headers.get(name).map_or_else(String::new, |value| value.to_str().expect("ASCII").to_owned())
    }
}

#[cfg(feature = "publish-azure")]
impl Store for Azurite {
    fn port(&self) -> u16 {
        self.port
    }
    fn yaml_at(&self, port: u16) -> String {
        format!(
            "{{to: azure, container: site, path: www, account: onrecord, endpoint: 'http://127.0.0.1:{port}/onrecord'}}"
        )
    }
}

#[cfg(feature = "publish-azure")]
impl Target for Azurite {
    fn yaml(&self) -> String {
        self.yaml_at(self.port)
    }
    fn environment(&self) -> Vec<(String, String)> {
        vec![("ONRECORD_LIVE_KEY".to_owned(), ACCOUNT_KEY.to_owned())]
    }
    fn all_files(&self) -> Files {
        let list = self.ask("GET", "?restype=container&comp=list&prefix=www/", &[]).2;
        let list = String::from_utf8(list).expect("XML");
        between(&list, "Name")
            .map(|name| (name.trim_start_matches("www/").to_owned(), self.ask("GET", &encoded(&name), &[]).2))
            .collect()
    }
    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        let path = format!("www/{}", encoded(path));
        match bytes {
            Some(bytes) => self.ask("PUT", &path, bytes),
            None => self.ask("DELETE", &path, &[]),
        };
    }
}

// ---- Google Cloud Storage --------------------------------------------------------------------------

#[cfg(feature = "publish-gcs")]
pub struct Google {
    port: u16,
    _server: Server,
}

#[cfg(feature = "publish-gcs")]
impl Google {
    pub fn start() -> Option<Self> {
        let port = free_port();
        let (number, own) = (port.to_string(), format!("127.0.0.1:{port}"));
        let args = [
            "-backend",
            "memory",
            "-scheme",
            "http",
            "-host",
            "127.0.0.1",
            "-port",
            &number,
            "-public-host",
            &own,
            "-log-level",
            "error",
        ];
        let server = start(&["fake-gcs-server", "fake-gcs-server-linux-amd64"], port, &args)?;
        let google = Self { port, _server: server };
        let url = format!("http://127.0.0.1:{port}/storage/v1/b?project=test");
        assert_eq!(ask("POST", &url, &[("content-type", "application/json")], br#"{"name":"site"}"#).0, 200);
        Some(google)
    }

    fn ask(&self, method: &str, rest: &str, body: &[u8]) -> Vec<u8> {
        ask(method, &format!("http://127.0.0.1:{}/{rest}", self.port), &[], body).2
    }

    fn object(path: &str) -> String {
        format!("storage/v1/b/site/o/{}", encoded(&format!("www/{path}")).replace('/', "%2F"))
    }

    /// What the store knows of a file.
    pub fn about(&self, path: &str) -> serde_json::Value {
        serde_json::from_slice(&self.ask("GET", &Self::object(path), &[])).expect("JSON")
    }
}

#[cfg(feature = "publish-gcs")]
impl Store for Google {
    fn port(&self) -> u16 {
        self.port
    }
    fn yaml_at(&self, port: u16) -> String {
        format!("{{to: gcs, bucket: site, path: www, endpoint: 'http://127.0.0.1:{port}'}}")
    }
}

#[cfg(feature = "publish-gcs")]
impl Target for Google {
    fn yaml(&self) -> String {
        self.yaml_at(self.port)
    }
    fn environment(&self) -> Vec<(String, String)> {
        vec![("ONRECORD_LIVE_TOKEN".to_owned(), "a-token-of-tests".to_owned())]
    }
    fn all_files(&self) -> Files {
        let list = self.ask("GET", "storage/v1/b/site/o?prefix=www/&maxResults=1000", &[]);
        let list: serde_json::Value = serde_json::from_slice(&list).expect("JSON");
        let items = list["items"].as_array().cloned().unwrap_or_default();
        let names = items.iter().filter_map(|item| item["name"].as_str()?.strip_prefix("www/"));
        names
            .map(|name| (name.to_owned(), self.ask("GET", &format!("{}?alt=media", Self::object(name)), &[])))
            .collect()
    }
    fn replace(&self, path: &str, bytes: Option<&[u8]>) {
        let name = encoded(&format!("www/{path}")).replace('/', "%2F");
        match bytes {
            Some(bytes) => self.ask("POST", &format!("upload/storage/v1/b/site/o?uploadType=media&name={name}"), bytes),
            None => self.ask("DELETE", &Self::object(path), &[]),
        };
    }
}
