use akool_contract::{ResultList, is_public_url_syntax};
use http::StatusCode;

use crate::orders::public_record;
use crate::vendor::decode_bytes;

const KEY: &str = "canary-4f1c9b7e2d8a6035-b7c1d2e3";

pub fn seeds() -> Vec<Vec<u8>> {
    let job = format!(
        r#"{{"_id":"689174694b4dbdd4ab3d28c9","status":3,"create_time":1754362985482,"uid":101400,
        "team_id":"6805fb69e92d9edc7ca0b409","webhookUrl":"https://hook.example/x","deduction_credit":20.5,
        "video_url":"https://media.example/a.mp4","cover_url":"javascript:alert(1)","error_reason":"{KEY}",
        "image_url":null,"surprise":{{"deep":[1,[2]]}}}}"#
    );
    vec![
        format!(r#"{{"code":1000,"msg":"OK","data":{{"result":[{job}]}}}}"#).into_bytes(),
        br#"{"code":1000,"data":{"result":[{"status":4,"error_reason":"no \u0063anary-4f1c9b7e2d8a6035\u002db7c1d2e3"}]}}"#.to_vec(),
        br#"{"code":1101,"msg":"Invalid token","data":null}"#.to_vec(),
        br#"{"code":"1000","msg":7,"data":[]}"#.to_vec(),
        b"<html><body>502 Bad Gateway</body></html>".to_vec(),
    ]
}

/// A response becomes records without our key, without fields of the account, and without URLs that could run scripts.
pub fn run(bytes: &[u8]) {
    let decoded = decode_bytes::<ResultList>(StatusCode::OK, bytes.to_vec(), KEY);
    let Ok(list) = decoded else { return };
    assert!(list.result.len() <= bytes.len(), "a response does not grow");
    for record in list.result {
        let job = public_record::job(record, "public-id");
        assert_eq!(job.id.as_deref(), Some("public-id"));
        assert!(job.uid.is_none() && job.team_id.is_none() && job.webhook_url.is_none());
        for url in [&job.video_url, &job.cover_url, &job.image_url, &job.audio_url].into_iter().flatten() {
            assert!(is_public_url_syntax(url), "{url}");
        }
        let shown = serde_json::to_string(&job).expect("a record can be written");
        assert!(!shown.contains(KEY), "{shown}");
    }
}
