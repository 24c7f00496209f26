//! Several requests in one text are not mixed.

use super::*;

fn request(token: &str, answer: &str) -> String {
    format!("GET /a HTTP/1.1\nHost: h.test\nAuthorization: Bearer {token}\n\nHTTP/1.1 {answer}\n\n{{}}\n\n")
}

fn transcript(token: &str, answer: &str) -> String {
    format!(
        "* Connected\n> GET /a HTTP/1.1\n> Host: h.test\n> Authorization: Bearer {token}\n>\n< HTTP/1.1 {answer}\n< Server: x\n<\n{{}}\n"
    )
}

fn command(token: &str, answer: &str) -> String {
    format!("$ curl -i https://h.test/a -H 'Authorization: Bearer {token}'\nHTTP/1.1 {answer}\n\n{{}}\n")
}

fn loose(token: &str, answer: &str) -> String {
    format!("Authorization: Bearer {token}\nHTTP/1.1 {answer}\n\n{{}}\n")
}

fn answer_first(token: &str, answer: &str) -> String {
    format!("HTTP/1.1 {answer}\n\n{{}}\nGET /a HTTP/1.1\nAuthorization: Bearer {token}\n\n")
}

#[test]
fn a_token_is_judged_by_the_answer_to_it() {
    let (one, other) = (ending(60), ending(-60));
    for write in [request, transcript, command, loose, answer_first] {
        // The one that was refused is what somebody asks about, wherever it stands.
        for (text, number) in [
            (write(&one, "401 X") + &write(&other, "200 OK"), 1),
            (write(&other, "200 OK") + &write(&one, "401 X"), 2),
        ] {
            let found = expect(&text, TokenVerdict::Valid, false);
            assert!(found.line.sentence.contains("(401)"), "{text}: {}", found.line.sentence);
            let words =
                format!("2 requests in this text, and this is about number {number}, which was refused");
            assert!(found.also[0].sentence.contains(&words), "{text}: {:?}", found.also);
            assert!(
                found.also[1].sentence.contains("of another request, which ended at"),
                "{:?}",
                found.also
            );
        }
        // The refused one has ended, and the other one is not to blame.
        let text = write(&one, "200 OK") + &write(&other, "401 X");
        expect(&text, TokenVerdict::Expired, false);
        // Of several that were let in the last one counts.
        let found = expect(&(write(&other, "200 OK") + &write(&one, "200 OK")), TokenVerdict::Valid, true);
        assert_eq!(found.response.unwrap().status, Some(200));
        assert!(found.also[0].sentence.contains("number 2."), "{:?}", found.also);
        // A single one is nothing to remark.
        assert!(look(&write(&one, "401 X")).also.is_empty());
    }
    let both = format!("{}{}", transcript(&one, "302 Found"), transcript(&one, "401 X"));
    assert_eq!(look(&both).also.len(), 1, "the same token is not told twice");
}

#[test]
fn commands_on_one_line_are_two() {
    let (one, other) = (ending(60), ending(-60));
    let curl = |token: &str| format!("curl https://h.test -H 'Authorization: Bearer {token}'");
    let text = format!("{} && {}\n", curl(&other), curl(&one));
    let found = expect(&text, TokenVerdict::Valid, true);
    assert!(found.also[0].sentence.contains("number 2"), "{:?}", found.also);
}

#[test]
fn a_body_that_names_a_request_takes_no_answer_away() {
    let text = request(&ending(60), "401 X") + "GET /a\n";
    let found = expect(&text, TokenVerdict::Valid, false);
    assert!(found.also.is_empty() && found.line.sentence.contains("(401)"), "{:?}", found.also);
}
