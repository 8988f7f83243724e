//! A PostgreSQL server for tests, on loopback and in a temporary folder. It needs PostgreSQL's programs, runs as long as
//! the test program, and is removed afterwards.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres::{Client, Config, NoTls};

/// The password of the server's user. Tests search logs and responses for it.
pub const PASSWORD: &str = "canary-6b1e0f93c5d74a28";
const USER: &str = "gateway";

/// One server for all tests of a program.
pub struct PostgresServer {
    port: u16,
    /// The certificate authority of the server's certificate, which is for `localhost`.
    pub root_certificate: PathBuf,
    databases: AtomicU32,
    /// The server runs while the standard input of this process is open: until the test program ends, however it ends.
    _supervisor: Child,
}

impl PostgresServer {
    /// The server, started at the first call.
    ///
    /// # Panics
    ///
    /// PostgreSQL is not installed, or does not start.
    pub fn get() -> &'static Self {
        static SERVER: OnceLock<PostgresServer> = OnceLock::new();
        SERVER.get_or_init(|| std::thread::spawn(Self::start).join().expect("the database server starts"))
    }

    /// The URL of a new and empty database.
    pub fn database(&self) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        Self::execute(&self.url("postgres"), &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// The URL of a database with this name.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.port)
    }

    /// Runs statements.
    ///
    /// # Panics
    ///
    /// A statement fails.
    pub fn execute(url: &str, sql: &str) {
        // The client has a runtime of its own, which must not run inside the runtime of a test.
        let (url, sql) = (url.to_owned(), sql.to_owned());
        let done = std::thread::spawn(move || connect(&url)?.batch_execute(&sql)).join().expect("no panic");
        done.unwrap_or_else(|error| panic!("{error:?}"));
    }

    /// The numbers (BIGINT) in the first column of a query's rows.
    ///
    /// # Panics
    ///
    /// The query fails, or its first column holds something else.
    pub fn numbers(url: &str, sql: &str) -> Vec<i64> {
        let (url, sql) = (url.to_owned(), sql.to_owned());
        let rows = std::thread::spawn(move || connect(&url)?.query(&sql, &[])).join().expect("no panic");
        rows.expect("a query").iter().map(|row| row.get(0)).collect()
    }

    fn start() -> Self {
        let programs = programs();
        let user = unprivileged_user();
        let folder = std::env::temp_dir().join(format!("akool-test-postgres-{}", std::process::id()));
        std::fs::create_dir(&folder).expect("a folder");
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("a folder");
        let certificate = rcgen::generate_simple_self_signed(vec!["localhost".into()]).expect("a certificate");
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).expect("a file");
        write("password", PASSWORD);
        write("server.crt", &certificate.cert.pem());
        write("server.key", &certificate.signing_key.serialize_pem());
        std::fs::set_permissions(folder.join("server.key"), std::fs::Permissions::from_mode(0o600)).expect("a file");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();

        // A process in between outlives this program for a moment, however that ends, and cleans up.
        let mut supervisor = Command::new("sh")
            .args(["-c", SUPERVISOR, "sh"])
            .arg(&folder)
            .arg(&programs)
            .arg(port.to_string())
            .arg(user.as_deref().unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut said = String::new();
        BufReader::new(supervisor.stdout.take().expect("stdout")).read_line(&mut said).expect("text");
        assert_eq!(said.trim(), "ready", "the database server does not start; see above");
        Self {
            port,
            root_certificate: folder.join("server.crt"),
            databases: AtomicU32::new(0),
            _supervisor: supervisor,
        }
    }
}

/// It ignores Ctrl-C, which reaches it as well, so that it can clean up.
const SUPERVISOR: &str = r#"
trap '' INT TERM HUP
folder=$1 programs=$2 port=$3 user=$4
as_user() { if [ -n "$user" ]; then setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@"; else "$@"; fi; }
[ -z "$user" ] || chown -R "$user" "$folder"
cd "$folder"
if as_user "$programs/initdb" -D data -U gateway --pwfile=password --auth=scram-sha-256 -E UTF8 --locale=C -N >log 2>&1 &&
   cat >>data/postgresql.conf <<END &&
port = $port
listen_addresses = '127.0.0.1'
unix_socket_directories = '$folder'
max_connections = 400
shared_buffers = 32MB
fsync = off
ssl = on
ssl_cert_file = '$folder/server.crt'
ssl_key_file = '$folder/server.key'
END
   as_user "$programs/pg_ctl" -D data -w -t 60 -l data/server.log start >>log 2>&1
then echo ready; cat >/dev/null; else cat log data/server.log >&2; fi
as_user "$programs/pg_ctl" -D data -m immediate stop >/dev/null 2>&1
cd / && rm -rf "$folder"
"#;

fn connect(url: &str) -> Result<Client, postgres::Error> {
    url.parse::<Config>()?.connect(NoTls)
}

/// The folder of the server's programs, which Debian keeps out of the search path.
fn programs() -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut debian: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    debian.sort_by_key(|path| path.parent().and_then(Path::file_name)?.to_str()?.parse::<u32>().ok());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let searched = std::env::split_paths(&path).chain(debian.into_iter().rev());
    searched
        .into_iter()
        .find(|folder| folder.join("initdb").exists() && folder.join("pg_ctl").exists())
        .expect("PostgreSQL is missing: run `sudo apt-get install postgresql`, then try again")
}

/// The server refuses to run as root.
fn unprivileged_user() -> Option<String> {
    let id = |arguments: &[&str]| Command::new("id").args(arguments).output().expect("id works");
    if id(&["-u"]).stdout != b"0\n" {
        return None;
    }
    let known = ["postgres", "nobody"].into_iter().find(|user| id(&["-u", user]).status.success());
    Some(known.expect("an unprivileged user, postgres or nobody").to_owned())
}
