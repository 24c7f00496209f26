//! Files of other tools: which accounts they describe, and that no secret of theirs is shown.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "the helpers of a test fail as the tests do"
)]

mod bench;

use fobwatch_core::error::Code;
use fobwatch_core::home::Home;
use fobwatch_core::import::{ImportFormat, ImportStepView, ImportView, Known, Plan, read};
use fobwatch_core::profile::Profiles;
use proptest::prelude::*;

/// What a secret is in each of these files.
const CANARY: &str = "CANARY-hunter2";

fn plan(text: &str) -> Plan {
    let folder = tempfile::tempdir().unwrap();
    let known = Known::new(Profiles::of(&Home::at(folder.path()).unwrap()), Vec::new(), Vec::new());
    read(text.as_bytes(), &known).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// What may be shown of it; nothing of that holds the secret.
fn view(text: &str) -> ImportView {
    let plan = plan(text);
    let view = plan.view();
    let shown = format!("{} {plan:?} {view:?}", serde_json::to_string(&view).unwrap());
    assert!(!shown.contains("CANARY") && !shown.contains("hunter2"), "{shown}");
    view
}

fn only(text: &str, format: ImportFormat) -> ImportStepView {
    let view = view(text);
    assert_eq!(view.format, format, "{text}");
    let [step] = &view.steps[..] else { panic!("{text}\n{view:#?}") };
    step.clone()
}

/// Name, profile, base URL, inputs and found secrets, to be compared at one look.
fn told(step: &ImportStepView) -> String {
    let inputs: Vec<_> = step
        .inputs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let found = step.found_secrets.join(",");
    format!("{} | {} | {} | {} | {found}", step.name, step.profile, step.base_url, inputs.join(" "))
}

#[test]
fn a_curl_command_becomes_an_account() {
    let curl = |text: &str| told(&only(text, ImportFormat::Curl));
    assert_eq!(
        curl(&format!(
            "curl -X POST https://api.test/v1/auth/login \\\n  -H 'Content-Type: application/json' \\\n  \
             -d '{{\"username\": \"demo\", \"password\": \"{CANARY}\"}}'"
        )),
        "api.test | b2b-jwt | https://api.test/v1 | username=demo | password"
    );
    assert_eq!(
        curl(&format!(
            "$ curl -u my-client:{CANARY} https://auth.test/oauth/token -d grant_type=client_credentials --data-urlencode 'scope=a b'"
        )),
        "auth.test | oauth2-client-credentials | https://auth.test | client_id=my-client scope=a b token_path=/oauth/token | client_secret"
    );
    assert_eq!(
        curl(&format!(
            "curl 'https://auth.test/realms/x/token' --data-raw 'grant_type=client_credentials&client_id=c&client_secret={CANARY}'"
        )),
        "auth.test | oauth2-client-credentials-post | https://auth.test | client_id=c token_path=/realms/x/token | client_secret"
    );
    assert_eq!(
        curl(&format!(
            "curl ^\"https://h.test/token/login^\" ^\n  -d grant_type=password -d client_id=c -d username=u --data-urlencode ^\"password={CANARY}&x^\""
        )),
        "h.test | oauth2-password-post | https://h.test | client_id=c token_path=/token/login username=u | password"
    );
    assert_eq!(
        curl(&format!(
            "curl --json '{{\"username\":\"u\",\"password\":\"{CANARY}\"}}' https://h.test/app/api/token/"
        )),
        "h.test | django-simplejwt | https://h.test/app | username=u | password"
    );
    assert_eq!(
        curl(&format!("curl https://api.test/orders -H \"Authorization: Bearer {CANARY}\"")),
        "api.test | bearer-static | https://api.test |  | token"
    );
    assert_eq!(
        curl(&format!("curl https://api.test/x -H 'X-API-Key: {CANARY}' -H 'X-API-Secret: {CANARY}'")),
        "api.test | api-key-secret | https://api.test |  | api_key,api_secret"
    );
    assert_eq!(
        curl(&format!(
            "curl localhost:8080/auth/login -d '{{\"username\":\"u\",\"password\":\"{CANARY}\"}}'"
        )),
        "localhost | b2b-jwt | http://localhost:8080 | username=u | password"
    );
    // A place for a password is no password.
    let asked = only(
        "curl https://h.test/auth/login -d \"{\\\"username\\\": \\\"u\\\", \\\"password\\\": \\\"$PASSWORD\\\"}\"",
        ImportFormat::Curl,
    );
    assert_eq!(told(&asked), "h.test | b2b-jwt | https://h.test | username=u | ");
    assert_eq!(asked.asks.iter().map(|input| &*input.name).collect::<Vec<_>>(), ["password"]);
}

#[test]
fn what_no_profile_does_is_told() {
    for (text, says) in [
        (
            format!("curl https://h.test/api/login -d '{{\"user\":\"u\",\"password\":\"{CANARY}\"}}'"),
            "No profile here makes such a login: POST https://h.test/api/login.",
        ),
        (
            format!("curl -u u:{CANARY} https://h.test/orders"),
            "https://h.test/orders takes username and password",
        ),
        (format!("curl 'https://h.test/x?api_key={CANARY}'"), "Nothing logs in at https://h.test/x"),
        ("curl https://h.test/auth/login -d @body.json".to_owned(), "A command sends a file"),
        (format!("BASE_URL=https://h.test\nAPI_KEY={CANARY}\n"), "There is an API key alone"),
        (format!("USERNAME=u\nPASSWORD={CANARY}\n"), "names no address of an API"),
        ("BASE_URL=https://h.test\n".to_owned(), "names no login"),
        ("A=1\n".to_owned(), "names neither"),
    ] {
        let view = view(&text);
        assert_eq!(view.steps.len(), 0, "{text}");
        assert!(
            view.remarks.iter().any(|remark| remark.sentence.contains(says)),
            "{text}\n{:?}",
            view.remarks
        );
    }
}

#[test]
fn environments_of_other_tools_become_accounts() {
    let login = "Acme UAT | b2b-jwt | https://api.test/v1 | username=demo | password";
    let value =
        |key: &str, value: &str, more: &str| format!("{{\"key\":\"{key}\",\"value\":\"{value}\"{more}}}");
    let values = [
        value("host", "api.test", ""),
        value("baseUrl", "https://{{host}}/v1", ",\"enabled\":true"),
        value("apiUsername", "demo", ""),
        value("password", CANARY, ",\"type\":\"secret\""),
        value("client_secret", "old", ",\"enabled\":false"),
        value("retries", "3", ""),
    ];
    let postman = format!(
        "{{\"id\":\"1\",\"name\":\"Acme UAT\",\"values\":[{}],\"_postman_variable_scope\":\"environment\"}}",
        values.join(",")
    );
    let step = only(&postman, ImportFormat::PostmanEnvironment);
    assert_eq!((told(&step), &*step.environment), (login.to_owned(), "uat"));

    let bruno = "vars {\n  baseUrl: https://api.test/v1\n  username: demo\n  ~client_secret: x\n}\nvars:secret [\n  password\n]\n";
    let step = only(bruno, ImportFormat::Bruno);
    assert_eq!(told(&step), "api.test | b2b-jwt | https://api.test/v1 | username=demo | ");

    let insomnia = format!(
        "type: environment.insomnia.rest/5.0\nname: Acme\nenvironments:\n  name: Base\n  data:\n    base_url: https://api.test/v1\n    login:\n      username: demo\n  subEnvironments:\n    - name: UAT\n      data:\n        password: {CANARY}\n    - name: Prod\n      data:\n        base_url: https://prod.test\n        password: {CANARY}\n"
    );
    let view = view(&insomnia);
    let told: Vec<_> = view.steps.iter().map(told).collect();
    assert_eq!(told, [login, "Acme Prod | b2b-jwt | https://prod.test | username=demo | password"]);
    assert_eq!(view.steps.iter().map(|step| step.production).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn an_env_file_may_hold_several_accounts() {
    let text = format!(
        "# ours\nACME_UAT_BASE_URL=https://uat.test\nACME_UAT_USERNAME=u\nACME_UAT_PASSWORD='{CANARY}'\nACME_PROD_URL=https://prod.test\nACME_PROD_CLIENT_ID=c\nACME_PROD_CLIENT_SECRET=\"{CANARY}\"\nDB_URL=postgres://a:b@h/x\nDB_PASSWORD=x\n"
    );
    let view = view(&text);
    let all: Vec<_> = view.steps.iter().map(told).collect();
    assert_eq!(
        all,
        [
            "Acme Prod | oauth2-client-credentials | https://prod.test | client_id=c token_path=/oauth/token | client_secret",
            "Acme Uat | b2b-jwt | https://uat.test | username=u | password"
        ]
    );
    // One address and one login belong together, whatever they are called.
    let text = format!(
        "API_URL=https://api.test\nTOKEN_URL=https://api.test/o/token\nACME_CLIENT_ID=c\nACME_CLIENT_SECRET={CANARY}\n"
    );
    assert_eq!(
        view_of(&text),
        "api.test | oauth2-client-credentials | https://api.test | client_id=c token_path=/o/token | client_secret"
    );
    let text = format!("BASE_URL=https://api.test\nACCESS_TOKEN={CANARY}\nREFRESH_TOKEN=x\n");
    assert_eq!(view_of(&text), "api.test | bearer-static | https://api.test |  | token");
}

fn view_of(text: &str) -> String {
    told(&only(text, ImportFormat::Dotenv))
}

#[test]
fn a_postman_collection_tells_how_it_logs_in() {
    let info = r#""info":{"name":"Acme","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}"#;
    let request = |body: &str| {
        format!(
            r#"{{{info},"variable":[{{"key":"baseUrl","value":"https://api.test"}},{{"key":"user","value":"demo"}}],
            "item":[{{"name":"Folder","item":[{{"name":"Login","request":{{"method":"POST","header":[],
            "url":{{"raw":"{{{{baseUrl}}}}/auth/login"}},"body":{body}}}}}]}},{{"name":"x","request":"https://api.test/x"}}]}}"#
        )
    };
    let raw =
        format!(r#"{{"mode":"raw","raw":"{{\"username\":\"{{{{user}}}}\",\"password\":\"{CANARY}\"}}"}}"#);
    let step = only(&request(&raw), ImportFormat::PostmanCollection);
    assert_eq!(told(&step), "Acme | b2b-jwt | https://api.test | username=demo | password");
    let oauth = format!(
        r#"{{{info},"item":[],"auth":{{"type":"oauth2","oauth2":[{{"key":"grant_type","value":"client_credentials"}},
        {{"key":"accessTokenUrl","value":"https://auth.test/realms/x/token"}},{{"key":"clientId","value":"c"}},
        {{"key":"clientSecret","value":"{CANARY}"}},{{"key":"client_authentication","value":"body"}}]}}}}"#
    );
    assert_eq!(
        told(&only(&oauth, ImportFormat::PostmanCollection)),
        "Acme | oauth2-client-credentials-post | https://auth.test | client_id=c token_path=/realms/x/token | client_secret"
    );
    let form = r#"{"mode":"urlencoded","urlencoded":[{"key":"grant_type","value":"password"},{"key":"client_id","value":"c"},
        {"key":"username","value":"u"},{"key":"password","value":"{{password}}"},{"key":"scope","value":"x","disabled":true}]}"#;
    assert_eq!(
        told(&only(&request(form), ImportFormat::PostmanCollection)),
        "Acme | oauth2-password-post | https://api.test | client_id=c token_path=/auth/login username=u | "
    );
    let unknown = request(&raw).replace("\"key\":\"baseUrl\"", "\"key\":\"other\"");
    assert!(view(&unknown).remarks[0].sentence.contains("an address that the collection does not say"));
}

