//! The application's window, as a person and as WebDriver see it.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::desk::Desk;
use crate::display::TopWindow;
use crate::driver::Driver;
use crate::place;
use crate::process::{self, Process};

/// How often something awaited is looked at.
const PAUSE: Duration = Duration::from_millis(40);

/// An open window of the application. Helpers that look for something wait for it, up to `patience`, and end the test with
/// a picture below `target/e2e` if it does not come. Dropping it ends the application and all that it started.
pub struct Window<'desk> {
    /// The WebDriver session, for what no helper does.
    pub client: Client,
    /// How long the helpers wait, 10 s at first.
    pub patience: Duration,
    driver: Driver,
    desk: &'desk Desk,
    app: PathBuf,
}

impl Desk {
    /// Opens the application with these arguments.
    ///
    /// # Panics
    /// If it does not open, with the end of its log.
    pub async fn open(&self, args: &[&str]) -> Window<'_> {
        self.open_with(args, &[]).await
    }

    /// Opens the application with these arguments, and these variables more in its environment.
    ///
    /// # Panics
    /// If it does not open, with the end of its log.
    pub async fn open_with(&self, args: &[&str], environment: &[(&str, &str)]) -> Window<'_> {
        self.open_as(Some("wry"), &place::app(), args, environment).await
    }

    /// Opens another program that shows a page of WebKit's and lets itself be driven.
    ///
    /// # Panics
    /// If it does not open, with the end of its log.
    pub async fn open_program(&self, app: &Path, args: &[&str], environment: &[(&str, &str)]) -> Window<'_> {
        self.open_as(None, app, args, environment).await
    }

    async fn open_as(
        &self,
        browser: Option<&str>,
        app: &Path,
        args: &[&str],
        environment: &[(&str, &str)],
    ) -> Window<'_> {
        let app = app.to_path_buf();
        let driver = Driver::start(self, environment);
        let options = json!({ "application": app, "args": args });
        let name = browser.map(|name| ("browserName".to_owned(), name.into()));
        let capabilities = name.into_iter().chain([("tauri:options".to_owned(), options)]).collect();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = driver.address();
        let connecting = tokio::time::timeout(Duration::from_secs(60), builder.connect(&address));
        let client = match connecting.await {
            Ok(Ok(client)) => client,
            Ok(Err(error)) => {
                // The toolkit registers its window for automation in one web context, and an incognito one has another.
                let hint = match error.to_string().contains("Failed to match capabilities") {
                    true => "\n(a window with `incognito` cannot be driven)",
                    false => "",
                };
                panic!("{} does not open: {error}{hint}\n{}", app.display(), self.tail("app"))
            }
            Err(_) => panic!("{} does not open within a minute\n{}", app.display(), self.tail("app")),
        };
        Window { client, patience: Duration::from_secs(10), driver, desk: self, app }
    }
}

