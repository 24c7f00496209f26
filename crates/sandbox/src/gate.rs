//! What every request passes on its way in and out: the log, the latency, its fault, and the server's clock.

use std::time::Instant;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{DATE, HeaderMap, HeaderValue};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::answer::Refusal;
use crate::clock;
use crate::fault::Fault;
use crate::handle::Handle;
use crate::line::Cut;
use crate::log::Logged;
use crate::reply::{self, Outcome};
use crate::route::Route;
use crate::routes::bearer;

/// The longest body that is read, in bytes.
const LONGEST: usize = 1 << 20;

pub(crate) async fn gate(State(handle): State<Handle>, request: Request, next: Next) -> Response {
    let cut = request.extensions().get::<ConnectInfo<Cut>>().map(|info| info.0.clone()).unwrap_or_default();
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LONGEST).await else { return Refusal::TooLarge.into_response() };
    let (visit, fault) = Visit::begin(&handle, &parts, &body);
    tokio::time::sleep(handle.config().latency).await;

    let secret = secret_of(&parts.headers, &body);
    let outcome = match fault {
        None => Outcome::Answer(next.run(Request::from_parts(parts, Body::from(body))).await),
        Some(fault) => {
            let truth = match fault.processed {
                true => Some(next.run(Request::from_parts(parts, Body::from(body))).await),
                false => None,
            };
            reply::make(fault.reply, truth, &secret).await
        }
    };
    match outcome {
        Outcome::Answer(mut response) => {
            visit.answered(response.status().as_u16());
            if let Ok(date) = HeaderValue::from_str(&clock::http_date(handle.now())) {
                response.headers_mut().insert(DATE, date);
            }
            response
        }
        Outcome::Cut(last_words) => {
            cut.sever(last_words);
            Response::default()
        }
        Outcome::Never => std::future::pending().await,
    }
}

/// One request from its arrival to its end, which may also be that the client goes away.
struct Visit {
    handle: Handle,
    entry: usize,
    began: Instant,
}

impl Visit {
    fn begin(handle: &Handle, parts: &Parts, body: &Bytes) -> (Self, Option<Fault>) {
        let header = |(name, value): (&axum::http::HeaderName, &HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let (entry, fault) = handle.with(|state| {
            let route = Route::of(parts.uri.path(), &state.config.prefix);
            let fault = route.and_then(|route| state.faults.take(route));
            state.log.push(Logged {
                at: state.now(),
                method: parts.method.to_string(),
                path: parts.uri.to_string(),
                route,
                headers: parts.headers.iter().map(header).collect(),
                body: String::from_utf8_lossy(body).into_owned(),
                faulted: fault.is_some(),
                status: None,
            });
            state.counts.requests += 1;
            state.counts.faults += u64::from(fault.is_some());
            state.counts.in_flight += 1;
            state.counts.peak_in_flight = state.counts.peak_in_flight.max(state.counts.in_flight);
            (state.log.len() - 1, fault)
        });
        (Self { handle: handle.clone(), entry, began: Instant::now() }, fault)
    }

    fn answered(&self, status: u16) {
        self.handle.with(|state| {
            if let Some(entry) = state.log.get_mut(self.entry) {
                entry.status = Some(status);
            }
        });
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.handle.with(|state| {
            state.counts.in_flight = state.counts.in_flight.saturating_sub(1);
            let line = state.log.get(self.entry).map(|entry| entry.line(self.began.elapsed()));
            if let (Some(lines), Some(line)) = (&state.lines, line) {
                // A listener that went away is no reason to stop serving.
                let _ = lines.send(line);
            }
        });
    }
}

/// The secret a request carries, for the fault that sends it back.
fn secret_of(headers: &HeaderMap, body: &[u8]) -> String {
    let given: Value = serde_json::from_slice(body).unwrap_or_default();
    let field = |name: &str| given.get(name).and_then(Value::as_str).map(str::to_owned);
    let found = field("refresh_token").or_else(|| field("password"));
    found.or_else(|| bearer(headers).map(str::to_owned)).unwrap_or_default()
}
