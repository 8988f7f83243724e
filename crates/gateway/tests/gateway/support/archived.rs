use std::path::Path;

use akool_gateway::Clock;

/// Waits until the copying of the only video that is not copied yet pauses for so many minutes. That a try has failed shows
/// nowhere outside, so the gateway's own ledger is asked.
pub async fn until_it_pauses(data_dir: &Path, clock: &Clock, minutes: u64) {
    let ledger = rusqlite::Connection::open(data_dir.join("gateway.sqlite3")).expect("the ledger");
    let mut question =
        ledger.prepare("SELECT not_before_ms FROM kept_videos WHERE state = 'waiting'").expect("it can be asked");
    loop {
        let next: Option<i64> = question.query_row([], |row| row.get(0)).ok();
        let pause = next.unwrap_or_default() - clock.now_ms() as i64;
        // The system's clock goes on meanwhile.
        if (0..30_000).contains(&(minutes as i64 * 60_000 - pause)) {
            return;
        }
        tokio::task::yield_now().await;
    }
}