impl Window<'_> {
    /// The element with this `data-testid`; waits for it.
    pub async fn testid(&self, id: &str) -> Element {
        self.css(&testid(id)).await
    }

    /// The first element of a CSS selector; waits for it.
    pub async fn css(&self, selector: &str) -> Element {
        let until = Instant::now() + self.patience;
        loop {
            match self.client.find(Locator::Css(selector)).await {
                Ok(element) => return element,
                Err(error) if Instant::now() >= until => {
                    self.fail(&format!("find {selector}: {}", said(&error))).await
                }
                Err(_) => tokio::time::sleep(PAUSE).await,
            }
        }
    }

    /// How many elements have this `data-testid` now.
    pub async fn count(&self, id: &str) -> usize {
        self.client.find_all(Locator::Css(&testid(id))).await.map_or(0, |elements| elements.len())
    }

    /// Whether an element with this `data-testid` is there and shown now.
    pub async fn shows(&self, id: &str) -> bool {
        match self.client.find(Locator::Css(&testid(id))).await {
            Ok(element) => element.is_displayed().await.unwrap_or(false),
            Err(_) => false,
        }
    }

    /// Waits until an element is there and shown.
    pub async fn wait_for(&self, id: &str) -> Element {
        self.wait_until(&format!("`{id}` is shown"), async || self.shows(id).await).await;
        self.testid(id).await
    }

    /// Waits until no such element is shown.
    pub async fn wait_gone(&self, id: &str) {
        self.wait_until(&format!("`{id}` is gone"), async || !self.shows(id).await).await;
    }

    /// Clicks it, as soon as it can be clicked.
    pub async fn click(&self, id: &str) {
        self.insist(id, "click", async |element| element.click().await).await;
    }

    /// Empties a field and types into it.
    pub async fn type_into(&self, id: &str, text: &str) {
        let enter = async |element: Element| {
            element.clear().await?;
            element.send_keys(text).await
        };
        self.insist(id, "type into", enter).await;
    }

    /// The text it shows; waits for it to be there, not for it to have a text.
    pub async fn text(&self, id: &str) -> String {
        self.insist(id, "read", async |element| element.text().await).await
    }

    /// An attribute's value, if it has one.
    pub async fn attribute(&self, id: &str, name: &str) -> Option<String> {
        self.insist(id, "read", async |element| element.attr(name).await).await
    }

    /// What a field holds.
    pub async fn value(&self, id: &str) -> String {
        self.insist(id, "read", async |element| element.prop("value").await).await.unwrap_or_default()
    }

    /// Presses keys wherever the focus is; special ones are in `fantoccini::key::Key`.
    pub async fn press(&self, keys: &str) {
        let press = async || match self.client.active_element().await?.send_keys(keys).await {
            // What has just gone away may still have the focus; then nothing was pressed.
            Err(error) if !error.is_element_not_interactable() && !error.is_stale_element_reference() => {
                self.fail(&format!("press keys: {}", said(&error))).await
            }
            pressed => pressed,
        };
        self.persist("press keys", press).await;
    }

    /// The row of an account; waits for it.
    pub async fn account_row(&self, name: &str) -> Element {
        self.css(&row(name)).await
    }

    /// Opens an account by its row, as soon as it can be clicked.
    pub async fn open_account(&self, name: &str) {
        let open = async || self.account_row(name).await.click().await.is_ok();
        self.wait_until(&format!("the row of `{name}` can be clicked"), open).await;
    }

    /// The state word of an account's row now: `fresh`, `needs-login` and so on. `None` if there is no such row.
    pub async fn row_state(&self, name: &str) -> Option<String> {
        let element = self.client.find(Locator::Css(&row(name))).await.ok()?;
        element.attr("data-state").await.ok().flatten()
    }

    /// Waits until an account's row has this state word.
    pub async fn wait_for_state(&self, name: &str, state: &str) {
        let what = format!("`{name}` is {state}");
        self.wait_until(&what, async || self.row_state(name).await.as_deref() == Some(state)).await;
    }

    /// Waits until the answer is yes, up to `patience`.
    pub async fn wait_until(&self, what: &str, is_so: impl AsyncFnMut() -> bool) {
        self.wait_up_to(self.patience, what, is_so).await;
    }

    /// Waits until the answer is yes.
    pub async fn wait_up_to(&self, patience: Duration, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
        let until = Instant::now() + patience;
        while !is_so().await {
            if Instant::now() >= until {
                self.fail(&format!("wait until {what}")).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Runs a function body in the page and gives what it returns.
    pub async fn execute(&self, script: &str, args: &[Value]) -> Value {
        match self.client.execute(script, args.to_vec()).await {
            Ok(value) => value,
            Err(error) => self.fail(&format!("run a script: {}", said(&error))).await,
        }
    }

    /// Sets the window's size in pixels.
    pub async fn resize(&self, width: u32, height: u32) {
        if let Err(error) = self.client.set_window_size(width, height).await {
            self.fail(&format!("resize the window: {}", said(&error))).await;
        }
    }

    /// Waits until nothing on the page moves or fades any more: what is still half transparent
    /// has neither the colours nor the place that a person reads.
    pub async fn settled(&self) {
        let at_rest = "return document.getAnimations().every((one) => one.playState !== 'running');";
        self.wait_until("nothing on the page moves", async || {
            self.execute(at_rest, &[]).await == Value::Bool(true)
        })
        .await;
    }

    /// A picture of the page once it has come to rest, as a PNG file.
    pub async fn screenshot(&self, file: impl AsRef<Path>) {
        self.settled().await;
        let picture = self.client.screenshot().await.expect("the page can be drawn");
        std::fs::write(file, picture).expect("the picture can be written");
    }

    /// The number of the application's process.
    ///
    /// # Panics
    /// If it does not run.
    pub fn app_pid(&self) -> u32 {
        let found = self.app_process();
        found.map(|process| process.pid).expect("the application runs")
    }

    /// The numbers of WebKit's own processes for this window.
    pub fn web_pids(&self) -> Vec<u32> {
        let family = self.driver.family();
        family
            .iter()
            .filter(|one| one.name().starts_with("WebKit") && one.name() != "WebKitWebDriver")
            .map(|one| one.pid)
            .collect()
    }

    /// Whether the application runs.
    pub fn is_running(&self) -> bool {
        self.app_process().is_some()
    }

    fn app_process(&self) -> Option<Process> {
        let app = self.app.to_string_lossy();
        self.driver.family().into_iter().find(|process| process.args.first().is_some_and(|arg| *arg == app))
    }

    /// Sends the application a signal and waits for its end; true if it ended within `patience`.
    pub fn signal(&self, signal: Signal, patience: Duration) -> bool {
        let Some(process) = self.app_process() else { return true };
        process::signal(process.pid, signal);
        process::wait_gone(process.pid, patience)
    }

    /// The application's window as the screen knows it; `None` once it is destroyed.
    pub fn on_screen(&self) -> Option<TopWindow> {
        let pid = self.app_process()?.pid;
        self.desk.windows().into_iter().find(|window| window.pid == pid)
    }

    /// Asks the window to close, as a click on the cross in its frame does.
    ///
    /// # Panics
    /// If it is not there.
    pub fn request_close(&self) {
        self.desk.request_close(&self.on_screen().expect("the window is there"));
    }

    /// Kills the application in whatever it does, as a crash or a power cut would.
    pub fn kill(self) {
        assert!(self.signal(Signal::KILL, Duration::from_secs(5)), "a killed process goes away");
    }

    /// Ends the application as a logout of the desktop does, with SIGTERM.
    ///
    /// # Panics
    /// If it has not ended after 10 s.
    pub async fn close(self) {
        let ended = self.signal(Signal::TERM, Duration::from_secs(10));
        if !ended {
            self.fail("end within 10 s of SIGTERM").await;
        }
    }

    /// Does it to an element, as soon as that can be.
    async fn insist<T>(
        &self,
        id: &str,
        what: &str,
        mut act: impl AsyncFnMut(Element) -> Result<T, CmdError>,
    ) -> T {
        let place = testid(id);
        let found = async || act(self.client.find(Locator::Css(&place)).await?).await;
        self.persist(&format!("{what} `{id}`"), found).await
    }

    /// Tries until it works, up to `patience`: an element may be covered, or redrawn under our hands.
    async fn persist<T>(&self, what: &str, mut act: impl AsyncFnMut() -> Result<T, CmdError>) -> T {
        let until = Instant::now() + self.patience;
        loop {
            let error = match act().await {
                Ok(done) => return done,
                Err(error) => error,
            };
            if Instant::now() >= until {
                self.fail(&format!("{what}: {}", said(&error))).await;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Ends the test with what can be seen.
    pub async fn fail(&self, what: &str) -> ! {
        let test = std::thread::current().name().unwrap_or("test").replace("::", "-");
        let file = place::out().join(format!("{test}.png"));
        let short = Duration::from_secs(5);
        // WebDriver draws the page; where it no longer answers, the screen shows what is there instead.
        let drawn = match tokio::time::timeout(short, self.client.screenshot()).await {
            Ok(Ok(picture)) => std::fs::write(&file, picture).is_ok(),
            _ => self.desk.screenshot(&file),
        };
        let picture = if drawn { file.display().to_string() } else { "none".to_owned() };
        let asking = self.client.execute("return document.body.innerText;", Vec::new());
        let page = match tokio::time::timeout(short, asking).await {
            Ok(Ok(Value::String(text))) => text.chars().take(2000).collect(),
            other => format!("(no text: {other:?})"),
        };
        let log = self.desk.tail("app");
        panic!("could not {what}\n--- picture: {picture}\n--- page:\n{page}\n--- log:\n{log}");
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        // The driver ends when its field is dropped; by then nothing of its family may be left to become an orphan.
        process::end(|| self.driver.family());
    }
}

/// What WebDriver says, which for the commonest mistakes is only a code.
fn said(error: &CmdError) -> String {
    match error {
        CmdError::Standard(error) => format!("{} {}", error.error(), error.message),
        other => other.to_string(),
    }
}

fn testid(id: &str) -> String {
    format!("[data-testid={}]", quoted(id))
}

fn row(name: &str) -> String {
    format!("[data-testid=\"account-row\"][data-account={}]", quoted(name))
}

/// A text as a string of CSS.
fn quoted(text: &str) -> String {
    let escape = |sign: char| match sign {
        '"' | '\\' => format!("\\{sign}"),
        sign if sign.is_control() => format!("\\{:x} ", u32::from(sign)),
        sign => sign.to_string(),
    };
    format!("\"{}\"", text.chars().map(escape).collect::<String>())
}
