//! What the columns of a whole `sdn.csv` look like: a blanked or swapped column leaves every row
//! readable, only the shares of the file tell.

use super::countries;
use super::ofac_csv::null;
use super::reading::Reading;
use super::table::Row;

/// Rows from which on the shares mean something; every edition since 2014 has had more.
const ROWS_MIN: usize = 1_000;

/// Counts over the rows of the main file.
#[derive(Debug, Default)]
pub(super) struct MainStatistics {
    rows: usize,
    individuals: usize,
    vessels: usize,
    titles: usize,
    remarks: usize,
    call_signs: usize,
    types: usize,
    tonnages: usize,
    registered: usize,
    tonnage_larger: usize,
    tonnage_both: usize,
    flags: usize,
    flags_known: usize,
    types_known: usize,
    owners: usize,
    commas: usize,
}

impl MainStatistics {
    /// Counts one row.
    pub(super) fn add(&mut self, row: &Row<'_>) {
        let filled = |column: usize| usize::from(!null(row.get(column)).is_empty());
        let individual = row.get(2) == "individual";
        self.rows += 1;
        self.individuals += usize::from(individual);
        self.vessels += usize::from(row.get(2) == "vessel");
        self.titles += filled(4);
        self.remarks += filled(11);
        self.call_signs += filled(5);
        self.types += filled(6);
        self.tonnages += filled(7);
        self.registered += filled(8);
        self.flags += filled(9);
        self.owners += filled(10);
        self.commas += usize::from(individual && row.get(1).contains(", "));
        self.flags_known += usize::from(countries::code(null(row.get(9))).is_some());
        let words = [
            "Tanker",
            "Cargo",
            "Vessel",
            "Ship",
            "Tug",
            "Carrier",
            "Passenger",
            "Yacht",
            "Container",
            "Roll",
            "Barge",
            "Craft",
            "Ferry",
            "Supply",
            "Dredger",
        ];
        self.types_known += usize::from(words.iter().any(|word| row.get(6).contains(word)));
        let number = |column: usize| row.get(column).replace(',', "").parse::<f64>().ok();
        if let (Some(tonnage), Some(registered)) = (number(7), number(8)) {
            self.tonnage_both += 1;
            self.tonnage_larger += usize::from(tonnage >= registered);
        }
    }

    /// Judges the file. The least shares are about half of those of 2021 to 2024.
    pub(super) fn judge(&self, out: &mut Reading) {
        if self.rows < ROWS_MIN {
            return;
        }
        let facts = [
            ("individuals", self.individuals, self.rows, 25),
            ("remarks", self.remarks, self.rows, 70),
            ("titles of individuals", self.titles, self.individuals, 10),
            ("names `LAST, First` of individuals", self.commas, self.individuals, 85),
            ("vessel types", self.types, self.vessels, 40),
            ("vessel flags", self.flags, self.vessels, 60),
            ("call signs", self.call_signs, self.vessels, 7),
            ("tonnages", self.tonnages, self.vessels, 2),
            ("registered tonnages", self.registered, self.vessels, 4),
            ("flags that are countries", self.flags_known, self.flags, 70),
            ("known vessel types", self.types_known, self.types, 50),
            ("tonnages above registered tonnages", self.tonnage_larger, self.tonnage_both, 60),
        ];
        for (what, have, whole, percent) in facts {
            if have * 100 < whole * percent {
                out.refuse("", format!("{have} {what} in {whole} rows: columns lost or swapped"));
            }
        }
        if self.owners * 10 > self.vessels {
            out.refuse("", format!("{} vessel owners: columns swapped", self.owners));
        }
        if self.owners == 0 {
            out.warn("no vessel owner in the whole file: a column lost?");
        }
    }
}
