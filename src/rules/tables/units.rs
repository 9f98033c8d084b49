//! Units of the quantities in which technical parameters are given, and the way from one to another.

use serde::Deserialize;

use super::source::{TableError, read_csv};

/// The file of units.
pub(super) const FILE: &str = "units.csv";

/// A unit of a quantity: value in the base unit = value x times / over + plus.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Unit {
    /// What it measures (`length`).
    pub(super) quantity: String,
    /// How names end that are given in it (`km`).
    pub(super) unit: String,
    times: f64,
    over: f64,
    plus: f64,
}

/// From a value in one unit to the value in another of the same quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    times: f64,
    over: f64,
    plus: f64,
}

/// Digits that survive a change of unit: enough for any instrument, and few enough that 4.1 TB/s are
/// 4,100 GB/s and not a hair less, which a limit of law would tell apart.
const DIGITS: usize = 12;

impl Factor {
    /// The same unit.
    pub const SAME: Self = Self { times: 1.0, over: 1.0, plus: 0.0 };

    /// From `given` to `wanted`.
    pub(super) fn between(given: &Unit, wanted: &Unit) -> Self {
        let plus = (given.plus - wanted.plus) * wanted.over / wanted.times;
        Self { times: given.times * wanted.over, over: given.over * wanted.times, plus }
    }

    /// Whether the value stays what it is.
    pub fn is_same(self) -> bool {
        self.plus == 0.0 && self.times == self.over
    }

    /// The value in the wanted unit, rounded to twelve digits.
    pub fn apply(self, value: f64) -> f64 {
        if self.is_same() {
            return value;
        }
        let exact = value * self.times / self.over + self.plus;
        format!("{exact:.*e}", DIGITS - 1).parse().unwrap_or(exact)
    }
}

/// Reads the file.
pub(super) fn parse(text: &str, errors: &mut Vec<TableError>) -> Vec<Unit> {
    let rows: Vec<(u64, Unit)> = read_csv(FILE, text, errors);
    let mut units: Vec<Unit> = Vec::new();
    for (line, row) in rows {
        if row.times <= 0.0 || row.over <= 0.0 {
            errors.push(TableError::at(FILE, line, "`times` and `over` must be above 0"));
        } else if units.iter().any(|u| u.quantity == row.quantity && u.unit == row.unit) {
            let detail = format!("`{}` of {} stands twice", row.unit, row.quantity);
            errors.push(TableError::at(FILE, line, detail));
        } else {
            units.push(row);
        }
    }
    units
}

/// The unit of `quantity` in which a name ends, and the name before it.
pub(super) fn of_name<'u, 'n>(
    units: &'u [Unit],
    quantity: &str,
    name: &'n str,
) -> Option<(&'n str, &'u Unit)> {
    let ends = |unit: &'u Unit| {
        let stem = name.strip_suffix(unit.unit.as_str())?.strip_suffix('_')?;
        (unit.quantity == quantity && !stem.is_empty()).then_some((stem, unit))
    };
    units.iter().filter_map(ends).max_by_key(|(_, unit)| unit.unit.len())
}
