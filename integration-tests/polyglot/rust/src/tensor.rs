//! Arrays of a case as tensors, and back.

use std::fs;
use std::path::Path;

use crate::Result;
use crate::document::Array;
use crate::v1::{DataType, Tensor};

/// A file of a case is a tensor's data as it stands: both are row-major and little-endian.
pub fn read(directory: &Path, array: &Array) -> Result<Tensor> {
    let dtype = match array.dtype.as_str() {
        "f32" => DataType::F32,
        "f64" => DataType::F64,
        "bool" => DataType::Bool,
        other => return Err(format!("{}: no dtype {other} expected", array.file).into()),
    };
    let path = directory.join(&array.file);
    Ok(Tensor {
        dtype: dtype.into(),
        shape: array.shape.clone(),
        data: fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?,
    })
}

/// The values of a tensor of floating point.
pub fn doubles(tensor: &Tensor) -> Result<Vec<f64>> {
    match tensor.dtype() {
        DataType::F32 => Ok(values(&tensor.data, |bytes| {
            f32::from_le_bytes(bytes).into()
        })),
        DataType::F64 => Ok(values(&tensor.data, f64::from_le_bytes)),
        other => Err(format!("a tensor of {other:?}").into()),
    }
}

fn values<const N: usize>(data: &[u8], value: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    data.as_chunks().0.iter().copied().map(value).collect()
}
