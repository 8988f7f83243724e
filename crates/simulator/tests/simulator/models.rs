use serde_json::{Value, json};

use crate::support::{Bench, text};

const LIST: &str = "/api/open/v4/aigModel/list";

async fn models(bench: &Bench, query: &str) -> Value {
    bench.get_json(&format!("{LIST}?{query}")).await
}

#[tokio::test]
async fn the_documented_models_have_every_documented_field() {
    let bench = Bench::new().await;
    let answer = models(&bench, "types[]=1501").await;
    assert_eq!(answer["code"], 1000);
    let items = answer["data"].as_array().expect("a bare list");
    let fast = &items[0];
    let expected = json!({
        "sort": 100, "group": "akool", "provider": "akool", "type": 1501,
        "label": "Akool Image2Video Fast V1", "value": "AkoolImage2VideoFastV1", "description": fast["description"],
        "resolutionList": [
            { "label": "720p", "value": "720p", "width": 1280, "height": 720, "unit_credit": 5 },
            { "label": "1080p", "value": "1080p", "width": 1920, "height": 1080, "unit_credit": 10 },
            { "label": "4k", "value": "4k", "width": 3840, "height": 2160, "unit_credit": 20 },
        ],
        "isPro": false, "generate_audio": null, "durationList": [5, 10], "requiresPay": false,
        "supportedLastFrame": false, "supportedExtendPrompt": false, "maxImageCount": 1, "maxCount": 10,
    });
    assert_eq!(fast, &expected);
    let lite = items.iter().find(|item| item["value"] == "seedance-1-0-lite-i2v-250428").expect("Seedance Lite");
    assert_eq!((&lite["sort"], &lite["supportedLastFrame"]), (&json!(95), &json!(true)));
    let first = &lite["resolutionList"][0];
    assert_eq!(first, &json!({ "label": "480p", "value": "480p", "width": 854, "height": 480, "unit_credit": 3 }));
    let hd = items.iter().find(|item| item["value"] == "AkoolImage2VideoHDV1").expect("HD V1");
    for name in ["required", "type", "default", "extra_credit_multiplier"] {
        assert!(hd["generate_audio"].get(name).is_some(), "{name}");
    }
}

#[tokio::test]
async fn the_list_is_sorted_with_the_highest_first() {
    let bench = Bench::new().await;
    let answer = models(&bench, "types%5B%5D=1501").await;
    let sorts: Vec<i64> =
        answer["data"].as_array().expect("a list").iter().filter_map(|item| item["sort"].as_i64()).collect();
    assert!(sorts.len() >= 3 && sorts.is_sorted_by(|left, right| left >= right), "{sorts:?}");
}

#[tokio::test]
async fn types_without_models_give_an_empty_list_and_no_type_gets_1003() {
    let bench = Bench::new().await;
    for kind in ["2101", "9999", "x"] {
        assert_eq!(models(&bench, &format!("types[]={kind}")).await["data"], json!([]), "{kind}");
    }
    for query in ["", "type=1501"] {
        assert_eq!(models(&bench, query).await["code"], 1003);
    }
    let both = models(&bench, "types[]=1501&types[]=1502").await;
    let kinds: Vec<i64> =
        both["data"].as_array().expect("a list").iter().filter_map(|item| item["type"].as_i64()).collect();
    assert!(kinds.contains(&1501) && kinds.contains(&1502));
}

#[tokio::test]
async fn every_model_makes_every_listed_size_and_length() {
    let bench = Bench::new().await;
    let items = models(&bench, "types[]=1501").await["data"].clone();
    for item in items.as_array().expect("a list") {
        for size in item["resolutionList"].as_array().expect("a list") {
            for seconds in item["durationList"].as_array().expect("a list") {
                let fields =
                    json!({ "model_name": item["value"], "resolution": size["value"], "video_length": seconds });
                let answer = bench.post_json(akool_contract::path::CREATE_BATCH, &bench.request(fields.clone())).await;
                assert_eq!(answer["code"], 1000, "{fields}: {answer}");
                let price = size["unit_credit"].as_i64().expect("a price") * seconds.as_i64().expect("seconds");
                let charged = answer["data"]["successList"][0]["deduction_credit"].as_i64().expect("a charge");
                assert_eq!(charged, (price + 4) / 5, "{}", text(&item["value"]));
            }
        }
    }
}
