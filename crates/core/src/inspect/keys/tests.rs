use super::*;
use crate::inspect::{Context, TokenVerdict, inspect};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PublicKeyData};
use ring::rand::SystemRandom;
use ring::signature::{EcdsaKeyPair, Ed25519KeyPair};
use ring::{hmac, signature};

const SECRET: &[u8] = b"a secret of more than thirty-two bytes";

fn part(text: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn input(header: &str) -> String {
    format!("{}.{}", part(header), part(r#"{"exp":1800000060}"#))
}

/// Signed with a shared secret.
fn hs256(header: &str, secret: &[u8]) -> String {
    let input = input(header);
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), input.as_bytes());
    format!("{input}.{}", part(mac))
}

fn look(token: &str, keys: &TokenKeys) -> (TokenVerdict, SignatureCheck) {
    let context =
        Context { keys: Some(keys), ..Context::alone(DateTime::from_timestamp(1_800_000_000, 0).unwrap()) };
    let found = inspect(token, &context);
    (found.verdict, found.signature)
}

fn refused(token: &str, keys: &TokenKeys) -> String {
    match look(token, keys) {
        (TokenVerdict::Unchecked, SignatureCheck::Refused { why }) => why.sentence,
        other => panic!("{other:?}"),
    }
}

fn expect(token: &str, keys: &TokenKeys, verdict: TokenVerdict) {
    assert_eq!(look(token, keys).0, verdict, "{:?}", look(token, keys).1);
}

/// Another last character, so that the signature is of the same length and wrong.
fn altered(token: &str) -> String {
    let at = token.rfind('.').unwrap() + 1;
    let other = if &token[at..=at] == "A" { "B" } else { "A" };
    format!("{}{other}{}", &token[..at], &token[at + 1..])
}

#[test]
fn a_shared_secret_checks_hs256() {
    let token = hs256(r#"{"alg":"HS256"}"#, SECRET);
    let keys = TokenKeys::from_secret(&[SECRET, b"\r\n"].concat()).unwrap();
    expect(&token, &keys, TokenVerdict::Valid);
    expect(&altered(&token), &keys, TokenVerdict::WrongSignature);
    expect(&token, &TokenKeys::from_secret(b"another secret").unwrap(), TokenVerdict::WrongSignature);
    let encoded = base64::engine::general_purpose::STANDARD.encode(SECRET);
    expect(&token, &TokenKeys::from_secret(encoded.as_bytes()).unwrap(), TokenVerdict::Valid);
    let jwk = format!(r#"{{"kty":"oct","k":"{}"}}"#, part(SECRET));
    expect(&token, &TokenKeys::from_jwks(&jwk).unwrap(), TokenVerdict::Valid);
    let short = hs256(r#"{"alg":"HS256"}"#, b"short");
    let (_, check) = look(&short, &TokenKeys::from_secret(b"short").unwrap());
    assert!(matches!(check, SignatureCheck::Good { key } if key.sentence.contains("shorter")));
}

#[test]
fn elliptic_curves_check_what_they_signed() {
    for (alg, kind, curve) in [
        ("ES256", &PKCS_ECDSA_P256_SHA256, &signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        ("ES384", &PKCS_ECDSA_P384_SHA384, &signature::ECDSA_P384_SHA384_FIXED_SIGNING),
    ] {
        let (pair, other) = (KeyPair::generate_for(kind).unwrap(), KeyPair::generate_for(kind).unwrap());
        let random = SystemRandom::new();
        let signer = EcdsaKeyPair::from_pkcs8(curve, &pair.serialize_der(), &random).unwrap();
        let input = input(&format!(r#"{{"alg":"{alg}","kid":"one"}}"#));
        let token = format!("{input}.{}", part(signer.sign(&random, input.as_bytes()).unwrap()));
        let keys = TokenKeys::from_pem(&pair.public_key_pem()).unwrap();
        expect(&token, &keys, TokenVerdict::Valid);
        expect(&altered(&token), &keys, TokenVerdict::WrongSignature);
        expect(&token, &TokenKeys::from_pem(&other.public_key_pem()).unwrap(), TokenVerdict::WrongSignature);

        let point = pair.der_bytes();
        let (x, y) = point[1..].split_at((point.len() - 1) / 2);
        let curve = if alg == "ES256" { "P-256" } else { "P-384" };
        let jwk = |more: &str| {
            let text = format!(
                r#"{{"keys":[{{"kty":"EC","crv":"{curve}","x":"{}","y":"{}"{more}}}]}}"#,
                part(x),
                part(y)
            );
            TokenKeys::from_jwks(&text).unwrap()
        };
        expect(&token, &jwk(r#","kid":"one","use":"sig","key_ops":["verify"]"#), TokenVerdict::Valid);
        assert!(refused(&token, &jwk(r#","kid":"two""#)).contains("kid"));
        assert!(refused(&token, &jwk(r#","use":"enc""#)).contains("use: enc"));
        assert!(refused(&token, &jwk(r#","key_ops":["sign"]"#)).contains("key_ops"));
        assert!(refused(&token, &jwk(r#","alg":"ES512""#)).contains("ES512 only"));
    }
}

#[test]
fn ed25519_checks_what_it_signed_also_from_a_certificate() {
    let pair = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let signer = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pair.serialize_der()).unwrap();
    let input = input(r#"{"alg":"EdDSA"}"#);
    let token = format!("{input}.{}", part(signer.sign(input.as_bytes())));
    let jwk = format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, part(pair.der_bytes()));
    let certificate =
        rcgen::CertificateParams::new(vec!["h.test".into()]).unwrap().self_signed(&pair).unwrap().pem();
    for keys in [
        TokenKeys::from_pem(&pair.public_key_pem()),
        TokenKeys::from_jwks(&jwk),
        TokenKeys::from_pem(&certificate),
    ] {
        let keys = keys.unwrap();
        expect(&token, &keys, TokenVerdict::Valid);
        expect(&altered(&token), &keys, TokenVerdict::WrongSignature);
    }
}

/// RFC 8725, 2.1: the public key as the secret of an HMAC, in each form that somebody could give it.
#[test]
fn a_public_key_is_never_a_secret() {
    let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let pem = pair.public_key_pem();
    let keys = TokenKeys::from_pem(&pem).unwrap();
    for secret in [pem.as_bytes(), pem.trim_end().as_bytes(), pair.der_bytes()] {
        let forged = hs256(r#"{"alg":"HS256"}"#, secret);
        assert!(refused(&forged, &keys).contains("public"));
    }
    for public in [pem.as_bytes(), &pair.subject_public_key_info(), br#"{"keys":[]}"#, b""] {
        assert!(TokenKeys::from_secret(public).is_err());
    }
}

/// The same, written down in the ways in which servers and programs hand out public keys.
#[test]
fn a_public_key_that_is_written_down_otherwise_is_no_secret() {
    use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
    let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let certificate =
        rcgen::CertificateParams::new(vec!["h.test".into()]).unwrap().self_signed(&pair).unwrap();
    let rsa: serde_json::Value = serde_json::from_str(RSA).unwrap();
    let rsa_body: String =
        rsa["pem"].as_str().unwrap().lines().filter(|line| !line.starts_with('-')).collect();
    let wrapped = |text: &str| {
        text.as_bytes()
            .chunks(64)
            .map(|line| std::str::from_utf8(line).unwrap())
            .collect::<Vec<_>>()
            .join("\n")
    };
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let pem = pair.public_key_pem();
    for der in
        [pair.subject_public_key_info(), certificate.der().to_vec(), STANDARD.decode(&rsa_body).unwrap()]
    {
        let hex: Vec<_> = der.iter().map(|byte| format!("{byte:02X}")).collect();
        for text in [
            STANDARD.encode(&der),
            STANDARD_NO_PAD.encode(&der),
            part(&der),
            format!("\"{}\"", STANDARD.encode(&der)),
            wrapped(&STANDARD.encode(&der)),
            wrapped(&part(&der)).replace('\n', "\r\n"),
            hex.concat(),
            hex.concat().to_lowercase(),
            hex.join(":"),
            STANDARD.encode(STANDARD.encode(&der)),
            format!("{{\"realm\":\"x\",\"public_key\":\"{}\"}}", STANDARD.encode(&der)),
        ] {
            assert!(TokenKeys::from_secret(text.as_bytes()).is_err(), "{text}");
        }
    }
    for text in [r#"[{"kty":"RSA"}]"#.to_owned(), r#" {"kty":"EC"}"#.to_owned(), STANDARD.encode(&pem)] {
        assert!(TokenKeys::from_secret(text.as_bytes()).is_err(), "{text}");
        assert!(TokenKeys::from_secret(&wide(&text)).is_err(), "{text}");
    }
    for bytes in
        [wide(&pem), wide(&format!("\u{FEFF}{pem}")), wide("a secret"), b"\xEF\xBB\xBFa secret".to_vec()]
    {
        assert!(TokenKeys::from_secret(&bytes).is_err(), "{bytes:?}");
    }
    // Those are secrets: of random bytes, and in each of the ways that one is written down.
    let bytes: Vec<u8> = (0..64_u8).map(|at| if at % 3 == 0 { 0 } else { at.wrapping_mul(37) }).collect();
    for secret in [bytes.clone(), STANDARD.encode(&bytes).into(), part(&bytes).into(), b"{\"a\":1}".to_vec()]
    {
        assert!(TokenKeys::from_secret(&secret).is_ok(), "{secret:?}");
    }
}

#[test]
fn a_key_does_only_what_it_is_made_for() {
    let pair = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let keys = TokenKeys::from_pem(&pair.public_key_pem()).unwrap();
    let token = |header: &str, length: usize| format!("{}.{}", input(header), part(vec![7; length]));
    assert!(refused(&token(r#"{"alg":"RS256"}"#, 256), &keys).contains("does not do that"));
    assert!(refused(&token(r#"{"alg":"ES256"}"#, 64), &keys).contains("does not do that"));
    assert!(refused(&token(r#"{"alg":"ES512"}"#, 132), &keys).contains("cannot check"));
    assert!(refused(&token(r#"{"alg":"EdDSA","crit":["b64"]}"#, 64), &keys).contains("b64"));
    assert!(refused(&token(r#"{"alg":"RS256","alg":"EdDSA"}"#, 64), &keys).contains("more than once"));
    let secret = TokenKeys::from_secret(SECRET).unwrap();
    assert!(refused(&token(r#"{"alg":"RS256"}"#, 256), &secret).contains("shared secret"));
    let none = format!("{}.", input(r#"{"alg":"none"}"#));
    expect(&none, &secret, TokenVerdict::Unsigned);
    expect(&format!("{none}c2ln"), &secret, TokenVerdict::Unsigned);
}

/// The public half of a key, and what the other half signed before it was thrown away.
const RSA: &str = include_str!("../../../tests/keys/rsa.json");

#[test]
fn rsa_checks_both_of_its_ways() {
    let json: serde_json::Value = serde_json::from_str(RSA).unwrap();
    let text = |name: &str| json[name].as_str().unwrap();
    let jwk = |n: &str, more: &str| {
        TokenKeys::from_jwks(&format!(r#"{{"kty":"RSA","n":"{n}","e":"AQAB"{more}}}"#)).unwrap()
    };
    let zeros = part([&[0], URL_SAFE_NO_PAD.decode(text("n")).unwrap().as_slice()].concat());
    for (alg, token) in json["tokens"].as_object().unwrap() {
        let token = token.as_str().unwrap();
        for keys in [jwk(text("n"), ""), jwk(&zeros, ""), TokenKeys::from_pem(text("pem")).unwrap()] {
            expect(token, &keys, TokenVerdict::Valid);
            expect(&altered(token), &keys, TokenVerdict::WrongSignature);
        }
        let other = if alg == "RS256" { "PS256" } else { "RS256" };
        assert!(refused(token, &jwk(text("n"), &format!(r#","alg":"{other}""#))).contains("only"));
        assert!(refused(token, &jwk(&text("n")[..172], "")).contains("2048"));
    }
    let private = "-----BEGIN PRIVATE KEY-----\nMA==\n-----END PRIVATE KEY-----";
    assert!(TokenKeys::from_pem(private).unwrap_err().message.contains("private key"));
}

#[test]
fn files_without_keys_say_what_they_are() {
    for odd in ["", "{}", "[]", "x", r#"{"keys":[]}"#, r#"{"keys":{}}"#] {
        assert!(TokenKeys::from_jwks(odd).is_err(), "{odd}");
    }
    let described = TokenKeys::from_jwks(r#"{"issuer":"x","jwks_uri":"https://h.test/keys"}"#).unwrap_err();
    assert!(described.hint.contains("https://h.test/keys"));
    for odd in
        ["", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\nMA==\n-----END PUBLIC KEY-----"]
    {
        assert!(TokenKeys::from_pem(odd).is_err(), "{odd}");
    }
    let damaged =
        TokenKeys::from_jwks(r#"{"keys":[{"kty":"RSA"},{"kty":1},7,{"kty":"EC","crv":"P-256","x":"!"}]}"#)
            .unwrap();
    assert!(matches!(look(&hs256(r#"{"alg":"HS256"}"#, SECRET), &damaged).1, SignatureCheck::Refused { .. }));
}
