use super::*;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

fn token(claims: &str) -> String {
    format!("{}.{}.sig", URL_SAFE_NO_PAD.encode("{}"), URL_SAFE_NO_PAD.encode(claims))
}

#[test]
fn exp_is_read_in_seconds() {
    let end = DateTime::from_timestamp(1_705_314_600, 0);
    assert_eq!(expiry(&token(r#"{"exp":1705314600}"#)), end);
    assert_eq!(expiry(&token(r#"{"exp":1705314600.5}"#)), end);
    assert_eq!(expiry(&token(r#"{"exp":1.7053146e9}"#)), end);
}

#[test]
fn anything_else_has_no_expiry() {
    for odd in [
        "opaque".to_owned(),
        "a.b".to_owned(),
        "a.b.c.d".to_owned(),
        "!!.!!.!!".to_owned(),
        token("{}"),
        token(r#"{"exp":"soon"}"#),
        token(r#"{"exp":1e300}"#),
        token(r#"{"exp":-9223372036854775808}"#),
        token("[1]"),
        format!("a.{}.c", "A".repeat(LONGEST)),
    ] {
        assert_eq!(expiry(&odd), None, "{:.40}", odd);
    }
}

#[test]
fn a_date_says_what_is_odd_about_it() {
    let of = |json: &str| Member { name: "exp".into(), json: json.into() }.date();
    let at = DateTime::from_timestamp(1_705_314_600, 0).unwrap();
    assert_eq!(of("1705314600"), Date::At(at));
    assert_eq!(of("\"1705314600\""), Date::Text(at));
    assert_eq!(of("1705314600000"), Date::Milliseconds(at));
    assert_eq!(of("-1"), Date::At(DateTime::from_timestamp(-1, 0).unwrap()));
    for odd in ["1e300", "99999999999999999999999", "null", "true", "[1]", "\"NaN\"", "\"inf\"", "\"\"", "{}"]
    {
        assert_eq!(of(odd), Date::Odd, "{odd}");
    }
}

#[test]
fn members_keep_their_order_and_say_what_is_there_twice() {
    let members = Members::read(br#" {"b":1,"a":"x","b":[2],"b":3} "#).unwrap();
    assert_eq!(members.len(), 4);
    assert_eq!(members.repeated, ["b"]);
    assert_eq!(members.get("b").unwrap().json, "3");
    assert_eq!(members.text("a").as_deref(), Some("x"));
}

#[test]
fn a_flaw_names_its_place() {
    let flaw = |token: &str| read(token).map(|_| ()).expect_err(token).flaw;
    let good = token(r#"{"sub":"x"}"#);
    assert_eq!(flaw(good.trim_end_matches(".sig")).why.sentence, "it ends after the claims");
    assert!(flaw("e30").cut);
    let odd = flaw("e30.e3!0.sig");
    assert_eq!((odd.part, odd.byte), (Part::Claims, Some(2)));
    let json = flaw(&token(r#"{"a":1,}"#));
    assert_eq!((json.part, json.why.sentence.as_str()), (Part::Claims, "it is not JSON"));
    let text = flaw(&format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(b"{\"a\":\"\xff\"}")));
    assert_eq!((text.byte, text.why.sentence.as_str()), (Some(6), "its text is not UTF-8"));
    assert_eq!(flaw("e30.e30.sig.e30").why.sentence, "a signed one has 3 parts, and it has 4");
}

#[test]
fn nesting_has_no_limit_and_no_cost() {
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(Members::read(deep.as_bytes()).unwrap().len(), 1);
}

#[test]
fn what_is_odd_is_read_and_told() {
    let standard = "eyJ+Ijoifj8+In0=";
    assert!(decode(standard).unwrap().oddities.contains(&Oddity::StandardAlphabet));
    assert!(decode("e30=").unwrap().oddities.contains(&Oddity::Padding));
}
