//! Generates the client from the contract in the tree.

use std::error::Error;

const CONTRACT: &str = "../../../proto/src/main/protobuf";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={CONTRACT}");
    let descriptors = protox::compile(["bayesagg/v1/aggregation_service.proto"], [CONTRACT])?;
    tonic_prost_build::configure()
        .build_server(false)
        .compile_fds(descriptors)?;
    Ok(())
}
