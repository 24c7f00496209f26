//! Why there is no answer: what the HTTP and TLS libraries say, in words of ours.

use super::{NoReply, TOTAL_TIMEOUT};
use crate::address::is_loopback;
use crate::error::{Code, Error};
use url::Url;

/// Who is spoken to, for messages.
pub(super) struct Place {
    pub host: String,
    origin: String,
    loopback: bool,
}

impl Place {
    pub fn of(url: &Url) -> Self {
        Self {
            host: url.host_str().unwrap_or_default().to_owned(),
            origin: url.origin().ascii_serialization(),
            loopback: is_loopback(url),
        }
    }
}

/// What a failed call says about the server, and what to do.
pub(super) fn no_reply(error: &reqwest::Error, place: &Place) -> NoReply {
    let host = &place.host;
    // After the handshake a TLS error is a broken connection like any other: the request may have arrived. Only where
    // the server does not like our certificate is the handshake not over for it, though it is for us (TLS 1.3).
    if let Some(tls) = tls_error(error).filter(|tls| error.is_connect() || about_our_certificate(tls)) {
        return NoReply::NotSent(Error::new(
            Code::Tls,
            format!("The connection to {host} is not safe: {}.", tls_words(&tls)),
            "Nothing was sent. Check the base URL and this computer's clock, or ask the provider about the certificate.",
        ));
    }
    if error.is_connect() || error.is_builder() {
        let timed_out = error.is_timeout();
        return NoReply::NotSent(Error::new(
            Code::Unreachable,
            match (place.loopback, timed_out) {
                (true, _) => format!("Nothing answers at {}.", place.origin),
                (false, true) => format!("{host} did not accept a connection in time."),
                (false, false) => format!("{host} cannot be reached."),
            },
            "Check the network, the VPN and the base URL.",
        ));
    }
    NoReply::Lost(Error::new(
        Code::NoAnswer,
        if error.is_timeout() {
            format!("{host} took longer than {} seconds to answer.", TOTAL_TIMEOUT.as_secs())
        } else {
            format!("The connection to {host} broke before the answer was complete.")
        },
        "Try again in a moment.",
    ))
}

/// The TLS library's error, wherever it hides in the chain of causes.
fn tls_error(error: &reqwest::Error) -> Option<rustls::Error> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if let Some(tls) = error.downcast_ref::<rustls::Error>() {
            return Some(tls.clone());
        }
        // An I/O error skips what it wraps when it is asked for its source.
        cause = match error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref()) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    None
}

fn about_our_certificate(error: &rustls::Error) -> bool {
    use rustls::AlertDescription as Alert;
    matches!(
        error,
        rustls::Error::AlertReceived(
            Alert::CertificateRequired
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::AccessDenied
        )
    )
}

fn tls_words(error: &rustls::Error) -> &'static str {
    use rustls::{CertificateError as Cert, Error as Tls};
    match error {
        Tls::InvalidCertificate(Cert::Expired | Cert::ExpiredContext { .. }) => "its certificate has expired",
        Tls::InvalidCertificate(Cert::NotValidYet | Cert::NotValidYetContext { .. }) => {
            "its certificate is not valid yet"
        }
        Tls::InvalidCertificate(Cert::NotValidForName | Cert::NotValidForNameContext { .. }) => {
            "its certificate belongs to another name"
        }
        Tls::InvalidCertificate(Cert::Revoked) => "its certificate has been revoked",
        Tls::InvalidCertificate(_) => "its certificate is not signed by anyone this computer trusts",
        Tls::PeerIncompatible(_) | Tls::AlertReceived(rustls::AlertDescription::ProtocolVersion) => {
            "it speaks only an outdated version of TLS"
        }
        Tls::AlertReceived(rustls::AlertDescription::CertificateRequired) => "it wants a client certificate",
        error if about_our_certificate(error) => "it does not accept the client certificate",
        Tls::AlertReceived(_) => "it refused the handshake",
        _ => "the TLS handshake failed",
    }
}
