//! scratch
#![allow(clippy::unwrap_used, missing_docs)]
use fobwatch_e2e::*;
#[tokio::test]
async fn app() {
    let desk = Desk::start();
    let w = desk.open_program(&app(), &[], &[]).await;
    println!("{:?} {:?}", desk.windows(), w.client.current_url().await);
    println!("{:?}", w.client.capabilities());
    println!("{}", desk.tail("app"));
    w.screenshot("/tmp/app.png").await;
    w.close().await;
}
