use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::{cpu, wire};

/// Requests as fast as they are answered, a few at once, for a while; and what they cost the processes that answered.
pub async fn run(options: &Value) -> Result<Value, Box<dyn std::error::Error>> {
    let text = |name: &str| options[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| options[name].as_u64().unwrap_or_default();
    let process_ids: Vec<u64> =
        options["process_ids"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
    let (address, head, body) = (text("address"), text("head"), text("body"));
    let counts = Rc::new(Counts::default());
    let tasks = tokio::task::LocalSet::new();
    for connection in 0..number("connections") {
        let (address, head, body, counts) = (address.clone(), head.clone(), body.clone(), counts.clone());
        tasks.spawn_local(async move {
            if let Err(error) = ask(&address, &head, &body, connection, &counts).await {
                eprintln!("a connection of the load broke: {error}");
                counts.failures.set(counts.failures.get() + 1);
            }
        });
    }
    let measured = tasks
        .run_until(async {
            tokio::time::sleep(Duration::from_millis(number("warm_ms"))).await;
            let (started, answered, used) = (Instant::now(), counts.answered.get(), cpu::microseconds(&process_ids)?);
            tokio::time::sleep(Duration::from_millis(number("run_ms"))).await;
            let answered = counts.answered.get() - answered;
            let used = cpu::microseconds(&process_ids)? - used;
            io::Result::Ok((started.elapsed().as_secs_f64(), answered, used))
        })
        .await?;
    let (seconds, answered, used) = measured;
    Ok(json!({
        "answered": answered,
        "failures": counts.failures.get(),
        "per_second": answered as f64 / seconds,
        "cpu_us_per_request": used as f64 / answered.max(1) as f64,
    }))
}

#[derive(Default)]
struct Counts {
    answered: Cell<u64>,
    failures: Cell<u64>,
}

/// One connection. Every request has an idempotency key of its own, as a page gives it one.
async fn ask(address: &str, head: &str, body: &str, connection: u64, counts: &Counts) -> io::Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let mut pending = Vec::new();
    for number in 0_u64.. {
        let request = format!(
            "{head}idempotency-key: {}-{connection}-{number}\r\ncontent-length: {}\r\n\r\n{body}",
            std::process::id(),
            body.len()
        );
        stream.write_all(request.as_bytes()).await?;
        let Some(answer) = wire::message(&mut stream, &mut pending).await? else {
            return Err(io::ErrorKind::UnexpectedEof.into());
        };
        let is_good = answer.second_word() == "200" && wire::find(&answer.body, b"\"_id\"").is_some();
        if !is_good && counts.failures.get() == 0 {
            eprintln!("an answer of the load: {}{}", answer.head, String::from_utf8_lossy(&answer.body));
        }
        let count = if is_good { &counts.answered } else { &counts.failures };
        count.set(count.get() + 1);
    }
    Ok(())
}
