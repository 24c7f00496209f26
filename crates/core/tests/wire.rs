//! What the HTTP client refuses: redirects, endless answers, and connections that are not safe.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use bench::{Bench, PASSWORD, draft};
use fobwatch_core::account::{Account, AccountId};
use fobwatch_core::address::BaseUrl;
use fobwatch_core::auth::{self, Answer, Nobody, Outside, Secrets};
use fobwatch_core::clock::SystemClock;
use fobwatch_core::error::{Code, Error};
use fobwatch_core::http::{Http, LARGEST_BODY};
use fobwatch_core::profile::Profile;
use fobwatch_sandbox::{Config, Fault, Reply, Route, Sandbox};
use std::io::Read;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

fn account(base_url: &str) -> Account {
    Account {
        inputs: [("username".to_owned(), "demo".to_owned())].into(),
        ..Account::new(
            AccountId::random(),
            "test",
            BaseUrl::parse(base_url).unwrap(),
            Profile::find("b2b-jwt").unwrap(),
        )
    }
}

fn secrets() -> Secrets {
    bench::password(PASSWORD)
}

async fn log_in(http: &Http, base_url: &str) -> Answer {
    auth::login(Outside::new(http, &SystemClock, &Nobody), &account(base_url), &secrets()).await
}

fn http() -> Http {
    Http::with_timeouts(Arc::new(SystemClock), Duration::from_secs(2), Duration::from_secs(3))
}

/// P13: credentials follow no redirect, whatever its status. The second server sees not even a connection.
#[tokio::test]
async fn p13_no_redirect_is_followed() {
    let first = Sandbox::start(Config::default()).await.unwrap();
    let second = Sandbox::start(Config::default()).await.unwrap();
    let keeper_bench = Bench::new(Config::default()).await;
    let keeper = keeper_bench.keeper().await;
    let id = keeper.add(draft(&first.base_url())).await.unwrap().id;
    for status in [301, 302, 303, 307, 308] {
        for route in [Route::Login, Route::Refresh, Route::Logout] {
            let location = format!("{}{}", second.base_url(), route.path());
            first.handle().fault(route, Fault::redirect(status, &location));
            let code = match route {
                Route::Login => log_in(&http(), &first.base_url()).await.into_error().code,
                Route::Refresh => keeper.refresh(id).await.unwrap_err().code,
                _ => {
                    let outcome = keeper.log_out(id, true).await.unwrap();
                    keeper.log_in(id, secrets(), Some(false)).await.unwrap();
                    outcome.failure.unwrap().code
                }
            };
            assert_eq!(code, Code::NotTheApi, "{status} at {route:?}");
        }
    }
    assert_eq!(second.handle().counts().connections, 0);
    // The positive control: had it been followed, it would have been seen.
    log_in(&http(), &second.base_url()).await;
    assert_eq!(second.handle().counts().connections, 1);
}

/// P14: an answer is bounded in bytes, time and depth.
#[tokio::test]
async fn p14_answers_are_bounded() {
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let http = http();
    for (name, fault, code) in [
        ("endless", Fault::new(Reply::Endless), Code::BadAnswer),
        ("a byte a second", Fault::drip(Duration::from_secs(1)), Code::NoAnswer),
        ("10 GB claimed", Fault::new(Reply::Claimed(10_000_000_000)), Code::BadAnswer),
        ("a little over the limit", Fault::huge(LARGEST_BODY), Code::BadAnswer),
        ("gzip bomb", Fault::new(Reply::Bomb(32 << 20)), Code::BadAnswer),
        ("gzip", Fault::gzip(), Code::BadAnswer),
        ("deep", Fault::deep(100_000), Code::NotTheApi),
        ("hang", Fault::hang(), Code::NoAnswer),
    ] {
        sandbox.handle().fault(Route::Login, fault);
        let (started, before) = (Instant::now(), peak_memory());
        let Answer::Lost(error) = log_in(&http, &sandbox.base_url()).await else {
            panic!("{name} was accepted")
        };
        assert_eq!(error.code, code, "{name}: {error}");
        assert!(started.elapsed() < Duration::from_secs(8), "{name} took {:?}", started.elapsed());
        let grown = peak_memory() - before;
        assert!(grown < 64 << 20, "{name} took {grown} bytes");
    }
    // The positive control: a large answer below the limit is read.
    sandbox.handle().fault(Route::Login, Fault::huge(LARGEST_BODY / 2));
    assert!(matches!(log_in(&http, &sandbox.base_url()).await, Answer::Granted(_)));
}

/// The most memory that this process ever had, in bytes (`VmHWM`); 0 where the system does not say.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// A TLS server with one answer, which keeps what it was sent.
struct Tls {
    port: u16,
    received: Arc<std::sync::Mutex<Vec<u8>>>,
}

