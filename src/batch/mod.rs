//! Batch files: rows of a table or lines of JSON in, one labelled answer for each row out.
//!
//! In: the bytes of a CSV, XLSX or NDJSON file, a mapping of its columns (given or guessed), an
//! engine. Out: one [`RowAnswer`] for every row in the order of the rows, also for rows that cannot
//! be read; a bad row costs that row alone. Nothing here reads a file or a clock.

mod about;
mod answer;
mod book;
mod cells;
mod headers;
mod mapping;
mod output;
mod place;
mod row;
mod sheet;
mod table;
mod xlsx;

pub use about::About;
pub use answer::{Asked, At, Line, RowAnswer, RowError, RowStatus, answer, answer_line};
pub use mapping::{Mapping, guess, parse};
pub use output::{Form, write};
pub use row::transaction;
pub use sheet::{ARRAY, Kind, Row, Sheet, begins_array, read};

/// Most rows of one file.
pub const ROWS_MAX: usize = 2_000_000;
/// Most columns of one file.
pub const COLUMNS_MAX: usize = 1_000;
