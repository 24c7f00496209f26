//! The login servers and the HTTP tools that others wrote, for the end-to-end tests: Python's in a virtual environment,
//! Node's beside their scripts.

use std::fs;

use crate::Failure;
use crate::child;
use crate::node;
use crate::place::Place;

/// Gets them in the versions that `e2e/servers` names, unless that was done already.
pub fn ensure(place: &Place) -> Result<String, Failure> {
    let folder = place.root.join("e2e/servers");
    let read = |name: &str| {
        fs::read(folder.join(name)).map_err(|error| format!("e2e/servers/{name} cannot be read: {error}"))
    };
    let wanted = [read("requirements.txt")?, read("package-lock.json")?].concat();
    let stamp = place.notes().join("servers");
    let python = place.server_python();
    let here = python.is_file() && folder.join("node_modules/.package-lock.json").is_file();
    if here && fs::read(&stamp).is_ok_and(|last| last == wanted) {
        return Ok("as their lock files say".to_owned());
    }
    let _ = fs::remove_file(&stamp);
    let environment = place.tools().join("servers");
    let mut make = place.command("python3");
    make.args(["-m", "venv", "--clear"]).arg(&environment);
    child::run(place, "servers-venv", make)?.check()?;
    let mut get = place.command(&python);
    get.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary",
        ":all:",
        "-r",
    ]);
    get.arg(folder.join("requirements.txt"));
    child::run(place, "servers-pip", get)?.check()?;
    let mut npm = node::npm(place);
    npm.current_dir(&folder).args(["ci", "--no-audit", "--no-fund"]);
    child::run(place, "servers-npm", npm)?.check()?;
    fs::write(&stamp, wanted).map_err(|error| format!("{} cannot be written: {error}", stamp.display()))?;
    Ok("got Django, oidc-provider, Synapse, newman, Bruno and HTTPie".to_owned())
}
