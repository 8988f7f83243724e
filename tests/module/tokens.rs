use js_sys::Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{
    Client, Clock, authorization, client, done, failed, get, giver, js, jwt, network, open, request, sent_to, text,
    thrower, with,
};

const PLENTY: &str =
    r#"[{"path": "quota/info", "answer": {"status": 200, "body": {"code": 1000, "data": {"credit": 7}}}}]"#;
const DAY_SECONDS: f64 = 86_400.0;

fn with_token(network: &JsValue, token: &JsValue) -> Client {
    open(with(js("{}"), "token", token), Some(network))
}

#[wasm_bindgen_test]
async fn one_token_serves_however_many_calls_wait_for_it() {
    let network = network("[]");
    let client = client(Some(&network));
    let calls: Array = (0..5).map(|_| client.get_credits()).collect();
    done(js_sys::Promise::all(&calls)).await;
    assert_eq!(sent_to(&network, "/token"), 1);
}

#[wasm_bindgen_test]
async fn a_refused_token_is_renewed_once() {
    let refuse = r#"{"path": "quota/info", "times": 1, "answer": {"status": 401, "body": {"code": 1101}}}"#;
    let network_once = network(&format!("[{refuse}]"));
    let once = client(Some(&network_once));
    done(once.get_credits()).await;
    assert_eq!(sent_to(&network_once, "/token"), 2);

    let always = network(r#"[{"path": "quota/info", "answer": {"status": 200, "body": {"code": 1101}}}]"#);
    let error = failed(client(Some(&always)).get_credits()).await;
    assert_eq!(text(&error, "code"), "unauthorized");
    assert_eq!(sent_to(&always, "quota/info"), 2);
}

#[wasm_bindgen_test]
async fn a_token_given_as_text_is_sent_as_it_is_and_its_refusal_is_final() {
    let refusing = network(r#"[{"path": "quota/info", "answer": {"status": 401, "body": {"code": 1101}}}]"#);
    let error = failed(with_token(&refusing, &"short-lived".into()).get_credits()).await;
    assert_eq!(text(&error, "code"), "unauthorized");
    assert_eq!(authorization(&refusing, "quota/info").as_deref(), Some("Bearer short-lived"));
    assert_eq!((sent_to(&refusing, "quota/info"), sent_to(&refusing, "/token")), (1, 0));
}

#[wasm_bindgen_test]
async fn a_function_that_gives_a_token_is_asked_again_when_it_is_refused() {
    let refusing = r#"[{"path": "quota/info", "times": 1, "answer": {"status": 401, "body": {"code": 1101}}},"#;
    let network = network(&PLENTY.replacen('[', refusing, 1));
    let give = giver(&"short-lived".into());
    done(with_token(&network, &give).get_credits()).await;
    assert_eq!(get(&give, "calls").as_f64(), Some(2.0));
    assert_eq!(authorization(&network, "quota/info").as_deref(), Some("Bearer short-lived"));
}

#[wasm_bindgen_test]
async fn a_grant_is_used_until_shortly_before_its_end() {
    let network = network(PLENTY);
    let give = giver(&js(r#"{"access_token": "short-lived", "expires_in": 60}"#));
    let client = with_token(&network, &give);
    done(client.get_credits()).await;
    done(client.get_credits()).await;
    assert_eq!(get(&give, "calls").as_f64(), Some(1.0));
    let _clock = Clock::ahead(31_000.0);
    done(client.get_credits()).await;
    assert_eq!(get(&give, "calls").as_f64(), Some(2.0));
}

#[wasm_bindgen_test]
async fn a_function_that_throws_is_quoted_and_nothing_is_sent_or_charged() {
    let network = network("[]");
    let client = with_token(&network, &thrower("log in first"));
    let _clock = Clock::hurried(50.0);
    let error = failed(client.create_image_to_video(&request())).await;
    assert!(text(&error, "message").contains("log in first"));
    assert_eq!(text(&error, "charged"), "no");
    assert_eq!(sent_to(&network, ""), 0);
}

#[wasm_bindgen_test]
async fn what_is_no_token_is_not_sent() {
    for nothing in [r#""""#, r#""two words""#, r#"{"token": "misnamed"}"#] {
        let network = network(PLENTY);
        let error = failed(with_token(&network, &giver(&js(nothing))).get_credits()).await;
        assert_eq!(text(&error, "code"), "configuration", "{nothing}");
        assert_eq!(sent_to(&network, ""), 0, "{nothing}");
    }
}

#[wasm_bindgen_test]
async fn a_token_that_lives_for_days_is_refused_in_a_page_unless_that_is_wanted() {
    let token = JsValue::from(jwt(365.0 * DAY_SECONDS));
    for source in [token.clone(), giver(&token)] {
        let network = network(PLENTY);
        let error = failed(with_token(&network, &source).get_credits()).await;
        assert_eq!(text(&error, "code"), "configuration");
        assert!(text(&error, "message").contains("long-lived"));
        assert_eq!(sent_to(&network, ""), 0);

        let wanted = with(js(r#"{"dangerouslyAllowVendorCredential": true}"#), "token", &source);
        done(open(wanted, Some(&network)).get_credits()).await;
        assert_eq!(sent_to(&network, "quota/info"), 1);
    }
}

#[wasm_bindgen_test]
async fn a_token_that_ends_within_a_day_is_used() {
    let network = network(PLENTY);
    let token = jwt(DAY_SECONDS - 60.0);
    done(with_token(&network, &token.as_str().into()).get_credits()).await;
    assert_eq!(authorization(&network, "quota/info"), Some(["Bearer", &token].join(" ")));
}
