//! A login with a short code on any device (RFC 8628).

use super::browser::{needs_person, refused, stopped, too_late};
use super::call::{Caller, unusable};
use super::guide::Step;
use super::{Answer, Call, answer, grant, metadata, verdict};
use crate::address;
use crate::error::{Code, Error, Result};
use crate::http::{NoReply, Reply};
use crate::profile::Endpoint;
use crate::secret::Secret;
use crate::text;
use chrono::TimeDelta;
use serde::Deserialize;
use std::time::Duration;
use url::Url;

/// How often is asked where the server does not say (RFC 8628, 3.2).
const INTERVAL: u64 = 5;
/// The longest that a person is waited for.
const PATIENCE: u32 = 30 * 60;

/// The longest address of a page, in bytes.
const LONGEST_PAGE: usize = 2048;

/// The answer to the device authorization request (RFC 8628, 3.2).
#[derive(Deserialize)]
struct Codes {
    device_code: Secret,
    user_code: String,
    #[serde(alias = "verification_url")]
    verification_uri: String,
    #[serde(alias = "verification_url_complete")]
    verification_uri_complete: Option<String>,
    expires_in: u32,
    interval: Option<u64>,
}

/// Gets the codes, shows one of them, and asks until the person has agreed.
pub(super) async fn login(mut caller: Caller<'_>, endpoint: &Endpoint) -> Answer {
    let guide = caller.outside.guide;
    if !guide.is_there() {
        return Answer::NotSent(needs_person());
    }
    let codes = match codes(&mut caller, endpoint).await {
        Ok(codes) => codes,
        Err(answer) => return answer,
    };
    let lasts = codes.expires_in.min(PATIENCE);
    caller.values.set_secret("device_code", codes.device_code.clone());
    guide.show(&Step::Device {
        code: text::clean(&codes.user_code, 40),
        url: codes.verification_uri.clone(),
        complete_url: codes.verification_uri_complete.clone(),
        ends_at: caller.outside.clock.now() + TimeDelta::seconds(i64::from(lasts)),
    });
    let answer = tokio::select! {
        answer = poll(&mut caller, codes.interval.unwrap_or(INTERVAL).clamp(1, 60)) => answer,
        () = tokio::time::sleep(Duration::from_secs(u64::from(lasts))) => Answer::NotSent(too_late()),
        () = guide.stopped() => Answer::NotSent(stopped()),
    };
    guide.done();
    answer
}

async fn codes(caller: &mut Caller<'_>, endpoint: &Endpoint) -> std::result::Result<Codes, Answer> {
    let device = endpoint.device.as_deref();
    let device = device.ok_or_else(|| Answer::NotSent(Error::internal("no call for the codes")))?;
    let url = caller.url(device.address()).map_err(Answer::NotSent)?;
    let url = url.ok_or_else(|| Answer::NotSent(metadata::lacks(caller.account, "login with a code")))?;
    let reply = caller.send("device", device, url).await.map_err(|none| match none {
        NoReply::NotSent(error) => Answer::NotSent(error),
        NoReply::Lost(error) => Answer::Lost(error),
    })?;
    if !(200..300).contains(&reply.status) {
        let words = answer::words(&caller.account.profile, &reply, &caller.values);
        return Err(verdict::judge(Call::Login, caller.account, device, &reply, words));
    }
    read(&reply).map_err(Answer::Later)
}

fn read(reply: &Reply) -> Result<Codes> {
    let mut codes: Codes = serde_json::from_slice(&reply.body).map_err(|_| {
        Error::new(
            Code::BadAnswer,
            "The server gave no code to enter.",
            "Check the base URL and the client ID, or ask the provider.",
        )
    })?;
    // It will be shown and opened, and somebody will enter a password there: as it is read, not as it was written.
    let page = |text: &str| {
        let url = Url::parse(text).ok().filter(|url| text.len() <= LONGEST_PAGE && address::is_safe(url))?;
        (url.username().is_empty() && url.password().is_none()).then_some(url)
    };
    let shown = page(&codes.verification_uri).ok_or_else(|| unusable(&codes.verification_uri))?;
    let complete = codes.verification_uri_complete.as_deref().and_then(page);
    codes.verification_uri_complete =
        complete.filter(|complete| complete.origin() == shown.origin()).map(String::from);
    codes.verification_uri = shown.into();
    Ok(codes)
}

/// Asks at the server's pace until it says something else than "not yet" (RFC 8628, 3.5).
async fn poll(caller: &mut Caller<'_>, mut interval: u64) -> Answer {
    loop {
        tokio::time::sleep(Duration::from_secs(interval)).await;
        let answer = grant(caller, Call::Login).await;
        let (Answer::Rejected(error) | Answer::Later(error) | Answer::Lost(error) | Answer::NotSent(error)) =
            &answer
        else {
            return answer;
        };
        match error.oauth.as_deref() {
            Some("authorization_pending") => {}
            Some("slow_down") => interval += INTERVAL,
            Some("access_denied") => return refused(Some("access_denied"), error.server.as_deref()),
            Some("expired_token") => return Answer::NotSent(too_late()),
            // A broken connection is no answer; the server is asked more slowly.
            None if matches!(
                error.code,
                Code::Unreachable | Code::NoAnswer | Code::ServerError | Code::RateLimited
            ) =>
            {
                interval = (interval * 2).min(60);
            }
            _ => return answer,
        }
    }
}
