/// A box: its size, its four-letter name, its content.
pub(crate) fn boxed(name: &[u8; 4], content: &[&[u8]]) -> Vec<u8> {
    let size = 8 + content.iter().map(|part| part.len()).sum::<usize>();
    let mut bytes = Vec::with_capacity(size);
    bytes.extend_from_slice(&(size as u32).to_be_bytes());
    bytes.extend_from_slice(name);
    for part in content {
        bytes.extend_from_slice(part);
    }
    bytes
}

/// A box with a version and flags before its content.
pub(crate) fn full_box(name: &[u8; 4], version: u8, flags: u32, content: &[&[u8]]) -> Vec<u8> {
    let head = (u32::from(version) << 24 | flags).to_be_bytes();
    let mut parts: Vec<&[u8]> = vec![&head];
    parts.extend_from_slice(content);
    boxed(name, &parts)
}

/// Numbers one after the other, 32 bits each.
pub(crate) fn words(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// Numbers one after the other, 16 bits each.
pub(crate) fn shorts(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}
