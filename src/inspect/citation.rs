//! The form of a citation: `15 CFR 744.11(a)`, `89 FR 51644`, `50 USC 4801`, `EO 14105`.

/// What is wrong with the form of `cite`, where it names a publication whose form is fixed.
pub(super) fn fault(cite: &str) -> Option<String> {
    for (wrong, right) in
        [("C.F.R.", "CFR"), ("U.S.C.", "USC"), ("Fed. Reg.", "FR"), ("E.O.", "EO"), ("F.R.", "FR")]
    {
        if cite.contains(wrong) {
            return Some(format!("write `{right}` for `{wrong}`"));
        }
    }
    let words: Vec<&str> = cite.split([' ', ';', ',']).filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied();
        let after = words.get(at + 1).copied();
        match *word {
            "CFR" => volume(before, "CFR", "15 CFR 744.11(a)")
                .or_else(|| section(after, "CFR", "15 CFR 744.11(a)")),
            "FR" => {
                volume(before, "FR", "89 FR 51644").or_else(|| section(after, "FR", "89 FR 51644"))
            }
            "USC" => volume(before, "USC", "50 USC 4801")
                .or_else(|| section(after, "USC", "50 USC 4801")),
            "EO" => section(after, "EO", "EO 14105"),
            _ => None,
        }
    })
}

fn volume(before: Option<&str>, word: &str, form: &str) -> Option<String> {
    let fine = before.is_some_and(|w| {
        let digits = w.trim_start_matches('(');
        !digits.is_empty() && digits.len() <= 3 && digits.chars().all(|c| c.is_ascii_digit())
    });
    (!fine).then(|| format!("a title or volume number stands before `{word}`, as in `{form}`"))
}

fn section(after: Option<&str>, word: &str, form: &str) -> Option<String> {
    let fine = after.is_some_and(|w| {
        w.starts_with(|c: char| c.is_ascii_digit())
            || matches!(w, "part" | "Part" | "parts" | "chapter")
    });
    (!fine).then(|| format!("a section or page stands after `{word}`, as in `{form}`"))
}

/// Whether the citation names a published law or notice rather than a report about one.
pub(super) fn is_law(cite: &str) -> bool {
    cite.split([' ', ';', ',']).any(|word| matches!(word, "CFR" | "FR" | "USC" | "EO" | "Stat."))
        || ["Pub. L.", "OFAC", "FAQ", "Announcement", "No.", "Regulation", "Act", "Law", "Order"]
            .iter()
            .any(|word| cite.contains(word))
}
