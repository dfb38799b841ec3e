//! How one figure grows with another.

/// The exponent e of y ~ x ^ e: least squares on the logarithms; `None` for fewer than two points.
pub fn exponent(points: &[(f64, f64)]) -> Option<f64> {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.ln())).collect();
    let count = logs.len() as f64;
    let mean_x = logs.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = logs.iter().map(|(_, y)| y).sum::<f64>() / count;
    let square: f64 = logs.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let product: f64 = logs.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    (square > 0.0).then_some(product / square)
}
