//! What the gateway's bench needs at a speed that is not itself what is measured: a fixed vendor, a load, and holders of
//! streams. `npm run bench -- gateway` drives it; each mode reads one JSON object from its argument.

mod cpu;
mod load;
mod streams;
mod vendor;
mod wire;

use serde_json::Value;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1);
    let mode = words.next().unwrap_or_default();
    let options: Value = serde_json::from_str(&words.next().unwrap_or_else(|| "{}".into()))?;
    match mode.as_str() {
        "vendor" => vendor::serve(&options).await?,
        "load" => println!("{}", load::run(&options).await?),
        "streams" => streams::hold(&options).await?,
        _ => return Err("say what to do: vendor, load or streams".into()),
    }
    Ok(())
}