fn tls(names: &[&str], valid: std::ops::RangeInclusive<i32>) -> (Tls, String) {
    let mut params =
        rcgen::CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
            .unwrap();
    params.not_before = rcgen::date_time_ymd(*valid.start(), 1, 1);
    params.not_after = rcgen::date_time_ymd(*valid.end(), 1, 1);
    let key = rcgen::KeyPair::generate().unwrap();
    let cert = params.self_signed(&key).unwrap();
    let config = tokio_rustls::rustls::ServerConfig::builder_with_provider(Arc::new(
        tokio_rustls::rustls::crypto::ring::default_provider(),
    ))
    .with_safe_default_protocol_versions()
    .unwrap()
    .with_no_client_auth()
    .with_single_cert(
        vec![cert.der().clone()],
        tokio_rustls::rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into()),
    )
    .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let received = Arc::new(std::sync::Mutex::new(Vec::new()));
    let kept = received.clone();
    listener.set_nonblocking(true).unwrap();
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        while let Ok((socket, _)) = listener.accept().await {
            let (acceptor, kept) = (acceptor.clone(), kept.clone());
            tokio::spawn(async move {
                let Ok(mut stream) = acceptor.accept(socket).await else { return };
                let mut buffer = [0; 4096];
                if let Ok(count) = stream.read(&mut buffer).await {
                    kept.lock().unwrap().extend_from_slice(&buffer[..count]);
                }
                let body = r#"{"access_token":"a.b.c"}"#;
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len());
                let _ = stream.write_all(head.as_bytes()).await;
                let _ = stream.shutdown().await;
            });
        }
    });
    (Tls { port, received }, cert.pem())
}

async fn refused(base_url: &str) -> Error {
    match log_in(&http(), base_url).await {
        Answer::NotSent(error) => error,
        other => panic!("{base_url}: {other:?}"),
    }
}

/// P12: a certificate is checked: who signed it, for which name, until when. Nothing is sent before that.
#[tokio::test]
async fn p12_a_certificate_that_proves_nothing_is_refused() {
    for (names, years, host, words) in [
        (["localhost"], 2020..=2099, "localhost", "not signed by anyone"),
        (["localhost"], 2020..=2021, "localhost", "certificate"),
        (["other.test"], 2020..=2099, "localhost", "certificate"),
    ] {
        let (server, _) = tls(&names, years);
        let error = refused(&format!("https://{host}:{}", server.port)).await;
        assert_eq!(error.code, Code::Tls, "{error}");
        assert!(error.message.contains(words), "{error}");
        assert!(server.received.lock().unwrap().is_empty());
    }
}

/// P12, the positive control and the exact reasons: in a process that trusts the certificate, the right name works,
/// and the wrong one, the expired one and the one of tomorrow each say why.
#[tokio::test]
async fn p12_a_trusted_certificate_is_accepted_for_its_name_and_time() {
    const INNER: &str = "FOBWATCH_TEST_TLS";
    if let Ok(plan) = std::env::var(INNER) {
        let (url, expected) = plan.split_once(' ').unwrap();
        let said = match log_in(&http(), url).await {
            Answer::Granted(_) => "granted".to_owned(),
            other => other.into_error().message.clone(),
        };
        assert!(said.contains(expected), "{url}: {said}");
        return;
    }
    for (names, years, expected) in [
        (["localhost"], 2020..=2099, "granted"),
        (["other.test"], 2020..=2099, "belongs to another name"),
        (["localhost"], 2020..=2021, "has expired"),
        (["localhost"], 2098..=2099, "not valid yet"),
    ] {
        let (server, pem) = tls(&names, years);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), pem).unwrap();
        let inner = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "p12_a_trusted_certificate_is_accepted_for_its_name_and_time", "--nocapture"])
            .env(INNER, format!("https://localhost:{} {expected}", server.port))
            .env("SSL_CERT_FILE", file.path())
            .output()
            .await
            .unwrap();
        assert!(inner.status.success(), "{expected}: {}", String::from_utf8_lossy(&inner.stderr));
        assert_eq!(server.received.lock().unwrap().is_empty(), expected != "granted");
    }
}

/// P12: a server that speaks only TLS 1.1 gets nothing. A real one: OpenSSL, told to go back in time.
#[tokio::test]
async fn p12_an_outdated_tls_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    let cert =
        rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
    std::fs::write(folder.path().join("cert.pem"), cert.pem()).unwrap();
    std::fs::write(folder.path().join("key.pem"), key.serialize_pem()).unwrap();
    for (version, expected) in [("-tls1_1", "outdated version of TLS"), ("-tls1_2", "not signed by anyone")] {
        let server = OpenSsl::start(folder.path(), version);
        let error = refused(&format!("https://localhost:{}", server.port)).await;
        assert_eq!(error.code, Code::Tls, "{error}");
        assert!(error.message.contains(expected), "{version}: {error}");
    }
}

struct OpenSsl {
    child: Child,
    port: u16,
}

impl OpenSsl {
    fn start(folder: &std::path::Path, version: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut child = Command::new("openssl")
            .current_dir(folder)
            .args([
                "s_server",
                "-accept",
                &format!("127.0.0.1:{port}"),
                "-cert",
                "cert.pem",
                "-key",
                "key.pem",
            ])
            .args([version, "-cipher", "ALL:@SECLEVEL=0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl is needed here: run `cargo xtask setup --test`");
        // It says ACCEPT when it listens.
        let mut said = Vec::new();
        let mut stdout = child.stdout.take().unwrap();
        let mut byte = [0];
        while !said.ends_with(b"ACCEPT") {
            assert!(
                stdout.read(&mut byte).unwrap() == 1,
                "openssl ended: {}",
                String::from_utf8_lossy(&said)
            );
            said.push(byte[0]);
        }
        std::mem::forget(stdout);
        Self { child, port }
    }
}

impl Drop for OpenSsl {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn plain_text_where_tls_was_expected_is_a_tls_error() {
    let sandbox = Sandbox::start(Config::default()).await.unwrap();
    let error = refused(&format!("https://127.0.0.1:{}", sandbox.port())).await;
    assert_eq!(error.code, Code::Tls, "{error}");
    assert!(sandbox.handle().requests(Route::Login).is_empty());
}
