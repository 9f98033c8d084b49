//! Ownership: which listed owners reach a party, under which closure.
//!
//! In: the owner graph of a party and the list entries that its owners match. Out: for each
//! regime, whether the party is reached, with the path and the arithmetic.
//!
//! Closures. OFAC (31 CFR 587.406, FAQ 398-402): an entity owned 50 percent or more in the
//! aggregate by blocked persons is itself blocked, and counts in full for the next link. The BIS
//! Affiliates Rule (15 CFR 744 Supp. 8) sums direct and indirect shares of listed parties the same
//! way. SSI (31 CFR 589.411): 50 percent. NS-CMIC (586.404), UVL and DPL know no such rule.

use crate::model::{Owner, Truth};

/// Percent at which a closure reaches an owned entity.
pub const REACH_PERCENT: f64 = 50.0;
/// Deepest chain of owners that is followed; a deeper one is an error of the request.
pub const DEPTH_MAX: usize = 12;

/// An owner in the graph with what was found about it.
#[derive(Debug, Clone, Default)]
pub struct Node<'a> {
    /// Its name as given.
    pub name: &'a str,
    /// Percent held in the next link, if known.
    pub percent: Option<f64>,
    /// Entries it matches: indices into the caller's list of owner hits, with whether confirmed.
    pub hits: Vec<(usize, bool)>,
    /// Its owners; `None` unknown.
    pub owners: Option<Vec<Node<'a>>>,
    /// It is said to control the next link.
    pub controls: bool,
}

/// What a closure found for one party.
#[derive(Debug, Clone, PartialEq)]
pub struct Reach {
    /// Whether the listed owners reach 50 percent in the aggregate.
    pub reached: Truth,
    /// Least aggregate percent (unknown shares as 0).
    pub least: f64,
    /// Greatest aggregate percent (unknown shares as large as they can be).
    pub most: f64,
    /// Owner hits that contribute.
    pub contributors: Vec<usize>,
    /// The path and the arithmetic, in words.
    pub path: String,
}

/// The closure over `owners` of the party `name`, counting hits for which `listed` holds.
pub fn reach(name: &str, owners: &[Node<'_>], listed: &dyn Fn(usize) -> bool) -> Reach {
    let known: f64 = owners.iter().filter_map(|owner| owner.percent).sum();
    let mut total = Reach {
        reached: Truth::False,
        least: 0.0,
        most: 0.0,
        contributors: Vec::new(),
        path: String::new(),
    };
    let mut terms = Vec::new();
    for owner in owners {
        let (own, share) = contribution(owner, listed, (100.0 - known).max(0.0));
        let Some((least, most)) = share else { continue };
        total.least += least;
        total.most += most;
        total.contributors.extend(own.contributors);
        terms.push(own.path);
    }
    total.contributors.sort_unstable();
    total.contributors.dedup();
    total.most = total.most.min(100.0);
    total.reached = if total.least >= REACH_PERCENT {
        Truth::True
    } else if total.most >= REACH_PERCENT {
        Truth::Unknown
    } else {
        Truth::False
    };
    if !terms.is_empty() {
        total.path = format!(
            "{name} <- {} = {} percent{}",
            terms.join(" + "),
            bounds(total.least, total.most),
            if total.least >= REACH_PERCENT { ", 50 or more" } else { "" }
        );
    }
    total
}

fn bounds(least: f64, most: f64) -> String {
    if (least - most).abs() < 1e-9 { format!("{least}") } else { format!("{least} to {most}") }
}

/// What one owner contributes: nothing, its share in full, or between nothing and its share.
fn contribution(
    owner: &Node<'_>,
    listed: &dyn Fn(usize) -> bool,
    rest: f64,
) -> (Reach, Option<(f64, f64)>) {
    let own: Vec<(usize, bool)> =
        owner.hits.iter().copied().filter(|(hit, _)| listed(*hit)).collect();
    let (least_share, most_share) = owner.percent.map_or((0.0, rest), |p| (p, p));
    let shown = owner.percent.map_or("unknown share".to_owned(), |p| format!("{p} percent"));
    let confirmed = own.iter().any(|(_, confirmed)| *confirmed);
    let above = owner.owners.as_deref().map(|owners| reach(owner.name, owners, listed));
    let mut inner = above.unwrap_or(Reach {
        reached: Truth::False,
        least: 0.0,
        most: 0.0,
        contributors: Vec::new(),
        path: String::new(),
    });
    let counts = if confirmed {
        Truth::True
    } else if own.is_empty() {
        inner.reached
    } else {
        Truth::Unknown.or(inner.reached)
    };
    inner.contributors.extend(own.iter().map(|(hit, _)| *hit));
    inner.path = if confirmed {
        format!("{} (listed, {shown})", owner.name)
    } else if inner.path.is_empty() {
        format!("{} ({shown})", owner.name)
    } else {
        format!("{} ({shown}; {})", owner.name, inner.path)
    };
    match counts {
        Truth::True => (inner, Some((least_share, most_share))),
        Truth::Unknown => (inner, Some((0.0, most_share))),
        Truth::False if inner.contributors.is_empty() => (inner, None),
        Truth::False => (inner, Some((0.0, 0.0))),
    }
}

/// What is wrong with an owner graph: shares over 100 percent, cycles, chains too deep. Each with
/// the JSON pointer below `pointer`.
pub fn problems(owners: &[Owner], pointer: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    walk(owners, pointer, &mut Vec::new(), &mut found);
    found
}

fn walk<'o>(
    owners: &'o [Owner],
    pointer: &str,
    above: &mut Vec<&'o str>,
    found: &mut Vec<(String, String)>,
) {
    if above.len() >= DEPTH_MAX {
        found.push((pointer.to_owned(), format!("owners nest deeper than {DEPTH_MAX}")));
        return;
    }
    let sum: f64 = owners.iter().filter_map(|owner| owner.percent).sum();
    if sum > 100.5 {
        found.push((
            pointer.to_owned(),
            format!("the owners' shares sum to {sum} percent, over 100"),
        ));
    }
    for (number, owner) in owners.iter().enumerate() {
        let here = format!("{pointer}/{number}");
        if owner.percent.is_some_and(|p| !(0.0..=100.0).contains(&p)) {
            found.push((
                format!("{here}/percent"),
                "a percentage lies between 0 and 100".to_owned(),
            ));
        }
        if !owner.name.is_empty() && above.contains(&owner.name.as_str()) {
            found.push((here, format!("`{}` owns itself through this chain", owner.name)));
            continue;
        }
        above.push(&owner.name);
        walk(owner.owners.as_deref().unwrap_or_default(), &format!("{here}/owners"), above, found);
        above.pop();
    }
}
