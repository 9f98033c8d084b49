//! The `highfence` program: parse the command line, run it, turn its status into an exit code.

use std::process::ExitCode;

/// Many small strings live for one screening each.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(highfence::cli::main())
}