#[test]
fn what_is_wrong_with_a_file_is_told_by_its_place_and_not_by_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let known = Known::new(Profiles::of(&Home::at(folder.path()).unwrap()), Vec::new(), Vec::new());
    let deep = "[".repeat(200_000);
    for (text, says) in [
        (String::new(), "no kind"),
        ("hello".into(), "no kind"),
        ("{}".into(), "no kind"),
        ("{\"a\":".into(), "line 1, column 5"),
        (
            format!("{{\"fobwatch\":\"set-up\",\"version\":1,\"accounts\":\"{CANARY}\"}}"),
            "a set-up of Fobwatch, and is wrong at line 1",
        ),
        ("{\"fobwatch\":\"set-up\",\"version\":2,\"accounts\":[]}".into(), "newer Fobwatch"),
        (format!("{{\"values\":\"{CANARY}\"}}"), "a Postman environment, and is wrong"),
        (format!("{{\"values\":{deep}"), "no JSON"),
        (format!("{{\"info\":{{}},\"item\":\"{CANARY}\"}}"), "a Postman collection, and is wrong"),
        (format!("vars {{\n  {CANARY}\n}}\n"), "a Bruno environment, and is wrong at line 2"),
        (
            format!("type: environment.insomnia.rest/5.0\nenvironments: {CANARY}\n"),
            "Insomnia environments, and is wrong at line 2",
        ),
        (
            format!("type: environment.insomnia.rest/5.0\nenvironments: {deep}\n"),
            "Insomnia environments, and is wrong",
        ),
        (
            "type: environment.insomnia.rest/5.0\nenvironments: {name: a\n".into(),
            "Insomnia environments, and is wrong",
        ),
        ("type: environment.insomnia.rest/4.0\n".into(), "not known"),
        ("A=\"never closed\n".into(), "no kind"),
    ] {
        let error = read(text.as_bytes(), &known).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (Code::InvalidInput, Some("file")), "{error}");
        assert!(error.message.contains(says) && !error.to_string().contains("CANARY"), "{error}");
    }
    let error = read(&vec![b' '; 10 * 1024 * 1024], &known).unwrap_err();
    assert!(error.message.contains("longer than 8 MiB"), "{error}");
    let error = read(b"A=\xFF", &known).unwrap_err();
    assert!(error.message.contains("UTF-8"), "{error}");
}

