//! Spreadsheet containers (XLSX, ODS are ZIP archives), verified before any reader opens them.
//!
//! In: bytes. Out: nothing, or why the archive is refused: truncated, a member whose checksum or
//! size is wrong, a member or sum beyond the limits (a zip bomb), a path that leaves the archive.

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::error::Refusal;
use super::limits::{RATIO_FREE, RATIO_MAX, SIZE_MAX};

const END: &[u8] = b"PK\x05\x06";
const CENTRAL: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
/// Most members of an archive; a workbook has about twenty.
const MEMBERS_MAX: usize = 1_000;

/// Whether the bytes are a ZIP archive.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(LOCAL)
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let part = bytes.get(at..at.checked_add(length)?)?;
    Some(part.iter().rev().fold(0_usize, |sum, byte| (sum << 8) | usize::from(*byte)))
}

/// A member as the central directory describes it.
struct Member {
    method: usize,
    crc: usize,
    packed: usize,
    size: usize,
    name: String,
    local: usize,
}

/// Verifies an archive and gives the names of its members.
pub(crate) fn verify(file: &str, bytes: &[u8]) -> Result<Vec<String>, Refusal> {
    let refuse = |reason: String| Refusal::whole(file, reason);
    let members = members(bytes).ok_or_else(|| {
        refuse("the archive has no readable directory at its end: truncated".to_owned())
    })?;
    if members.is_empty() || members.len() > MEMBERS_MAX {
        return Err(refuse(format!("an archive of {} members", members.len())));
    }
    let packed: u64 = members.iter().map(|m| m.packed as u64).sum();
    let most = SIZE_MAX.min(packed.saturating_mul(RATIO_MAX).max(RATIO_FREE));
    let mut left = most;
    for member in &members {
        if member.name.starts_with('/') || member.name.split(['/', '\\']).any(|part| part == "..") {
            return Err(refuse(format!("a path that leaves the archive: `{}`", member.name)));
        }
        let content = inflate(bytes, member, left)
            .map_err(|reason| refuse(format!("member `{}`: {reason}", member.name)))?;
        left = left.saturating_sub(content);
        if left == 0 {
            return Err(refuse(format!(
                "content beyond {most} bytes from {packed} (limits: {SIZE_MAX} bytes, ratio \
                 {RATIO_MAX}): a zip bomb?"
            )));
        }
    }
    Ok(members.into_iter().map(|member| member.name).collect())
}

fn members(bytes: &[u8]) -> Option<Vec<Member>> {
    let tail = bytes.len().saturating_sub(66_000);
    let window = bytes.get(tail..)?;
    let end = tail + window.windows(4).rposition(|four| four == END)?;
    let (count, mut at) = (number(bytes, end + 10, 2)?, number(bytes, end + 16, 4)?);
    let comment = number(bytes, end + 20, 2)?;
    if bytes.len() != end + 22 + comment {
        return None;
    }
    let mut out = Vec::new();
    for _ in 0..count.min(MEMBERS_MAX + 1) {
        if bytes.get(at..at + 4)? != CENTRAL {
            return None;
        }
        let lengths =
            [number(bytes, at + 28, 2)?, number(bytes, at + 30, 2)?, number(bytes, at + 32, 2)?];
        let [name, extra, note] = lengths;
        out.push(Member {
            method: number(bytes, at + 10, 2)?,
            crc: number(bytes, at + 16, 4)?,
            packed: number(bytes, at + 20, 4)?,
            size: number(bytes, at + 24, 4)?,
            local: number(bytes, at + 42, 4)?,
            name: String::from_utf8_lossy(bytes.get(at + 46..at + 46 + name)?).into_owned(),
        });
        at += 46 + name + extra + note;
    }
    Some(out)
}

/// The content of one member of a verified archive.
pub(super) fn content(file: &str, bytes: &[u8], name: &str) -> Result<Vec<u8>, Refusal> {
    let members = members(bytes).unwrap_or_default();
    let member = members.iter().find(|member| member.name == name);
    let missing = || Refusal::whole(file, format!("the archive has no member `{name}`"));
    let member = member.ok_or_else(missing)?;
    let data = data(bytes, member).ok_or_else(missing)?;
    let mut content = Vec::new();
    let read = match member.method {
        0 => data.take(SIZE_MAX).read_to_end(&mut content),
        _ => DeflateDecoder::new(data).take(SIZE_MAX).read_to_end(&mut content),
    };
    read.map_err(|error| Refusal::whole(file, format!("member `{name}`: {error}")))?;
    Ok(content)
}

/// The packed bytes of a member.
fn data<'b>(bytes: &'b [u8], member: &Member) -> Option<&'b [u8]> {
    if bytes.get(member.local..member.local + 4)? != LOCAL {
        return None;
    }
    let lengths = (number(bytes, member.local + 26, 2)?, number(bytes, member.local + 28, 2)?);
    let start = member.local + 30 + lengths.0 + lengths.1;
    bytes.get(start..start.checked_add(member.packed)?)
}

/// Unpacks a member to nowhere: gives its size, or what is wrong with it.
fn inflate(bytes: &[u8], member: &Member, most: u64) -> Result<u64, String> {
    let data = data(bytes, member).ok_or("its data is missing")?;
    let mut reader: Box<dyn Read> = match member.method {
        0 => Box::new(data),
        8 => Box::new(DeflateDecoder::new(data)),
        other => return Err(format!("packed by method {other}, which is not read")),
    };
    let mut crc = flate2::Crc::new();
    let mut size = 0_u64;
    let mut buffer = vec![0_u8; 64 * 1024];
    loop {
        let read = reader.read(&mut buffer).map_err(|error| format!("damaged: {error}"))?;
        if read == 0 {
            break;
        }
        crc.update(buffer.get(..read).unwrap_or_default());
        size += read as u64;
        if size >= most {
            return Err("its content is beyond the limits: a zip bomb?".to_owned());
        }
    }
    if size != member.size as u64 || crc.sum() as usize != member.crc {
        return Err("its checksum or size is wrong: damaged".to_owned());
    }
    Ok(size)
}
