//! What a variable is, as people name them: `baseUrl`, `ACME_API_PASSWORD`, `oauth.client-id`.

/// What a variable is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Base,
    User,
    Password,
    ClientId,
    ClientSecret,
    Scope,
    TokenUrl,
    Token,
    ApiKey,
    ApiSecret,
    Environment,
    Refresh,
}

const NAMES: [(Role, &[&str]); 12] = [
    (
        Role::Base,
        &[
            "baseurl",
            "baseuri",
            "apiurl",
            "apibaseurl",
            "apibase",
            "apihost",
            "apiendpoint",
            "serverurl",
            "hosturl",
            "rooturl",
            "url",
            "uri",
            "host",
            "hostname",
            "server",
            "endpoint",
            "domain",
            "basepath",
            "baseaddress",
        ],
    ),
    (
        Role::User,
        &[
            "username",
            "user",
            "apiusername",
            "apiuser",
            "login",
            "loginname",
            "loginuser",
            "email",
            "useremail",
            "usr",
        ],
    ),
    (
        Role::Password,
        &["password", "pass", "passwd", "pwd", "apipassword", "apipass", "userpassword", "loginpassword"],
    ),
    (Role::ClientId, &["clientid", "oauthclientid", "oauth2clientid", "appid", "consumerkey"]),
    (
        Role::ClientSecret,
        &["clientsecret", "oauthclientsecret", "oauth2clientsecret", "appsecret", "consumersecret"],
    ),
    (Role::Scope, &["scope", "scopes", "oauthscope"]),
    (
        Role::TokenUrl,
        &[
            "tokenurl",
            "tokenuri",
            "accesstokenurl",
            "tokenendpoint",
            "tokenpath",
            "oauthtokenurl",
            "oauthurl",
            "authtokenurl",
        ],
    ),
    (
        Role::Token,
        &[
            "token",
            "accesstoken",
            "bearertoken",
            "bearer",
            "apitoken",
            "authtoken",
            "jwt",
            "jwttoken",
            "personalaccesstoken",
            "pat",
        ],
    ),
    (Role::ApiKey, &["apikey", "xapikey"]),
    (Role::ApiSecret, &["apisecret", "apikeysecret", "xapisecret"]),
    (Role::Environment, &["environment", "env", "stage"]),
    (Role::Refresh, &["refreshtoken"]),
];

/// What is before these names has nothing to do with an API's login.
const OTHERS: [&str; 20] = [
    "db", "database", "postgres", "pg", "mysql", "mongo", "mongodb", "redis", "smtp", "mail", "imap", "aws",
    "s3", "rabbitmq", "amqp", "kafka", "ldap", "ftp", "sftp", "sentry",
];

/// What a name says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub role: Role,
    /// Of two that are the same, the one with the smaller number says it more clearly.
    pub rank: usize,
    /// What stands before it: which of several it belongs to.
    pub before: String,
}

/// What a variable of this name is.
pub(super) fn role(name: &str) -> Option<Named> {
    let words = words(name);
    // The longest end that is known.
    let (role, rank, before) = (0..words.len()).find_map(|start| {
        let end = words.get(start..)?.concat();
        let (role, rank) = NAMES
            .iter()
            .find_map(|(role, names)| Some((*role, names.iter().position(|known| *known == end)?)))?;
        Some((role, rank, words.get(..start)?))
    })?;
    // An address is named in many ways, and most of them are not where an API lives.
    if role == Role::Base && before.last().is_some_and(|word| !is_place(word)) {
        return None;
    }
    if before.iter().any(|word| OTHERS.contains(&word.as_str())) {
        return None;
    }
    // Words that say what it is for, and not whose it is.
    let general = ["api", "login", "auth", "oauth", "oauth2", "credentials", "rest"];
    let before = before.iter().map(String::as_str).filter(|word| !general.contains(word));
    Some(Named { role, rank, before: before.collect::<Vec<_>>().join(" ") })
}

/// Whether an address with this word before it may be an API's.
fn is_place(word: &str) -> bool {
    let others = [
        "redirect",
        "callback",
        "webhook",
        "auth",
        "login",
        "logout",
        "token",
        "docs",
        "proxy",
        "frontend",
        "web",
        "app",
        "issuer",
        "jwks",
        "cdn",
        "image",
        "return",
        "success",
        "cancel",
        "error",
        "support",
        "log",
        "refresh",
        "authorization",
        "authorize",
        "git",
        "repo",
        "registry",
    ];
    !others.contains(&word)
}

/// The words of a name, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last = '_';
    for letter in name.chars().take(200) {
        let begins = letter.is_uppercase() && !last.is_uppercase();
        if letter.is_alphanumeric() {
            if begins || !last.is_alphanumeric() || words.is_empty() {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        }
        last = letter;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case_and_with_what_they_belong_to() {
        for (name, expected, before) in [
            ("baseUrl", Role::Base, ""),
            ("BASE_URL", Role::Base, ""),
            ("API_USERNAME", Role::User, ""),
            ("apiUsername", Role::User, ""),
            ("ACME_UAT_BASE_URL", Role::Base, "acme uat"),
            ("ACME_UAT_PASSWORD", Role::Password, "acme uat"),
            ("oauth.client-id", Role::ClientId, ""),
            ("acmeClientSecret", Role::ClientSecret, "acme"),
            ("TOKEN_URL", Role::TokenUrl, ""),
            ("login_username", Role::User, ""),
            ("refresh_token", Role::Refresh, ""),
            ("X-API-Key", Role::ApiKey, ""),
        ] {
            let named = role(name).map(|named| (named.role, named.before));
            assert_eq!(named, Some((expected, before.to_owned())), "{name}");
        }
        for odd in [
            "DATABASE_URL",
            "DB_PASSWORD",
            "smtpUser",
            "REDIRECT_URL",
            "orderId",
            "",
            "ACCESS_TOKEN_EXPIRES_AT",
        ] {
            assert_eq!(role(odd), None, "{odd}");
        }
    }
}
