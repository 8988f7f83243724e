use std::io;

/// Clock ticks a second, the same on every Linux.
const TICKS_PER_SECOND: u64 = 100;

/// Microseconds of processor time that processes have used, in user space and in the kernel, all their threads together.
pub fn microseconds(process_ids: &[u64]) -> io::Result<u64> {
    let mut ticks = 0;
    for process_id in process_ids {
        let line = std::fs::read_to_string(format!("/proc/{process_id}/stat"))?;
        // The name may hold spaces; what follows it does not.
        let fields = line.rsplit_once(')').map(|(_, rest)| rest.split_whitespace()).into_iter().flatten();
        ticks += fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum::<u64>();
    }
    Ok(ticks * 1_000_000 / TICKS_PER_SECOND)
}
