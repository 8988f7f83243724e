//! One function per vendor route and no catch-all.

use crate::support::{Gateway, Vendor};

#[tokio::test]
async fn threat_02_other_paths_and_methods_lead_nowhere() {
    let vendor = Vendor::friendly().await;
    let gateway = Gateway::start(&vendor.url).await;
    let token = gateway.token("ada").await;
    let create = akool_contract::path::CREATE;
    let mut paths: Vec<String> = [
        "/",
        "//",
        "/api",
        "/api/open/v4",
        "/api/open/v3/getToken",
        "/api/open/v3/content/video/list?page=1&size=50",
        "/api/open/v3/content/video/infobymodelid?video_model_id=689174694b4dbdd4ab3d28c9",
        "/api/open/v4/text2Video/createByPrompt/batch",
        "/api/open/v4/image2video/createBySourcePrompt",
        "/mcp/v1",
        "/files",
        "/files/",
        "/files/../token",
        "/token/",
        "/tokens",
        "/%2e%2e/etc/passwd",
        "/..%2f..%2f",
        "/metrics/../token",
        "/https://openapi.akool.com/api/open/v3/getToken",
        "/api/open/v4/image2Video/resultsByIds/",
        "/.env",
        "/.git/config",
    ]
    .map(str::to_owned)
    .to_vec();
    paths.extend([
        format!("{create}/"),
        format!("{create}/x"),
        format!("/{create}"),
        create.to_uppercase(),
        format!("{create}%00"),
    ]);
    let authorization = format!("Bearer {token}");
    let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
    for path in &paths {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "TRACE", "BREW"] {
            let answer = gateway.send(method, path, &headers, b"{}").await;
            assert_eq!(answer.status, 404, "{method} {path}");
        }
    }
    for (method, path) in [
        ("GET", create),
        ("PUT", create),
        ("DELETE", create),
        ("POST", akool_contract::path::EFFECTS),
        ("GET", "/token"),
    ] {
        assert_eq!(gateway.send(method, path, &headers, b"{}").await.status, 404, "{method} {path}");
    }
    assert!(vendor.seen().is_empty(), "the vendor saw {:?}", vendor.seen());
}
