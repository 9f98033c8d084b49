//! The `highfence` program: parse the command line, run it, turn its status into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(highfence::cli::main())
}
