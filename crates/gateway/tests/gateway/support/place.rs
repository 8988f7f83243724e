use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use akool_gateway::{Bucket, BucketCredentials, BucketStyle, Secret, Settings, Storage};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::settings;

const BUCKET: &str = "shop-videos";
pub const ACCESS_KEY_ID: &str = "AKIDQ8Z2MN5XV7CB1RT4";
/// Another key of the same user: temporary keys replace each other.
pub const SECOND_ACCESS_KEY_ID: &str = "ASIAW2E4R6T8Z0U1I3O5";
pub const SECRET_ACCESS_KEY: &str = "vN3kT8wQ1zX6cB9mL4hJ7gF2dS5aP0oI/yU+eR";

/// A place to keep files in, as a test sees it: a gateway's settings for it, and the files themselves.
pub struct Place {
    pub name: &'static str,
    pub storage: Storage,
    data: TempDir,
    /// What the S3 server keeps, if it is one.
    objects: Option<TempDir>,
    gate: Arc<Gate>,
}

impl Place {
    /// The disk, and a real S3 server that checks every signature.
    pub async fn all() -> [Self; 2] {
        [Self::disk(), Self::bucket().await]
    }

    pub fn disk() -> Self {
        let data = TempDir::new().expect("a folder");
        Self { name: "disk", storage: Storage::Disk, data, objects: None, gate: Arc::default() }
    }

    pub async fn bucket() -> Self {
        Self::bucket_with_gate().await.0
    }

    /// A bucket that holds up what it is to hold up.
    pub async fn bucket_with_gate() -> (Self, Arc<Gate>) {
        let gate = Arc::new(Gate::default());
        (Self::bucket_behind(gate.clone()).await, gate)
    }

    async fn bucket_behind(gate: Arc<Gate>) -> Self {
        let objects = TempDir::new().expect("a folder");
        std::fs::create_dir(objects.path().join(BUCKET)).expect("a bucket");
        let endpoint = serve(objects.path(), gate.clone()).await;
        let storage = Storage::Bucket(Box::new(Bucket {
            name: BUCKET.into(),
            region: "eu-central-1".into(),
            endpoint: Some(endpoint.parse().expect("a URL")),
            style: BucketStyle::Path,
            credentials: key(SECRET_ACCESS_KEY),
        }));
        Self { name: "bucket", storage, data: TempDir::new().expect("a folder"), objects: Some(objects), gate }
    }

    /// Settings that keep files here.
    pub fn settings(&self, upstream: &str) -> Settings {
        Settings { storage: self.storage.clone(), data_dir: self.data.path().to_path_buf(), ..settings(upstream) }
    }

    /// The same for the program.
    pub fn variables(&self) -> Vec<(&str, &str)> {
        let Storage::Bucket(bucket) = &self.storage else { return Vec::new() };
        let endpoint = bucket.endpoint.as_ref().expect("an endpoint").as_str();
        vec![
            ("AKOOL_GATEWAY_S3_BUCKET", &bucket.name),
            ("AKOOL_GATEWAY_S3_REGION", &bucket.region),
            ("AKOOL_GATEWAY_S3_ENDPOINT", endpoint),
            ("AKOOL_GATEWAY_S3_ACCESS_KEY_ID", ACCESS_KEY_ID),
            ("AKOOL_GATEWAY_S3_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
        ]
    }

    /// The same without the key.
    pub fn variables_without_key(&self) -> Vec<(&str, &str)> {
        self.variables().into_iter().filter(|(name, _)| !name.contains("ACCESS_KEY")).collect()
    }

    /// The S3 server's URL.
    pub fn endpoint(&self) -> &str {
        let Storage::Bucket(bucket) = &self.storage else { panic!("a bucket") };
        bucket.endpoint.as_ref().expect("an endpoint").as_str()
    }

    /// What has signed the requests that put an upload into the bucket, in their order.
    pub fn signatures(&self) -> Vec<SignedBy> {
        self.gate.signatures.lock().expect("no panic").clone()
    }

    /// The bucket with credentials that are not its own.
    pub fn with_secret(&self, secret: &str) -> Storage {
        match &self.storage {
            Storage::Disk => Storage::Disk,
            Storage::Bucket(bucket) => {
                Storage::Bucket(Box::new(Bucket { credentials: key(secret), ..Bucket::clone(bucket) }))
            }
        }
    }

    /// The gateway's data folder.
    pub fn data_dir(&self) -> &Path {
        self.data.path()
    }

    /// The names of the files there under a folder.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let mut names = self.everything(folder);
        // What is being written to is not there yet.
        names.retain(|name| !name.contains('#'));
        names
    }

    /// The same with files that are not whole.
    pub fn everything(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder(folder)).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            // The server's own notes.
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort_unstable();
        names
    }

    pub fn folder(&self, folder: &str) -> PathBuf {
        match &self.objects {
            Some(objects) => objects.path().join(BUCKET).join(folder),
            None => self.data.path().join(folder),
        }
    }
}

fn key(secret: &str) -> BucketCredentials {
    BucketCredentials::Key { id: Secret::new(ACCESS_KEY_ID), secret: Secret::new(secret), session_token: None }
}

/// What requests that put an upload wait at.
#[derive(Default)]
pub struct Gate {
    to_hold: AtomicUsize,
    held: AtomicUsize,
    signatures: Mutex<Vec<SignedBy>>,
}

/// What a request to the bucket was signed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedBy {
    pub key_id: String,
    pub session_token: Option<String>,
}

impl SignedBy {
    fn of(request: &Request<Incoming>) -> Self {
        let header = |name| request.headers().get(name).map(|value| value.to_str().expect("text").to_owned());
        let authorization = header("authorization").unwrap_or_default();
        let key_id = authorization.split("Credential=").nth(1).and_then(|rest| rest.split('/').next());
        Self { key_id: key_id.unwrap_or_default().to_owned(), session_token: header("x-amz-security-token") }
    }
}

impl Gate {
    /// Lets the next ones wait for ever.
    pub fn hold(&self, count: usize) {
        self.to_hold.store(count, Ordering::SeqCst);
    }

    /// How many have been made to wait.
    pub fn held(&self) -> usize {
        self.held.load(Ordering::SeqCst)
    }

    async fn pass(&self) {
        let take = |left: usize| left.checked_sub(1);
        if self.to_hold.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok() {
            self.held.fetch_add(1, Ordering::SeqCst);
            std::future::pending::<()>().await;
        }
    }
}

async fn serve(root: &Path, gate: Arc<Gate>) -> String {
    let mut builder = S3ServiceBuilder::new(s3s_fs::FileSystem::new(root).expect("a folder"));
    let mut keys = SimpleAuth::new();
    for id in [ACCESS_KEY_ID, SECOND_ACCESS_KEY_ID] {
        keys.register(id.into(), SECRET_ACCESS_KEY.into());
    }
    builder.set_auth(keys);
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (service, gate) = (service.clone(), gate.clone());
            let behind_gate = service_fn(move |request: Request<Incoming>| {
                let (service, gate) = (service.clone(), gate.clone());
                async move {
                    if request.method() == Method::PUT && request.uri().path().contains("/uploads/") {
                        gate.signatures.lock().expect("no panic").push(SignedBy::of(&request));
                        gate.pass().await;
                    }
                    hyper::service::Service::call(&service, request).await
                }
            });
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), behind_gate);
            tokio::spawn(connection);
        }
    });
    url
}
