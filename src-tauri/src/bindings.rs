//! Makes the TypeScript of `ui/src/ipc` from the Rust: the types from their definitions, the commands from the
//! signatures in `commands.rs`. The test compares; with `FOBWATCH_BINDINGS=write` (`cargo xtask bindings`) it writes.

use crate::import::ImportOpened;
use crate::{Desktop, LanguageChoice, Place, Preferences, Removing, Snapshot, Theme};
use fobwatch_core::account::AccountId;
use fobwatch_core::auth::{Exchange, Found, Proposal, Said, Step, Trial, Verdict};
use fobwatch_core::error::{Code, Failure};
use fobwatch_core::explain::{Cause, CauseCode, Confidence, Explanation};
use fobwatch_core::export::Target;
use fobwatch_core::handoff::CopyWhat;
use fobwatch_core::import::{
    ImportEntered, ImportFate, ImportFormat, ImportStepView, ImportView, ProfileAuthor,
};
use fobwatch_core::inspect::{
    Belonging, BelongsHow, ClaimRow, ClaimTable, ClockUsed, Evidence, EvidenceAbout, Inspection, KeyGiven,
    Looked, PastedRequest, PastedResponse, SignatureCheck, TokenKind, TokenVerdict,
};
use fobwatch_core::line::{Line, LineCode, Piece};
use fobwatch_core::live::LiveView;
use fobwatch_core::profile::{Ask, Fault};
use fobwatch_core::remarks::Remarks;
use fobwatch_core::settings::Settings;
use fobwatch_core::share::Shared;
use fobwatch_core::vault::{ActivityQuery, ActivityRow, Kind, Row};
use fobwatch_core::view::{
    AccountDraft, AccountState, AccountView, CheckedView, InputView, LogoutView, ProfileCheck, ProfileView,
    SecretView, TokenView, VaultView,
};
use fobwatch_desktop::{CopyView, Language};
use std::collections::BTreeSet;
use syn::{Attribute, Expr, FnArg, GenericArgument, Item, Lit, Meta, Pat, PathArguments, ReturnType, Type};
use ts_rs::{Config, TS};

const HEADER: &str = "// Made from the Rust sources by `cargo xtask bindings`. Do not edit.\n";

fn types() -> String {
    let config = Config::new();
    let mut out = HEADER.to_owned();
    let mut known = BTreeSet::new();
    let mut wanted = BTreeSet::new();
    macro_rules! add {
        ($($name:ty),* $(,)?) => {$(
            for line in <$name>::docs().iter().flat_map(|docs| docs.lines()) {
                out.push_str(line.trim_end());
                out.push('\n');
            }
            out.push_str(&format!("export {}\n\n", <$name>::decl(&config)));
            known.insert(<$name>::ident(&config));
            wanted.extend(<$name>::dependencies(&config).into_iter().map(|found| found.ts_name));
        )*};
    }
    add!(
        AccountId,
        Code,
        Failure,
        AccountState,
        TokenView,
        Remarks,
        SecretView,
        AccountView,
        InputView,
        ProfileView,
        VaultView,
        Target,
        CopyWhat,
        CopyView,
        LiveView,
        LogoutView,
        Verdict,
        Said,
        Shared,
        ImportOpened,
        ImportView,
        ImportFormat,
        ImportStepView,
        ImportFate,
        ProfileAuthor,
        ImportEntered,
        KeyGiven,
        Looked,
        Inspection,
        Evidence,
        EvidenceAbout,
        Line,
        LineCode,
        Piece,
        TokenKind,
        TokenVerdict,
        Belonging,
        BelongsHow,
        SignatureCheck,
        ClockUsed,
        ClaimTable,
        ClaimRow,
        PastedRequest,
        PastedResponse,
        Explanation,
        Cause,
        Confidence,
        CauseCode,
        CheckedView,
        Ask,
        Fault,
        ProfileCheck,
        Proposal,
        Found,
        Exchange,
        Trial,
        Step,
        Kind,
        Row,
        ActivityQuery,
        ActivityRow,
        Theme,
        LanguageChoice,
        Language,
        Preferences,
        Settings,
        Desktop,
        Place,
        Removing,
        Snapshot,
        AccountDraft,
    );
    let missing: Vec<_> = wanted.difference(&known).collect();
    assert!(missing.is_empty(), "list these too: {missing:?}");
    out.trim_end().to_owned() + "\n"
}