/// The beginnings of each format, to be put together in any way.
const PARTS: [&str; 22] = [
    "curl https://h.test/auth/login -d '",
    "{\"username\":\"u\",\"password\":\"p\"}'",
    "\n",
    "vars {\n",
    "vars:secret [\n",
    "}\n",
    "  baseUrl: https://h.test\n",
    "type: environment.insomnia.rest/5.0\n",
    "environments:\n",
    "  data: {a: &x [*x, 1]}\n",
    "BASE_URL=https://h.test\n",
    "PASSWORD='",
    "{\"fobwatch\":\"set-up\",\"version\":1,\"accounts\":[",
    "{\"name\":\"a\",\"base_url\":\"https://h.test\",\"profile\":\"b2b-jwt\"}",
    "],\"profiles\":{\"a\":[\"id = 'a'\"]}}",
    "{\"values\":[",
    "{\"key\":\"url\",\"value\":\"{{url}}{{url}}\"}",
    "]}",
    "{\"info\":{},\"item\":[",
    "{\"request\":{\"url\":\"{{a\",\"method\":\"POST\",\"body\":{\"raw\":\"é\"}}}",
    "^\" \\",
    "{{é}} \u{202e}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever a file holds, it is read or refused.
    #[test]
    fn no_file_makes_it_fail(
        parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..12),
        odd in prop::collection::vec(any::<u8>(), 0..20),
        at in any::<prop::sample::Index>(),
    ) {
        let mut bytes = parts.concat().into_bytes();
        if !bytes.is_empty() {
            let at = at.index(bytes.len());
            bytes.splice(at..at, odd);
        }
        let folder = tempfile::tempdir().unwrap();
        let known = Known::new(Profiles::of(&Home::at(folder.path()).unwrap()), Vec::new(), Vec::new());
        let _ = read(&bytes, &known);
        let _ = read(parts.concat().as_bytes(), &known);
    }
}

#[test]
fn a_file_with_thousands_of_odd_inputs_gets_few_remarks() {
    let odd: Vec<_> = (0..2_000).map(|number| format!(r#""odd{number}":"x""#)).collect();
    let text = format!(
        r#"{{"fobwatch":"set-up","version":1,"accounts":[{{"name":"A","base_url":"https://a.test","profile":"b2b-jwt","inputs":{{"password":"{CANARY}",{}}}}}]}}"#,
        odd.join(",")
    );
    let step = only(&text, ImportFormat::SetUp);
    assert_eq!(step.remarks.len(), 21, "{:#?}", step.remarks);
    assert_eq!(step.remarks[0].sentence, "The file holds a secret in plain sight.");
    assert_eq!(step.remarks[20].sentence, "1981 more remarks are not shown.");
}
