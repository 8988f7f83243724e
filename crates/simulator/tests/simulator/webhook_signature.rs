use akool_simulator::{
    Credentials,
    envelope::{KeyLength, seal, sign},
};

const CLIENT_ID: &str = "SimClientId0123456789a==";
const TIMESTAMP: i64 = 1_757_785_623_798;

fn credentials(api_key: &str) -> Credentials {
    Credentials { client_id: CLIENT_ID.into(), api_key: api_key.into() }
}

#[test]
fn a_key_of_32_bytes_encrypts_with_aes_256() {
    let plaintext = r#"{"_id":"689174694b4dbdd4ab3d28c9","status":3,"type":"image2video","url":"https://example.test/out.mp4","deduction_credit":20}"#;
    let sealed = seal(&credentials("SimClientSecret-0123456789abcdef"), plaintext.as_bytes(), TIMESTAMP, "9047")
        .expect("a key of the right length");
    assert_eq!(
        sealed.data_encrypt,
        "i1TdGfXWz0U8J36mouVbVsSZnAVmkdpetcAZKdN27SBB/JQW2xLgkI3cDfW78C/Bbe2xpg9IWvqnEk9YWKmuXLk7iX7QcTfaZojuDpyPdro1uXbs8uDPyfvHH8CUTOkail7VP4KZc8RyQ70gKkOwdRTkwFRkcZAcMm0lAT5M0Ac="
    );
    assert_eq!(sealed.signature, "c4d97438c59f63512554e39242837ed5c63c4e5d");
}

#[test]
fn a_key_of_24_bytes_encrypts_with_aes_192() {
    let plaintext = r#"{"_id":"689174694b4dbdd4ab3d28c9","status":4,"type":"image2video","deduction_credit":0}"#;
    let sealed = seal(&credentials("SimClientSecret-01234567"), plaintext.as_bytes(), TIMESTAMP, "9047")
        .expect("a key of the right length");
    assert_eq!(
        sealed.data_encrypt,
        "H5GwSicKZxlvzejvxRJpT7EmeKnvT90jG93e5amS+mALZwsTqoPLAVbM2FkR9eoG0v6OJMcygbq1O18ncgfqFG9Fe3EGS2uQLdZ49j4ELTzPhJzLYGELQGMxXcc/Lta2"
    );
    assert_eq!(sealed.signature, "06b0d35316ea31e5144f312f750aefc60f0ce849");
}

#[test]
fn a_key_of_another_length_cannot_encrypt() {
    for (key, length) in [("short", 5), ("0123456789012345678901234567890", 31)] {
        assert_eq!(seal(&credentials(key), b"{}", TIMESTAMP, "9047"), Err(KeyLength(length)));
    }
}

#[test]
fn the_printed_example_of_akools_page_does_not_verify() {
    // Its signature belongs to other values than those beside it; a receiver must refuse it.
    let data =
        "LuG1OVSVIwOO/xpW00eSYo77Ncxa9h4VKmOJRjwoyoAmCIS/8FdJRJ+BpZn90BVAAg8xpU1bMmcDlAYDT010Wa9tNi1jivX25Ld03iA4EKs=";
    let signature = sign("AKDt8rWEczpYPzCGur2xE=", 1_710_757_981_609, "1529", data);
    assert_eq!(signature, "4e1d22f8037c2647d3616692829492f41dbf0a56");
    assert_ne!(signature, "04e30dd43d9d8f95dd7c127dad617f0929d61c1d");
}