fn commands() -> String {
    let file = syn::parse_file(include_str!("commands.rs")).unwrap();
    let mut used = BTreeSet::new();
    let mut body = String::new();
    for item in file.items {
        let Item::Fn(function) = item else { continue };
        if !function
            .attrs
            .iter()
            .any(|attribute| attribute.path().segments.last().unwrap().ident == "command")
        {
            continue;
        }
        let name = function.sig.ident.to_string();
        let arguments: Vec<(String, String)> = function
            .sig
            .inputs
            .iter()
            .filter_map(|argument| {
                let FnArg::Typed(argument) = argument else { return None };
                let Pat::Ident(pattern) = &*argument.pat else { return None };
                let injected = matches!(&*argument.ty, Type::Path(path)
                    if ["AppHandle", "State"].contains(&&*path.path.segments.last()?.ident.to_string()));
                (!injected).then(|| (pattern.ident.to_string(), typescript(&argument.ty, &mut used)))
            })
            .collect();
        let ReturnType::Type(_, result) = &function.sig.output else { panic!("{name} returns nothing") };
        let result = typescript(result, &mut used);
        for line in function.attrs.iter().filter_map(doc) {
            body.push_str(&format!("/**{line} */\n"));
        }
        let (parameter, argument) = if arguments.is_empty() {
            (String::new(), String::new())
        } else {
            let fields: Vec<_> = arguments.iter().map(|(name, kind)| format!("{name}: {kind}")).collect();
            (format!("args: {{ {} }}", fields.join("; ")), ", args".to_owned())
        };
        body.push_str(&format!(
            "export const {} = ({parameter}): Promise<{result}> => invoke(\"{name}\"{argument});\n\n",
            camel(&name)
        ));
    }
    let used = used.into_iter().collect::<Vec<_>>().join(", ");
    format!(
        "{HEADER}// Every command rejects with a Failure.\nimport {{ invoke }} from \"@tauri-apps/api/core\";\n\
         import type {{ {used} }} from \"./types.gen\";\n\n{}\n",
        body.trim_end()
    )
}

fn typescript(kind: &Type, used: &mut BTreeSet<String>) -> String {
    let path = match kind {
        Type::Tuple(tuple) if tuple.elems.is_empty() => return "null".to_owned(),
        Type::Path(path) => path.path.segments.last().unwrap(),
        _ => panic!("a type that has no TypeScript"),
    };
    let inner = match &path.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => Some(inner),
            _ => None,
        },
        _ => None,
    };
    let name = match (path.ident.to_string().as_str(), inner) {
        ("Result", Some(inner)) => return typescript(inner, used),
        ("Option", Some(inner)) => return format!("{} | null", typescript(inner, used)),
        ("Vec", Some(inner)) => return format!("{}[]", typescript(inner, used)),
        ("bool", None) => return "boolean".to_owned(),
        ("u32" | "usize", None) => return "number".to_owned(),
        ("String" | "Secret", None) => return "string".to_owned(),
        ("Secrets", None) => return "Record<string, string>".to_owned(),
        ("Row", None) => "TimelineRow".to_owned(),
        ("Proposal", None) => "ProfileProposal".to_owned(),
        (name, None) => name.to_owned(),
        (name, Some(_)) => panic!("{name} has no TypeScript"),
    };
    used.insert(name.clone());
    name
}

fn doc(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attribute.meta else { return None };
    let Expr::Lit(text) = &meta.value else { return None };
    match &text.lit {
        Lit::Str(text) if meta.path.is_ident("doc") => Some(text.value()),
        _ => None,
    }
}

fn camel(name: &str) -> String {
    let mut upper = false;
    name.chars()
        .filter_map(|c| match c {
            '_' => {
                upper = true;
                None
            }
            c if std::mem::take(&mut upper) => Some(c.to_ascii_uppercase()),
            c => Some(c),
        })
        .collect()
}

#[test]
fn bindings_are_up_to_date() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc");
    for (name, made) in [("types.gen.ts", types()), ("commands.gen.ts", commands())] {
        let path = folder.join(name);
        if std::env::var("FOBWATCH_BINDINGS").is_ok_and(|word| word == "write") {
            std::fs::write(&path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == made, "{name} does not fit the Rust any more: run `cargo xtask bindings`");
    }
}

/// P3: what can be called is listed once, and granted to the window one by one.
#[test]
fn p3_the_capability_grants_the_commands_and_nothing_else() {
    let capability: serde_json::Value =
        serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
    let granted: BTreeSet<String> = capability["permissions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|permission| permission.as_str().unwrap().to_owned())
        .collect();
    let source = include_str!("commands.rs");
    let mut wanted: BTreeSet<String> = source
        .split("#[tauri::command]")
        .skip(1)
        .map(|rest| rest.split_once("fn ").unwrap().1.split(['(', '<']).next().unwrap())
        .map(|name| format!("allow-{}", name.replace('_', "-")))
        .collect();
    wanted.extend(["core:event:allow-listen".to_owned(), "core:event:allow-unlisten".to_owned()]);
    assert_eq!(granted, wanted);
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
}
