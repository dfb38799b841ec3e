//! Maps of places, as the drawings of a page have them.

use hayro_syntax::object::Rect;

/// A map of places: `[a b c d e f]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix(pub [f64; 6]);

impl Matrix {
    pub const SAME: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First this one, then the other.
    pub fn then(&self, other: &Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [g, h, i, j, k, l]) = (self.0, other.0);
        Matrix([
            a * g + b * i,
            a * h + b * j,
            c * g + d * i,
            c * h + d * j,
            e * g + f * i + k,
            e * h + f * j + l,
        ])
    }

    pub fn moved(&self, x: f64, y: f64) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self)
    }

    /// Where it puts the origin.
    pub fn origin(&self) -> (f64, f64) {
        (self.0[4], self.0[5])
    }

    /// What is to follow so that bounds, mapped by this one, fill a frame.
    pub fn fitting(&self, bounds: Rect, frame: Rect) -> Matrix {
        let corners =
            [(bounds.x0, bounds.y0), (bounds.x1, bounds.y0), (bounds.x0, bounds.y1), (bounds.x1, bounds.y1)];
        let mapped = corners.map(|(x, y)| self.moved(x, y).origin());
        let range = |values: [f64; 4]| {
            (
                values.into_iter().fold(f64::INFINITY, f64::min),
                values.into_iter().fold(f64::NEG_INFINITY, f64::max),
            )
        };
        let (left, right) = range(mapped.map(|(x, _)| x));
        let (low, high) = range(mapped.map(|(_, y)| y));
        let scale = |from: f64, to: f64| if from > 0.0 { to / from } else { 1.0 };
        let (wide, tall) = (scale(right - left, frame.width()), scale(high - low, frame.height()));
        Matrix([wide, 0.0, 0.0, tall, frame.x0 - left * wide, frame.y0 - low * tall])
    }
}
