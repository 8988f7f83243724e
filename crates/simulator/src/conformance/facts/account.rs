use akool_contract::path;
use serde_json::{Value, json};

use super::fact;
use crate::conformance::{Fact, Outcome, Service, fact::Broken, fact::holds};

pub fn facts() -> Vec<Fact> {
    vec![
        fact!("The balance is `{code: 1000, data: {credit: number}}`", Documented, false, balance),
        fact!("No credentials get HTTP 200 and code 1102", Observed, false, nothing),
        fact!("An unknown `x-api-key` gets HTTP 200 and code 1109", Observed, false, unknown_key),
        fact!("A bad bearer gets HTTP 200 and code 1101", Documented, false, bad_bearer),
        fact!("With `Authorization` present `x-api-key` does not count", Documented, false, precedence),
        fact!("`getToken` puts a JWT of more than a year beside the code", Documented, false, token),
        fact!("A token opens the account", Documented, false, token_works),
        fact!("An unknown route gets HTTP 404 `{status, msg}` without a code", Observed, false, unknown_route),
        fact!("Invented routes are unknown", Observed, false, invented),
    ]
}

type Checked = Result<Outcome, Broken>;

async fn balance(service: &Service) -> Checked {
    let answer = service.get(path::CREDITS).await?;
    holds(answer["code"] == 1000 && answer["data"]["credit"].is_number(), &answer)
}

async fn code_of(service: &Service, headers: &[(&str, &str)], code: i64) -> Checked {
    let (status, answer) = service.bare("GET", path::CREDITS, headers, None).await?;
    holds(status == 200 && answer["code"] == code, &format!("HTTP {status} {answer}"))
}

async fn nothing(service: &Service) -> Checked {
    code_of(service, &[], 1102).await
}

async fn unknown_key(service: &Service) -> Checked {
    code_of(service, &[("x-api-key", "0123456789abcdefghijklmnopqrstuv")], 1109).await
}

async fn bad_bearer(service: &Service) -> Checked {
    code_of(service, &[("authorization", "Bearer x")], 1101).await
}

async fn precedence(service: &Service) -> Checked {
    code_of(service, &[("authorization", "Bearer x"), ("x-api-key", &service.options.api_key)], 1101).await
}

async fn get_token(service: &Service) -> Result<Option<Value>, Broken> {
    let Some(client_id) = &service.options.client_id else { return Ok(None) };
    let body = json!({ "clientId": client_id, "clientSecret": service.options.api_key });
    Ok(Some(service.bare("POST", path::VENDOR_TOKEN, &[], Some(&body)).await?.1))
}

fn no_client_id() -> Checked {
    Ok(Outcome::NotRun("needs AKOOL_CLIENT_ID".into()))
}

async fn token(service: &Service) -> Checked {
    let Some(answer) = get_token(service).await? else { return no_client_id() };
    let token = answer["token"].as_str().unwrap_or_default();
    let claims = token.split('.').nth(1).and_then(|part| {
        use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
        serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
    });
    let claims = claims.unwrap_or_default();
    let life = claims["exp"].as_i64().unwrap_or_default() - claims["iat"].as_i64().unwrap_or_default();
    // The token itself is a credential and stays out of the table.
    holds(answer["code"] == 1000 && life > 365 * 24 * 3600, &format!("code {} and a life of {life} s", answer["code"]))
}

async fn token_works(service: &Service) -> Checked {
    let Some(answer) = get_token(service).await? else { return no_client_id() };
    let bearer = format!("Bearer {}", answer["token"].as_str().unwrap_or_default());
    code_of(service, &[("authorization", &bearer)], 1000).await
}

async fn is_unknown(service: &Service, method: &str, path: &str) -> Checked {
    let key = [("x-api-key", service.options.api_key.as_str())];
    let (status, answer) = service.bare(method, path, &key, None).await?;
    let is_it =
        status == 404 && answer["status"] == 404 && answer["msg"] == "Not Found" && answer.get("code").is_none();
    holds(is_it, &format!("HTTP {status} {answer}"))
}

async fn unknown_route(service: &Service) -> Checked {
    is_unknown(service, "GET", "/api/open/v4/image2Video/nothing").await
}

async fn invented(service: &Service) -> Checked {
    for (method, path) in [
        ("POST", "/api/open/v4/image2video/create"),
        ("GET", "/api/open/v4/image2Video/info?_id=1"),
        ("DELETE", path::DELETE),
    ] {
        is_unknown(service, method, path).await?;
    }
    Ok(Outcome::Holds)
}
