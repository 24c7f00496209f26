//! What each cause is called, and what to do about it.

use super::CauseCode;

/// A sentence for what is wrong, and one for what to do.
pub fn of(cause: CauseCode) -> (&'static str, &'static str) {
    use CauseCode as C;
    match cause {
        C::Expired => {
            ("The token has ended.", "Get a new one; Fobwatch refreshes those of its accounts by itself.")
        }
        C::NotYet => (
            "The token is not good yet, or two clocks differ.",
            "Compare the clocks of this computer, the login server and the API.",
        ),
        C::OtherEnvironment => (
            "The token was issued for another environment, or by an issuer that this server does not know.",
            "Take a token of the account whose environment the address belongs to.",
        ),
        C::WrongAudience => (
            "The token is for another API.",
            "Ask for a token whose audience (aud) is this API: with the scope, resource or audience that its documentation names.",
        ),
        C::NoCredential => {
            ("No token was sent.", "Send the header Authorization: Bearer, with the token behind it.")
        }
        C::WrongScheme => (
            "The credential was sent in another way than the server reads it.",
            "Write the scheme that the server asks for before the token, most often Bearer and a blank.",
        ),
        C::WrongPlace => (
            "The token was sent in a place where the server does not look.",
            "Send it in the header Authorization, and nowhere else.",
        ),
        C::Damaged => (
            "The token is damaged or incomplete.",
            "Copy it again, whole: three parts with dots between them.",
        ),
        C::Decorated => (
            "Something was sent along with the token that does not belong to it.",
            "Take away quotes, blanks, line breaks and anything written for an address, such as %20.",
        ),
        C::Placeholder => (
            "A variable was sent instead of a token.",
            "Set the variable in the environment that is chosen, and look at its name.",
        ),
        C::RefreshToken => ("A refresh token was sent as an access token.", "Send the access token."),
        C::IdToken => (
            "An ID token was sent as an access token.",
            "Send the access token; an ID token is for the application that logged in.",
        ),
        C::RotatedOut => ("The token was replaced by a newer one.", "Take the account's current token."),
        C::Revoked => ("The token was revoked, or its session has ended at the server.", "Log in again."),
        C::WrongSignature => (
            "The server does not know the key that signed the token, or the token was altered.",
            "Check that it comes from the login server that this API trusts, and that it was copied whole.",
        ),
        C::WrongAlgorithm => (
            "The token is not signed in the way that this server takes.",
            "Ask the provider which algorithm the API expects.",
        ),
        C::MissingScope => (
            "The token is good, but lacks a scope for this.",
            "Ask for the scope when logging in; somebody may have to grant it first.",
        ),
        C::NotPermitted => (
            "The token is good, but its account may not do this.",
            "Ask whoever manages the account's rights.",
        ),
        C::RateLimited => {
            ("Too many requests were made; the token is not the cause.", "Wait, and ask less often.")
        }
        C::AddressRefused => (
            "The server does not let in requests from this network address.",
            "Have the address added to its list, or go through the network that is on it.",
        ),
        C::KeyMissing => (
            "An API key is needed and was not sent.",
            "Send the key in the header that the documentation names.",
        ),
        C::KeyRefused => (
            "The server does not know this API key.",
            "Check the key, and whether it is for this environment.",
        ),
        C::BadPassword => (
            "The username or the password is wrong.",
            "Check both, and whether they are for this environment.",
        ),
        C::BadClient => (
            "The server does not know this client, or its secret is wrong.",
            "Check client_id and client_secret, and how the server wants them sent.",
        ),
        C::AccountLocked => (
            "The account is locked or disabled.",
            "Ask whoever manages it. Trying again can lock it for longer.",
        ),
        C::PasswordExpired => ("The password has ended.", "Set a new one where the provider offers that."),
        C::SecondFactor => (
            "The login asks for a second factor.",
            "Log in with one, or use an account that is made for programs.",
        ),
        C::GrantRefused => ("The refresh token or the code is spent or has ended.", "Log in again."),
        C::CertificateNeeded => {
            ("A client certificate is needed.", "Give the account its client certificate and key.")
        }
        C::RequestSignature => (
            "The request's own signature is wrong.",
            "Check the secret, the clock, and that nothing changes the request after it is signed.",
        ),
        C::ForgeryCheck => (
            "The server wants a proof that a page of its own sent this (CSRF).",
            "Use the API's own address with a bearer token, without the browser's cookies.",
        ),
        C::LoginPage => (
            "A login page answered instead of the API.",
            "Check the address; the API may be behind a portal that does not know bearer tokens.",
        ),
        C::ProxyLogin => (
            "A proxy on the way wants a login.",
            "Give the proxy its username and password, or go around it.",
        ),
        C::ServerFault => {
            ("The server failed; the token is not the cause.", "Try again later, or tell the provider.")
        }
        C::BadRequest => {
            ("The request itself is wrong; the token is not the cause.", "Compare it with the documentation.")
        }
        C::NotFound => (
            "There is nothing at this address; the token is not the cause.",
            "Check the address and the method.",
        ),
        C::TooLarge => (
            "The headers are larger than the server takes.",
            "Use a token with fewer claims, and drop cookies.",
        ),
        C::Accepted => ("The server let the request in.", "Nothing has to be done about the token."),
    }
}
