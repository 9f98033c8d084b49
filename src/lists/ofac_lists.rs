//! Which OFAC list a program puts a party on.

/// The two sets of files that OFAC publishes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// Specially Designated Nationals.
    Sdn,
    /// The other lists in one file.
    Consolidated,
}

impl Set {
    /// Its name in English.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Sdn => "the SDN list",
            Self::Consolidated => "the consolidated (non-SDN) lists",
        }
    }
}

/// The programs of a cell: `UKRAINE-EO13662] [RUSSIA-EO14024` or joined by "; ".
pub(super) fn programs(cell: &str) -> impl Iterator<Item = &str> {
    cell.split("] [").flat_map(|part| part.split("; ")).map(str::trim).filter(|p| !p.is_empty())
}

/// Whether a text has the shape of a program tag: capitals, digits, dashes and blanks, with at
/// least three characters (`SDGT`, `CAATSA - RUSSIA`, `561-Related`).
pub(super) fn is_program(text: &str) -> bool {
    let capitals = text.chars().filter(char::is_ascii_uppercase).count();
    let small = text.chars().filter(char::is_ascii_lowercase).count();
    let known = text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ' '));
    let digits = text.starts_with(|c: char| c.is_ascii_digit());
    known
        && (2..=40).contains(&text.len())
        && (small == 0 || (digits && (text.ends_with("-Related") || text.ends_with("List"))))
        && capitals >= 1
        && text.split(' ').all(|word| word.len() <= 28)
}

/// Whether a cell holds a program that only the consolidated lists have.
pub(super) fn only_consolidated(cell: &str) -> bool {
    let all: Vec<&str> = programs(cell).collect();
    let special = |p: &&str| {
        p.starts_with("NS-")
            || p.starts_with("CMIC-")
            || p.starts_with("561")
            || p.starts_with("FSE-")
    };
    all.iter().any(special) || all.first() == Some(&"UKRAINE-EO13662")
}

/// The lists on which a row of a set stands, by its programs; never empty.
pub(super) fn lists(set: Set, cell: &str) -> Vec<&'static str> {
    if set == Set::Sdn {
        return vec!["US-OFAC-SDN"];
    }
    let all: Vec<&str> = programs(cell).collect();
    let has = |test: &dyn Fn(&str) -> bool| all.iter().any(|program| test(program));
    let mut lists = Vec::new();
    if has(&|p| p == "NS-PLC") {
        lists.push("US-OFAC-PLC");
    }
    if has(&|p| p.starts_with("CMIC-")) {
        lists.push("US-OFAC-NS-CMIC");
    }
    if has(&|p| p.starts_with("561")) {
        lists.push("US-OFAC-CAP");
    }
    if has(&|p| p.starts_with("FSE-")) {
        lists.push("US-OFAC-FSE");
    }
    if has(&|p| p == "UKRAINE-EO13662") {
        lists.push("US-OFAC-SSI");
    }
    let menu = has(&|p| p == "RUSSIA-EO14024" || p == "BELARUS-EO14038" || p == "CAATSA - RUSSIA");
    if menu || lists.is_empty() {
        lists.push("US-OFAC-MBS");
    }
    lists
}
